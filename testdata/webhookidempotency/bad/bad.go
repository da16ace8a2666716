// Package bad holds handlers of webhooks that do everything again when an event comes again.
package bad

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/smtp"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/google/go-github/v66/github"
	"github.com/redis/go-redis/v9"
	"github.com/segmentio/kafka-go"
	"github.com/stripe/stripe-go/v82/webhook"
)

// Event is what the provider sends.
type Event struct {
	ID     string `json:"id"`
	Type   string `json:"type"`
	Order  string `json:"order"`
	Amount int64  `json:"amount"`
}

// Hooks has the handlers.
type Hooks struct {
	db     *sql.DB
	rdb    *redis.Client
	kafka  *kafka.Writer
	http   *http.Client
	secret []byte
}

// Routes registers.
func (h *Hooks) Routes() http.Handler {
	r := chi.NewRouter()
	r.Post("/webhooks/payments", h.payments)
	r.Post("/webhooks/points", h.points)
	r.Post("/hooks/stripe", h.stripe)
	r.Post("/hooks/github", h.github)
	r.Post("/webhooks/mail", h.mail)
	r.Post("/webhooks/publish", h.publish)
	r.Post("/webhooks/charge", h.charge)
	r.Post("/webhooks/late", h.late)
	r.Post("/webhooks/ignored", h.ignored)
	r.Post("/webhooks/logged", h.logged)
	r.Post("/webhooks/found", h.found)
	r.Post("/webhooks/count", h.count)
	r.Post("/webhooks/tx", h.tx)
	r.Post("/webhooks/switch", h.switched)
	r.Post("/webhooks/background", h.background)
	r.Post("/payment/callback", h.callback)
	r.Post("/webhooks/conflict", h.conflict)
	return r
}

func (h *Hooks) event(w http.ResponseWriter, r *http.Request) (ev Event, ok bool) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<16))
	if err != nil {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return ev, false
	}
	mac := hmac.New(sha256.New, h.secret)
	mac.Write(body)
	if !hmac.Equal([]byte(hex.EncodeToString(mac.Sum(nil))), []byte(r.Header.Get("X-Signature"))) {
		http.Error(w, "bad signature", http.StatusBadRequest)
		return ev, false
	}
	return ev, json.Unmarshal(body, &ev) == nil
}

