// Package bad holds net/http servers that nothing bounds.
package bad

import (
	"context"
	"crypto/tls"
	"log"
	"net"
	"net/http"
	"time"
)

// without certreload: how the certificate is read is beside the point.

func literal(h http.Handler) error {
	srv := &http.Server{Addr: ":8080", Handler: h} // want servertimeout "http.Server has no ReadHeaderTimeout"
	return srv.ListenAndServe()
}

func byValue(h http.Handler) error {
	srv := http.Server{Addr: ":8080", Handler: h} // want servertimeout "http.Server has no ReadHeaderTimeout"
	return srv.ListenAndServe()
}

func empty(h http.Handler) error {
	var srv http.Server // want servertimeout "http.Server has no ReadHeaderTimeout"
	srv.Addr = ":8080"
	srv.Handler = h
	return srv.ListenAndServe()
}

func allocated(h http.Handler) error {
	srv := new(http.Server) // want servertimeout "http.Server has no ReadHeaderTimeout"
	srv.Handler = h
	return srv.ListenAndServeTLS("cert.pem", "key.pem")
}

func otherTimeouts(h http.Handler) error {
	srv := &http.Server{ // want servertimeout "http.Server has no ReadHeaderTimeout"
		Addr:         ":8080",
		Handler:      h,
		WriteTimeout: 10 * time.Second,
		IdleTimeout:  time.Minute,
	}
	return srv.ListenAndServe()
}

func zero(h http.Handler) error {
	srv := &http.Server{Addr: ":8080", Handler: h, ReadHeaderTimeout: 0} // want servertimeout "http.Server has no ReadHeaderTimeout"
	return srv.ListenAndServe()
}

func helper() {
	log.Fatal(http.ListenAndServe(":8080", nil)) // want servertimeout "http.ListenAndServe lets slow clients hold connections"
}

func helperTLS(h http.Handler) error {
	return http.ListenAndServeTLS(":8443", "cert.pem", "key.pem", h) // want servertimeout "http.ListenAndServeTLS"
}

func helperServe(h http.Handler) error {
	l, err := net.Listen("tcp", ":8080")
	if err != nil {
		return err
	}
	return http.Serve(l, h) // want servertimeout "http.Serve lets"
}

func inGoroutine() {
	go http.ListenAndServe(":6060", nil) // want servertimeout "http.ListenAndServe"
}

func handlerTimeout(h http.Handler) error {
	// It bounds the handler, not the client.
	return http.ListenAndServe(":8080", http.TimeoutHandler(h, time.Second, "slow")) // want servertimeout "http.ListenAndServe"
}

// constructor, field and method of another type

type app struct {
	server *http.Server
}

func newApp(h http.Handler) *app {
	return &app{server: newServer(h)}
}

func newServer(h http.Handler) *http.Server {
	return &http.Server{Addr: ":8080", Handler: h} // want servertimeout "http.Server has no ReadHeaderTimeout"
}

func (a *app) run() error { return a.server.ListenAndServe() }

func (a *app) stop(ctx context.Context) error { return a.server.Shutdown(ctx) }

type holder struct {
	http.Server // want servertimeout "http.Server has no ReadHeaderTimeout"
}

func (s *holder) run(h http.Handler) error {
	s.Handler = h
	return s.ListenAndServe()
}

// options that set something else

type option func(*http.Server)

func withTLS(c *tls.Config) option { return func(s *http.Server) { s.TLSConfig = c } }

func build(h http.Handler, opts ...option) error {
	s := &http.Server{Handler: h} // want servertimeout "http.Server has no ReadHeaderTimeout"
	for _, o := range opts {
		o(s)
	}
	return s.ListenAndServe()
}

func useOptions(h http.Handler) error {
	return build(h, withTLS(&tls.Config{MinVersion: tls.VersionTLS13}))
}

// a config whose zero is written down

type config struct {
	readTimeout time.Duration
}

func fromConfig(h http.Handler) error {
	c := config{readTimeout: 0}
	srv := &http.Server{Addr: ":8080", Handler: h, ReadTimeout: c.readTimeout} // want servertimeout "http.Server has no ReadHeaderTimeout"
	return srv.ListenAndServe()
}

func publicListener(h http.Handler) error {
	l, err := net.Listen("tcp", "0.0.0.0:9000")
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: h} // want servertimeout "http.Server has no ReadHeaderTimeout"
	return srv.Serve(l)
}

// several servers, one of them bounded

func several(h http.Handler) {
	servers := []*http.Server{
		{Addr: ":8080", Handler: h, ReadHeaderTimeout: time.Second},
		{Addr: ":9090", Handler: h}, // want servertimeout "http.Server has no ReadHeaderTimeout"
	}
	for _, s := range servers {
		go func() { log.Print(s.ListenAndServe()) }()
	}
}

// loopback only: worth a note in strict mode

func debug() error {
	return http.ListenAndServe("localhost:6060", nil) // want:info servertimeout "http.ListenAndServe"
}

func debugServer(h http.Handler) error {
	srv := &http.Server{Addr: "127.0.0.1:6060", Handler: h} // want:info servertimeout "http.Server has no ReadHeaderTimeout"
	return srv.ListenAndServe()
}

func socket(h http.Handler) error {
	l, err := net.Listen("unix", "/run/app.sock")
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: h} // want:info servertimeout "http.Server has no ReadHeaderTimeout"
	return srv.Serve(l)
}
