// Command starts has goroutines that a program starts once, and one for each request.
package main

import (
	"context"
	"errors"
	"log"
	"net/http"
	"os/signal"
	"syscall"
	"time"
)

type component interface {
	Run(ctx context.Context) error
}

type poller struct{ every time.Duration }

func (p *poller) Run(ctx context.Context) error {
	select {
	case <-time.After(p.every):
		return errors.New("nothing came")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// runAll ends the program with the first that ends.
func runAll(ctx context.Context, all []component) error {
	ended := make(chan error)
	for _, c := range all {
		go func() { ended <- c.Run(ctx) }()
	}
	return <-ended
}

type api struct{ all []component }

// any answers with the first that ends.
func (a *api) any(w http.ResponseWriter, r *http.Request) {
	ended := make(chan error) // want "ended waits for ever"
	for _, c := range a.all {
		go func() { ended <- c.Run(r.Context()) }()
	}
	if err := <-ended; err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	all := []component{&poller{time.Hour}, &poller{time.Minute}}
	a := &api{all: all}
	http.HandleFunc("GET /any", a.any)
	if err := runAll(ctx, all); err != nil {
		log.Print(err)
	}
}
