// Package good has limiters before what bots call, and routes that need none.
package good

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/didip/tollbooth/v7"
	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/go-chi/httprate"
	"github.com/go-redis/redis_rate/v10"
	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/limiter"
	"github.com/labstack/echo/v4"
	echomw "github.com/labstack/echo/v4/middleware"
	ulule "github.com/ulule/limiter/v3"
	mgin "github.com/ulule/limiter/v3/drivers/middleware/gin"
	"golang.org/x/time/rate"
)

// API has the handlers.
type API struct {
	limit *rate.Limiter
	redis *redis_rate.Limiter
}

func (a *API) h(w http.ResponseWriter, _ *http.Request)         { w.WriteHeader(http.StatusNoContent) }
func (a *API) loginPage(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }

func key(r *http.Request) (string, error) { return r.RemoteAddr, nil }

// Chi registers.
func (a *API) Chi() http.Handler {
	r := chi.NewRouter()
	r.Get("/login", a.h)
	r.HandleFunc("/signin", a.loginPage)
	r.Get("/.well-known/oauth-authorization-server", a.h)
	r.Post("/logout", a.h)
	r.Post("/devices/register", a.h)
	r.Post("/webhooks/verify", a.h)
	r.Post("/cache/reset", a.h)
	r.Post("/contacts", a.h)
	r.Post("/orders", a.h)
	r.Delete("/invites/{id}", a.h)
	r.Post("/otp", a.own)
	r.Post("/sms", a.viaRedis)
	r.Group(func(r chi.Router) {
		r.Use(httprate.LimitBy(10, time.Minute, key))
		r.Post("/login", a.h)
		r.Post("/signup", a.h)
	})
	r.Group(func(r chi.Router) {
		r.Use(middleware.Throttle(10))
		r.Post("/password/forgot", a.h)
	})
	r.Group(func(r chi.Router) {
		r.Use(a.perAddress)
		r.Post("/password/reset", a.h)
	})
	r.Group(func(r chi.Router) {
		r.Use(a.requireAuth)
		r.Post("/tokens", a.h)
		r.Post("/user/token", a.h)
		r.Post("/user/verify", a.h)
		r.With(a.requireRole).Post("/staff/invite", a.h)
	})
	r.With(a.perAddress).Post("/register", a.h)
	r.HandleFunc("/start/login", a.redirected)
	r.HandleFunc("/old/login", a.moved)
	if a.limit.Limit() > 0 {
		r.With(a.perAddress).Post("/session/login", a.h)
	} else {
		r.Post("/session/login", a.h)
	}
	return r
}

// redirected sends the browser on to who knows its user.
func (a *API) redirected(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, "https://id.example.org/authorize", http.StatusFound)
}

// moved sends on from where the page was before, to the port at which the command line waits.
func (a *API) moved(w http.ResponseWriter, r *http.Request) {
	to := url.URL{Path: "/id/login", RawQuery: r.URL.RawQuery}
	if port := r.FormValue("cli_port"); port != "" {
		to.RawQuery = "back=http://127.0.0.1:" + port
	}
	http.Redirect(w, r, to.String(), http.StatusFound)
}

// handed has a helper send the browser on, with where it wants to be afterwards.
func (a *API) handed(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") == "" {
		a.authorize(w, r)
		return
	}
	http.Redirect(w, r, "/", http.StatusFound)
}

func (a *API) authorize(w http.ResponseWriter, r *http.Request) {
	q := url.Values{"state": {r.FormValue("redirect_uri")}}
	http.Redirect(w, r, "https://id.example.org/authorize?"+q.Encode(), http.StatusFound)
}

// Sky registers a handler that is somebody else's, and one that sends on.
func (a *API) Sky(legacy http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/sky/login", a.handed)
	mux.Handle("/login", legacy)
	return mux
}

// own asks by itself.
func (a *API) own(w http.ResponseWriter, _ *http.Request) {
	if !a.limit.Allow() {
		http.Error(w, "later", http.StatusTooManyRequests)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (a *API) viaRedis(w http.ResponseWriter, r *http.Request) {
	if !a.may(r.Context(), r.RemoteAddr) {
		http.Error(w, "later", http.StatusTooManyRequests)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (a *API) may(ctx context.Context, who string) bool {
	res, err := a.redis.Allow(ctx, who, redis_rate.PerMinute(10))
	return err == nil && res.Allowed > 0
}

// perAddress is a limiter of the program's own.
func (a *API) perAddress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !a.limit.Allow() {
			http.Error(w, "later", http.StatusTooManyRequests)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (a *API) requireAuth(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "" {
			http.Error(w, "who are you", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (a *API) requireRole(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Role") != "staff" {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Std registers.
func (a *API) Std(m *http.ServeMux) {
	m.Handle("POST /login", tollbooth.LimitFuncHandler(tollbooth.NewLimiter(1, nil), a.h))
	m.Handle("POST /signup", a.perAddress(http.HandlerFunc(a.h)))
}

// Gin registers.
func Gin(r *gin.Engine, l *ulule.Limiter) {
	g := r.Group("/auth", mgin.NewMiddleware(l))
	g.POST("/signin", func(c *gin.Context) { c.Status(http.StatusOK) })
	r.POST("/register", rateLimitMiddleware(), func(c *gin.Context) { c.Status(http.StatusOK) })
}

func rateLimitMiddleware() gin.HandlerFunc { return func(c *gin.Context) { c.Next() } }

// Echo registers.
func Echo(e *echo.Echo) {
	e.Use(echomw.RateLimiter(echomw.NewRateLimiterMemoryStore(10)))
	e.POST("/register", func(c echo.Context) error { return c.NoContent(http.StatusOK) })
}

// Fiber registers.
func Fiber(app *fiber.App) {
	app.Use(limiter.New())
	app.Post("/login", func(c *fiber.Ctx) error { return c.SendStatus(http.StatusOK) })
}
