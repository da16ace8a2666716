// Package server makes servers.
package server

import (
	"net/http"

	"github.com/labstack/echo/v4"
	"prodlint.test/servertimeout/goodwiring/harden"
)

// New returns a server that harden bounds.
func New(addr string, h http.Handler) *http.Server {
	return harden.Server(&http.Server{Addr: addr, Handler: h})
}

// Run serves with what its caller has set up.
func Run(e *echo.Echo) error { return e.Start(":1323") } // want:program gracefulshutdown "SIGTERM cuts the requests"
