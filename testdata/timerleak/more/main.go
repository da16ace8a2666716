//go:debug asynctimerchan=1

// Command more serves with the timers of before Go 1.23: tickers behind helpers, in fields and of packages that hide the clock.
package main

import (
	"context"
	"log"
	"net/http"
	"time"
)

type server struct {
	in    chan string
	clock *time.Ticker
}

func main() {
	s := &server{in: make(chan string)}
	http.HandleFunc("/", s.handle)
	srv := &http.Server{Addr: ":8080", ReadHeaderTimeout: time.Second, ReadTimeout: time.Minute}
	log.Fatal(srv.ListenAndServe()) // want gracefulshutdown "SIGTERM cuts the requests"
}

func (s *server) handle(w http.ResponseWriter, r *http.Request) {
	s.early(r.Context())
	s.helped(r.Context())
	s.stopped(r.Context())
	s.reset(r.Context())
	s.kept(r.Context())
	s.literal(r.Context())
	s.conditional(r.Context(), r.Method == http.MethodPost)
	w.WriteHeader(http.StatusNoContent)
}

// early leaves by two ways, and stops on one.
func (s *server) early(ctx context.Context) {
	t := time.NewTicker(time.Second) // want timerleak "the ticker is not stopped"
	for {
		select {
		case <-ctx.Done():
			return
		case m := <-s.in:
			if m == "end" {
				t.Stop()
				return
			}
		case <-t.C:
		}
	}
}

func every(d time.Duration) *time.Ticker { return time.NewTicker(d) }

func (s *server) helped(ctx context.Context) {
	t := every(time.Second) // want timerleak "the ticker is not stopped"
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

func (s *server) stopped(ctx context.Context) {
	t := every(time.Second)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

func (s *server) reset(ctx context.Context) {
	t := time.NewTimer(time.Second)
	defer t.Stop()
	for {
		t.Reset(time.Second)
		select {
		case <-ctx.Done():
			return
		case <-s.in:
		case <-t.C:
			return
		}
	}
}

func (s *server) kept(context.Context) {
	if s.clock == nil {
		s.clock = time.NewTicker(time.Minute)
	}
}

func (s *server) literal(ctx context.Context) {
	t := time.NewTicker(time.Second)
	defer func() { t.Stop() }()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

func (s *server) conditional(ctx context.Context, often bool) {
	var ticks <-chan time.Time
	if often {
		t := time.NewTicker(time.Second)
		defer t.Stop()
		ticks = t.C
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.in:
		case <-ticks:
			return
		case <-time.After(time.Minute): // want timerleak "time.After"
			return
		}
	}
}
