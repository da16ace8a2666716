// Package good tells whoever waits when something did not work.
package good

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/labstack/echo/v4"
	amqp "github.com/rabbitmq/amqp091-go"
	"github.com/redis/go-redis/v9"
)

// API has the handlers.
type API struct {
	db    *sql.DB
	cache *redis.Client
}

// Routes registers the handlers.
func (a *API) Routes() http.Handler {
	r := chi.NewRouter()
	r.Post("/answered", a.answered)
	r.Post("/wrapped", a.wrapped)
	r.Post("/tx", a.transaction)
	r.Post("/cached", a.cached)
	r.Post("/counted", a.counted)
	r.Post("/flag", a.flag)
	r.Post("/fallback", a.fallback)
	r.Post("/collected", a.collected)
	r.Post("/later", a.later)
	r.Post("/background", a.background)
	r.Post("/undone", a.undone)
	r.Post("/duplicate", a.duplicate)
	r.Post("/told", a.told)
	r.Post("/retried", a.retried)
	r.Post("/failed", a.failed)
	r.Post("/deferred", a.deferred)
	r.Post("/bool", a.asks)
	r.Post("/detail", a.detailed)
	r.Post("/named", a.hasNamed)
	r.Post("/meant", a.meant)
	r.Post("/alike", a.alike)
	r.Post("/locked", a.locked)
	r.Get("/drawing", a.drawing)
	r.Get("/pages", a.pages)
	return r
}

func (a *API) insert(ctx context.Context, id string) error {
	_, err := a.db.ExecContext(ctx, "INSERT INTO orders (id) VALUES ($1)", id)
	return err
}

