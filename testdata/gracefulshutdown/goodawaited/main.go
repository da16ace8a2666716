// Command goodawaited waits until its servers have been shut down.
package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

func newServer() *http.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("/parcels", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	return &http.Server{Addr: ":8080", Handler: mux, ReadHeaderTimeout: time.Second, ReadTimeout: time.Minute}
}

func drain(ctx context.Context, srv *http.Server) {
	<-ctx.Done()
	end, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := srv.Shutdown(end); err != nil {
		slog.Error("shutdown", "err", err)
	}
}

func serve(srv *http.Server) {
	if err := srv.ListenAndServe(); err != nil && !errors.Is(err, http.ErrServerClosed) {
		slog.Error("serve", "err", err)
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	switch os.Getenv("SERVE") {
	case "channel":
		srv, done := newServer(), make(chan struct{})
		go func() {
			defer close(done)
			drain(ctx, srv)
		}()
		serve(srv)
		<-done
	case "group":
		var wg sync.WaitGroup
		srv := newServer()
		wg.Add(1)
		go func() {
			defer wg.Done()
			drain(ctx, srv)
		}()
		serve(srv)
		wg.Wait()
	case "helper":
		srv := newServer()
		serve(srv)
		awaits(drained(ctx, srv))
	case "later":
		deferred(ctx)
	case "below":
		inner(ctx)
		if err := flush(); err != nil {
			slog.Error("flush", "err", err)
		}
	default:
		srv := newServer()
		go serve(srv)
		drain(ctx, srv)
	}
}

func drained(ctx context.Context, srv *http.Server) chan struct{} {
	done := make(chan struct{})
	go func() {
		drain(ctx, srv)
		close(done)
	}()
	return done
}

func awaits(done chan struct{}) { <-done }

func deferred(ctx context.Context) {
	srv, done := newServer(), make(chan struct{})
	defer func() { <-done }()
	go func() {
		drain(ctx, srv)
		close(done)
	}()
	if err := srv.ListenAndServe(); err != nil && !errors.Is(err, http.ErrServerClosed) {
		slog.Error("serve", "err", err)
	}
}

func inner(ctx context.Context) {
	srv := newServer()
	go drain(ctx, srv)
	if err := srv.ListenAndServe(); err != nil && !errors.Is(err, http.ErrServerClosed) {
		slog.Error("serve", "err", err)
	}
}

// flush takes what it takes, which may be long enough.
func flush() error { return os.Remove(os.TempDir() + "/parcels.lock") }
