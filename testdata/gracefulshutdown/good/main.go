// Command good serves in many ways and lets the requests that it has come to an end.
package main

// without crashonstart: what matters is not how it starts

// without alwayshealthy: what the endpoint says is beside the point

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/gofiber/fiber/v2"
	"github.com/labstack/echo/v4"
	_ "github.com/lib/pq"
	"github.com/ory/graceful"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/crypto/acme/autocert"
	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc"
	"google.golang.org/grpc/keepalive"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1]); err != nil {
		slog.Error("run", "err", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, how string) error {
	db, err := sql.Open("postgres", os.Getenv("DSN"))
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(20)
	db.SetConnMaxLifetime(time.Hour)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /orders", orders)
	metrics()
	profiles()
	go debugServer(":6061")
	go local(mux)
	go redirect()
	go certificates(&autocert.Manager{Prompt: autocert.AcceptTOS})
	switch how {
	case "usual":
		return usual(ctx, mux)
	case "channel":
		return channel(mux)
	case "signals":
		return any(mux)
	case "app":
		return newApp(mux).run(ctx)
	case "group":
		return group(ctx, mux)
	case "gin":
		return ginServer(ctx)
	case "echo":
		return echoServer(ctx)
	case "fiber":
		return fiberServer(ctx)
	case "grpc":
		return grpcServer(ctx)
	case "library":
		srv := &http.Server{Addr: ":8080", Handler: mux, ReadHeaderTimeout: time.Second}
		return graceful.Graceful(srv.ListenAndServe, srv.Shutdown)
	case "stoppable":
		return through(ctx, mux)
	case "closers":
		return closers(ctx, mux)
	case "after":
		return after(ctx, mux)
	case "timeout":
		return closeAtLast(ctx, mux)
	case "custom":
		return lateFatal(ctx, mux)
	}
	metricsAddress(os.Getenv("METRICS"))
	if how == "listed" {
		return listed(ctx, mux, nil)
	}
	return start(db, mux)
}

func orders(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "[]") }

func newServer(h http.Handler) *http.Server {
	return &http.Server{Addr: ":8080", Handler: h, ReadHeaderTimeout: time.Second}
}

func usual(ctx context.Context, h http.Handler) error {
	srv := newServer(h)
	go func() {
		if err := srv.ListenAndServe(); err != nil && !errors.Is(err, http.ErrServerClosed) {
			log.Fatal(err)
		}
	}()
	<-ctx.Done()
	down, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return srv.Shutdown(down)
}

func channel(h http.Handler) error {
	srv := newServer(h)
	quit := make(chan os.Signal, 1)
	signal.Notify(quit, syscall.SIGINT, syscall.SIGTERM)
	failed := make(chan error, 1)
	go func() { failed <- srv.ListenAndServe() }()
	select {
	case err := <-failed:
		return err
	case <-quit:
	}
	down, cancel := context.WithDeadline(context.Background(), time.Now().Add(10*time.Second))
	defer cancel()
	return srv.Shutdown(down)
}

// Without a list, all signals are asked for.
func any(h http.Handler) error {
	srv := newServer(h)
	quit := make(chan os.Signal, 1)
	signal.Notify(quit)
	go srv.ListenAndServe()
	<-quit
	return stopWithin(srv, 10*time.Second)
}

func stopWithin(srv *http.Server, d time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	return srv.Shutdown(ctx)
}

type app struct{ server *http.Server }

func newApp(h http.Handler) *app { return &app{server: newServer(h)} }

func (a *app) run(ctx context.Context) error {
	go func() {
		<-ctx.Done()
		a.stop()
	}()
	if err := a.server.ListenAndServe(); err != http.ErrServerClosed {
		return err
	}
	return nil
}

func (a *app) stop() {
	if err := stopWithin(a.server, time.Second); err != nil {
		slog.Error("stop", "err", err)
	}
}

func group(ctx context.Context, h http.Handler) error {
	srv := newServer(h)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(srv.ListenAndServe)
	g.Go(func() error {
		<-ctx.Done()
		return stopWithin(srv, time.Second)
	})
	return g.Wait()
}

func ginServer(ctx context.Context) error {
	r := gin.New()
	r.GET("/orders", func(c *gin.Context) { c.Status(http.StatusNoContent) })
	return usual(ctx, r)
}

func echoServer(ctx context.Context) error {
	e := echo.New()
	e.Server.ReadHeaderTimeout = time.Second
	go func() {
		if err := e.Start(":8080"); err != nil && err != http.ErrServerClosed {
			e.Logger.Fatal("shutting down")
		}
	}()
	<-ctx.Done()
	down, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return e.Shutdown(down)
}

