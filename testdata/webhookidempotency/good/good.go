// Package good holds handlers of webhooks that do nothing a second time.
package good

// without unboundedcache: how long an id is kept is beside the point

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
	"sync"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/redis/go-redis/v9"
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
	http   *http.Client
	secret []byte
	memory sync.Map
}

// Routes registers.
func (h *Hooks) Routes() http.Handler {
	r := chi.NewRouter()
	r.Post("/webhooks/upsert", h.upsert)
	r.Post("/webhooks/absolute", h.absolute)
	r.Post("/webhooks/lookup", h.lookup)
	r.Post("/webhooks/lookup/nested", h.nested)
	r.Post("/webhooks/claim", h.claim)
	r.Post("/webhooks/affected", h.affected)
	r.Post("/webhooks/returning", h.returning)
	r.Post("/webhooks/state", h.state)
	r.Post("/webhooks/guarded", h.guarded)
	r.Post("/webhooks/setnx", h.setnx)
	r.Post("/webhooks/memory", h.inMemory)
	r.Post("/webhooks/unique", h.unique)
	r.Post("/webhooks/key", h.key)
	r.Post("/webhooks/service", h.service)
	r.Post("/webhooks/raw", h.raw)
	r.Post("/webhooks/cache", h.cache)
	r.Post("/webhooks/missing", h.missing)
	r.Post("/webhooks/tx", h.tx)
	r.Get("/webhooks/verify", h.verify)
	r.Post("/webhooks", h.createWebhook)
	r.Post("/api/settings/webhook", h.saveWebhookSettings)
	r.Post("/auth/callback", h.signInCallback)
	r.With(h.dedupe).Post("/webhooks/middleware", h.plain)
	r.Post("/orders", h.order)
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

func fail(w http.ResponseWriter, err error) {
	if err != nil {
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}

func (h *Hooks) upsert(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	_, err := h.db.ExecContext(r.Context(), `INSERT INTO payments (event_id, amount) VALUES ($1, $2) ON CONFLICT (event_id) DO NOTHING`, ev.ID, ev.Amount)
	fail(w, err)
}

func (h *Hooks) absolute(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	_, err := h.db.ExecContext(r.Context(), `UPDATE orders SET status = $1 WHERE reference = $2`, ev.Type, ev.Order)
	fail(w, err)
}

func (h *Hooks) credit(ctx context.Context, ev Event) error {
	_, err := h.db.ExecContext(ctx, `UPDATE customers SET points = points + $1 WHERE reference = $2`, ev.Amount, ev.Order)
	return err
}

func (h *Hooks) wasSeen(ctx context.Context, id string) (bool, error) {
	var n int
	err := h.db.QueryRowContext(ctx, `SELECT count(*) FROM processed_events WHERE event_id = $1`, id).Scan(&n)
	return n > 0, err
}

func (h *Hooks) lookup(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	done, err := h.wasSeen(r.Context(), ev.ID)
	if err != nil {
		fail(w, err)
		return
	}
	if done {
		w.WriteHeader(http.StatusOK)
		return
	}
	fail(w, h.credit(r.Context(), ev))
}

func (h *Hooks) nested(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	if done, err := h.wasSeen(r.Context(), ev.ID); err == nil && !done {
		fail(w, h.credit(r.Context(), ev))
	}
}

// claim stores the event first: who cannot was there before.
func (h *Hooks) claim(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	if _, err := h.db.ExecContext(r.Context(), `INSERT INTO processed_events (event_id) VALUES ($1)`, ev.ID); err != nil {
		w.WriteHeader(http.StatusOK)
		return
	}
	fail(w, h.credit(r.Context(), ev))
}

func (h *Hooks) affected(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	res, err := h.db.ExecContext(r.Context(), `INSERT INTO processed_events (event_id) VALUES ($1) ON CONFLICT DO NOTHING`, ev.ID)
	if err != nil {
		fail(w, err)
		return
	}
	n, err := res.RowsAffected()
	if err != nil {
		fail(w, err)
		return
	}
	if n == 0 {
		w.WriteHeader(http.StatusOK)
		return
	}
	fail(w, h.credit(r.Context(), ev))
}

func (h *Hooks) returning(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	var id int64
	err := h.db.QueryRowContext(r.Context(), `INSERT INTO payments (event_id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id`, ev.ID).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		w.WriteHeader(http.StatusOK)
		return
	}
	if err != nil {
		fail(w, err)
		return
	}
	fail(w, h.credit(r.Context(), ev))
}

// state asks what has become of the order.
func (h *Hooks) state(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	var status string
	if err := h.db.QueryRowContext(r.Context(), `SELECT status FROM orders WHERE reference = $1 FOR UPDATE`, ev.Order).Scan(&status); err != nil {
		fail(w, err)
		return
	}
	if status == "paid" {
		w.WriteHeader(http.StatusOK)
		return
	}
	fail(w, h.credit(r.Context(), ev))
}

func (h *Hooks) guarded(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	_, err := h.db.ExecContext(r.Context(), `UPDATE orders SET paid_cents = paid_cents + $1, status = 'paid' WHERE reference = $2 AND status = 'pending'`, ev.Amount, ev.Order)
	fail(w, err)
}

func (h *Hooks) setnx(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	first, err := h.rdb.SetNX(r.Context(), "event:"+ev.ID, 1, 24*time.Hour).Result()
	if err != nil {
		fail(w, err)
		return
	}
	if !first {
		w.WriteHeader(http.StatusOK)
		return
	}
	fail(w, h.credit(r.Context(), ev))
}

func (h *Hooks) inMemory(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	if _, loaded := h.memory.LoadOrStore(ev.ID, true); loaded {
		w.WriteHeader(http.StatusOK)
		return
	}
	fail(w, h.credit(r.Context(), ev))
}

// unique leaves it to the index.
func (h *Hooks) unique(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	_, err := h.db.ExecContext(r.Context(), `INSERT INTO payments (provider_id, amount) VALUES ($1, $2)`, ev.ID, ev.Amount)
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) && pgErr.Code == "23505" {
		w.WriteHeader(http.StatusOK)
		return
	}
	fail(w, err)
}

