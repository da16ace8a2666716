// Package goodlib serves for programs that are not seen here, and gives them a way to end it.
package goodlib

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// Server answers requests.
type Server struct {
	http *http.Server
	// Admin answers those of operators.
	Admin *http.Server
}

// New returns a server.
func New(h http.Handler) *Server {
	return &Server{http: NewHTTP(h), Admin: &http.Server{Addr: ":8081", Handler: h, ReadHeaderTimeout: time.Second}}
}

// NewHTTP returns a server of the library.
func NewHTTP(h http.Handler) *http.Server {
	return &http.Server{Addr: ":8080", Handler: h, ReadHeaderTimeout: time.Second}
}

// Run serves until Stop is called.
func (s *Server) Run() error {
	go s.Admin.ListenAndServe()
	if err := s.http.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Stop answers what is there, and then no more.
func (s *Server) Stop(ctx context.Context) error { return s.http.Shutdown(ctx) }

// Serve serves with what its caller has made, and may end.
func Serve(srv *http.Server) error { return srv.ListenAndServe() }

// unused is for nobody.
func unused(h http.Handler) error {
	srv := &http.Server{Addr: ":8080", Handler: h, ReadHeaderTimeout: time.Second}
	return srv.ListenAndServe()
}
