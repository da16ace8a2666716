// Package tune prepares servers.
package tune

import (
	"log"
	"net/http"
	"time"
)

// Quiet sends what the server logs to l.
func Quiet(srv *http.Server, l *log.Logger) {
	srv.ErrorLog = l
}

// Limit sets how long clients may take.
func Limit(srv *http.Server) {
	srv.ReadHeaderTimeout = 5 * time.Second
}
