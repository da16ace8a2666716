// Command worker runs the shop's background jobs and shows their state to the operators.
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

	"example.com/shop/internal/config"
	"example.com/shop/internal/jobs"
	"example.com/shop/internal/store"
)

func main() {
	if err := run(); err != nil {
		slog.Error("worker stopped", "err", err)
		os.Exit(1)
	}
}

func run() error {
	cfg, err := config.Load()
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()

	db, err := store.OpenReporting(ctx, cfg.ReportingURL, store.Pool{
		MaxConns: cfg.ReportingMaxConns,
		ConnLife: cfg.ReportingConnLife,
	})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	reports := store.NewReports(db)

	var work sync.WaitGroup
	work.Go(func() { jobs.Every(ctx, "tidy", cfg.TidyInterval, reports.Tidy) })
	defer work.Wait()

	srv := newServer(cfg.AdminAddr, db)
	failed := make(chan error, 1)
	go func() { failed <- srv.ListenAndServe() }()

	select {
	case err := <-failed:
		stop()
		return err
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := srv.Shutdown(drain); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func newServer(addr string, db *store.DB) *http.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), time.Second)
		defer cancel()
		if err := db.PingContext(ctx); err != nil {
			http.Error(w, "database unreachable", http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	srv := &http.Server{Addr: addr, Handler: mux}
	srv.ReadHeaderTimeout = 5 * time.Second
	srv.ReadTimeout = 10 * time.Second
	srv.IdleTimeout = time.Minute
	return srv
}
