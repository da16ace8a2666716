// The desk limits all that it serves.
package main

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/go-chi/httprate"

	"prodlint.test/ratelimit/programs/serve"
)

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /login", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	if err := serve.Run(":8081", httprate.LimitByIP(10, time.Minute)(mux)); err != nil {
		slog.Error("serving", "error", err)
	}
}
