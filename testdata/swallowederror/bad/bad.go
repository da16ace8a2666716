// Package bad tells clients and brokers that all went well when it did not.
package bad

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/smtp"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/labstack/echo/v4"
	amqp "github.com/rabbitmq/amqp091-go"
	"github.com/segmentio/kafka-go"
	"github.com/sirupsen/logrus"
	"go.uber.org/zap"
	"gorm.io/gorm"
)

// API has the handlers.
type API struct {
	db     *sql.DB
	orm    *gorm.DB
	orders Orders
	queue  *kafka.Writer
	client *http.Client
	log    *zap.Logger
}

// Orders hides the database.
type Orders interface {
	Save(ctx context.Context, id, status string) error
	Load(ctx context.Context, id string) (string, error)
}

type sqlOrders struct{ db *sql.DB }

func (s *sqlOrders) Save(ctx context.Context, id, status string) error {
	_, err := s.db.ExecContext(ctx, "UPDATE orders SET status = $1 WHERE id = $2", status, id)
	return err
}

func (s *sqlOrders) Load(ctx context.Context, id string) (string, error) {
	var status string
	err := s.db.QueryRowContext(ctx, "SELECT status FROM orders WHERE id = $1", id).Scan(&status)
	return status, err
}

// Routes registers the handlers.
func Routes(db *sql.DB, orm *gorm.DB, queue *kafka.Writer, client *http.Client, l *zap.Logger) http.Handler {
	a := &API{db: db, orm: orm, orders: &sqlOrders{db}, queue: queue, client: client, log: l}
	r := chi.NewRouter()
	r.Post("/dropped", a.dropped)
	r.Post("/blank", a.blank)
	r.Post("/logged", a.logged)
	r.Post("/left", a.left)
	r.Post("/empty", a.empty)
	r.Post("/published", a.published)
	r.Post("/through", a.through)
	r.Post("/orm", a.mapper)
	r.Post("/remote", a.remote)
	r.Post("/read", a.read)
	r.Post("/loaded", a.loaded)
	r.Post("/closure", a.closure(orm))
	r.Post("/mail", mail)
	r.Post("/zap", a.zapped)
	r.Post("/overwritten", a.overwritten)
	r.Post("/condition", a.condition)
	r.Post("/helper", a.helper)
	r.Post("/init", a.inInit)
	r.Post("/waved", a.waved)
	r.Post("/late", a.tooLate)
	return r
}

func (a *API) dropped(w http.ResponseWriter, r *http.Request) {
	a.db.ExecContext(r.Context(), "INSERT INTO orders (id) VALUES ($1)", r.FormValue("id")) // want "the request is answered as if the INSERT on orders had worked: its error is dropped"
	w.WriteHeader(http.StatusCreated)
}

func (a *API) blank(w http.ResponseWriter, r *http.Request) {
	_, _ = a.db.ExecContext(r.Context(), "INSERT INTO orders (id) VALUES ($1)", r.FormValue("id")) // want "its error is dropped; return it"
	w.WriteHeader(http.StatusCreated)
}

func (a *API) logged(w http.ResponseWriter, r *http.Request) {
	_, err := a.db.ExecContext(r.Context(), "UPDATE orders SET paid = true WHERE id = $1", r.FormValue("id")) // want "as if the UPDATE on orders had worked: its error is only logged"
	if err != nil {
		log.Printf("pay: %v", err)
	}
	w.WriteHeader(http.StatusOK)
}

// A return without an answer is 200 with no body.
func (a *API) left(w http.ResponseWriter, r *http.Request) {
	if _, err := a.db.ExecContext(r.Context(), "DELETE FROM orders WHERE id = $1", r.FormValue("id")); err != nil { // want "the request is answered as if the DELETE on orders had worked"
		slog.Error("delete", "err", err)
		return
	}
	fmt.Fprintln(w, "gone")
}

