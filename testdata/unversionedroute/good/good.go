// Package good has an API with versions, and routes that need none.
package good

import (
	"encoding/json"
	"html/template"
	"net/http"
	"net/http/pprof"

	"github.com/go-chi/chi/v5"
	"github.com/gorilla/mux"
	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Order is what clients get.
type Order struct {
	ID string `json:"id"`
}

var page = template.Must(template.New("page").Parse("<p>{{.}}</p>"))

// Chi has its API below a version, and beside it what runs the service.
func Chi(files http.FileSystem) http.Handler {
	r := chi.NewRouter()
	r.Route("/api/v1", func(r chi.Router) {
		r.Get("/orders", answer)
		r.Post("/orders", answer)
		r.Get("/orders/{id}", answer)
	})
	r.Mount("/v2", second())
	r.Get("/v1beta1/drafts", answer)
	r.Get("/2024-06-01/prices", answer)
	r.Get("/api/1.0/prices", answer)
	r.Get("/{version}/prices", answer)
	r.Get("/", answer)
	r.Get("/health", answer)
	r.Get("/healthz", answer)
	r.Get("/health/db", answer)
	r.Get("/readyz", answer)
	r.Get("/_health", answer)
	r.Get("/health-check", answer)
	r.Get("/xrpc/_health", answer)
	r.Get("/api/status/build", answer)
	r.Get("/livez", answer)
	r.Get("/ping", answer)
	r.Get("/status", answer)
	r.Get("/version", answer)
	r.Get("/debug/vars", answer)
	r.Handle("/metrics", promhttp.Handler())
	r.HandleFunc("/debug/pprof/", pprof.Index)
	r.Post("/webhooks/stripe", answer)
	r.Post("/stripe-webhook", answer)
	r.Post("/github/webhook", answer)
	r.Get("/.well-known/openid-configuration", answer)
	r.Get("/.well-known/jwks.json", answer)
	r.Post("/oauth/revoke", answer)
	r.Get("/oauth2/authorize", answer)
	r.Get("/openapi.json", answer)
	r.Get("/swagger/doc.json", answer)
	r.Post("/graphql", answer)
	r.Get("/internal/orders", answer)
	r.Get("/admin/orders", answer)
	r.Handle("/static/*", http.FileServer(files))
	r.Get("/orders", show)
	r.Get("/orders/{id}/print", show)
	r.Post("/orders/{id}/print", redirect)
	r.Get("/orders/{id}/file", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, "order.pdf") })
	return r
}

func second() http.Handler {
	r := chi.NewRouter()
	r.Get("/orders", answer)
	return r
}

// Gorilla has a sub-router for the version.
func Gorilla() http.Handler {
	r := mux.NewRouter()
	v1 := r.PathPrefix("/v1").Subrouter()
	v1.HandleFunc("/orders", answer).Methods(http.MethodGet)
	v1.HandleFunc("/orders/{id}", answer).Methods(http.MethodGet)
	return r
}

// Prefixed is told its prefix: it may have a version.
func Prefixed(e *echo.Echo, prefix string) {
	g := e.Group(prefix)
	g.GET("/orders", echoAnswer)
	g.GET("/customers", echoAnswer)
}

func echoAnswer(c echo.Context) error { return c.JSON(http.StatusOK, Order{}) }

func answer(w http.ResponseWriter, _ *http.Request) { _ = json.NewEncoder(w).Encode(Order{}) }

func show(w http.ResponseWriter, _ *http.Request) { _ = page.Execute(w, "orders") }

func redirect(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusSeeOther) }
