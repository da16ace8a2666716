//go:debug asynctimerchan=1

// Command bad serves with the timers of before Go 1.23.
package main

import (
	"context"
	"log"
	"net/http"
	"time"
)

func main() {
	s := &server{in: make(chan string), stop: make(chan struct{})}
	http.HandleFunc("/", s.handle)
	srv := &http.Server{Addr: ":8080", ReadHeaderTimeout: time.Second, ReadTimeout: time.Minute}
	log.Fatal(srv.ListenAndServe()) // want gracefulshutdown "SIGTERM cuts the requests"
}

type server struct {
	in   chan string
	stop chan struct{}
}

func (s *server) handle(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	s.watch(ctx)
	s.early(ctx)
	s.ticks(ctx)
	s.ranged(ctx)
	s.consume(ctx)
	s.results(ctx)
	s.loop(ctx)
	s.helper(ctx)
	s.literal(ctx)
	s.retry(ctx)
	s.timers(ctx)
	s.waited(ctx)
	s.assigned(ctx)
	s.timeout(ctx)
	s.push(ctx)
	s.pushAll(ctx)
	s.counted(ctx, 3)
	s.stopped(ctx, true)
	s.shadow(ctx)
	s.again(ctx)
	s.only(ctx)
}

func (s *server) watch(ctx context.Context) {
	t := time.NewTicker(time.Second) // want "not stopped"
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

func (s *server) early(ctx context.Context) {
	t := time.NewTicker(time.Second) // want "not stopped"
	if ctx.Err() != nil {
		return
	}
	<-t.C
	t.Stop()
}

func (s *server) ticks(ctx context.Context) {
	tick := time.Tick(time.Second) // want "cannot be stopped"
	for {
		select {
		case <-tick:
		case <-ctx.Done():
			return
		}
	}
}

func (s *server) ranged(ctx context.Context) {
	for range time.Tick(time.Second) { // want "cannot be stopped"
		if ctx.Err() != nil {
			return
		}
	}
}

func (s *server) consume(ctx context.Context) {
	for {
		select {
		case <-s.in:
		case <-time.After(time.Minute): // want "kept until it fires"
			log.Print("idle")
		case <-ctx.Done():
			return
		}
	}
}

func (s *server) results(ctx context.Context) {
	for range s.in {
		select {
		case <-time.After(time.Second): // want "kept until it fires"
		case <-s.stop:
			return
		}
	}
}

func (s *server) loop(ctx context.Context) {
	for ctx.Err() == nil {
		timer := time.NewTimer(time.Minute) // want "timer of each turn"
		select {
		case <-timer.C:
		case <-s.in:
		}
	}
}

func newTicker() *time.Ticker { return time.NewTicker(time.Second) }

func (s *server) helper(ctx context.Context) {
	t := newTicker() // want "not stopped"
	<-t.C
}

func (s *server) literal(ctx context.Context) {
	go func() {
		t := time.NewTicker(time.Second) // want "not stopped"
		for {
			select {
			case <-t.C:
			case <-ctx.Done():
				return
			}
		}
	}()
}

func (s *server) retry(ctx context.Context) {
	for ctx.Err() == nil {
		t := time.NewTicker(time.Second) // want "not stopped"
		<-t.C
	}
}

func (s *server) timers(ctx context.Context) {
	for {
		select {
		case <-s.in:
			if len(s.in) == 0 {
				return
			}
		case at := <-time.After(time.Hour): // want "kept until it fires"
			log.Print(at)
		}
	}
}

func wait(t *time.Ticker) { <-t.C }

func (s *server) waited(ctx context.Context) {
	t := time.NewTicker(time.Second) // want "not stopped"
	wait(t)
}

func (s *server) assigned(ctx context.Context) {
	var t *time.Ticker
	t = time.NewTicker(time.Second) // want "not stopped"
	<-t.C
}

func (s *server) timeout(ctx context.Context) {
	t := time.NewTicker(time.Second) // want "not stopped"
	for range t.C {
		if ctx.Err() != nil {
			break
		}
	}
}

func (s *server) send(m string) {
	select {
	case s.in <- m:
	case <-time.After(time.Second): // want "kept until it fires"
	}
}

func (s *server) push(ctx context.Context) {
	for ctx.Err() == nil {
		s.send("x")
	}
}

func (s *server) pushAll(ctx context.Context) {
	t, n := time.NewTicker(time.Second), 1 // want "not stopped"
	<-t.C
	log.Print(n)
}

func (s *server) counted(ctx context.Context, n int) {
	for len(s.in) < n {
		select {
		case <-s.in:
		case <-time.After(time.Minute): // want "kept until it fires"
		}
	}
}

func (s *server) stopped(ctx context.Context, on bool) {
	t := time.NewTicker(time.Second) // want "not stopped"
	if on {
		defer t.Stop()
	}
	<-t.C
}

func (s *server) shadow(ctx context.Context) {
	func() {
		t := time.NewTicker(time.Second) // want "not stopped"
		<-t.C
	}()
}

func (s *server) again(ctx context.Context) {
	t := time.NewTicker(time.Second) // want "not stopped"
	<-t.C
	t.Reset(time.Minute)
	<-t.C
}

func (s *server) only(ctx context.Context) {
	<-time.Tick(time.Second) // want "cannot be stopped"
}
