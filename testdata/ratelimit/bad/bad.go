// Package bad has routes that bots call as often as they like.
package bad

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/go-chi/httprate"
	"github.com/gofiber/fiber/v2"
	"github.com/gorilla/mux"
	"github.com/julienschmidt/httprouter"
	"github.com/labstack/echo/v4"
	echomw "github.com/labstack/echo/v4/middleware"
)

// API has the handlers.
type API struct{}

func (a *API) h(w http.ResponseWriter, _ *http.Request)       { w.WriteHeader(http.StatusNoContent) }
func (a *API) signUp(w http.ResponseWriter, _ *http.Request)  { w.WriteHeader(http.StatusCreated) }
func (a *API) SendOTP(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusCreated) }

// Chi registers.
func (a *API) Chi() http.Handler {
	r := chi.NewRouter()
	r.Use(middleware.RequestID, middleware.Recoverer)
	r.Post("/signup", a.h)          // want "nothing limits how often POST /signup is called"
	r.Post("/users/register", a.h)  // want "POST /users/register"
	r.Post("/auth/login", a.h)      // want "POST /auth/login"
	r.Post("/password/forgot", a.h) // want "POST /password/forgot"
	r.Post("/password/reset", a.h)  // want "POST /password/reset"
	r.Post("/verify-email", a.h)    // want "POST /verify-email"
	r.Post("/accounts", a.signUp)   // want "POST /accounts"
	r.Post("/codes", a.SendOTP)     // want "POST /codes"
	r.Post("/contact", a.h)         // want "POST /contact"
	r.Route("/api/v1", func(r chi.Router) {
		r.Post("/sign-in", a.h)               // want "POST /api/v1/sign-in"
		r.Put("/reset-password/{token}", a.h) // want "PUT /api/v1/reset-password"
	})
	r.Group(func(r chi.Router) {
		r.Use(httprate.LimitBy(10, 60, key))
		r.Post("/orders", a.h)
	})
	r.Group(func(r chi.Router) {
		r.Use(a.requireAuth)
		r.Post("/teams/{id}/invites", a.h) // want "POST /teams/{id}/invites"
	})
	return r
}

func key(r *http.Request) (string, error) { return r.RemoteAddr, nil }

func (a *API) requireAuth(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "" {
			http.Error(w, "who are you", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Std registers.
func (a *API) Std(m *http.ServeMux) {
	m.HandleFunc("POST /login", a.h)             // want "POST /login"
	m.HandleFunc("/oauth/token", a.h)            // want "how often /oauth/token is called"
	m.Handle("POST /sms", http.HandlerFunc(a.h)) // want "POST /sms"
}

// Gin registers.
func Gin(r *gin.Engine) {
	g := r.Group("/auth")
	g.POST("/signin", func(c *gin.Context) { c.Status(http.StatusOK) })     // want "POST /auth/signin"
	g.POST("/otp/verify", func(c *gin.Context) { c.Status(http.StatusOK) }) // want "POST /auth/otp/verify"
	g.GET("/login", func(c *gin.Context) { c.Status(http.StatusOK) })
}

// Echo registers.
func Echo(e *echo.Echo) {
	e.Use(echomw.Recover())
	e.POST("/register", func(c echo.Context) error { return c.NoContent(http.StatusOK) }) // want "POST /register"
	e.POST("/invite", func(c echo.Context) error { return c.NoContent(http.StatusOK) })   // want "POST /invite"
}

// Fiber registers.
func Fiber(app *fiber.App) {
	app.Post("/login", func(c *fiber.Ctx) error { return c.SendStatus(http.StatusOK) }) // want "POST /login"
}

// Mux registers.
func (a *API) Mux(r *mux.Router) {
	s := r.PathPrefix("/session").Subrouter()
	s.HandleFunc("/login", a.h).Methods(http.MethodPost) // want "POST /session/login"
}

// Router registers.
func Router(r *httprouter.Router) {
	r.POST("/forgot-password", func(w http.ResponseWriter, _ *http.Request, _ httprouter.Params) { w.WriteHeader(http.StatusOK) }) // want "POST /forgot-password"
}

// Inline registers literals; what one of them does, a redirect, is not what the others do.
func Inline(mux *http.ServeMux) {
	mux.HandleFunc("/auth/start", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://id.example.net", http.StatusFound)
	})
	mux.HandleFunc("/auth/login", func(w http.ResponseWriter, r *http.Request) { // want "/auth/login"
		_, _ = w.Write([]byte(r.PostFormValue("name")))
	})
}
