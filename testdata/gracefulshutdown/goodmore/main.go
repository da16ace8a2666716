// Command goodmore shuts a server down that a wrapper holds, when the context of a signal ends.
package main

import (
	"context"
	"errors"
	"log"
	"net/http"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"
)

type component interface {
	Start() error
	Stop(ctx context.Context) error
}

type web struct{ srv *http.Server }

func (w *web) Start() error {
	if err := w.srv.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (w *web) Stop(ctx context.Context) error { return w.srv.Shutdown(ctx) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	mux := http.NewServeMux()
	mux.HandleFunc("/orders", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	parts := []component{&web{srv: &http.Server{Addr: ":8080", Handler: mux, ReadHeaderTimeout: time.Second, ReadTimeout: time.Minute}}}
	g, ctx := errgroup.WithContext(ctx)
	for _, p := range parts {
		g.Go(p.Start)
	}
	g.Go(func() error {
		<-ctx.Done()
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		var wg sync.WaitGroup
		for _, p := range parts {
			wg.Go(func() { _ = p.Stop(end) })
		}
		wg.Wait()
		return nil
	})
	if err := g.Wait(); err != nil {
		log.Print(err)
	}
}