func (a *API) empty(w http.ResponseWriter, r *http.Request) {
	if err := a.orders.Save(r.Context(), r.FormValue("id"), "paid"); err != nil { // want "the UPDATE on orders"
		return
	}
	fmt.Fprintln(w, "paid")
}

func (a *API) published(w http.ResponseWriter, r *http.Request) {
	err := a.queue.WriteMessages(r.Context(), kafka.Message{Value: []byte(r.FormValue("id"))}) // want "kafka-go.Writer.WriteMessages"
	if err != nil {
		logrus.WithError(err).Error("publish")
	}
	w.WriteHeader(http.StatusAccepted)
}

func (a *API) through(w http.ResponseWriter, r *http.Request) {
	if err := a.orders.Save(r.Context(), r.FormValue("id"), "sent"); err != nil { // want "the request is answered as if the UPDATE on orders had worked"
		slog.ErrorContext(r.Context(), "save", "err", err)
	}
	json.NewEncoder(w).Encode(map[string]bool{"ok": true})
}

// Order is a row.
type Order struct {
	ID   uint
	Paid bool
}

func (a *API) mapper(w http.ResponseWriter, r *http.Request) {
	a.orm.WithContext(r.Context()).Create(&Order{Paid: true}) // want "its error is dropped"
	w.WriteHeader(http.StatusCreated)
}

func (a *API) remote(w http.ResponseWriter, r *http.Request) {
	req, err := http.NewRequestWithContext(r.Context(), http.MethodPost, "https://pay.example.com/charges", r.Body)
	if err != nil {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	resp, err := a.client.Do(req) // want swallowederror "as if http.Client.Do had worked"
	if err != nil {
		log.Println("charge", err)
		return
	}
	defer resp.Body.Close()
	w.WriteHeader(http.StatusNoContent)
}

func (a *API) read(w http.ResponseWriter, r *http.Request) {
	var status string
	err := a.db.QueryRowContext(r.Context(), "SELECT status FROM orders WHERE id = $1", r.FormValue("id")).Scan(&status) // want "the SELECT on orders"
	if err != nil {
		log.Println(err)
	}
	fmt.Fprintln(w, status)
}

func (a *API) loaded(w http.ResponseWriter, r *http.Request) {
	status, err := a.orders.Load(r.Context(), r.FormValue("id")) // want "the SELECT on orders"
	if err != nil {
		slog.Error("load", "err", err)
	}
	fmt.Fprintln(w, status)
}

func (a *API) closure(orm *gorm.DB) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := orm.WithContext(r.Context()).Save(&Order{ID: 1, Paid: true}).Error; err != nil {
			http.Error(w, "sorry", http.StatusInternalServerError)
			return
		}
		orm.WithContext(r.Context()).Delete(&Order{ID: 2}) // want "its error is dropped"
		w.WriteHeader(http.StatusNoContent)
	}
}

func mail(w http.ResponseWriter, r *http.Request) {
	err := smtp.SendMail("mail.example.com:25", nil, "shop@example.com", []string{r.FormValue("to")}, []byte("Your code")) // want missingtimeout "." swallowederror "as if smtp.SendMail had worked"
	if err != nil {
		fmt.Println("mail:", err)
	}
	w.WriteHeader(http.StatusOK)
}

func (a *API) zapped(w http.ResponseWriter, r *http.Request) {
	if err := a.orders.Save(r.Context(), "1", "sent"); err != nil { // want "only logged"
		a.log.Error("save", zap.Error(err))
	}
	w.WriteHeader(http.StatusOK)
}

func (a *API) overwritten(w http.ResponseWriter, r *http.Request) {
	err := a.orders.Save(r.Context(), "1", "sent") // want "the error of Save gets another value before anybody looks at it"
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		http.Error(w, "cannot read", http.StatusBadRequest)
		return
	}
	w.Write(body)
}

