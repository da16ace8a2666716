// Package more holds further shapes: effects behind layers, keys that are claimed in other ways, callbacks of users that are none of providers.
package more

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/labstack/echo/v4"
	"github.com/redis/go-redis/v9"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

type event struct {
	ID     string `json:"id"`
	Order  string `json:"order"`
	Amount int64  `json:"amount"`
}

type payment struct {
	ID     int64
	Order  string
	Amount int64
	Event  string `gorm:"uniqueIndex"`
}

type hooks struct {
	db  *sql.DB
	orm *gorm.DB
	rdb *redis.Client
}

func (h *hooks) register(r *gin.Engine, e *echo.Echo, mux *http.ServeMux) {
	r.POST("/webhook/paypal", h.paypal)
	r.POST("/webhook/adyen", h.adyen)
	r.POST("/webhook/upsert", h.upsert)
	e.POST("/ipn", h.ipn)
	e.POST("/webhooks/claimed", h.claimed)
	e.POST("/webhooks/state", h.state)
	mux.HandleFunc("POST /webhooks/credit", h.credit)
	mux.HandleFunc("POST /webhooks/unique", h.unique)
	mux.HandleFunc("GET /webhooks/verify", h.verify)
	mux.HandleFunc("POST /webhooks/seen", h.seen)
	mux.HandleFunc("POST /webhooks/after", h.after)
}

// paypal makes a row for each delivery.
func (h *hooks) paypal(c *gin.Context) {
	var ev event
	if err := c.ShouldBindJSON(&ev); err != nil {
		c.Status(http.StatusBadRequest)
		return
	}
	if err := h.orm.WithContext(c).Create(&payment{Order: ev.Order, Amount: ev.Amount}).Error; err != nil { // want webhookidempotency "again"
		c.Status(http.StatusInternalServerError)
	}
}

// adyen adds to a balance in a layer below.
func (h *hooks) adyen(c *gin.Context) {
	var ev event
	if err := c.ShouldBindJSON(&ev); err != nil {
		c.Status(http.StatusBadRequest)
		return
	}
	if err := h.book(c, ev); err != nil { // want webhookidempotency "again"
		c.Status(http.StatusInternalServerError)
	}
}

func (h *hooks) book(ctx context.Context, ev event) error {
	_, err := h.db.ExecContext(ctx, "UPDATE accounts SET balance = balance + $1 WHERE order_ref = $2", ev.Amount, ev.Order)
	return err
}

func (h *hooks) upsert(c *gin.Context) {
	var ev event
	if err := c.ShouldBindJSON(&ev); err != nil {
		c.Status(http.StatusBadRequest)
		return
	}
	err := h.orm.WithContext(c).Clauses(clause.OnConflict{DoNothing: true}).Create(&payment{Order: ev.Order, Amount: ev.Amount, Event: ev.ID}).Error
	if err != nil {
		c.Status(http.StatusInternalServerError)
	}
}

func (h *hooks) ipn(c echo.Context) error {
	var ev event
	if err := c.Bind(&ev); err != nil {
		return err
	}
	_, err := h.db.ExecContext(c.Request().Context(), "INSERT INTO payments (order_ref, amount) VALUES ($1, $2)", ev.Order, ev.Amount) // want webhookidempotency "again"
	return err
}

func (h *hooks) claimed(c echo.Context) error {
	var ev event
	if err := c.Bind(&ev); err != nil {
		return err
	}
	ctx := c.Request().Context()
	first, err := h.rdb.SetNX(ctx, "event:"+ev.ID, 1, 24*time.Hour).Result()
	if err != nil {
		return err
	}
	if !first {
		return c.NoContent(http.StatusOK)
	}
	_, err = h.db.ExecContext(ctx, "INSERT INTO payments (order_ref, amount) VALUES ($1, $2)", ev.Order, ev.Amount)
	return err
}

func (h *hooks) state(c echo.Context) error {
	var ev event
	if err := c.Bind(&ev); err != nil {
		return err
	}
	_, err := h.db.ExecContext(c.Request().Context(), "UPDATE orders SET state = 'paid' WHERE order_ref = $1", ev.Order)
	return err
}

func (h *hooks) credit(w http.ResponseWriter, r *http.Request) {
	var ev event
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&ev); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	var n int
	if err := h.db.QueryRowContext(r.Context(), "SELECT count(*) FROM orders WHERE order_ref = $1", ev.Order).Scan(&n); err != nil || n == 0 {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if err := h.book(r.Context(), ev); err != nil { // want webhookidempotency "again"
		w.WriteHeader(http.StatusInternalServerError)
	}
}

func (h *hooks) unique(w http.ResponseWriter, r *http.Request) {
	var ev event
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&ev); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	_, err := h.db.ExecContext(r.Context(), "INSERT INTO payments (event_id, amount) VALUES ($1, $2)", ev.ID, ev.Amount)
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "23505" {
		w.WriteHeader(http.StatusOK)
		return
	}
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
	}
}

func (h *hooks) verify(w http.ResponseWriter, r *http.Request) {
	_, _ = w.Write([]byte(r.URL.Query().Get("challenge")))
}

func (h *hooks) seen(w http.ResponseWriter, r *http.Request) {
	var ev event
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&ev); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	known, err := h.known(r.Context(), ev.ID)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	if known {
		return
	}
	if err := h.book(r.Context(), ev); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
	}
}

func (h *hooks) known(ctx context.Context, id string) (is bool, err error) {
	err = h.db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM processed_events WHERE event_id = $1)", id).Scan(&is)
	return is, err
}

// after asks too late.
func (h *hooks) after(w http.ResponseWriter, r *http.Request) {
	var ev event
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&ev); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if err := h.book(r.Context(), ev); err != nil { // want webhookidempotency "again"
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	if known, err := h.known(r.Context(), ev.ID); err != nil || known {
		return
	}
}
