// Package goodheader has clients choose a version by a header field.
package goodheader

import (
	"encoding/json"
	"net/http"
)

// Order is what clients get.
type Order struct {
	ID string `json:"id"`
}

// Routes registers the handlers.
func Routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /orders", answer)
	mux.HandleFunc("POST /orders", answer)
	mux.HandleFunc("GET /orders/{id}", answer)
	mux.HandleFunc("GET /customers", answer)
	mux.HandleFunc("GET /customers/{id}", answer)
	mux.HandleFunc("GET /carts/{id}", answer)
	return mux
}

func answer(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-API-Version") == "2" {
		_ = json.NewEncoder(w).Encode([]Order{{}})
		return
	}
	_ = json.NewEncoder(w).Encode(Order{})
}
