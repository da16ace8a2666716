//go:debug asynctimerchan=1

// Command good serves with the timers of before Go 1.23, and stops them.
package main

import (
	"context"
	"log"
	"net/http"
	"time"
)

// beat is for the life of the process.
var beat = time.NewTicker(time.Minute)

func main() {
	s := &server{in: make(chan string)}
	go s.forever()
	go s.ticking()
	http.HandleFunc("/", s.handle)
	srv := &http.Server{Addr: ":8080", ReadHeaderTimeout: time.Second, ReadTimeout: time.Minute}
	startup := time.NewTicker(time.Second)
	<-startup.C
	log.Fatal(srv.ListenAndServe()) // want gracefulshutdown "SIGTERM cuts the requests"
}

type server struct {
	in     chan string
	ticker *time.Ticker
}

func (s *server) handle(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	s.watch(ctx)
	s.closed(ctx)
	s.kept()
	s.Stop()
	s.timer(ctx)
	s.reset(ctx)
	s.sleep()
	s.single(ctx)
	s.literal(ctx)
	s.helper(ctx)
	s.both(ctx)
	s.sent(nil)
	s.handed()
	s.cleanup(ctx)
	s.func1()
	s.outside(ctx)
	<-s.made().C
	s.goroutine(ctx)
	s.named(ctx)
	s.each(nil)
	s.restarted(ctx)
	s.given(ctx)
}

func (s *server) watch(ctx context.Context) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

func (s *server) closed(ctx context.Context) {
	t := time.NewTicker(time.Second)
	<-t.C
	t.Stop()
}

func (s *server) forever() {
	t := time.NewTicker(time.Second)
	for range t.C {
		log.Print("tick")
	}
}

func (s *server) ticking() {
	tick := time.Tick(time.Second)
	for {
		<-tick
		log.Print("tick")
	}
}

func (s *server) kept() { s.ticker = time.NewTicker(time.Second) }

// Stop ends it.
func (s *server) Stop() { s.ticker.Stop() }

func (s *server) timer(ctx context.Context) {
	t := time.NewTimer(time.Second)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

func (s *server) reset(ctx context.Context) {
	t := time.NewTimer(time.Minute)
	defer t.Stop()
	for {
		t.Reset(time.Minute)
		select {
		case <-s.in:
		case <-t.C:
		case <-ctx.Done():
			return
		}
	}
}

func (s *server) sleep() { <-time.After(time.Second) }

func (s *server) single(ctx context.Context) {
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
	}
}

func (s *server) literal(ctx context.Context) {
	t := time.NewTicker(time.Second)
	defer func() { t.Stop() }()
	<-t.C
}

func stop(t *time.Ticker) { t.Stop() }

func (s *server) helper(ctx context.Context) {
	t := time.NewTicker(time.Second)
	defer stop(t)
	<-t.C
}

func (s *server) both(ctx context.Context) {
	t := time.NewTicker(time.Second)
	if ctx.Err() != nil {
		t.Stop()
		return
	}
	<-t.C
	t.Stop()
}

func (s *server) sent(out chan<- *time.Ticker) {
	if out != nil {
		out <- time.NewTicker(time.Second)
	}
}

type clock struct{ t *time.Ticker }

func (s *server) handed() *clock { return &clock{time.NewTicker(time.Second)} }

func (s *server) made() *time.Ticker {
	if s.ticker != nil {
		return s.ticker
	}
	return beat
}

func (s *server) cleanup(ctx context.Context) func() {
	t := time.NewTicker(time.Second)
	return t.Stop
}

func (s *server) func1() func() {
	t := time.NewTicker(time.Second)
	return func() { t.Stop() }
}

func (s *server) outside(ctx context.Context) {
	timeout := time.After(time.Minute)
	for {
		select {
		case <-s.in:
		case <-timeout:
			return
		}
	}
}

func (s *server) goroutine(ctx context.Context) {
	t := time.NewTicker(time.Second)
	go func() {
		<-ctx.Done()
		t.Stop()
	}()
}

func (s *server) named(ctx context.Context) {
	t := time.NewTicker(time.Second)
	done := t.Stop
	defer done()
	<-t.C
}

func (s *server) each(names []string) {
	for range names {
		t := time.NewTimer(time.Second)
		select {
		case <-t.C:
		case <-s.in:
			t.Stop()
		}
	}
}

func (s *server) restarted(ctx context.Context) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for ctx.Err() == nil {
		<-t.C
		t.Reset(time.Minute)
	}
}

func ticks(d time.Duration) (*time.Ticker, func()) {
	t := time.NewTicker(d)
	return t, t.Stop
}

func (s *server) given(ctx context.Context) {
	t, stop := ticks(time.Second)
	defer stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
