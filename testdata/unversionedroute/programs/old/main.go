// The old program is another, whose clients get what there is.
package main

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"time"
)

type room struct {
	Name string `json:"name"`
}

func answer(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(room{"blue"}); err != nil {
		slog.Warn("answering", "error", err)
	}
}

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/rooms", answer) // want:info unversionedroute "GET /api/rooms"
	mux.HandleFunc("POST /api/rooms", answer)
	mux.HandleFunc("GET /api/beds", answer)
	mux.HandleFunc("POST /api/beds", answer)
	mux.HandleFunc("GET /api/keys", answer)
	mux.HandleFunc("POST /api/keys", answer)
	srv := &http.Server{Addr: ":8080", Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second}
	if err := srv.ListenAndServe(); err != nil { // want gracefulshutdown "SIGTERM cuts"
		slog.Error("serving", "error", err)
	}
}
