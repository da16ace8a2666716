// Package orders has two routes.
package orders

import (
	"encoding/json"
	"net/http"
)

// Item is what clients get.
type Item struct {
	ID string `json:"id"`
}

// Register adds the routes.
func Register(mux *http.ServeMux) {
	mux.HandleFunc("GET /orders", answer)
	mux.HandleFunc("GET /orders/{id}", answer)
}

func answer(w http.ResponseWriter, r *http.Request) {
	_ = json.NewEncoder(w).Encode(Item{ID: r.PathValue("id")})
}
