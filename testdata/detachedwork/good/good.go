// Package good has work of requests that somebody waits for.
package good

import (
	"context"
	"database/sql"
	"log"
	"net/http"
	"sync"
	"time"

	"github.com/alitto/pond"
	"github.com/segmentio/kafka-go"
	"golang.org/x/sync/errgroup"
)

type Server struct {
	db     *sql.DB
	bus    *kafka.Writer
	wg     sync.WaitGroup
	group  *errgroup.Group
	pool   *pond.WorkerPool
	jobs   chan string
	events chan string
	tasks  tasks
}

// tasks is a group of our own.
type tasks struct{ wg sync.WaitGroup }

func (t *tasks) Run(fn func()) {
	t.wg.Add(1)
	go func() {
		defer t.wg.Done()
		fn()
	}()
}

func (t *tasks) Drain() { t.wg.Wait() }

func (s *Server) save(ctx context.Context, what string) {
	if _, err := s.db.ExecContext(ctx, "INSERT INTO audit (what) VALUES ($1)", what); err != nil {
		log.Println(err)
	}
}

func (s *Server) later(what string) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	s.save(ctx, what)
}

// Shutdown waits for what handlers have left behind.
func (s *Server) Shutdown() error {
	s.wg.Wait()
	s.tasks.Drain()
	s.pool.StopAndWait()
	return s.group.Wait()
}

// the shutdown waits, and the context is detached
func (s *Server) Order(w http.ResponseWriter, r *http.Request) {
	ctx := context.WithoutCancel(r.Context())
	id := r.FormValue("id")
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		s.save(ctx, id)
	}()
}

func (s *Server) Go(w http.ResponseWriter, r *http.Request) {
	id := r.FormValue("id")
	s.wg.Go(func() { s.later(id) })
}

func (s *Server) Group(w http.ResponseWriter, r *http.Request) {
	id := r.FormValue("id")
	s.group.Go(func() error {
		s.later(id)
		return nil
	})
}

// counted where it ends
func (s *Server) Counted(w http.ResponseWriter, r *http.Request) {
	s.wg.Add(1)
	go s.counted(r.FormValue("id"))
}

func (s *Server) counted(id string) {
	defer s.wg.Done()
	s.later(id)
}

// a helper of our own that counts
func (s *Server) Tasks(w http.ResponseWriter, r *http.Request) {
	id := r.FormValue("id")
	s.tasks.Run(func() { s.later(id) })
}

// a pool of workers
func (s *Server) Pool(w http.ResponseWriter, r *http.Request) {
	id := r.FormValue("id")
	s.pool.Submit(func() { s.later(id) })
}

// a queue that a worker of the program empties
func (s *Server) Queue(w http.ResponseWriter, r *http.Request) {
	select {
	case s.jobs <- r.FormValue("id"):
	default:
		http.Error(w, "busy", http.StatusServiceUnavailable)
	}
}

func (s *Server) Work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case id := <-s.jobs:
			s.later(id)
		}
	}
}

// the handler waits
func (s *Server) Both(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	var wg sync.WaitGroup
	for _, what := range []string{"a", "b"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s.save(ctx, what)
		}()
	}
	wg.Wait()
}

func (s *Server) Errgroup(w http.ResponseWriter, r *http.Request) {
	g, ctx := errgroup.WithContext(r.Context())
	g.Go(func() error {
		s.save(ctx, "a")
		return nil
	})
	g.Go(func() error {
		return s.bus.WriteMessages(ctx, kafka.Message{Key: []byte("a"), Value: []byte("b")})
	})
	if err := g.Wait(); err != nil {
		http.Error(w, "try again", http.StatusBadGateway)
	}
}

func (s *Server) Channel(w http.ResponseWriter, r *http.Request) {
	errs := make(chan error, 1)
	ctx := r.Context()
	go func() {
		_, err := s.db.ExecContext(ctx, "UPDATE items SET seen = true WHERE shop = $1", 1)
		errs <- err
	}()
	if err := <-errs; err != nil {
		http.Error(w, "try again", http.StatusBadGateway)
	}
}

func (s *Server) Done(w http.ResponseWriter, r *http.Request) {
	done := make(chan struct{})
	ctx := r.Context()
	go func() {
		defer close(done)
		s.save(ctx, "done")
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// the caller has the group and waits for it
func (s *Server) Passed(w http.ResponseWriter, r *http.Request) {
	var wg sync.WaitGroup
	s.start(r.Context(), &wg, "a")
	s.start(r.Context(), &wg, "b")
	wg.Wait()
}

func (s *Server) start(ctx context.Context, wg *sync.WaitGroup, what string) {
	wg.Add(1)
	go func() {
		defer wg.Done()
		s.save(ctx, what)
	}()
}

// nothing outside of the process is changed
func (s *Server) Light(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	go log.Println(path)
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		var n int
		if err := s.db.QueryRowContext(ctx, "SELECT count(id) FROM items WHERE shop = $1", 1).Scan(&n); err != nil {
			log.Println(err)
		}
		log.Println(n)
	}()
}

// the context is only asked, and logged with
func (s *Server) Watch(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	go func() {
		<-ctx.Done()
		log.Println("the client has left", ctx.Err())
	}()
}

// not a handler: the program starts it
func (s *Server) Start(ctx context.Context) {
	go s.Work(ctx)
	go func() {
		for range time.Tick(time.Minute) {
			s.later("tick")
		}
	}()
}

// a stream: the goroutine goes on for as long as the handler does
func (s *Server) Stream(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	go s.save(ctx, "stream begins")
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-s.events:
			if _, err := w.Write([]byte(e)); err != nil {
				return
			}
		}
	}
}

// what is handed over waits
type Hooked struct {
	*Server
	late sync.WaitGroup
}

func (h *Hooked) Attach(srv *http.Server) { srv.RegisterOnShutdown(h.late.Wait) }

func (h *Hooked) Order(w http.ResponseWriter, r *http.Request) {
	id := r.FormValue("id")
	h.late.Add(1)
	go func() {
		defer h.late.Done()
		h.later(id)
	}()
}
