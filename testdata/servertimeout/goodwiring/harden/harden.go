// Package harden bounds servers that others make.
package harden

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// Server bounds a server.
func Server(s *http.Server) *http.Server {
	s.ReadHeaderTimeout = 5 * time.Second
	return s
}

// Echo bounds both servers of e.
func Echo(e *echo.Echo) {
	for _, s := range []*http.Server{e.Server, e.TLSServer} {
		s.ReadTimeout = 5 * time.Second
	}
}
