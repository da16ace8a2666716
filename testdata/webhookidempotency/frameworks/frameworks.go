// Package frameworks holds handlers of webhooks of several frameworks, bad and good ones.
package frameworks

import (
	"context"
	"net/http"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/gin-gonic/gin"
	"github.com/go-playground/webhooks/v6/gitlab"
	"github.com/gofiber/fiber/v2"
	"github.com/gorilla/mux"
	"github.com/hibiken/asynq"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/labstack/echo/v4"
	"github.com/stripe/stripe-go/v82"
	"github.com/stripe/stripe-go/v82/refund"
	"github.com/stripe/stripe-go/v82/webhook"
	svix "github.com/svix/svix-webhooks/go"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Payment is a row.
type Payment struct {
	ID       uint
	Provider string
	Cents    int64
	Status   string
}

// App has what the handlers need.
type App struct {
	gorm  *gorm.DB
	pgx   *pgxpool.Pool
	queue *asynq.Client
	svix  *svix.Webhook
	lab   *gitlab.Webhook
}

// Event is what the provider sends.
type Event struct {
	ID    string `json:"id"`
	Cents int64  `json:"cents"`
}

// Gin registers.
func (a *App) Gin(r *gin.Engine) {
	r.POST("/webhook/payment", a.ginPaid)
	r.POST("/webhook/once", a.ginOnce)
	r.POST("/webhook/status", a.ginStatus)
	r.POST("/webhook/incr", a.ginIncrement)
	r.POST("/stripe", a.ginStripe)
}

func (a *App) ginPaid(c *gin.Context) {
	var ev Event
	if err := c.ShouldBindJSON(&ev); err != nil {
		c.Status(http.StatusBadRequest)
		return
	}
	if err := a.gorm.WithContext(c).Create(&Payment{Provider: ev.ID, Cents: ev.Cents}).Error; err != nil { // want "INSERT on Payment"
		c.Status(http.StatusInternalServerError)
	}
}

func (a *App) ginOnce(c *gin.Context) {
	var ev Event
	if err := c.ShouldBindJSON(&ev); err != nil {
		c.Status(http.StatusBadRequest)
		return
	}
	if err := a.gorm.WithContext(c).Clauses(clause.OnConflict{DoNothing: true}).Create(&Payment{Provider: ev.ID}).Error; err != nil {
		c.Status(http.StatusInternalServerError)
	}
}

// ginStatus asks what has become of the payment.
func (a *App) ginStatus(c *gin.Context) {
	var ev Event
	if err := c.ShouldBindJSON(&ev); err != nil {
		c.Status(http.StatusBadRequest)
		return
	}
	var p Payment
	if err := a.gorm.WithContext(c).Where("provider = ?", ev.ID).First(&p).Error; err != nil {
		c.Status(http.StatusNotFound)
		return
	}
	if p.Status == "done" {
		c.Status(http.StatusOK)
		return
	}
	if _, err := a.pgx.Exec(c, `UPDATE wallets SET cents = cents + $1 WHERE id = $2`, ev.Cents, p.ID); err != nil {
		c.Status(http.StatusInternalServerError)
	}
}

func (a *App) ginIncrement(c *gin.Context) {
	var ev Event
	if err := c.ShouldBindJSON(&ev); err != nil {
		c.Status(http.StatusBadRequest)
		return
	}
	err := a.gorm.WithContext(c).Model(&Payment{}).Where("provider = ?", ev.ID).UpdateColumn("cents", gorm.Expr("cents + ?", ev.Cents)).Error // want "Payment"
	if err != nil {
		c.Status(http.StatusInternalServerError)
	}
}

// ginStripe has the provider do something.
func (a *App) ginStripe(c *gin.Context) {
	body, err := c.GetRawData() // want unboundedbody "GetRawData"
	if err != nil {
		c.Status(http.StatusBadRequest)
		return
	}
	ev, err := webhook.ConstructEvent(body, c.GetHeader("Stripe-Signature"), "whsec")
	if err != nil {
		c.Status(http.StatusBadRequest)
		return
	}
	if _, err := refund.New(&stripe.RefundParams{Charge: stripe.String(ev.ID)}); err != nil { // want "is then done twice"
		c.Status(http.StatusInternalServerError)
	}
}

// Echo registers.
func (a *App) Echo(e *echo.Echo) {
	e.POST("/ipn", a.echoIPN)
	e.POST("/hooks/svix", a.echoSvix)
	e.GET("/webhook", a.echoPing)
}

func (a *App) echoIPN(c echo.Context) error {
	var ev Event
	if err := c.Bind(&ev); err != nil {
		return err
	}
	_, err := a.pgx.Exec(c.Request().Context(), `INSERT INTO transactions (cents) VALUES ($1)`, ev.Cents) // want "transactions"
	return err
}

func (a *App) echoSvix(c echo.Context) error {
	var ev Event
	if err := a.svix.Verify([]byte(c.FormValue("payload")), c.Request().Header); err != nil {
		return err
	}
	if err := c.Bind(&ev); err != nil {
		return err
	}
	_, err := a.queue.EnqueueContext(c.Request().Context(), asynq.NewTask("credit", []byte(ev.ID))) // want "is then done twice"
	return err
}

func (a *App) echoPing(c echo.Context) error {
	_, err := a.pgx.Exec(c.Request().Context(), `INSERT INTO pings (at) VALUES (now())`)
	return err
}

// Fiber registers.
func (a *App) Fiber(app *fiber.App) {
	app.Post("/webhooks/gitlab", func(c *fiber.Ctx) error {
		_, err := a.pgx.Exec(c.Context(), `INSERT INTO pipelines (ref) VALUES ($1)`, c.FormValue("ref")) // want "pipelines"
		return err
	})
	app.Post("/webhooks/task", func(c *fiber.Ctx) error {
		_, err := a.queue.EnqueueContext(c.Context(), asynq.NewTask("credit", c.Body()), asynq.TaskID(c.Get("X-Event-Id")))
		return err
	})
}

// Mux registers.
func (a *App) Mux(r *mux.Router) {
	r.HandleFunc("/gitlab", func(w http.ResponseWriter, r *http.Request) {
		if _, err := a.lab.Parse(r, gitlab.PushEvents); err != nil {
			http.Error(w, "bad event", http.StatusBadRequest)
			return
		}
		if _, err := a.pgx.Exec(r.Context(), `INSERT INTO deployments (ref) VALUES ($1)`, r.FormValue("ref")); err != nil { // want "deployments"
			http.Error(w, "failed", http.StatusInternalServerError)
		}
	}).Methods(http.MethodPost)
}

// HandleWebhook is run by a function host.
func (a *App) HandleWebhook(ctx context.Context, _ events.APIGatewayProxyRequest) (events.APIGatewayProxyResponse, error) {
	_, err := a.pgx.Exec(ctx, `INSERT INTO payouts (at) VALUES (now())`) // want "payouts"
	return events.APIGatewayProxyResponse{StatusCode: http.StatusOK}, err
}

// Start runs it.
func (a *App) Start() { lambda.Start(a.HandleWebhook) }
