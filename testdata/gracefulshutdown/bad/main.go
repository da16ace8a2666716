// Command bad serves in many ways, none of which a deploy lets come to an end.
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/gofiber/fiber/v2"
	"github.com/labstack/echo/v4"
	_ "github.com/lib/pq"
	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc"
	"google.golang.org/grpc/keepalive"
)

// without certreload: how the certificate is read is beside the point.

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /orders", orders)
	db, err := sql.Open("postgres", os.Getenv("DSN"))
	if err != nil {
		log.Fatal(err)
	}
	db.SetMaxOpenConns(20)
	db.SetConnMaxLifetime(time.Hour)
	switch os.Args[1] {
	case "fatal":
		fatal(mux)
	case "helper":
		helper(mux)
	case "background":
		background(ctx, mux)
	case "branches":
		branches(mux, len(os.Args) > 2)
	case "app":
		fmt.Println(newApp(mux).run())
	case "gin":
		ginRun()
	case "echo":
		echoStart()
	case "fiber":
		fiberListen()
	case "grpc":
		grpcServe()
	case "grpcstop":
		grpcStop(ctx)
	case "closes":
		closes(ctx, mux)
	case "method":
		method(ctx, mux)
	case "group":
		group(ctx, mux)
	case "unused":
		newUnused(mux).serve()
	case "race":
		race(ctx, mux)
	case "racing":
		racing(ctx, mux)
	case "endless":
		endless(ctx, mux)
	case "cancelled":
		cancelled(ctx, mux)
	case "cancelledHere":
		cancelledHere(mux)
	case "todo":
		todo(ctx, mux)
	case "fibers":
		fibers(ctx)
	case "exit":
		exits(ctx, mux, db)
	case "skips":
		skips(ctx, mux)
	case "skipsAfter":
		skipsAfter(ctx, mux)
	case "listener":
		log.Println(echoServer(nil))
	case "handler":
		exitHandler(mux)
	}
}

func orders(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "[]") }

func fatal(h http.Handler) {
	srv := &http.Server{Addr: ":8080", Handler: h, ReadHeaderTimeout: time.Second}
	log.Fatal(srv.ListenAndServe()) // want gracefulshutdown "SIGTERM cuts the requests that this http.Server is answering"
}

func helper(h http.Handler) {
	if err := http.ListenAndServe(":8080", h); err != nil { // want servertimeout "http.ListenAndServe" gracefulshutdown "SIGTERM cuts the requests that http.ListenAndServe is answering"
		panic(err)
	}
}

func background(ctx context.Context, h http.Handler) {
	srv := &http.Server{Addr: ":8080", Handler: h, ReadHeaderTimeout: time.Second}
	go func() {
		if err := srv.ListenAndServe(); err != nil { // want gracefulshutdown "shut it down, with a deadline"
			slog.Error("serve", "err", err)
		}
	}()
	<-ctx.Done()
}

func branches(h http.Handler, secure bool) error {
	srv := http.Server{Addr: ":8080", Handler: h, ReadHeaderTimeout: time.Second}
	if secure {
		return srv.ListenAndServeTLS("cert.pem", "key.pem") // want gracefulshutdown "SIGTERM cuts"
	}
	return srv.ListenAndServe()
}

// A server in a field, made by a constructor and started by a method.
type app struct{ server *http.Server }

func newApp(h http.Handler) *app {
	return &app{server: &http.Server{Addr: ":8080", Handler: h, ReadHeaderTimeout: time.Second}}
}

func (a *app) run() error {
	l, err := net.Listen("tcp", ":8080")
	if err != nil {
		return err
	}
	return a.server.Serve(l) // want gracefulshutdown "SIGTERM cuts"
}

func ginRun() {
	r := gin.New()
	r.GET("/orders", func(c *gin.Context) { c.Status(http.StatusNoContent) })
	if err := r.Run(":8080"); err != nil { // want servertimeout "gin.Engine.Run" gracefulshutdown "gin.Engine.Run"
		log.Println(err)
	}
}

func echoStart() {
	e := echo.New()
	e.Server.ReadHeaderTimeout = time.Second
	e.GET("/orders", func(c echo.Context) error { return c.NoContent(http.StatusNoContent) })
	e.Logger.Fatal(e.Start(":8080")) // want gracefulshutdown "SIGTERM cuts"
}

