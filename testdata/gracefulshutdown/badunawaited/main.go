// Command badunawaited ends while its servers are being shut down.
package main

import (
	"context"
	"errors"
	"log"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/labstack/echo/v4"
)

func routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/parcels", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	return mux
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	switch os.Getenv("SERVE") {
	case "helper":
		if err := helper(ctx); err != nil {
			slog.Error("serve", "err", err)
		}
	case "field":
		d := &depot{web: &http.Server{Addr: ":8080", Handler: routes(), ReadHeaderTimeout: time.Second, ReadTimeout: time.Minute}}
		d.run()
	case "echo":
		page(ctx)
	default:
		srv := &http.Server{Addr: ":8080", Handler: routes(), ReadHeaderTimeout: time.Second, ReadTimeout: time.Minute}
		go func() {
			<-ctx.Done()
			end, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			defer cancel()
			if err := srv.Shutdown(end); err != nil {
				slog.Error("shutdown", "err", err)
			}
		}()
		if err := srv.ListenAndServe(); err != nil && !errors.Is(err, http.ErrServerClosed) { // want gracefulshutdown "http.Server.ListenAndServe returns when the shutdown begins, and the program ends with requests unanswered"
			log.Print(err)
		}
		log.Print("bye")
	}
}

func drain(ctx context.Context, srv *http.Server) {
	<-ctx.Done()
	end, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := srv.Shutdown(end); err != nil {
		slog.Error("shutdown", "err", err)
	}
}

func helper(ctx context.Context) error {
	srv := &http.Server{Addr: ":8080", Handler: routes(), ReadHeaderTimeout: time.Second, ReadTimeout: time.Minute}
	go drain(ctx, srv)
	if err := srv.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) { // want gracefulshutdown "wait for Shutdown"
		return err
	}
	return nil
}

type depot struct{ web *http.Server }

func (d *depot) stop() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, os.Interrupt)
	<-signals
	end, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := d.web.Shutdown(end); err != nil {
		slog.Error("shutdown", "err", err)
	}
	os.Exit(0)
}

func (d *depot) run() {
	go func() { d.stop() }()
	if err := d.web.ListenAndServe(); err != nil && err != http.ErrServerClosed { // want gracefulshutdown "wait for Shutdown"
		slog.Error("serve", "err", err)
	}
}

func page(ctx context.Context) {
	e := echo.New()
	e.Server.ReadHeaderTimeout = time.Second
	e.Server.ReadTimeout = time.Minute
	e.GET("/parcels", func(c echo.Context) error { return c.NoContent(http.StatusNoContent) })
	go func() {
		<-ctx.Done()
		end, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := e.Shutdown(end); err != nil {
			slog.Error("shutdown", "err", err)
		}
	}()
	if err := e.Start(":8080"); err != nil && err != http.ErrServerClosed { // want gracefulshutdown "echo.Echo.Start returns when the shutdown begins"
		slog.Error("serve", "err", err)
	}
}
