// Package bad leaves work behind that a deploy, or the end of the request, cuts off.
package bad

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"log"
	"net/http"
	"net/smtp"
	"os/exec"
	"sync"
	"time"

	"github.com/segmentio/kafka-go"
	"golang.org/x/sync/errgroup"
)

type Server struct {
	db        *sql.DB
	client    *http.Client
	bus       *kafka.Writer
	sem       chan struct{}
	mails     Mailer
	uncounted sync.WaitGroup
}

type Mailer interface{ Send(to, body string) error }

type smtpMailer struct{ addr string }

func (m smtpMailer) Send(to, body string) error {
	return smtp.SendMail(m.addr, nil, "shop@example.com", []string{to}, []byte(body)) // want missingtimeout "SendMail"
}

func New(db *sql.DB, bus *kafka.Writer) *Server {
	return &Server{db: db, client: &http.Client{Timeout: 5 * time.Second}, bus: bus, sem: make(chan struct{}, 10), mails: smtpMailer{"mail:25"}}
}

// a literal that writes
func (s *Server) Order(w http.ResponseWriter, r *http.Request) {
	id := r.FormValue("id")
	go func() { // want detachedwork "a deploy loses the INSERT on orders of this goroutine"
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if _, err := s.db.ExecContext(ctx, "INSERT INTO orders (ref) VALUES ($1)", id); err != nil {
			log.Println(err)
		}
	}()
	w.WriteHeader(http.StatusAccepted)
}

// a method
func (s *Server) Audit(w http.ResponseWriter, r *http.Request) {
	go s.record(r.FormValue("what")) // want detachedwork "the INSERT on audit"
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) record(what string) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if _, err := s.db.ExecContext(ctx, "INSERT INTO audit (what) VALUES ($1)", what); err != nil {
		log.Println(err)
	}
}

// a message
func (s *Server) Event(w http.ResponseWriter, r *http.Request) {
	body := []byte(r.FormValue("event"))
	go func() { // want detachedwork "a deploy loses the message"
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if err := s.bus.WriteMessages(ctx, kafka.Message{Key: body, Value: body}); err != nil {
			log.Println(err)
		}
	}()
}

// a call of another service
func (s *Server) Hook(w http.ResponseWriter, r *http.Request) {
	payload, _ := json.Marshal(map[string]string{"id": r.FormValue("id")})
	go s.post("https://hooks.example.com/in", payload) // want detachedwork "a deploy loses"
}

func (s *Server) post(url string, payload []byte) {
	resp, err := s.client.Post(url, "application/json", bytes.NewReader(payload))
	if err != nil {
		log.Println(err)
		return
	}
	if err := resp.Body.Close(); err != nil {
		log.Println(err)
	}
}

// through an interface
func (s *Server) Welcome(w http.ResponseWriter, r *http.Request) {
	to := r.FormValue("to")
	go s.mails.Send(to, "welcome") // want detachedwork "the mail of this goroutine"
}

// two calls below the handler
func (s *Server) Checkout(w http.ResponseWriter, r *http.Request) {
	if err := s.checkout(r.Context(), r.FormValue("cart")); err != nil {
		http.Error(w, "try again", http.StatusBadGateway)
	}
}

func (s *Server) checkout(ctx context.Context, cart string) error {
	if _, err := s.db.ExecContext(ctx, "UPDATE carts SET done = true WHERE ref = $1", cart); err != nil {
		return err
	}
	s.confirm(cart)
	return nil
}

func (s *Server) confirm(cart string) {
	go s.record("checkout " + cart) // want detachedwork "the INSERT on audit"
}

// a helper that runs what it is given
func (s *Server) background(fn func()) {
	go func() {
		defer func() {
			if v := recover(); v != nil {
				log.Println("panic", v)
			}
		}()
		fn()
	}()
}

func (s *Server) Signup(w http.ResponseWriter, r *http.Request) {
	to := r.FormValue("to")
	s.background(func() { // want detachedwork "the mail of this goroutine"
		if err := s.mails.Send(to, "hello"); err != nil {
			log.Println(err)
		}
	})
}

// a semaphore bounds how many there are, and waits for none
func (s *Server) Thumb(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	s.sem <- struct{}{}
	go func() { // want detachedwork "of this goroutine"
		defer func() { <-s.sem }()
		if err := exec.Command("thumbnail", name).Run(); err != nil {
			log.Println(err)
		}
	}()
}

