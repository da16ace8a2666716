package chirouter

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

type router struct{ chi chi.Router }

type handlerFunc func(http.ResponseWriter, *http.Request) error

func (h handlerFunc) serve(w http.ResponseWriter, r *http.Request) {
	if err := h(w, r); err != nil {
		http.Error(w, err.Error(), 500)
	}
}

func (r *router) Get(pattern string, h handlerFunc) {
	r.chi.Get(pattern, h.serve)
}

func (r *router) Route(pattern string, fn func(*router)) {
	r.chi.Route(pattern, func(c chi.Router) { fn(&router{c}) })
}

func me(http.ResponseWriter, *http.Request) error { return nil }

func list(http.ResponseWriter, *http.Request)   {}
func create(http.ResponseWriter, *http.Request) {}

func requireAdmin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, r) })
}

type users struct{}

func (users) Routes() http.Handler {
	r := chi.NewRouter()
	r.Use(requireAdmin)
	r.Get("/", list)       // route GET /api/users/ chirouter.list < middleware.Logger, chirouter.requireAdmin
	r.Post("/new", create) // route POST /api/users/new chirouter.create < middleware.Logger, chirouter.requireAdmin
	return r
}

type in struct{ Name string }

func save(context.Context, in) (string, error) { return "", nil }

func handle[T any](fn func(context.Context, T) (string, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var v T
		_ = json.NewDecoder(r.Body).Decode(&v)
		out, _ := fn(r.Context(), v)
		_, _ = w.Write([]byte(out))
	}
}

type route struct {
	method, path string
	handler      http.HandlerFunc
}

func newRoute(method, path string, h http.HandlerFunc) route {
	return route{method: method, path: path, handler: h}
}

func setup() http.Handler {
	r := chi.NewRouter()
	r.Route("/api", func(r chi.Router) {
		r.Use(middleware.Logger)
		r.Mount("/users", users{}.Routes())
		r.Get("/items", list)                              // route GET /api/items chirouter.list < middleware.Logger
		r.With(requireAdmin).Delete("/items/{id}", create) // route DELETE /api/items/{id} chirouter.create < middleware.Logger, chirouter.requireAdmin
		r.Group(func(r chi.Router) {
			r.Use(middleware.Timeout(1))
			r.Put("/save", handle(save)) // route PUT /api/save chirouter.save < middleware.Logger, middleware.Timeout, chirouter.handle
		})
	})
	r.Method("PATCH", "/m", http.HandlerFunc(list)) // route PATCH /m chirouter.list
	r.Handle("GET /pair", http.HandlerFunc(list))   // route GET /pair chirouter.list
	for _, rt := range []route{{"GET", "/t1", list}, newRoute("POST", "/t2", create)} {
		r.Method(rt.method, rt.path, requireAdmin(rt.handler)) // route GET /t1 chirouter.list < chirouter.requireAdmin; POST /t2 chirouter.create < chirouter.requireAdmin
	}
	own := &router{r}
	own.Route("/own", func(r *router) {
		r.Get("/me", me) // route GET /own/me chirouter.me < chirouter.(handlerFunc).serve
		r.Route("/deep", func(r *router) {
			r.Route("/er", func(r *router) {
				r.Get("/me", me) // route GET /own/deep/er/me chirouter.me < chirouter.(handlerFunc).serve
			})
		})
	})
	return r
}

func main() { _ = http.ListenAndServe(":1", setup()) }
