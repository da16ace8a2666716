// Package goodshapes holds servers that are bounded in the ways of real services.
package goodshapes

import (
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"
)

// options as an interface

type option interface{ apply(*http.Server) }

type readTimeout time.Duration

func (r readTimeout) apply(s *http.Server) { s.ReadTimeout = time.Duration(r) }

func build(h http.Handler, opts ...option) *http.Server {
	s := &http.Server{Handler: h}
	for _, o := range opts {
		o.apply(s)
	}
	return s
}

func useOptions(h http.Handler) error {
	return build(h, readTimeout(5*time.Second)).ListenAndServe()
}

// generic options

type optionOf[T any] func(*T)

func apply[T any](t *T, opts ...optionOf[T]) *T {
	for _, o := range opts {
		o(t)
	}
	return t
}

func useGeneric(h http.Handler) error {
	srv := apply(&http.Server{Handler: h}, func(s *http.Server) { s.ReadHeaderTimeout = time.Second })
	return srv.ListenAndServe()
}

func ptr[T any](v T) *T { return &v }

func pointer(h http.Handler) error {
	srv := ptr(http.Server{Handler: h})
	srv.ReadTimeout = time.Second
	return srv.ListenAndServe()
}

// a builder

type builder struct {
	handler http.Handler
	read    time.Duration
}

func (b *builder) withRead(d time.Duration) *builder {
	b.read = d
	return b
}

func (b *builder) server() *http.Server {
	return &http.Server{Handler: b.handler, ReadTimeout: b.read}
}

func useBuilder(h http.Handler) error {
	return (&builder{handler: h}).withRead(time.Second).server().ListenAndServe()
}

// embedded

type service struct {
	*http.Server
}

func newService(h http.Handler) *service {
	s := &service{Server: &http.Server{Handler: h}}
	s.ReadHeaderTimeout = time.Second
	return s
}

type byValue struct {
	http http.Server
}

func newByValue(h http.Handler) *byValue {
	return &byValue{http: http.Server{Handler: h, ReadTimeout: time.Second}}
}

func (b *byValue) run() error { return b.http.ListenAndServe() }

// flags and environment

func fromFlagVar(h http.Handler) error {
	srv := &http.Server{Handler: h}
	flag.DurationVar(&srv.ReadHeaderTimeout, "read-header-timeout", 5*time.Second, "time to read the headers of a request")
	flag.Parse()
	return srv.ListenAndServe()
}

func fromSeconds(h http.Handler) error {
	n, err := strconv.Atoi(os.Getenv("READ_TIMEOUT_SECONDS"))
	if err != nil || n <= 0 {
		n = 15
	}
	srv := &http.Server{Handler: h, ReadTimeout: time.Duration(n) * time.Second}
	return srv.ListenAndServe()
}

type timeouts struct {
	Read  time.Duration `json:"read"`
	Write time.Duration `json:"write"`
}

func fromJSON(r io.Reader, h http.Handler) error {
	var t timeouts
	if err := json.NewDecoder(r).Decode(&t); err != nil {
		return err
	}
	srv := &http.Server{Handler: h}
	srv.ReadTimeout, srv.WriteTimeout = t.Read, t.Write
	return srv.ListenAndServe()
}

func orDefault(d, def time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return def
}

func withDefault(h http.Handler, t timeouts) error {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: orDefault(t.Read, 10*time.Second)}
	return srv.ListenAndServe()
}

func atLeast(h http.Handler, t timeouts) error {
	srv := &http.Server{Handler: h, ReadTimeout: max(t.Read, time.Second)}
	return srv.ListenAndServe()
}

func setDefault(d *time.Duration, def time.Duration) {
	if *d == 0 {
		*d = def
	}
}

func byPointer(h http.Handler) error {
	srv := &http.Server{Handler: h}
	setDefault(&srv.ReadHeaderTimeout, 10*time.Second)
	return srv.ListenAndServe()
}

// copies

var defaults = http.Server{ReadHeaderTimeout: 10 * time.Second}

func copied(h http.Handler) error {
	srv := &defaults
	srv.Handler = h
	return srv.ListenAndServe()
}

// by name, in a loop, in a closure

func byName(h http.Handler) {
	servers := map[string]*http.Server{"api": {Addr: ":8080", Handler: h}, "admin": {Addr: ":8081", Handler: h}}
	for _, s := range servers {
		s.ReadHeaderTimeout = time.Second
	}
	for _, s := range servers {
		go s.ListenAndServe()
	}
}

func inClosure(h http.Handler) error {
	srv := &http.Server{Handler: h}
	configure := func() { srv.ReadTimeout = time.Second }
	configure()
	return srv.ListenAndServe()
}

func defaultServer(custom *http.Server, h http.Handler) error {
	srv := custom
	if srv == nil {
		srv = &http.Server{Handler: h}
	}
	if srv.ReadHeaderTimeout == 0 {
		srv.ReadHeaderTimeout = 5 * time.Second
	}
	return srv.ListenAndServe()
}

// never served, never made

func shutdown(s *http.Server) error { return s.Close() }

type holder struct{ srv *http.Server }

func (h *holder) serve() error { return h.srv.ListenAndServe() }

// options in a list

type serverOption func(*http.Server)

func withRead(d time.Duration) serverOption { return func(s *http.Server) { s.ReadTimeout = d } }

var common = []serverOption{
	func(s *http.Server) { s.MaxHeaderBytes = 1 << 20 },
	func(s *http.Server) { s.ReadHeaderTimeout = time.Second },
}

func with(s *http.Server, opts ...serverOption) *http.Server {
	for i := range opts {
		opts[i](s)
	}
	return s
}

func listed(h http.Handler) error { return with(&http.Server{Handler: h}, common...).ListenAndServe() }

func localList(h http.Handler) error {
	srv := &http.Server{Handler: h}
	opts := []serverOption{withRead(time.Second)}
	for _, o := range opts {
		o(srv)
	}
	return srv.ListenAndServe()
}
