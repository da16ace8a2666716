// Package feed shows posts.
package feed

import (
	"log"
	"net/http"

	"example.com/feed/tune"
)

// Serve shows posts.
func Serve(h http.Handler) error {
	srv := &http.Server{Addr: ":8080", Handler: h}
	return srv.ListenAndServe()
}

// ServeQuietly shows posts. Its server passes through another package.
func ServeQuietly(h http.Handler) error {
	srv := &http.Server{Addr: ":8081", Handler: h}
	tune.Quiet(srv, log.Default())
	return srv.ListenAndServe()
}

// ServeArchive shows old posts.
func ServeArchive(h http.Handler) error {
	//prodlint:ignore servertimeout -- a proxy in front of it has the time limits
	return http.ListenAndServe(":8082", h)
}

// ServeTimely shows posts. Another package sets the limit of its server.
func ServeTimely(h http.Handler) error {
	srv := &http.Server{Addr: ":8083", Handler: h}
	tune.Limit(srv)
	return srv.ListenAndServe()
}
