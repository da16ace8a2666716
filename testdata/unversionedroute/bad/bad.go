// Package bad registers routes without a version in ways that hide it.
package bad

import (
	"encoding/json"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/gofiber/fiber/v3"
	"github.com/gorilla/mux"
)

// Item is what clients get.
type Item struct {
	ID string `json:"id"`
}

// Store reads items.
type Store interface {
	Items() []Item
}

// Routes registers handlers that a generic helper and a struct make.
func Routes(s Store) http.Handler {
	r := chi.NewRouter()
	r.Mount("/v3", versioned())
	r.Method(http.MethodGet, "/stock", handle(s.Items)) // want:info unversionedroute "GET /stock has no version, though the API has /v3"
	r.With(logged).Get("/orders/{id}/status", one)      // want:info unversionedroute "GET /orders/{id}/status has no version"
	for path, h := range map[string]http.HandlerFunc{"/colours": one} {
		r.Get(path, h) // want:info unversionedroute "GET /colours has no version"
	}
	return r
}

func versioned() http.Handler {
	r := chi.NewRouter()
	r.Get("/a", one)
	r.Get("/b", one)
	r.Get("/c", one)
	r.Get("/d", one)
	r.Get("/e", one)
	r.Get("/f", one)
	return r
}

func handle[T any](get func() T) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { respond(w, get()) }
}

func logged(next http.Handler) http.Handler { return next }

func one(w http.ResponseWriter, _ *http.Request) { respond(w, Item{}) }

func respond(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	data, err := json.Marshal(v)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	_, _ = w.Write(data)
}

type shelf struct{}

func (shelf) ServeHTTP(w http.ResponseWriter, _ *http.Request) { respond(w, Item{}) }

// Gorilla mounts what has a method of its own.
func Gorilla() http.Handler {
	r := mux.NewRouter()
	r.Handle("/shelves", shelf{}).Methods(http.MethodGet) // want:info unversionedroute "GET /shelves has no version"
	return r
}

// Gin has a group that sounds like a version, and is none.
func Gin(g *gin.Engine) {
	g.Group("/api").GET("/vouchers", func(c *gin.Context) { c.JSON(http.StatusOK, []Item{}) }) // want:info unversionedroute "GET /api/vouchers has no version"
}

// Fiber answers in a chain.
func Fiber(f *fiber.App) {
	f.Get("/boxes", func(c fiber.Ctx) error { return c.Status(fiber.StatusOK).JSON(Item{}) }) // want:info unversionedroute "GET /boxes has no version"
}