// a group that nobody waits for
func (s *Server) Import(w http.ResponseWriter, r *http.Request) {
	what := r.FormValue("what")
	var g errgroup.Group
	g.Go(func() error { // want detachedwork "the INSERT on imports"
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		_, err := s.db.ExecContext(ctx, "INSERT INTO imports (what) VALUES ($1)", what)
		return err
	})
}

// counted, but nobody waits
func (s *Server) Report(w http.ResponseWriter, r *http.Request) {
	what := r.FormValue("what")
	s.uncounted.Add(1)
	go func() { // want detachedwork "the INSERT on audit"
		defer s.uncounted.Done()
		s.record(what)
	}()
}

func (s *Server) Count(w http.ResponseWriter, r *http.Request) {
	what := r.FormValue("what")
	s.uncounted.Go(func() { s.record(what) }) // want detachedwork "the INSERT on audit"
}

// the request's context: it has ended by the time
func (s *Server) Touch(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	id := r.FormValue("id")
	go func() { // want detachedwork "the request's context ends when the handler returns, and the UPDATE on accounts with it"
		if _, err := s.db.ExecContext(ctx, "UPDATE accounts SET active = true WHERE ref = $1", id); err != nil {
			log.Println(err)
		}
	}()
}

// with a deadline, it still ends with the request
func (s *Server) Later(w http.ResponseWriter, r *http.Request) {
	id := r.FormValue("id")
	ctx, cancel := context.WithTimeout(r.Context(), time.Minute)
	go func() { // want detachedwork "the request's context ends"
		defer cancel()
		if _, err := s.db.ExecContext(ctx, "UPDATE accounts SET active = true WHERE ref = $1", id); err != nil {
			log.Println(err)
		}
	}()
}

// handed to a method
func (s *Server) Notify(w http.ResponseWriter, r *http.Request) {
	go s.notify(r.Context(), r.FormValue("id")) // want detachedwork "the request's context ends"
}

func (s *Server) notify(ctx context.Context, id string) {
	if err := s.bus.WriteMessages(ctx, kafka.Message{Key: []byte(id), Value: []byte(id)}); err != nil {
		log.Println(err)
	}
}

// a read fails as well
func (s *Server) Warm(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	go func() { // want detachedwork "the request's context ends"
		var n int
		if err := s.db.QueryRowContext(ctx, "SELECT count(id) FROM items WHERE shop = $1", 1).Scan(&n); err != nil {
			log.Println(err)
		}
		log.Println(n)
	}()
}

// the whole request
func (s *Server) Track(w http.ResponseWriter, r *http.Request) {
	go s.track(r) // want detachedwork "the request's context ends"
}

func (s *Server) track(r *http.Request) {
	if _, err := s.db.ExecContext(r.Context(), "INSERT INTO visits (path) VALUES ($1)", r.URL.Path); err != nil {
		log.Println(err)
	}
}

// a request to another service with the context of this one
func (s *Server) Forward(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	go func() { // want detachedwork "the request's context ends"
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://search.example.com/index", nil)
		if err != nil {
			return
		}
		resp, err := s.client.Do(req)
		if err != nil {
			return
		}
		if err := resp.Body.Close(); err != nil {
			log.Println(err)
		}
	}()
}

// below the handler
func (s *Server) Rename(w http.ResponseWriter, r *http.Request) {
	s.rename(r.Context(), r.FormValue("name"))
}

func (s *Server) rename(ctx context.Context, name string) {
	go s.notify(ctx, name) // want detachedwork "the request's context ends"
}

// one of many for a request
func (s *Server) Invite(w http.ResponseWriter, r *http.Request) {
	for _, to := range r.Form["to"] {
		go s.mails.Send(to, "come in") // want detachedwork "the mail" unboundedgoroutines "each"
	}
}

// a middleware
func (s *Server) Logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r)
		path := r.URL.Path
		go s.record(path) // want detachedwork "the INSERT on audit"
	})
}

// the context as a parameter of the literal
func (s *Server) Given(w http.ResponseWriter, r *http.Request) {
	go func(ctx context.Context, id string) { // want detachedwork "the request's context ends"
		s.notify(ctx, id)
	}(r.Context(), r.FormValue("id"))
}
