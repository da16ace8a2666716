// The shop is another program than the desk: what limits that one does nothing for it.
package main

import (
	"log/slog"
	"net/http"

	"prodlint.test/ratelimit/programs/serve"
)

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /signup", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusCreated) }) // want ratelimit "nothing limits how often POST /signup is called"
	if err := serve.Run(":8080", mux); err != nil {
		slog.Error("serving", "error", err)
	}
}