func (h *Hooks) payments(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	if _, err := h.db.ExecContext(r.Context(), `INSERT INTO payments (reference, amount) VALUES ($1, $2)`, ev.Order, ev.Amount); err != nil { // want "INSERT on payments is then done twice"
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}

// points adds each time.
func (h *Hooks) points(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	if err := h.credit(r.Context(), ev); err != nil { // want "UPDATE on customers"
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}

func (h *Hooks) credit(ctx context.Context, ev Event) error {
	_, err := h.db.ExecContext(ctx, `UPDATE customers SET points = points + $1 WHERE reference = $2`, ev.Amount, ev.Order)
	return err
}

func (h *Hooks) stripe(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<16))
	if err != nil {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return
	}
	ev, err := webhook.ConstructEvent(body, r.Header.Get("Stripe-Signature"), string(h.secret))
	if err != nil {
		http.Error(w, "bad signature", http.StatusBadRequest)
		return
	}
	if _, err := h.db.ExecContext(r.Context(), `INSERT INTO subscriptions (customer, kind) VALUES ($1, $2)`, ev.Account, string(ev.Type)); err != nil { // want "subscriptions"
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}

func (h *Hooks) github(w http.ResponseWriter, r *http.Request) {
	payload, err := github.ValidatePayload(r, h.secret)
	if err != nil {
		http.Error(w, "bad signature", http.StatusBadRequest)
		return
	}
	if err := h.enqueueBuild(r.Context(), payload); err != nil { // want "INSERT on builds"
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}

func (h *Hooks) enqueueBuild(ctx context.Context, payload []byte) error {
	_, err := h.db.ExecContext(ctx, `INSERT INTO builds (payload) VALUES ($1)`, payload)
	return err
}

func (h *Hooks) mail(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	if err := smtp.SendMail("mail:25", nil, "shop@example.org", []string{ev.Order}, []byte("paid")); err != nil { // want "mail" missingtimeout "smtp"
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}

func (h *Hooks) publish(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	if err := h.kafka.WriteMessages(r.Context(), kafka.Message{Key: []byte(ev.Order), Value: []byte(ev.Type)}); err != nil { // want "the message is then done twice"
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}

func (h *Hooks) charge(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	if err := h.createShipment(r.Context(), ev); err != nil { // want "is then done twice"
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}

func (h *Hooks) createShipment(ctx context.Context, ev Event) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://carrier.example.org/shipments", bytes.NewBufferString(ev.Order))
	if err != nil {
		return err
	}
	res, err := h.http.Do(req)
	if err != nil {
		return err
	}
	return res.Body.Close()
}

// late notes the event when all is done.
func (h *Hooks) late(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	if _, err := h.db.ExecContext(r.Context(), `INSERT INTO refunds (reference) VALUES ($1)`, ev.Order); err != nil { // want "refunds"
		http.Error(w, "failed", http.StatusInternalServerError)
		return
	}
	if _, err := h.db.ExecContext(r.Context(), `INSERT INTO processed_events (event_id) VALUES ($1)`, ev.ID); err != nil {
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}

func (h *Hooks) seen(ctx context.Context, id string) (bool, error) {
	var n int
	err := h.db.QueryRowContext(ctx, `SELECT count(*) FROM processed_events WHERE event_id = $1`, id).Scan(&n)
	return n > 0, err
}

// ignored asks, and does not listen.
func (h *Hooks) ignored(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	if _, err := h.seen(r.Context(), ev.ID); err != nil {
		http.Error(w, "failed", http.StatusInternalServerError)
		return
	}
	if _, err := h.db.ExecContext(r.Context(), `INSERT INTO refunds (reference) VALUES ($1)`, ev.Order); err != nil { // want "refunds"
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}

// logged only writes down that it has seen the event.
func (h *Hooks) logged(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	seen, err := h.seen(r.Context(), ev.ID)
	if err != nil {
		http.Error(w, "failed", http.StatusInternalServerError)
		return
	}
	if seen {
		slog.Warn("duplicate", "event", ev.ID)
	}
	if _, err := h.db.ExecContext(r.Context(), `INSERT INTO refunds (reference) VALUES ($1)`, ev.Order); err != nil { // want "refunds"
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}

// found asks whether the order is there, which it is the second time as well.
func (h *Hooks) found(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	var id int64
	err := h.db.QueryRowContext(r.Context(), `SELECT id FROM orders WHERE reference = $1`, ev.Order).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		http.NotFound(w, r)
		return
	}
	if err != nil {
		http.Error(w, "failed", http.StatusInternalServerError)
		return
	}
	if _, err := h.db.ExecContext(r.Context(), `INSERT INTO payments (order_id) VALUES ($1)`, id); err != nil { // want "payments"
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}

func (h *Hooks) count(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	if err := h.rdb.IncrBy(r.Context(), "credit:"+ev.Order, ev.Amount).Err(); err != nil { // want "is then done twice"
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}

// tx keeps the two together, and does both twice.
func (h *Hooks) tx(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	tx, err := h.db.BeginTx(r.Context(), nil)
	if err != nil {
		http.Error(w, "failed", http.StatusInternalServerError)
		return
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(r.Context(), `UPDATE accounts SET balance = balance + $1 WHERE reference = $2`, ev.Amount, ev.Order); err != nil { // want "UPDATE on accounts"
		http.Error(w, "failed", http.StatusInternalServerError)
		return
	}
	if _, err := tx.ExecContext(r.Context(), `INSERT INTO bookings (reference) VALUES ($1)`, ev.Order); err != nil {
		http.Error(w, "failed", http.StatusInternalServerError)
		return
	}
	if err := tx.Commit(); err != nil {
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}

func (h *Hooks) switched(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	var err error
	switch ev.Type {
	case "invoice.paid":
		_, err = h.db.ExecContext(r.Context(), `INSERT INTO invoices (reference) VALUES ($1)`, ev.Order) // want "invoices"
	case "ping":
		w.WriteHeader(http.StatusNoContent)
		return
	}
	if err != nil {
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}

func (h *Hooks) background(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	go func() { // want detachedwork "customers"
		if err := h.credit(context.WithoutCancel(r.Context()), ev); err != nil { // want "customers"
			slog.Error("credit", "err", err)
		}
	}()
}

// callback is called by the provider of payments.
func (h *Hooks) callback(w http.ResponseWriter, r *http.Request) {
	if _, err := h.db.ExecContext(r.Context(), `INSERT INTO payments (reference) VALUES ($1)`, r.FormValue("order")); err != nil { // want "payments"
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}

// conflict notes the event once, and does not ask whether it was the first.
func (h *Hooks) conflict(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	if _, err := h.db.ExecContext(r.Context(), `INSERT INTO processed_events (event_id) VALUES ($1) ON CONFLICT DO NOTHING`, ev.ID); err != nil {
		http.Error(w, "failed", http.StatusInternalServerError)
		return
	}
	if err := h.credit(r.Context(), ev); err != nil { // want "customers"
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}
