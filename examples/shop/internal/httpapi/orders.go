package httpapi

import (
	"log/slog"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"example.com/shop/internal/orders"
)

func (a *API) listOrders(w http.ResponseWriter, r *http.Request) {
	list, err := a.Orders.History(r.Context(), current(r).customerID)
	if err != nil {
		fail(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, list)
}

func (a *API) summarizeOrders(w http.ResponseWriter, r *http.Request) {
	list, err := a.Orders.Summaries(r.Context(), current(r).customerID)
	if err != nil {
		fail(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, list)
}

func (a *API) getOrder(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil {
		http.Error(w, "malformed id", http.StatusBadRequest)
		return
	}
	order, err := a.Orders.Get(r.Context(), id)
	if err != nil {
		fail(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, order)
}

func (a *API) placeOrder(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Items []orders.Item `json:"items"`
	}
	if !readJSON(w, r, &in) {
		return
	}
	if len(in.Items) == 0 {
		http.Error(w, "the cart is empty", http.StatusBadRequest)
		return
	}
	for _, item := range in.Items {
		if item.Quantity < 1 {
			http.Error(w, "quantities start at one", http.StatusBadRequest)
			return
		}
	}
	who := current(r)
	order, err := a.Orders.Place(r.Context(), who.customerID, in.Items)
	if err != nil {
		fail(w, r, err)
		return
	}
	go func() {
		if err := a.Mailer.OrderPlaced(r.Context(), who.claims.Email, order); err != nil {
			slog.Warn("order mail", "order", order.Reference, "err", err)
		}
	}()
	writeJSON(w, http.StatusCreated, order)
}
