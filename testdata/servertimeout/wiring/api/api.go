// Package api makes the server that another package runs.
package api

import "net/http"

// Server serves the API.
type Server struct {
	HTTP *http.Server
}

// New returns the server.
func New(addr string) *Server {
	return &Server{HTTP: &http.Server{Addr: addr, Handler: http.NewServeMux()}} // want "http.Server has no ReadHeaderTimeout"
}
