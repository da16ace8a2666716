// Package goodrouters has reverse proxies behind routers that give requests a deadline.
package goodrouters

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	chimw "github.com/go-chi/chi/v5/middleware"
	"github.com/gorilla/mux"
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
)

func failed(w http.ResponseWriter, _ *http.Request, err error) {
	slog.Warn("upstream failed", "error", err)
	w.WriteHeader(http.StatusBadGateway)
}

func newProxy(target *url.URL) *httputil.ReverseProxy {
	return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }, ErrorHandler: failed}
}

func onChi(target *url.URL) http.Handler {
	r := chi.NewRouter()
	r.Use(chimw.Timeout(20 * time.Second))
	r.Mount("/legacy", newProxy(target))
	return r
}

func with(r chi.Router, target *url.URL) {
	r.With(chimw.Timeout(20*time.Second)).Handle("/old/*", newProxy(target))
}

func onGin(e *gin.Engine, target *url.URL) {
	proxy := newProxy(target)
	e.NoRoute(func(c *gin.Context) {
		ctx, cancel := context.WithTimeout(c.Request.Context(), 20*time.Second)
		defer cancel()
		proxy.ServeHTTP(c.Writer, c.Request.WithContext(ctx))
	})
}

func replaced(e *gin.Engine, target *url.URL) {
	proxy := newProxy(target)
	e.Any("/v0/*path", func(c *gin.Context) {
		ctx, cancel := context.WithTimeout(c.Request.Context(), 20*time.Second)
		defer cancel()
		c.Request = c.Request.WithContext(ctx)
		proxy.ServeHTTP(c.Writer, c.Request)
	})
}

func deadline(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 20*time.Second)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

func onGorilla(target *url.URL) *mux.Router {
	r := mux.NewRouter()
	r.Use(deadline)
	r.PathPrefix("/old").Handler(newProxy(target))
	return r
}

func onEcho(target *url.URL) *echo.Echo {
	e := echo.New()
	e.Use(middleware.ContextTimeout(20 * time.Second))
	e.Any("/old/*", echo.WrapHandler(newProxy(target)))
	return e
}

func configured(e *echo.Echo, targets []*middleware.ProxyTarget) {
	e.Use(middleware.ProxyWithConfig(middleware.ProxyConfig{
		Balancer:  middleware.NewRandomBalancer(targets),
		Transport: &http.Transport{ResponseHeaderTimeout: 20 * time.Second, MaxConnsPerHost: 50, IdleConnTimeout: time.Minute},
	}))
}