func fiberListen() {
	f := fiber.New(fiber.Config{ReadTimeout: time.Second})
	f.Get("/orders", func(c *fiber.Ctx) error { return c.SendStatus(http.StatusNoContent) })
	log.Fatal(f.Listen(":8080")) // want gracefulshutdown "SIGTERM cuts"
}

func grpcServe() {
	l, err := net.Listen("tcp", ":9090")
	if err != nil {
		log.Fatal(err)
	}
	s := grpc.NewServer(grpc.KeepaliveParams(keepalive.ServerParameters{MaxConnectionIdle: time.Minute}))
	if err := s.Serve(l); err != nil { // want gracefulshutdown "SIGTERM cuts the requests that this grpc.Server is answering"
		log.Fatal(err)
	}
}

func grpcStop(ctx context.Context) {
	l, err := net.Listen("tcp", ":9090")
	if err != nil {
		log.Fatal(err)
	}
	s := grpc.NewServer(grpc.KeepaliveParams(keepalive.ServerParameters{MaxConnectionIdle: time.Minute}))
	go func() {
		<-ctx.Done()
		s.Stop()
	}()
	if err := s.Serve(l); err != nil { // want gracefulshutdown "grpc.Server.Stop cuts the requests that are being answered"
		log.Fatal(err)
	}
}

func closes(ctx context.Context, h http.Handler) {
	srv := &http.Server{Addr: ":8080", Handler: h, ReadHeaderTimeout: time.Second}
	go srv.ListenAndServe() // want gracefulshutdown "http.Server.Close cuts the requests that are being answered"
	<-ctx.Done()
	srv.Close()
}

func method(ctx context.Context, h http.Handler) {
	srv := &http.Server{Addr: ":8080", Handler: h, ReadHeaderTimeout: time.Second}
	var wg sync.WaitGroup
	start(&wg, srv.ListenAndServe) // want gracefulshutdown "SIGTERM cuts"
	<-ctx.Done()
	wg.Wait()
}

func start(wg *sync.WaitGroup, serve func() error) {
	wg.Add(1)
	go func() {
		defer wg.Done()
		if err := serve(); err != nil {
			slog.Error("serve", "err", err)
		}
	}()
}

func group(ctx context.Context, h http.Handler) {
	g, _ := errgroup.WithContext(ctx)
	srv := &http.Server{Addr: ":8080", Handler: h, ReadHeaderTimeout: time.Second}
	g.Go(func() error { return srv.ListenAndServe() }) // want gracefulshutdown "SIGTERM cuts"
	if err := g.Wait(); err != nil {
		slog.Error("serve", "err", err)
	}
}

// It could be shut down, but nothing does.
type unused struct{ server *http.Server }

func newUnused(h http.Handler) *unused {
	return &unused{&http.Server{Addr: ":8080", Handler: h, ReadHeaderTimeout: time.Second}}
}

func (u *unused) serve() {
	slog.Error("serve", "err", u.server.ListenAndServe()) // want gracefulshutdown "nothing calls (*unused).stop, which shuts it down"
}

func (u *unused) stop(ctx context.Context) error { return u.server.Shutdown(ctx) }

// log.Fatal ends the program while Shutdown waits in another goroutine.
func race(ctx context.Context, h http.Handler) {
	srv := &http.Server{Addr: ":8080", Handler: h, ReadHeaderTimeout: time.Second}
	go drain(ctx, srv)
	log.Fatal(srv.ListenAndServe()) // want gracefulshutdown "log.Fatal ends the program as soon as the shutdown begins"
}

func racing(ctx context.Context, h http.Handler) {
	srv := &http.Server{Addr: ":8080", Handler: h, ReadHeaderTimeout: time.Second}
	go func() {
		if err := srv.ListenAndServe(); err != nil { // want gracefulshutdown "os.Exit ends the program as soon as the shutdown begins"
			slog.Error("serve", "err", err)
			os.Exit(1)
		}
	}()
	drain(ctx, srv)
}

func drain(ctx context.Context, srv *http.Server) {
	<-ctx.Done()
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := srv.Shutdown(limited); err != nil {
		slog.Error("shutdown", "err", err)
	}
}

func endless(ctx context.Context, h http.Handler) {
	srv := &http.Server{Addr: ":8080", Handler: h, ReadHeaderTimeout: time.Second}
	go serve(srv)
	<-ctx.Done()
	if err := srv.Shutdown(context.Background()); err != nil { // want gracefulshutdown "http.Server.Shutdown waits for the slowest client without limit"
		slog.Error("shutdown", "err", err)
	}
}

func serve(srv *http.Server) {
	if err := srv.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
}

