// Package handler serves orders over HTTP.
package handler

import (
	"encoding/json"
	"net/http"

	"github.com/jackc/pgx/v5/pgxpool"

	"prodlint.test/writeinloop/layers/model"
	"prodlint.test/writeinloop/layers/service"
	"prodlint.test/writeinloop/layers/store"
)

// Orders serves orders.
type Orders struct {
	svc   *service.Service
	store *store.Orders
}

// New wires the layers by hand.
func New(pool *pgxpool.Pool) *Orders {
	st := store.NewOrders(pool)
	return &Orders{svc: service.New(st), store: st}
}

// Place takes one order.
func (h *Orders) Place(w http.ResponseWriter, r *http.Request) {
	var order struct {
		ID    int64
		Lines []model.Line
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&order); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if err := h.svc.Place(r.Context(), order.ID, order.Lines); err != nil {
		http.Error(w, "try again", http.StatusServiceUnavailable)
	}
}

// Take skips the service: the store is reached through facts as well.
func (h *Orders) Take(w http.ResponseWriter, r *http.Request) {
	for _, sku := range r.URL.Query()["sku"] {
		if err := h.store.Reserve(r.Context(), model.Line{SKU: sku, Count: 1}); err != nil { // want "stock"
			http.Error(w, "sold out", http.StatusConflict)
			return
		}
	}
}
