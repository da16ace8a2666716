// Package goodfew has a few routes: nobody builds on them.
package goodfew

import (
	"encoding/json"
	"net/http"
)

// State is what the tool is in.
type State struct {
	Jobs int `json:"jobs"`
}

// Routes registers the handlers.
func Routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /state", answer)
	mux.HandleFunc("POST /start", answer)
	mux.HandleFunc("POST /stop", answer)
	mux.HandleFunc("GET /jobs", answer)
	return mux
}

func answer(w http.ResponseWriter, _ *http.Request) { _ = json.NewEncoder(w).Encode(State{}) }
