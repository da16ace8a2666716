// Package shapes holds unbounded servers in the shapes that real services give them.
package shapes

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	"golang.org/x/sync/errgroup"
)

// package level

var global = &http.Server{Addr: ":8080"} // want "http.Server has no ReadHeaderTimeout"

func runGlobal() error { return global.ListenAndServe() }

var zeroGlobal http.Server // want "http.Server has no ReadHeaderTimeout"

func runZeroGlobal(h http.Handler) error {
	zeroGlobal.Handler = h
	return zeroGlobal.ListenAndServe()
}

// method values, functions as values

func inGroup(ctx context.Context, h http.Handler) error {
	srv := &http.Server{Addr: ":8080", Handler: h} // want "http.Server has no ReadHeaderTimeout"
	g, ctx := errgroup.WithContext(ctx)
	g.Go(srv.ListenAndServe)
	g.Go(func() error {
		<-ctx.Done()
		return srv.Shutdown(context.WithoutCancel(ctx)) // want gracefulshutdown "http.Server.Shutdown waits for the"
	})
	return g.Wait()
}

func methodValueOfZero(h http.Handler) error {
	var srv http.Server // want "http.Server has no ReadHeaderTimeout"
	srv.Handler = h
	var g errgroup.Group
	g.Go(srv.ListenAndServe)
	return g.Wait()
}

func calledLater(h http.Handler) error {
	srv := new(http.Server) // want "http.Server has no ReadHeaderTimeout"
	srv.Addr, srv.Handler = ":8080", h
	serve := srv.ListenAndServe
	return serve()
}

var listenAndServe = http.ListenAndServe

func replaceable(h http.Handler) error {
	return listenAndServe(":8080", h) // want "http.ListenAndServe lets slow clients"
}

type serveFunc func(addr string, h http.Handler) error

func handedOver(h http.Handler) error { return with(http.ListenAndServe, h) }

func with(serve serveFunc, h http.Handler) error {
	return serve(":8080", h) // want "http.ListenAndServe lets slow clients"
}

// interfaces and embedding

type runner interface {
	ListenAndServe() error
	Shutdown(ctx context.Context) error
}

func asInterface(h http.Handler) runner {
	return &http.Server{Addr: ":8080", Handler: h} // want "http.Server has no ReadHeaderTimeout"
}

type zeroRunner struct{ run runner }

func interfaceOfZero(h http.Handler) error {
	srv := new(http.Server) // want "http.Server has no ReadHeaderTimeout"
	srv.Handler = h
	z := zeroRunner{run: srv}
	return z.run.ListenAndServe()
}

type pointerEmbedded struct {
	*http.Server
	name string
}

func newPointerEmbedded(h http.Handler) *pointerEmbedded {
	return &pointerEmbedded{
		Server: &http.Server{ // want "http.Server has no ReadHeaderTimeout"
			Addr:         net.JoinHostPort("", "8080"),
			Handler:      h,
			WriteTimeout: 10 * time.Second,
		},
		name: "api",
	}
}

func (p *pointerEmbedded) run() error { return p.ListenAndServe() }

// generics

func generic[H http.Handler](h H, port int) *http.Server {
	return &http.Server{Addr: fmt.Sprintf(":%d", port), Handler: h} // want "http.Server has no ReadHeaderTimeout"
}

func useGeneric(m *http.ServeMux) error { return generic(m, 8080).ListenAndServe() }

// options that bound what is not the reading

type settings struct {
	idle time.Duration
}

type option func(*settings)

func withIdle(d time.Duration) option { return func(s *settings) { s.idle = d } }

func withSettings(h http.Handler, opts ...option) error {
	var s settings
	for _, o := range opts {
		o(&s)
	}
	srv := &http.Server{Handler: h, IdleTimeout: s.idle} // want "http.Server has no ReadHeaderTimeout"
	return srv.ListenAndServe()
}

func useSettings(h http.Handler) error { return withSettings(h, withIdle(time.Minute)) }

// values that are no limit

const never = 0 * time.Second

func written(h http.Handler) error {
	srv := &http.Server{Handler: h, ReadTimeout: never, ReadHeaderTimeout: time.Duration(0)} // want "http.Server has no ReadHeaderTimeout"
	return srv.ListenAndServe()
}

func negative(h http.Handler) error {
	srv := &http.Server{Handler: h, ReadTimeout: -1} // want "http.Server has no ReadHeaderTimeout"
	return srv.ListenAndServe()
}

func byParameter(h http.Handler) error { return bounded(h, 0) }

func bounded(h http.Handler, d time.Duration) error {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: d} // want "http.Server has no ReadHeaderTimeout"
	return srv.ListenAndServe()
}

// in closures, goroutines, maps

func inClosure(h http.Handler) {
	start := func(addr string) {
		srv := &http.Server{Addr: addr, Handler: h} // want "http.Server has no ReadHeaderTimeout"
		if err := srv.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
			log.Print(err)
		}
	}
	for _, a := range []string{":8080", ":8081"} {
		go start(a)
	}
}

func byName(h http.Handler) {
	servers := map[string]*http.Server{
		"api":   {Addr: ":8080", Handler: h}, // want "http.Server has no ReadHeaderTimeout"
		"admin": {Addr: ":8081", Handler: h, ReadTimeout: time.Second},
	}
	for name, s := range servers {
		go func() { log.Print(name, s.ListenAndServe()) }()
	}
}

func direct(h http.Handler) error {
	return (&http.Server{Addr: ":8080", Handler: h}).ListenAndServe() // want "http.Server has no ReadHeaderTimeout"
}

func onError(h http.Handler) {
	if err := http.ListenAndServe(":"+os.Getenv("PORT"), h); err != nil { // want "http.ListenAndServe lets slow clients"
		log.Fatal(err)
	}
}

// an address that is local by default only

func addressFromEnv(h http.Handler) error {
	addr := os.Getenv("ADDR")
	if addr == "" {
		addr = "localhost:8080"
	}
	return http.ListenAndServe(addr, h) // want "http.ListenAndServe lets slow clients"
}

// a copy

var base = http.Server{MaxHeaderBytes: 1 << 20} // want "http.Server has no ReadHeaderTimeout"

func copied(h http.Handler) error {
	srv := &base
	srv.Handler = h
	return srv.ListenAndServe()
}

// other listeners

type keepAlive struct{ *net.TCPListener }

func (l keepAlive) Accept() (net.Conn, error) {
	c, err := l.AcceptTCP()
	if err != nil {
		return nil, err
	}
	_ = c.SetKeepAlive(true)
	return c, nil
}

func ownListener(h http.Handler) error {
	l, err := net.Listen("tcp", ":8080")
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: h} // want "http.Server has no ReadHeaderTimeout"
	return srv.Serve(keepAlive{l.(*net.TCPListener)})
}
