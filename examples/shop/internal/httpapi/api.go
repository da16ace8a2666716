// Package httpapi is the shop's HTTP interface.
package httpapi

import (
	"database/sql"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/go-chi/httprate"

	"example.com/shop/internal/auth"
	"example.com/shop/internal/notify"
	"example.com/shop/internal/orders"
	"example.com/shop/internal/payments"
	"example.com/shop/internal/rates"
	"example.com/shop/internal/store"
)

// API holds what the handlers need.
type API struct {
	Products  *store.Products
	Customers *store.Customers
	Payments  *store.Orders
	Reports   *store.Reports
	Orders    *orders.Service
	Account   *payments.Client
	Rates     *rates.Client
	Mailer    *notify.Mailer
	Sessions  *auth.Sessions
	Resets    *auth.Resets

	WebhookSecret string
	CarrierToken  string
	ImageDir      string
}

// Routes returns the handler of the whole shop.
func (a *API) Routes() http.Handler {
	r := chi.NewRouter()
	r.Use(middleware.RequestID, middleware.ClientIPFromRemoteAddr, middleware.Recoverer)

	r.Get("/healthz", a.health)
	r.Get("/products", a.listProducts)
	r.Get("/products/search", a.searchProducts)
	r.Get("/products/suggest", a.suggestProducts)
	r.Post("/cart/quote", a.quote)

	r.Post("/signup", a.signUp)
	r.Group(func(r chi.Router) {
		r.Use(httprate.LimitBy(10, time.Minute, clientIP))
		r.Post("/login", a.logIn)
		r.Post("/password/forgot", a.forgotPassword)
		r.Post("/password/reset", a.resetPassword)
	})

	r.Group(func(r chi.Router) {
		r.Use(a.signedIn)
		r.Get("/orders", a.listOrders)
		r.Get("/orders/summary", a.summarizeOrders)
		r.Get("/orders/{id}", a.getOrder)
		r.Post("/orders", a.placeOrder)
	})

	r.Route("/admin", func(r chi.Router) {
		r.Use(a.signedIn, a.staffOnly)
		r.Get("/sales", a.sales)
		r.Get("/balance", a.balance)
		r.Get("/parcels", a.parcels)
		r.Put("/products/{id}/image", a.uploadImage)
	})

	r.Post("/webhooks/payments", a.paymentWebhook)
	r.Post("/webhooks/carrier", a.carrierWebhook)
	return r
}

func clientIP(r *http.Request) (string, error) {
	return httprate.CanonicalizeIP(middleware.GetClientIP(r.Context())), nil
}

func (a *API) health(w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write([]byte("ok"))
}

func readJSON(w http.ResponseWriter, r *http.Request, into any) bool {
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<10))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		http.Error(w, "malformed request", http.StatusBadRequest)
		return false
	}
	return true
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		slog.Warn("write response", "err", err)
	}
}

func fail(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case errors.Is(err, orders.ErrNoProduct), errors.Is(err, orders.ErrOutOfStock):
		http.Error(w, err.Error(), http.StatusConflict)
	case errors.Is(err, sql.ErrNoRows):
		http.Error(w, "not found", http.StatusNotFound)
	default:
		slog.Error("request failed", "path", r.URL.Path, "err", err)
		http.Error(w, "internal error", http.StatusInternalServerError)
	}
}
