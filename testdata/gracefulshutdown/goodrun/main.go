// Command goodrun leaves the end of its servers to a group of actors.
package main

import (
	"context"
	"log"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"

	"github.com/oklog/run"
)

func main() {
	var g run.Group
	l, err := net.Listen("tcp", ":8080")
	if err != nil {
		log.Fatal(err)
	}
	g.Add(func() error {
		return http.Serve(l, http.NotFoundHandler()) // want servertimeout "http.Serve"
	}, func(error) { l.Close() })
	srv := &http.Server{Addr: ":8081", Handler: http.NotFoundHandler(), ReadHeaderTimeout: time.Second}
	g.Add(srv.ListenAndServe, func(error) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		srv.Shutdown(ctx)
	})
	g.Add(run.SignalHandler(context.Background(), os.Interrupt, syscall.SIGTERM))
	log.Println(g.Run())
}
