// Package goodchain puts limiters of its own, and those of libraries, around all that it serves.
package goodchain

import (
	"net/http"

	"github.com/didip/tollbooth/v7"
	ulule "github.com/ulule/limiter/v3/drivers/middleware/stdlib"
	"golang.org/x/time/rate"
)

type guard struct{ bucket *rate.Limiter }

func (g *guard) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := g.bucket.Wait(r.Context()); err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func stack(h http.Handler, around ...func(http.Handler) http.Handler) http.Handler {
	for i := len(around) - 1; i >= 0; i-- {
		h = around[i](h)
	}
	return h
}

func accept(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) }

// Handler returns what is served.
func Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /login", accept)
	mux.HandleFunc("POST /signup", accept)
	g := &guard{rate.NewLimiter(20, 40)}
	return stack(mux, g.wrap)
}

// Other returns what else is served.
func Other(m *ulule.Middleware) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /password/reset", accept)
	return stack(mux, tagged, m.Handler)
}

func tagged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Served-By", "shop")
		next.ServeHTTP(w, r)
	})
}

// Third returns the rest.
func Third() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /invite", accept)
	return tollbooth.LimitHandler(tollbooth.NewLimiter(1, nil), tagged(mux))
}
