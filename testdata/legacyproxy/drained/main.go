// A gateway whose requests have no deadline, whatever it gives its own shutdown and start.
package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/gin-gonic/gin"
)

func failed(w http.ResponseWriter, _ *http.Request, err error) {
	slog.Warn("upstream failed", "error", err)
	w.WriteHeader(http.StatusBadGateway)
}

func legacy(target *url.URL) http.Handler {
	proxy := httputil.NewSingleHostReverseProxy(target) // want legacyproxy "nothing bounds"
	proxy.ErrorHandler = failed
	return proxy
}

type gateway struct {
	proxy *httputil.ReverseProxy
	warm  func(context.Context) error
}

func newGateway(target *url.URL, warm func(context.Context) error) *gateway {
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }, ErrorHandler: failed} // want legacyproxy "nothing bounds"
	return &gateway{proxy, warm}
}

// middleware has a deadline for what it asks itself, and none for the request that it hands on.
func (g *gateway) middleware(c *gin.Context) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), time.Second)
	defer cancel()
	if err := g.warm(ctx); err != nil {
		c.AbortWithStatus(http.StatusServiceUnavailable)
		return
	}
	c.Next()
}

func (g *gateway) routes() http.Handler {
	r := gin.New()
	r.Use(g.middleware)
	r.NoRoute(func(c *gin.Context) { g.proxy.ServeHTTP(c.Writer, c.Request) })
	return r
}

// serve serves until the process is told to end.
func serve(ctx context.Context, addr string, h http.Handler) error {
	srv := &http.Server{Addr: addr, Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		sctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
		defer cancel()
		stopped <- srv.Shutdown(sctx)
	}()
	if err := srv.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	target, err := url.Parse(os.Getenv("OLD_SYSTEM"))
	if err != nil {
		slog.Error("no old system", "error", err)
		return
	}
	mux := http.NewServeMux()
	mux.Handle("/old/", legacy(target))
	mux.Handle("/", newGateway(target, func(context.Context) error { return nil }).routes())
	if err := serve(ctx, ":8080", mux); err != nil {
		slog.Error("serving", "error", err)
	}
}
