// Package shapes leaves work behind in less common ways.
package shapes

import (
	"context"
	"log"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/go-chi/chi/v5"
	"github.com/go-resty/resty/v2"
	"github.com/jmoiron/sqlx"
	"github.com/nats-io/nats.go"
)

type Service struct {
	db   *sqlx.DB
	rest *resty.Client
	nc   *nats.Conn
	sqs  *sqs.Client
}

type runner interface{ Run(fn func()) }

type spawner struct{}

func (spawner) Run(fn func()) { go fn() }

func detach[T any](v T, fn func(T)) { go fn(v) }

type API struct {
	svc    Orders
	runner runner
	self   *Service
}

type Orders interface {
	Place(ctx context.Context, ref string) error
}

func New(s *Service) *API { return &API{svc: s, runner: spawner{}, self: s} }

func Routes(r chi.Router, a *API) {
	r.Post("/v1/orders", a.order())
	r.Post("/v1/generic", a.generic)
	r.Post("/v1/runner", a.run)
	r.Post("/v1/ping", a.ping)
	r.Post("/v1/traced", a.traced)
	r.Post("/v1/queue", a.queue)
	r.Post("/v1/nats", a.publish)
	r.Post("/v1/used", a.used)
	r.Post("/v1/chosen", a.chosen)
}

func (s *Service) note(ctx context.Context, what string) {
	if _, err := s.db.ExecContext(ctx, "INSERT INTO notes (what) VALUES ($1)", what); err != nil {
		log.Println(err)
	}
}

// Place is behind an interface, below the handler.
func (s *Service) Place(ctx context.Context, ref string) error {
	if _, err := s.db.ExecContext(ctx, "INSERT INTO orders (ref) VALUES ($1)", ref); err != nil {
		return err
	}
	go func() { // want detachedwork "the INSERT on notes"
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		s.note(ctx, ref)
	}()
	return nil
}

func (a *API) order() http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := a.svc.Place(r.Context(), r.FormValue("ref")); err != nil {
			http.Error(w, "try again", http.StatusBadGateway)
		}
	}
}

func (a *API) generic(w http.ResponseWriter, r *http.Request) {
	detach(r.FormValue("ref"), func(ref string) { // want detachedwork "the INSERT on notes"
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		a.self.note(ctx, ref)
	})
}

func (a *API) run(w http.ResponseWriter, r *http.Request) {
	ref := r.FormValue("ref")
	a.runner.Run(func() { // want detachedwork "the INSERT on notes"
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		a.self.note(ctx, ref)
	})
}

// a GET that is told something, and whose answer nobody reads
func (a *API) ping(w http.ResponseWriter, r *http.Request) {
	ref := r.FormValue("ref")
	go func() { // want detachedwork "a deploy loses"
		if _, err := a.self.rest.R().SetQueryParam("ref", ref).Get("https://hooks.example.com/placed"); err != nil {
			log.Println(err)
		}
	}()
}

type traceKey struct{}

func withTrace(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, traceKey{}, id)
}

// derived by a helper, it still ends with the request
func (a *API) traced(w http.ResponseWriter, r *http.Request) {
	ctx := withTrace(r.Context(), r.Header.Get("Trace"))
	go a.self.note(ctx, "traced") // want detachedwork "the request's context ends"
}

func (a *API) queue(w http.ResponseWriter, r *http.Request) {
	body := r.FormValue("body")
	go func() { // want detachedwork "a deploy loses the message"
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if _, err := a.self.sqs.SendMessage(ctx, &sqs.SendMessageInput{MessageBody: &body}); err != nil {
			log.Println(err)
		}
	}()
}

func (a *API) publish(w http.ResponseWriter, r *http.Request) {
	body := []byte(r.FormValue("body"))
	go func() { // want detachedwork "a deploy loses the message"
		if err := a.self.nc.Publish("orders", body); err != nil {
			log.Println(err)
		}
	}()
}

// the next use makes up for it
func (a *API) used(w http.ResponseWriter, r *http.Request) {
	go a.self.markUsed(r.FormValue("token")) // want:info detachedwork "the UPDATE on tokens"
}

func (s *Service) markUsed(token string) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if _, err := s.db.ExecContext(ctx, "UPDATE tokens SET used_at = now() WHERE token = $1", token); err != nil {
		log.Println(err)
	}
}

// one of two functions
func (a *API) chosen(w http.ResponseWriter, r *http.Request) {
	work := a.self.first
	if r.FormValue("second") != "" {
		work = a.self.second
	}
	go work(r.FormValue("ref")) // want detachedwork "a deploy loses"
}

func (s *Service) first(ref string) {
	if _, err := s.db.Exec("UPDATE firsts SET n = n + 1 WHERE ref = $1", ref); err != nil {
		log.Println(err)
	}
}

func (s *Service) second(ref string) {
	if _, err := s.db.Exec("UPDATE seconds SET n = n + 1 WHERE ref = $1", ref); err != nil {
		log.Println(err)
	}
}
