// Package apiv1 has the first version of an API; what mounts it strips the prefix.
package apiv1

import (
	"encoding/json"
	"net/http"
)

// Item is what clients get.
type Item struct {
	ID string `json:"id"`
}

// Routes registers the handlers.
func Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /items", answer)
	mux.HandleFunc("GET /items/{id}", answer)
	mux.HandleFunc("GET /shelves", answer)
	mux.HandleFunc("GET /shelves/{id}", answer)
	mux.HandleFunc("GET /boxes", answer)
	return mux
}

func answer(w http.ResponseWriter, r *http.Request) {
	_ = json.NewEncoder(w).Encode(Item{ID: r.PathValue("id")})
}