func fiberServer(ctx context.Context) error {
	f := fiber.New(fiber.Config{ReadTimeout: time.Second})
	go func() {
		<-ctx.Done()
		if err := f.ShutdownWithTimeout(10 * time.Second); err != nil {
			slog.Error("stop", "err", err)
		}
	}()
	return f.Listen(":8080")
}

func grpcServer(ctx context.Context) error {
	l, err := net.Listen("tcp", ":9090")
	if err != nil {
		return err
	}
	s := grpc.NewServer(grpc.KeepaliveParams(keepalive.ServerParameters{MaxConnectionIdle: time.Minute}))
	context.AfterFunc(ctx, s.GracefulStop)
	if err := s.Serve(l); err != nil {
		log.Fatal(err)
	}
	return nil
}

type stoppable interface {
	ListenAndServe() error
	Shutdown(ctx context.Context) error
}

func through(ctx context.Context, h http.Handler) error {
	var s stoppable = newServer(h)
	go s.ListenAndServe()
	<-ctx.Done()
	down, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return s.Shutdown(down)
}

func closers(ctx context.Context, h http.Handler) error {
	srv := newServer(h)
	ends := []func(context.Context) error{srv.Shutdown}
	go srv.ListenAndServe()
	<-ctx.Done()
	down, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	var err error
	for _, end := range ends {
		err = errors.Join(err, end(down))
	}
	return err
}

func after(ctx context.Context, h http.Handler) error {
	srv := newServer(h)
	done := make(chan struct{})
	defer context.AfterFunc(ctx, func() {
		defer close(done)
		stopWithin(srv, 5*time.Second)
	})()
	if err := srv.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	<-done
	return nil
}

// Close comes when the time to drain is over.
func closeAtLast(ctx context.Context, h http.Handler) error {
	srv := newServer(h)
	go srv.ListenAndServe()
	<-ctx.Done()
	if err := stopWithin(srv, 5*time.Second); err != nil {
		return srv.Close()
	}
	return nil
}

func lateFatal(ctx context.Context, h http.Handler) error {
	srv := newServer(h)
	go func() {
		err := srv.ListenAndServe()
		switch {
		case errors.Is(err, http.ErrServerClosed):
			slog.Info("closed")
		case err != nil:
			log.Fatalf("serve: %v", err)
		}
	}()
	<-ctx.Done()
	return stopWithin(srv, 5*time.Second)
}

// Nobody misses what these were answering.

func metrics() {
	mux := http.NewServeMux()
	mux.Handle("/metrics", promhttp.Handler())
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusOK) })
	go http.ListenAndServe(":9100", mux) // want servertimeout "http.ListenAndServe"
}

func profiles() {
	go func() {
		log.Println(http.ListenAndServe(":6060", nil)) // want servertimeout "http.ListenAndServe"
	}()
}

func debugServer(addr string) {
	log.Fatal(http.ListenAndServe(addr, http.DefaultServeMux)) // want servertimeout "http.ListenAndServe"
}

func local(h http.Handler) {
	log.Fatal(http.ListenAndServe("127.0.0.1:8081", h))
}

func redirect() {
	log.Println(http.ListenAndServe(":80", http.HandlerFunc(secure))) // want servertimeout "http.ListenAndServe"
}

func secure(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, "https://"+r.Host+r.URL.Path, http.StatusMovedPermanently)
}

func certificates(m *autocert.Manager) {
	log.Println(http.ListenAndServe(":80", m.HTTPHandler(nil))) // want servertimeout "http.ListenAndServe"
}

// An exit while the program starts: nothing has been served yet.
func start(db *sql.DB, h http.Handler) error {
	out := &outbox{}
	defer out.Flush()
	if err := db.Ping(); err != nil {
		log.Fatal(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	return usual(ctx, h)
}

type outbox struct{ waiting []string }

// Flush sends what waits.
func (o *outbox) Flush() { o.waiting = nil }

// The signals are in a list; the context is replaced by one that has a deadline.
func listed(ctx context.Context, h http.Handler, more []os.Signal) error {
	srv := newServer(h)
	quit := make(chan os.Signal, 1)
	signal.Notify(quit, append([]os.Signal{syscall.SIGTERM, os.Interrupt}, more...)...)
	go srv.ListenAndServe()
	select {
	case <-quit:
	case <-ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return srv.Shutdown(ctx)
}

func metricsAddress(metricsAddr string) {
	go http.ListenAndServe(metricsAddr, nil) // want servertimeout "http.ListenAndServe"
}
