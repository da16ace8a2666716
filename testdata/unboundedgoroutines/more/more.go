// Package more holds further shapes: goroutines behind helpers and groups, limits of several kinds.
package more

// without detachedwork: it is beside the point

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"runtime"
	"sync"

	"github.com/go-chi/chi/v5"
	"github.com/sourcegraph/conc/pool"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
)

type job struct{ URL string }

type service struct {
	http *http.Client
	sem  chan struct{}
}

func (s *service) routes() http.Handler {
	r := chi.NewRouter()
	r.Post("/jobs", s.all)
	r.Post("/group", s.group)
	r.Post("/helper", s.helped)
	r.Post("/wait", s.waited)
	r.Post("/limit", s.limited)
	r.Post("/sem", s.semaphored)
	r.Post("/weighted", s.weighted)
	r.Post("/workers", s.workers)
	r.Post("/pool", s.pooled)
	r.Post("/few", s.few)
	r.Post("/cards", s.cards)
	return r
}

func jobs(w http.ResponseWriter, r *http.Request) (all []job) {
	_ = json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&all)
	return all
}

func (s *service) call(ctx context.Context, j job) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, j.URL, nil)
	if err != nil {
		return err
	}
	resp, err := s.http.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func (s *service) all(w http.ResponseWriter, r *http.Request) {
	var wg sync.WaitGroup
	for _, j := range jobs(w, r) {
		wg.Add(1)
		go func() { // want unboundedgoroutines "starts a goroutine"
			defer wg.Done()
			_ = s.call(r.Context(), j)
		}()
	}
	wg.Wait()
}

func (s *service) group(w http.ResponseWriter, r *http.Request) {
	g, ctx := errgroup.WithContext(r.Context())
	for _, j := range jobs(w, r) {
		g.Go(func() error { return s.call(ctx, j) }) // want unboundedgoroutines "SetLimit"
	}
	_ = g.Wait()
}

// later runs a job in a goroutine of its own.
func (s *service) later(ctx context.Context, wg *sync.WaitGroup, j job) {
	wg.Add(1)
	go func() {
		defer wg.Done()
		_ = s.call(ctx, j)
	}()
}

func (s *service) helped(w http.ResponseWriter, r *http.Request) {
	var wg sync.WaitGroup
	for _, j := range jobs(w, r) {
		s.later(r.Context(), &wg, j) // want unboundedgoroutines "starts a goroutine"
	}
	wg.Wait()
}

func (s *service) waited(w http.ResponseWriter, r *http.Request) {
	var wg sync.WaitGroup
	for _, j := range jobs(w, r) {
		wg.Go(func() { _ = s.call(r.Context(), j) }) // want unboundedgoroutines "starts a goroutine"
	}
	wg.Wait()
}

func (s *service) limited(w http.ResponseWriter, r *http.Request) {
	g, ctx := errgroup.WithContext(r.Context())
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, j := range jobs(w, r) {
		g.Go(func() error { return s.call(ctx, j) })
	}
	_ = g.Wait()
}

func (s *service) semaphored(w http.ResponseWriter, r *http.Request) {
	var wg sync.WaitGroup
	for _, j := range jobs(w, r) {
		s.sem <- struct{}{}
		wg.Go(func() {
			defer func() { <-s.sem }()
			_ = s.call(r.Context(), j)
		})
	}
	wg.Wait()
}

func (s *service) weighted(w http.ResponseWriter, r *http.Request) {
	sem := semaphore.NewWeighted(8)
	for _, j := range jobs(w, r) {
		if err := sem.Acquire(r.Context(), 1); err != nil {
			return
		}
		go func() {
			defer sem.Release(1)
			_ = s.call(r.Context(), j)
		}()
	}
	_ = sem.Acquire(r.Context(), 8)
}

func (s *service) workers(w http.ResponseWriter, r *http.Request) {
	in := make(chan job)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for j := range in {
				_ = s.call(r.Context(), j)
			}
		})
	}
	for _, j := range jobs(w, r) {
		in <- j
	}
	close(in)
	wg.Wait()
}

func (s *service) pooled(w http.ResponseWriter, r *http.Request) {
	p := pool.New().WithMaxGoroutines(8)
	for _, j := range jobs(w, r) {
		p.Go(func() { _ = s.call(r.Context(), j) })
	}
	p.Wait()
}

func (s *service) few(w http.ResponseWriter, r *http.Request) {
	var wg sync.WaitGroup
	for _, u := range []string{"https://a.example.com", "https://b.example.com"} {
		wg.Go(func() { _ = s.call(r.Context(), job{u}) })
	}
	wg.Wait()
}

func (s *service) cards(w http.ResponseWriter, r *http.Request) {
	all, err := net.Interfaces()
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	var wg sync.WaitGroup
	for _, card := range all {
		wg.Go(func() { _ = s.call(r.Context(), job{"https://events.example.com/" + card.Name}) })
	}
	wg.Wait()
}
