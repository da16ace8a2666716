// Package frameworks holds handlers of several frameworks that trust ids which they are sent.
package frameworks

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"github.com/julienschmidt/httprouter"
	"github.com/labstack/echo/v4"
	"github.com/uptrace/bun"
	"gorm.io/gorm"
)

// Invoice is a row.
type Invoice struct {
	ID     uint
	UserID uint
	Cents  int64
}

// App has what the handlers need.
type App struct {
	gorm *gorm.DB
	sqlx *sqlx.DB
	pgx  *pgxpool.Pool
	bun  *bun.DB
}

// Gin registers.
func (a *App) Gin(r *gin.Engine) {
	g := r.Group("/api", a.jwtAuth())
	g.GET("/invoices/:id", a.ginFirst)
	g.GET("/invoices", a.ginQuery)
	g.DELETE("/invoices/:id", a.ginDelete)
	g.PUT("/invoices/:id", a.ginURI)
	g.PATCH("/invoices/:id", a.ginRaw)
}

func (a *App) jwtAuth() gin.HandlerFunc {
	return func(c *gin.Context) {
		c.Set("userID", c.GetHeader("X-User"))
		c.Next()
	}
}

func (a *App) ginFirst(c *gin.Context) {
	id, err := strconv.Atoi(c.Param("id"))
	if err != nil {
		c.Status(http.StatusBadRequest)
		return
	}
	var inv Invoice
	if err := a.gorm.WithContext(c).First(&inv, id).Error; err != nil { // want idor "invoices"
		c.Status(http.StatusNotFound)
		return
	}
	c.JSON(http.StatusOK, inv)
}

func (a *App) ginQuery(c *gin.Context) {
	var inv Invoice
	if err := a.gorm.WithContext(c).Where("id = ?", c.Query("id")).First(&inv).Error; err != nil { // want idor "invoices"
		c.Status(http.StatusNotFound)
		return
	}
	c.JSON(http.StatusOK, inv)
}

func (a *App) ginDelete(c *gin.Context) {
	if err := a.gorm.WithContext(c).Where("id = ?", c.Param("id")).Delete(&Invoice{}).Error; err != nil { // want idor "changes any row of invoices"
		c.Status(http.StatusNotFound)
	}
}

type ginParams struct {
	ID int64 `uri:"id"`
}

func (a *App) ginURI(c *gin.Context) {
	var p ginParams
	if err := c.ShouldBindUri(&p); err != nil {
		c.Status(http.StatusBadRequest)
		return
	}
	if _, err := a.sqlx.ExecContext(c, `UPDATE invoices SET paid = true WHERE id = ?`, p.ID); err != nil { // want idor "invoices"
		c.Status(http.StatusInternalServerError)
	}
}

// ginRaw hands the text on: what the ids look like is seen in the row.
func (a *App) ginRaw(c *gin.Context) {
	var inv Invoice
	if err := a.sqlx.GetContext(c, &inv, `SELECT id, user_id, cents FROM invoices WHERE id = ?`, c.Param("id")); err != nil { // want idor "whoever counts"
		c.Status(http.StatusNotFound)
		return
	}
	c.JSON(http.StatusOK, inv)
}

// Echo registers.
func (a *App) Echo(e *echo.Echo) {
	e.GET("/tickets/:id", a.echoParam)
	e.POST("/tickets", a.echoBind)
	e.GET("/keys/:id", a.echoUUID)
}

func (a *App) echoParam(c echo.Context) error {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest)
	}
	var text string
	if err := a.pgx.QueryRow(c.Request().Context(), `SELECT body FROM tickets WHERE id = $1`, id).Scan(&text); err != nil { // want idor "tickets"
		return err
	}
	return c.String(http.StatusOK, text)
}

type closeTicket struct {
	TicketID int64 `json:"ticket_id"`
}

func (a *App) echoBind(c echo.Context) error {
	var in closeTicket
	if err := c.Bind(&in); err != nil {
		return err
	}
	if _, err := a.pgx.Exec(c.Request().Context(), `UPDATE tickets SET closed = true WHERE id = $1`, in.TicketID); err != nil { // want idor "whoever counts TicketID up"
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// echoUUID: nobody guesses the id, yet whoever has it may read.
func (a *App) echoUUID(c echo.Context) error {
	id, err := uuid.Parse(c.Param("id"))
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest)
	}
	var text string
	if err := a.pgx.QueryRow(c.Request().Context(), `SELECT value FROM keys WHERE id = $1`, id).Scan(&text); err != nil { // want:info idor "whoever knows an id reads that row of keys"
		return err
	}
	return c.String(http.StatusOK, text)
}

// Fiber registers.
func (a *App) Fiber(app *fiber.App) {
	app.Get("/payments/:id", func(c *fiber.Ctx) error {
		id, err := c.ParamsInt("id")
		if err != nil {
			return fiber.ErrBadRequest
		}
		inv := new(Invoice)
		if err := a.bun.NewSelect().Model(inv).Where("id = ?", id).Scan(c.Context()); err != nil { // want idor "invoices"
			return err
		}
		return c.JSON(inv)
	})
}

// Router registers with httprouter.
func (a *App) Router(r *httprouter.Router) {
	r.GET("/subscriptions/:id", func(w http.ResponseWriter, r *http.Request, ps httprouter.Params) {
		id, _ := strconv.Atoi(ps.ByName("id"))
		var plan string
		if err := a.sqlx.GetContext(r.Context(), &plan, `SELECT plan FROM subscriptions WHERE id = ?`, id); err != nil { // want idor "subscriptions"
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write([]byte(plan))
	})
}

// AddressInput is what huma fills.
type AddressInput struct {
	ID int64 `path:"id"`
}

// AddressOutput is the answer.
type AddressOutput struct {
	Body struct {
		Street string `json:"street"`
	}
}

// Huma registers.
func (a *App) Huma(api huma.API) {
	huma.Get(api, "/addresses/{id}", func(ctx context.Context, in *AddressInput) (*AddressOutput, error) {
		out := &AddressOutput{}
		err := a.pgx.QueryRow(ctx, `SELECT street FROM addresses WHERE id = $1`, in.ID).Scan(&out.Body.Street) // want idor "addresses"
		return out, err
	})
}
