package good

import (
	"net/http"

	"github.com/ory/graceful"
)

// The library fills in the timeouts.
func withDefaults(h http.Handler) error {
	server := graceful.WithDefaults(&http.Server{Addr: ":4434", Handler: h})
	return graceful.Graceful(server.ListenAndServe, server.Shutdown)
}

var _ = withDefaults