// key tells the other service what it is about.
func (h *Hooks) key(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	fail(w, h.createShipment(r.Context(), ev))
}

func (h *Hooks) createShipment(ctx context.Context, ev Event) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://carrier.example.org/shipments", bytes.NewBufferString(ev.Order))
	if err != nil {
		return err
	}
	req.Header.Set("Idempotency-Key", ev.ID)
	res, err := h.http.Do(req)
	if err != nil {
		return err
	}
	return res.Body.Close()
}

// service asks further down.
func (h *Hooks) service(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	fail(w, h.process(r.Context(), ev))
}

func (h *Hooks) process(ctx context.Context, ev Event) error {
	done, err := h.wasSeen(ctx, ev.ID)
	if err != nil || done {
		return err
	}
	return h.credit(ctx, ev)
}

// raw keeps what came.
func (h *Hooks) raw(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	_, err := h.db.ExecContext(r.Context(), `INSERT INTO webhook_log (event_id) VALUES ($1)`, ev.ID)
	fail(w, err)
}

func (h *Hooks) cache(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	fail(w, h.rdb.Set(r.Context(), "status:"+ev.Order, ev.Type, time.Hour).Err())
}

// missing inserts what is not there.
func (h *Hooks) missing(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	var id int64
	err := h.db.QueryRowContext(r.Context(), `SELECT id FROM payments WHERE provider_id = $1 FOR UPDATE`, ev.ID).Scan(&id)
	if err == nil {
		w.WriteHeader(http.StatusOK)
		return
	}
	if !errors.Is(err, sql.ErrNoRows) {
		fail(w, err)
		return
	}
	_, err = h.db.ExecContext(r.Context(), `INSERT INTO payments (provider_id) VALUES ($1)`, ev.ID)
	fail(w, err)
}

// tx asks in the transaction.
func (h *Hooks) tx(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	fail(w, h.inTx(r.Context(), func(tx *sql.Tx) error {
		res, err := tx.ExecContext(r.Context(), `INSERT INTO processed_events (event_id) VALUES ($1) ON CONFLICT DO NOTHING`, ev.ID)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
		_, err = tx.ExecContext(r.Context(), `UPDATE customers SET points = points + $1 WHERE reference = $2`, ev.Amount, ev.Order)
		return err
	}))
}

func (h *Hooks) inTx(ctx context.Context, fn func(*sql.Tx) error) error {
	tx, err := h.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if err := fn(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// verify answers the question of the provider whether the address is right.
func (h *Hooks) verify(w http.ResponseWriter, r *http.Request) {
	_, err := h.db.ExecContext(r.Context(), `INSERT INTO pings (challenge) VALUES ($1)`, r.FormValue("challenge"))
	fail(w, err)
}

// createWebhook is asked by users.
func (h *Hooks) createWebhook(w http.ResponseWriter, r *http.Request) {
	_, err := h.db.ExecContext(r.Context(), `INSERT INTO hooks (url) VALUES ($1)`, r.FormValue("url"))
	fail(w, err)
}

func (h *Hooks) saveWebhookSettings(w http.ResponseWriter, r *http.Request) {
	_, err := h.db.ExecContext(r.Context(), `INSERT INTO hooks (url) VALUES ($1)`, r.FormValue("url"))
	fail(w, err)
}

// signInCallback is called by a browser.
func (h *Hooks) signInCallback(w http.ResponseWriter, r *http.Request) {
	_, err := h.db.ExecContext(r.Context(), `INSERT INTO visits (code) VALUES ($1)`, r.FormValue("code"))
	fail(w, err)
}

func (h *Hooks) dedupe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, loaded := h.memory.LoadOrStore(r.Header.Get("X-Event-Id"), true); loaded {
			slog.Info("again")
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (h *Hooks) plain(w http.ResponseWriter, r *http.Request) {
	ev, ok := h.event(w, r)
	if !ok {
		return
	}
	fail(w, h.credit(r.Context(), ev))
}

// order is no webhook.
func (h *Hooks) order(w http.ResponseWriter, r *http.Request) {
	_, err := h.db.ExecContext(r.Context(), `INSERT INTO orders (reference) VALUES ($1)`, r.FormValue("reference"))
	fail(w, err)
}
