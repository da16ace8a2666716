// Package good holds net/http servers that look unbounded and are not.
package good

import (
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"time"
)

func headers(h http.Handler) error {
	srv := &http.Server{Addr: ":8080", Handler: h, ReadHeaderTimeout: 5 * time.Second}
	return srv.ListenAndServe()
}

func read(h http.Handler) error {
	srv := http.Server{Addr: ":8080", Handler: h, ReadTimeout: 5 * time.Second}
	return srv.ListenAndServe()
}

func assigned(h http.Handler) error {
	srv := &http.Server{Addr: ":8080", Handler: h}
	srv.ReadHeaderTimeout = 5 * time.Second
	return srv.ListenAndServe()
}

func assignedFirst(h http.Handler) error {
	var srv http.Server
	srv.ReadTimeout = time.Minute
	srv.Handler = h
	return srv.ListenAndServe()
}

func byHelper(h http.Handler) error {
	srv := &http.Server{Addr: ":8080", Handler: h}
	harden(srv)
	return srv.ListenAndServe()
}

func harden(s *http.Server) {
	s.ReadHeaderTimeout = 5 * time.Second
	s.IdleTimeout = time.Minute
}

func byCaller(h http.Handler) error {
	srv := plain(h)
	srv.ReadTimeout = time.Second
	return srv.ListenAndServe()
}

func plain(h http.Handler) *http.Server { return &http.Server{Handler: h} }

// options

type option func(*http.Server)

func withReadTimeout(d time.Duration) option { return func(s *http.Server) { s.ReadTimeout = d } }

func build(h http.Handler, opts ...option) *http.Server {
	s := &http.Server{Handler: h}
	for _, o := range opts {
		o(s)
	}
	return s
}

func useOptions(h http.Handler) error { return build(h, withReadTimeout(time.Second)).ListenAndServe() }

// fields

type app struct {
	server  *http.Server
	timeout time.Duration
}

func (a *app) init(h http.Handler) {
	a.server = &http.Server{Handler: h}
}

func (a *app) run() error {
	a.server.ReadHeaderTimeout = a.timeout
	return a.server.ListenAndServe()
}

type embedded struct {
	http.Server
}

func (e *embedded) run() error {
	e.ReadTimeout = time.Second
	return e.ListenAndServe()
}

// configuration decides

var readTimeout = flag.Duration("read-timeout", 5*time.Second, "time to read a request")

func fromFlag(h http.Handler) error {
	srv := &http.Server{Handler: h, ReadTimeout: *readTimeout}
	return srv.ListenAndServe()
}

func fromEnv(h http.Handler) error {
	d, err := time.ParseDuration(os.Getenv("READ_TIMEOUT"))
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: d}
	return srv.ListenAndServe()
}

type config struct {
	ReadTimeout time.Duration `yaml:"read_timeout"`
}

func fromFile(h http.Handler, c config) error {
	srv := &http.Server{Handler: h, ReadTimeout: c.ReadTimeout}
	return srv.ListenAndServe()
}

// a value that is replaced as a whole

var srv http.Server

func replaced(h http.Handler) error {
	srv = http.Server{Handler: h, ReadTimeout: time.Second}
	return srv.ListenAndServe()
}

// a field of another type that is never served

type settings struct {
	base http.Server
}

func (s *settings) handler() http.Handler { return s.base.Handler }

// test servers and handlers

func testServer(h http.Handler) string {
	s := httptest.NewServer(h)
	defer s.Close()
	return s.URL
}

func unstarted(h http.Handler) {
	s := httptest.NewUnstartedServer(h)
	s.Config.WriteTimeout = time.Second
	s.Start()
	s.Close()
}

type server struct{ addr string }

func (s *server) ListenAndServe() error { return nil }

func own() error { return (&server{addr: ":8080"}).ListenAndServe() }

func loop(h http.Handler) []*http.Server {
	var all []*http.Server
	for _, addr := range []string{":1", ":2"} {
		all = append(all, &http.Server{Addr: addr, Handler: h})
	}
	for _, s := range all {
		s.ReadHeaderTimeout = time.Second
		go s.ListenAndServe()
	}
	return all
}
