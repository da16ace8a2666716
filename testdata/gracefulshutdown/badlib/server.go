// Package badlib serves for programs that are not seen here. None of them can shut its servers down.
package badlib

import (
	"context"
	"net/http"
	"time"

	"github.com/spf13/cobra"
)

// Server answers requests.
type Server struct{ router http.Handler }

// Run serves until it fails.
func (s *Server) Run(ctx context.Context, addr string) error {
	srv := &http.Server{Addr: addr, Handler: s.router, ReadHeaderTimeout: time.Second}
	return srv.ListenAndServe() // want gracefulshutdown "SIGTERM cuts"
}

// Start serves in the background.
func (s *Server) Start(addr string) {
	go listen(addr, s.router)
}

func listen(addr string, h http.Handler) {
	_ = http.ListenAndServe(addr, h) // want servertimeout "http.ListenAndServe" gracefulshutdown "SIGTERM cuts"
}

var serveCmd = &cobra.Command{
	Use: "serve",
	RunE: func(cmd *cobra.Command, args []string) error {
		srv := &http.Server{Addr: args[0], Handler: http.NotFoundHandler(), ReadHeaderTimeout: time.Second}
		return srv.ListenAndServe() // want gracefulshutdown "SIGTERM cuts"
	},
}

func init() { root.AddCommand(serveCmd) }

var root = &cobra.Command{Use: "shop"}

var listenCmd = &cobra.Command{Use: "listen", Run: withStore(func(cmd *cobra.Command, args []string) {
	srv := &http.Server{Addr: args[0], Handler: http.NotFoundHandler(), ReadHeaderTimeout: time.Second}
	cobra.CheckErr(srv.ListenAndServe()) // want gracefulshutdown "SIGTERM cuts"
})}

func withStore(run func(*cobra.Command, []string)) func(*cobra.Command, []string) {
	return func(cmd *cobra.Command, args []string) { run(cmd, args) }
}
