// Package badrouters has reverse proxies behind routers that give requests no deadline.
package badrouters

import (
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/url"

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

func onChi(target *url.URL) http.Handler {
	r := chi.NewRouter()
	r.Use(chimw.Recoverer)
	proxy := httputil.NewSingleHostReverseProxy(target) // want legacyproxy "nothing bounds"
	proxy.ErrorHandler = failed
	r.Mount("/legacy", proxy)
	return r
}

func onGin(e *gin.Engine, target *url.URL) {
	proxy := httputil.NewSingleHostReverseProxy(target) // want legacyproxy "nothing bounds"
	e.NoRoute(func(c *gin.Context) { proxy.ServeHTTP(c.Writer, c.Request) })
}

func wrapped(e *gin.Engine, target *url.URL) {
	e.Any("/old/*path", gin.WrapH(httputil.NewSingleHostReverseProxy(target))) // want legacyproxy "nothing bounds"
}

func onGorilla(r *mux.Router, target *url.URL) {
	r.PathPrefix("/old").Handler(httputil.NewSingleHostReverseProxy(target)) // want legacyproxy "nothing bounds"
}

func onEcho(e *echo.Echo, target *url.URL) {
	e.Any("/old/*", echo.WrapHandler(httputil.NewSingleHostReverseProxy(target))) // want legacyproxy "nothing bounds"
}

func balanced(e *echo.Echo, targets []*middleware.ProxyTarget) {
	e.Use(middleware.Proxy(middleware.NewRoundRobinBalancer(targets))) // want legacyproxy "nothing bounds"
}

func configured(e *echo.Echo, targets []*middleware.ProxyTarget) {
	e.Group("/old", middleware.ProxyWithConfig(middleware.ProxyConfig{ // want legacyproxy "nothing bounds"
		Balancer: middleware.NewRandomBalancer(targets),
	}))
}