func (a *API) condition(w http.ResponseWriter, r *http.Request) {
	_, err := a.db.ExecContext(r.Context(), "UPDATE orders SET paid = true WHERE id = $1", r.FormValue("id")) // want "only logged"
	if err != nil && err != sql.ErrNoRows {
		log.Printf("pay: %v", err)
	}
	w.WriteHeader(http.StatusOK)
}

// What a handler calls may tell nobody either.
func (a *API) helper(w http.ResponseWriter, r *http.Request) {
	a.confirm(r.Context(), r.FormValue("id"))
	w.WriteHeader(http.StatusOK)
}

func (a *API) confirm(ctx context.Context, id string) {
	if err := a.orders.Save(ctx, id, "confirmed"); err != nil { // want "only logged"
		slog.Error("confirm", "err", err)
	}
}

func (a *API) inInit(w http.ResponseWriter, r *http.Request) {
	if err := a.ship(r.Context(), r.FormValue("id")); err != nil {
		http.Error(w, "sorry", http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusOK)
}

func (a *API) ship(ctx context.Context, id string) error {
	if err := a.orders.Save(ctx, id, "shipped"); err != nil { // want "only logged"
		slog.Error("ship", "err", err)
		return nil
	}
	return nil
}

// Frameworks whose handlers return an error.

// EchoRoutes registers a handler.
func EchoRoutes(e *echo.Echo, db *sql.DB) {
	e.POST("/orders", func(c echo.Context) error {
		if _, err := db.ExecContext(c.Request().Context(), "INSERT INTO orders (id) VALUES ($1)", c.FormValue("id")); err != nil { // want "the INSERT on orders"
			c.Logger().Error(err)
			return nil
		}
		return c.NoContent(http.StatusCreated)
	})
}

// GinRoutes registers a handler.
func GinRoutes(r *gin.Engine, db *sql.DB) {
	r.POST("/orders", func(c *gin.Context) {
		if _, err := db.ExecContext(c, "INSERT INTO orders (id) VALUES ($1)", c.PostForm("id")); err != nil { // want "the INSERT on orders"
			log.Println(err)
		}
		c.Status(http.StatusCreated)
	})
}

// Consume takes messages and says that they are done.
func Consume(ctx context.Context, ch *amqp.Channel, db *sql.DB) error {
	msgs, err := ch.Consume("orders", "", false, false, false, false, nil)
	if err != nil {
		return err
	}
	for m := range msgs {
		if _, err := db.ExecContext(ctx, "INSERT INTO orders (id) VALUES ($1)", string(m.Body)); err != nil { // want "the message counts as done as if the INSERT on orders had worked"
			slog.Error("insert", "err", err)
		}
		if err := m.Ack(false); err != nil {
			return err
		}
	}
	return nil
}

// Panics that nobody hears of.

func quiet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			recover() // want "this recover hides the panic"
		}()
		next.ServeHTTP(w, r)
	})
}

func quieter(work func()) {
	defer func() {
		if r := recover(); r != nil { // want "this recover hides the panic"
			return
		}
	}()
	work()
}

func quietest(work func()) {
	defer func() { _ = recover() }() // want "this recover hides the panic"
	work()
}

// The check asks for something else than what is in hand where nothing was read.
func (a *API) waved(w http.ResponseWriter, r *http.Request) {
	status, err := a.orders.Load(r.Context(), r.FormValue("id")) // want "as if the SELECT on orders had worked"
	if err != nil {
		log.Printf("status: %v", err)
	}
	if status == "frozen" {
		http.Error(w, "frozen", http.StatusConflict)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// The check tells nobody.
func (a *API) tooLate(w http.ResponseWriter, r *http.Request) {
	status, err := a.orders.Load(r.Context(), r.FormValue("id")) // want "as if the SELECT on orders had worked"
	if err != nil {
		log.Printf("status: %v", err)
	}
	if status == "" {
		log.Print("no status")
		return
	}
	w.WriteHeader(http.StatusOK)
}
