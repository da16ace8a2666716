// Command badmore serves through a wrapper that nobody shuts down.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/spf13/cobra"
)

// server wraps one of the library.
type server struct {
	http *http.Server
	ln   net.Listener
}

func newServer(h http.Handler) (*server, error) {
	ln, err := net.Listen("tcp", ":8080")
	if err != nil {
		return nil, err
	}
	return &server{http: &http.Server{Handler: h, ReadHeaderTimeout: time.Second, ReadTimeout: time.Minute}, ln: ln}, nil
}

// Run serves.
func (s *server) Run() error {
	return s.http.Serve(s.ln) // want gracefulshutdown "SIGTERM cuts the requests"
}

var root = &cobra.Command{
	Use: "badmore",
	RunE: wrap(func(_ *cobra.Command, _ []string) error {
		r := gin.New()
		r.GET("/orders", func(c *gin.Context) { c.String(http.StatusOK, "none") })
		s, err := newServer(r)
		if err != nil {
			return err
		}
		return s.Run()
	}),
}

func wrap(do func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		if err := do(c, args); err != nil {
			return fmt.Errorf("badmore: %w", err)
		}
		return nil
	}
}

func main() {
	if err := root.Execute(); err != nil {
		log.Println(err)
		os.Exit(1)
	}
}
