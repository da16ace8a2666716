// Package carts has two routes.
package carts

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
	mux.HandleFunc("GET /carts", answer) // want:info unversionedroute "GET /carts and 5 other routes have no version"
	mux.HandleFunc("GET /carts/{id}", answer)
}

func answer(w http.ResponseWriter, r *http.Request) {
	_ = json.NewEncoder(w).Encode(Item{ID: r.PathValue("id")})
}