func cancelled(ctx context.Context, h http.Handler) {
	srv := &http.Server{Addr: ":8080", Handler: h, ReadHeaderTimeout: time.Second}
	go serve(srv)
	<-ctx.Done()
	if err := srv.Shutdown(ctx); err != nil { // want gracefulshutdown "the signal has ended this context"
		slog.Error("shutdown", "err", err)
	}
}

func cancelledHere(h http.Handler) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	e := echo.New()
	e.Server.ReadHeaderTimeout = time.Second
	e.Any("/*", echo.WrapHandler(h))
	go func() {
		if err := e.Start(":8080"); err != nil && err != http.ErrServerClosed {
			e.Logger.Fatal(err)
		}
	}()
	<-ctx.Done()
	if err := e.Shutdown(ctx); err != nil { // want gracefulshutdown "the signal has ended this context"
		slog.Error("shutdown", "err", err)
	}
}

func todo(ctx context.Context, h http.Handler) {
	srv := &http.Server{Addr: ":8080", Handler: h, ReadHeaderTimeout: time.Second}
	go serve(srv)
	<-ctx.Done()
	down, cancel := context.WithCancel(context.TODO())
	defer cancel()
	if err := srv.Shutdown(down); err != nil { // want gracefulshutdown "without limit until the program is killed"
		slog.Error("shutdown", "err", err)
	}
}

func fibers(ctx context.Context) {
	f := fiber.New(fiber.Config{ReadTimeout: time.Second})
	f.Get("/orders", func(c *fiber.Ctx) error { return c.SendStatus(http.StatusNoContent) })
	go func() {
		if err := f.Listen(":8080"); err != nil {
			log.Fatal(err)
		}
	}()
	<-ctx.Done()
	if err := f.Shutdown(); err != nil { // want gracefulshutdown "use ShutdownWithTimeout"
		slog.Error("shutdown", "err", err)
	}
}

func exits(ctx context.Context, h http.Handler, db *sql.DB) {
	defer db.Close()
	srv := &http.Server{Addr: ":8080", Handler: h, ReadHeaderTimeout: time.Second}
	go drain(ctx, srv)
	if err := srv.ListenAndServe(); err != nil && !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err) // want gracefulshutdown "log.Fatal ends the program before the deferred db.Close has run"
	}
}

// outbox holds messages in memory.
type outbox struct{ waiting []string }

// Flush sends what waits.
func (o *outbox) Flush() { o.waiting = nil }

func skips(ctx context.Context, h http.Handler) {
	var out outbox
	defer out.Flush()
	if err := run(ctx, h); err != nil {
		slog.Error("run", "err", err)
		os.Exit(1) // want gracefulshutdown "os.Exit ends the program before the deferred out.Flush has run"
	}
}

func run(ctx context.Context, h http.Handler) error {
	srv := &http.Server{Addr: ":8080", Handler: h, ReadHeaderTimeout: time.Second}
	go drain(ctx, srv)
	if err := srv.ListenAndServe(); err != http.ErrServerClosed {
		return err
	}
	return nil
}

func skipsAfter(ctx context.Context, h http.Handler) {
	out := &outbox{}
	defer func() {
		slog.Info("flushing")
		out.Flush()
	}()
	srv := &http.Server{Addr: ":8080", Handler: h, ReadHeaderTimeout: time.Second}
	go serve(srv)
	<-ctx.Done()
	limited, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := srv.Shutdown(limited); err != nil {
		log.Fatal(err) // want gracefulshutdown "log.Fatal ends the program before the deferred"
	}
}

// The signal is handled, by leaving.
func exitHandler(h http.Handler) {
	sigs := make(chan os.Signal, 1)
	signal.Notify(sigs, os.Interrupt, syscall.SIGTERM)
	l, err := net.Listen("tcp", ":8080")
	if err != nil {
		log.Fatal(err)
	}
	go func() {
		<-sigs
		l.Close()
		os.Exit(0)
	}()
	if err := http.Serve(l, h); err != nil { // want servertimeout "http.Serve" gracefulshutdown "SIGTERM cuts the requests that http.Serve is answering"
		log.Fatal(err)
	}
}

func echoServer(l net.Listener) error {
	e := echo.New()
	e.GET("/orders", func(c echo.Context) error { return c.NoContent(http.StatusNoContent) })
	e.Listener = l
	return e.StartServer(&http.Server{ReadHeaderTimeout: time.Second}) // want gracefulshutdown "SIGTERM cuts"
}
