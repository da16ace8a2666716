// Package people has two routes.
package people

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
	mux.HandleFunc("GET /people", answer)
	mux.HandleFunc("GET /people/{id}", answer)
}

func answer(w http.ResponseWriter, r *http.Request) {
	_ = json.NewEncoder(w).Encode(Item{ID: r.PathValue("id")})
}
