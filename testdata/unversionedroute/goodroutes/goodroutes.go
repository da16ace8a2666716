// Package goodroutes has routes that look like those of an API without a version.
package goodroutes

import (
	"encoding/json"
	"html/template"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
)

// Item is what clients get.
type Item struct {
	ID string `json:"id"`
}

const prefix = "/api/v" + "2"

var page = template.Must(template.New("page").Parse("{{.}}"))

// Routes has the version in a constant, a regular expression and middleware.
func Routes(base string) http.Handler {
	r := chi.NewRouter()
	r.Route(prefix, func(r chi.Router) {
		r.Get("/items", one)
		r.Get("/items/{id}", one)
	})
	r.Get("/{version:v[0-9]+}/items", one)
	r.With(apiVersion).Get("/shelves", one)
	r.Get(base+"/boxes", one)
	r.Get("/items", shown)
	r.Post("/items", moved)
	r.Delete("/items/{id}", gone)
	r.Get("/items/suggestions", one)
	r.Get("/_api/items", one)
	r.Get("/items.csv", table)
	r.Get("/health/live", one)
	r.Get("/k8s/readyz", one)
	r.Post("/payments/callback", one)
	r.Get("/openid/keys", one)
	return r
}

func apiVersion(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, r) })
}

func one(w http.ResponseWriter, _ *http.Request) { _ = json.NewEncoder(w).Encode(Item{}) }

func shown(w http.ResponseWriter, _ *http.Request) { _ = page.Execute(w, "items") }

func moved(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, "/items", http.StatusSeeOther)
}

func gone(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }

func table(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/csv")
	_, _ = w.Write([]byte("id\n"))
}

// Gin answers failures with JSON, and else with pages.
func Gin(g *gin.Engine) {
	g.GET("/welcome", func(c *gin.Context) {
		if c.Query("to") == "" {
			c.JSON(http.StatusBadRequest, gin.H{"error": "to is missing"})
			return
		}
		c.HTML(http.StatusOK, "welcome", nil)
	})
}