func (a *API) answered(w http.ResponseWriter, r *http.Request) {
	if err := a.insert(r.Context(), r.FormValue("id")); err != nil {
		slog.Error("insert", "err", err)
		http.Error(w, "sorry", http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusCreated)
}

func (a *API) wrapped(w http.ResponseWriter, r *http.Request) {
	if err := a.insert(r.Context(), r.FormValue("id")); err != nil {
		respondWithLog(w, err)
		return
	}
	w.WriteHeader(http.StatusCreated)
}

func respondWithLog(w http.ResponseWriter, err error) {
	log.Println(err)
	http.Error(w, "sorry", http.StatusInternalServerError)
}

// What is rolled back after a commit, or after something failed, is no news.
func (a *API) transaction(w http.ResponseWriter, r *http.Request) {
	tx, err := a.db.BeginTx(r.Context(), nil)
	if err != nil {
		http.Error(w, "sorry", http.StatusInternalServerError)
		return
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(r.Context(), "INSERT INTO orders (id) VALUES ($1)", r.FormValue("id")); err != nil {
		_ = tx.Rollback()
		http.Error(w, "sorry", http.StatusInternalServerError)
		return
	}
	if err := tx.Commit(); err != nil {
		http.Error(w, "sorry", http.StatusInternalServerError)
	}
}

// The cache is filled again.
func (a *API) cached(w http.ResponseWriter, r *http.Request) {
	if err := a.cache.Set(r.Context(), "order", "1", time.Minute).Err(); err != nil {
		slog.Error("cache", "err", err)
	}
	a.cache.Del(r.Context(), "orders")
	w.WriteHeader(http.StatusOK)
}

// Views and audits are counted beside the work.
func (a *API) counted(w http.ResponseWriter, r *http.Request) {
	a.countView(r.Context(), r.FormValue("id"))
	if err := a.writeAudit(r.Context()); err != nil {
		slog.Error("audit", "err", err)
	}
	w.WriteHeader(http.StatusOK)
}

func (a *API) countView(ctx context.Context, id string) {
	_, _ = a.db.ExecContext(ctx, "UPDATE pages SET views = views + 1 WHERE id = $1", id)
}

func (a *API) writeAudit(ctx context.Context) error {
	_, err := a.db.ExecContext(ctx, "INSERT INTO audits (at) VALUES (now())")
	return err
}

// A variable remembers that it failed.
func (a *API) flag(w http.ResponseWriter, r *http.Request) {
	ok := true
	if err := a.insert(r.Context(), r.FormValue("id")); err != nil {
		slog.Error("insert", "err", err)
		ok = false
	}
	fmt.Fprintln(w, ok)
}

func (a *API) fallback(w http.ResponseWriter, r *http.Request) {
	var name string
	if err := a.db.QueryRowContext(r.Context(), "SELECT name FROM users WHERE id = $1", r.FormValue("id")).Scan(&name); err != nil {
		slog.Error("name", "err", err)
		name = "somebody"
	}
	fmt.Fprintln(w, name)
}

func (a *API) collected(w http.ResponseWriter, r *http.Request) {
	var errs []error
	if err := a.insert(r.Context(), "1"); err != nil {
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		http.Error(w, "sorry", http.StatusInternalServerError)
	}
}

func (a *API) later(w http.ResponseWriter, r *http.Request) {
	err := a.insert(r.Context(), "1")
	if err != nil {
		slog.Error("insert", "err", err)
	}
	answer(w, err)
}

func answer(w http.ResponseWriter, err error) {
	if err != nil {
		http.Error(w, "sorry", http.StatusInternalServerError)
	}
}

// Nobody waits for a goroutine.
func (a *API) background(w http.ResponseWriter, r *http.Request) {
	ctx := context.WithoutCancel(r.Context())
	go func() { // want detachedwork "the INSERT on orders"
		if err := a.insert(ctx, "1"); err != nil {
			slog.Error("insert", "err", err)
		}
	}()
	w.WriteHeader(http.StatusAccepted)
}

// What is undone after a failure may fail: the failure is told.
func (a *API) undone(w http.ResponseWriter, r *http.Request) {
	if err := a.insert(r.Context(), "2"); err != nil {
		if _, err := a.db.ExecContext(r.Context(), "DELETE FROM orders WHERE id = $1", "1"); err != nil {
			slog.Error("undo", "err", err)
		}
		http.Error(w, "sorry", http.StatusInternalServerError)
	}
}

// That the row is there already is no failure.
func (a *API) duplicate(w http.ResponseWriter, r *http.Request) {
	if err := a.insert(r.Context(), "1"); err != nil {
		if !errors.Is(err, sql.ErrNoRows) {
			http.Error(w, "sorry", http.StatusInternalServerError)
			return
		}
	}
	w.WriteHeader(http.StatusOK)
}

// The helper has answered.
func (a *API) told(w http.ResponseWriter, r *http.Request) {
	if err := a.require(w, r); err != nil {
		return
	}
	w.WriteHeader(http.StatusOK)
}

func (a *API) require(w http.ResponseWriter, r *http.Request) error {
	err := a.insert(r.Context(), "1")
	if err != nil {
		http.Error(w, "sorry", http.StatusInternalServerError)
	}
	return err
}

func (a *API) retried(w http.ResponseWriter, r *http.Request) {
	var err error
	for range 3 {
		if err = a.insert(r.Context(), "1"); err == nil {
			break
		}
		slog.Error("insert", "err", err)
	}
	answer(w, err)
}

func (a *API) failed(w http.ResponseWriter, r *http.Request) {
	err := a.insert(r.Context(), "1")
	switch {
	case err != nil:
		http.Error(w, "sorry", http.StatusInternalServerError)
	default:
		w.WriteHeader(http.StatusOK)
	}
}

func (a *API) deferred(w http.ResponseWriter, r *http.Request) {
	defer func() {
		if _, err := a.db.ExecContext(context.WithoutCancel(r.Context()), "DELETE FROM drafts WHERE owner = $1", 1); err != nil {
			slog.Error("drafts", "err", err)
		}
	}()
	w.WriteHeader(http.StatusOK)
}

func (a *API) asks(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, a.exists(r.Context()))
}

func (a *API) exists(ctx context.Context) bool {
	var n int
	if err := a.db.QueryRowContext(ctx, "SELECT 1 FROM orders WHERE id = $1", 1).Scan(&n); err != nil {
		slog.Error("exists", "err", err)
		return false
	}
	return true
}

type problem struct{ text string }

func (a *API) detailed(w http.ResponseWriter, r *http.Request) {
	if p, err := a.place(r.Context()); err != nil || p != nil {
		http.Error(w, "sorry", http.StatusInternalServerError)
	}
}

// The error is told in another result.
func (a *API) place(ctx context.Context) (*problem, error) {
	if err := a.insert(ctx, "1"); err != nil {
		return &problem{text: err.Error()}, nil
	}
	return nil, nil
}

func (a *API) hasNamed(w http.ResponseWriter, r *http.Request) { answer(w, a.named(r.Context())) }

func (a *API) named(ctx context.Context) (err error) {
	err = a.insert(ctx, "1")
	if err != nil {
		slog.Error("insert", "err", err)
	}
	return
}

// EchoRoutes registers a handler.
func EchoRoutes(e *echo.Echo, a *API) {
	e.POST("/orders", func(c echo.Context) error {
		err := a.insert(c.Request().Context(), c.FormValue("id"))
		if err != nil {
			c.Logger().Error(err)
		}
		return err
	})
}

// Consume takes messages; those that fail come again.
func Consume(ctx context.Context, ch *amqp.Channel, a *API) error {
	msgs, err := ch.Consume("orders", "", false, false, false, false, nil)
	if err != nil {
		return err
	}
	for m := range msgs {
		if err := a.insert(ctx, string(m.Body)); err != nil {
			slog.Error("insert", "err", err)
			if err := m.Nack(false, true); err != nil {
				return err
			}
			continue
		}
		if err := m.Ack(false); err != nil {
			return err
		}
	}
	return nil
}

// Panics that are told.

func recovers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if p := recover(); p != nil {
				slog.Error("panic", "value", p, "stack", string(debug.Stack()))
				http.Error(w, "sorry", http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

func safely(work func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	work()
	return nil
}

func again(work func()) {
	defer func() {
		if r := recover(); r != nil {
			panic(r)
		}
	}()
	work()
}

// AddMore registers more handlers.
func (a *API) AddMore(r chi.Router) {
	r.Post("/none", a.none)
	r.Post("/retry", a.tries)
	r.Post("/timer", a.timer)
	r.Post("/welcome", a.welcome)
}

// That there is none is an answer.
func (a *API) none(w http.ResponseWriter, r *http.Request) {
	n, err := a.latest(r.Context())
	answer(w, err)
	fmt.Fprintln(w, n)
}

func (a *API) latest(ctx context.Context) (int, error) {
	var n int
	err := a.db.QueryRowContext(ctx, "SELECT max(id) FROM orders").Scan(&n)
	if err != nil && errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return n, err
}

func (a *API) tries(w http.ResponseWriter, r *http.Request) {
	var err error
	for i := range 3 {
		err = a.insert(r.Context(), fmt.Sprint(i))
		if err != nil {
			slog.Error("insert", "err", err)
			continue
		}
		break
	}
	answer(w, err)
}

func (a *API) timer(w http.ResponseWriter, r *http.Request) {
	ctx := context.WithoutCancel(r.Context())
	time.AfterFunc(time.Minute, func() { _ = a.insert(ctx, "1") })
	w.WriteHeader(http.StatusAccepted)
}

func (a *API) welcome(w http.ResponseWriter, r *http.Request) {
	if err := a.updateLastLogin(r.Context()); err != nil {
		slog.Error("last login", "err", err)
	}
	w.WriteHeader(http.StatusOK)
}

func (a *API) updateLastLogin(ctx context.Context) error {
	_, err := a.db.ExecContext(ctx, "UPDATE users SET last_login = now() WHERE id = $1", 1)
	return err
}

// meant has what it stores in memory as well.
func (a *API) meant(w http.ResponseWriter, r *http.Request) {
	if err := a.insert(r.Context(), r.FormValue("id")); err != nil {
		log.Printf("insert: %v", err)
		// Don't fail the request: it is computed again the next time.
	}
	_ = a.insert(r.Context(), "again") // best effort
	w.WriteHeader(http.StatusOK)
}

// alike answers the same, whether or not there is such an account.
func (a *API) alike(w http.ResponseWriter, r *http.Request) {
	err := a.insert(r.Context(), r.FormValue("mail"))
	if err != nil {
		log.Printf("insert: %v", err)
	}

	// The same answer as always, so that nobody can enumerate the accounts.
	return
}

// locked has the database take its lock early.
func (a *API) locked(w http.ResponseWriter, r *http.Request) {
	// A workaround: the first write of a transaction takes the lock.
	_ = a.insert(r.Context(), "lock")
	if err := a.insert(r.Context(), r.FormValue("id")); err != nil {
		http.Error(w, "sorry", http.StatusInternalServerError)
	}
}

// drawing is refused where nothing was read: the check below says so to whoever asked.
func (a *API) drawing(w http.ResponseWriter, r *http.Request) {
	format, err := a.format(r.Context(), r.FormValue("id"))
	if err != nil {
		log.Printf("format: %v", err)
	}
	if format != "svg" {
		http.Error(w, "no drawing", http.StatusUnsupportedMediaType)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// pages has a switch in between that does not look at what was read, and counts.
func (a *API) pages(w http.ResponseWriter, r *http.Request) {
	name, n, err := a.numbered(r.Context(), r.FormValue("id"))
	if err != nil {
		slog.Error("pages", "err", err)
	}
	w.Header().Set("Cache-Control", "no-store")
	if n == 0 || name == "" {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	fmt.Fprintln(w, name, n)
}

func (a *API) format(ctx context.Context, id string) (format string, err error) {
	err = a.db.QueryRowContext(ctx, "SELECT format FROM drawings WHERE id = $1", id).Scan(&format)
	return format, err
}

func (a *API) numbered(ctx context.Context, id string) (name string, n int, err error) {
	err = a.db.QueryRowContext(ctx, "SELECT name, pages FROM drawings WHERE id = $1", id).Scan(&name, &n)
	return name, n, err
}
