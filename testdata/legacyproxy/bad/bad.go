// Package bad has reverse proxies that wait for their upstream as long as it likes.
package bad

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
)

func answer(w http.ResponseWriter, _ *http.Request, err error) {
	slog.Warn("upstream failed", "error", err)
	http.Error(w, "the old system does not answer", http.StatusBadGateway)
}

func constructor(target *url.URL) *httputil.ReverseProxy {
	return httputil.NewSingleHostReverseProxy(target) // want legacyproxy "nothing bounds how long this proxy waits for its upstream"
}

func director(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{ // want legacyproxy "give its Transport a ResponseHeaderTimeout"
		Director: func(r *http.Request) { r.URL.Host, r.URL.Scheme = target.Host, target.Scheme },
	}
}

func rewrite(mux *http.ServeMux, target *url.URL) {
	mux.Handle("/legacy/", &httputil.ReverseProxy{ // want legacyproxy "nothing bounds"
		Rewrite:      func(r *httputil.ProxyRequest) { r.SetURL(target) },
		ErrorHandler: answer,
	})
}

func dialOnly(target *url.URL) http.Handler {
	proxy := httputil.NewSingleHostReverseProxy(target) // want legacyproxy "nothing bounds"
	proxy.Transport = &http.Transport{
		DialContext:         (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
		TLSHandshakeTimeout: 5 * time.Second,
		IdleConnTimeout:     90 * time.Second,
		MaxConnsPerHost:     100,
	}
	proxy.ErrorHandler = answer
	return proxy
}

func setLater(target *url.URL) *httputil.ReverseProxy {
	var proxy httputil.ReverseProxy // want legacyproxy "nothing bounds"
	proxy.Rewrite = func(r *httputil.ProxyRequest) { r.SetURL(target) }
	return &proxy
}

func allocated(target *url.URL) *httputil.ReverseProxy {
	proxy := new(httputil.ReverseProxy) // want legacyproxy "nothing bounds"
	proxy.Rewrite = func(r *httputil.ProxyRequest) { r.SetURL(target) }
	proxy.ErrorHandler = answer
	return proxy
}

func explicitDefault(target *url.URL) *httputil.ReverseProxy {
	return &httputil.ReverseProxy{ // want legacyproxy "nothing bounds"
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(target) },
		Transport: http.DefaultTransport,
	}
}

func explicitNil(target *url.URL) *httputil.ReverseProxy {
	return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }, Transport: nil} // want legacyproxy "nothing bounds"
}

func cloned(target *url.URL) http.Handler {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 64
	return &httputil.ReverseProxy{ // want legacyproxy "nothing bounds"
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(target) },
		Transport: transport,
	}
}

func zeroTimeout(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{ // want legacyproxy "nothing bounds"
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(target) },
		Transport: &http.Transport{ResponseHeaderTimeout: 0, IdleConnTimeout: time.Minute, MaxConnsPerHost: 10},
	}
}

func traced(target *url.URL) http.Handler {
	proxy := httputil.NewSingleHostReverseProxy(target) // want legacyproxy "nothing bounds"
	proxy.Transport = otelhttp.NewTransport(http.DefaultTransport)
	return proxy
}

type logging struct{ next http.RoundTripper }

func (l *logging) RoundTrip(r *http.Request) (*http.Response, error) {
	start := time.Now()
	res, err := l.next.RoundTrip(r)
	slog.Info("proxied", "path", r.URL.Path, "took", time.Since(start))
	return res, err
}

func logged(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{ // want legacyproxy "nothing bounds"
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(target) },
		Transport: &logging{next: http.DefaultTransport},
	}
}

// Gateway holds its proxy in a field.
type Gateway struct {
	legacy *httputil.ReverseProxy
	routes map[string]*httputil.ReverseProxy
	mu     sync.Mutex
}

// NewGateway makes one.
func NewGateway(target *url.URL) *Gateway {
	g := &Gateway{legacy: httputil.NewSingleHostReverseProxy(target), routes: map[string]*httputil.ReverseProxy{}} // want legacyproxy "nothing bounds"
	g.legacy.ErrorHandler = answer
	return g
}

// ServeHTTP hands everything on.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.legacy.ServeHTTP(w, r)
}

// Add adds a route.
func (g *Gateway) Add(prefix string, target *url.URL) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.routes[prefix] = httputil.NewSingleHostReverseProxy(target) // want legacyproxy "nothing bounds"
}

type embedding struct{ *httputil.ReverseProxy }

func embedded(target *url.URL) embedding {
	return embedding{&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }}} // want legacyproxy "nothing bounds"
}

func perRequest(target *url.URL) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		httputil.NewSingleHostReverseProxy(target).ServeHTTP(w, r) // want legacyproxy "nothing bounds"
	}
}

func cancelOnly(target *url.URL) http.HandlerFunc {
	proxy := httputil.NewSingleHostReverseProxy(target) // want legacyproxy "nothing bounds"
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		proxy.ServeHTTP(w, r.WithContext(ctx))
	}
}

type key struct{}

func valueOnly(target *url.URL) http.HandlerFunc {
	proxy := httputil.NewSingleHostReverseProxy(target) // want legacyproxy "nothing bounds"
	return func(w http.ResponseWriter, r *http.Request) {
		proxy.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), key{}, "legacy")))
	}
}

func methodValue(mux *http.ServeMux, target *url.URL) {
	proxy := httputil.NewSingleHostReverseProxy(target) // want legacyproxy "nothing bounds"
	mux.HandleFunc("/old/", proxy.ServeHTTP)
}

func stripped(mux *http.ServeMux, target *url.URL) {
	mux.Handle("/v0/", http.StripPrefix("/v0", httputil.NewSingleHostReverseProxy(target))) // want legacyproxy "nothing bounds"
}

// one of two ways in has a deadline.
func halfBounded(mux *http.ServeMux, target *url.URL) {
	proxy := httputil.NewSingleHostReverseProxy(target) // want legacyproxy "nothing bounds"
	mux.Handle("/reports/", http.TimeoutHandler(proxy, 30*time.Second, "too slow"))
	mux.HandleFunc("/orders/", func(w http.ResponseWriter, r *http.Request) { proxy.ServeHTTP(w, r) })
}

func byName(targets map[string]*url.URL) map[string]http.Handler {
	out := map[string]http.Handler{}
	for name, t := range targets {
		out[name] = httputil.NewSingleHostReverseProxy(t) // want legacyproxy "nothing bounds"
	}
	return out
}

func viaHelper(mux *http.ServeMux, target *url.URL) {
	mount(mux, "/accounts/", &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }}) // want legacyproxy "nothing bounds"
}

func mount(mux *http.ServeMux, pattern string, h http.Handler) { mux.Handle(pattern, h) }

type option func(*httputil.ReverseProxy)

func withErrors() option { return func(p *httputil.ReverseProxy) { p.ErrorHandler = answer } }

func withOptions(target *url.URL, opts ...option) *httputil.ReverseProxy {
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }} // want legacyproxy "nothing bounds"
	for _, o := range opts {
		o(proxy)
	}
	return proxy
}

func optioned(target *url.URL) *httputil.ReverseProxy { return withOptions(target, withErrors()) }

var shared = &http.Transport{IdleConnTimeout: time.Minute, MaxConnsPerHost: 50}

func sharedTransport(target *url.URL) *httputil.ReverseProxy {
	return &httputil.ReverseProxy{ // want legacyproxy "nothing bounds"
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(target) },
		Transport: shared,
	}
}

// A server's WriteTimeout closes the connection to the client; the call to the upstream goes on.
func writeTimeout(target *url.URL) *http.Server {
	return &http.Server{
		Handler:           httputil.NewSingleHostReverseProxy(target), // want legacyproxy "nothing bounds"
		ReadHeaderTimeout: 5 * time.Second,
		WriteTimeout:      10 * time.Second,
	}
}

func bounded() *http.Transport {
	return &http.Transport{ResponseHeaderTimeout: 10 * time.Second, IdleConnTimeout: time.Minute, MaxConnsPerHost: 50}
}

func noErrorHandler(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{ // want:info legacyproxy "set an ErrorHandler"
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(target) },
		Transport: bounded(),
	}
}

func noErrorHandlerLater(target *url.URL) http.Handler {
	proxy := httputil.NewSingleHostReverseProxy(target) // want:info legacyproxy "clients get an empty 502"
	proxy.Transport = bounded()
	return proxy
}

func eventStream(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{ // want:info legacyproxy "set FlushInterval to -1"
		Rewrite:      func(r *httputil.ProxyRequest) { r.SetURL(target) },
		Transport:    bounded(),
		ErrorHandler: answer,
	}
}

func notifications(mux *http.ServeMux, target *url.URL) {
	proxy := httputil.NewSingleHostReverseProxy(target) // want:info legacyproxy "hands a stream on when its buffer is full"
	proxy.Transport, proxy.ErrorHandler = bounded(), answer
	mux.Handle("/orders/events", proxy)
}

// beside has two proxies; the deadline of the one handler is not the other's.
func beside(mux *http.ServeMux, old, other *url.URL) {
	timed := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(old) }, ErrorHandler: answer}
	mux.HandleFunc("/timed/", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), time.Second)
		defer cancel()
		timed.ServeHTTP(w, r.WithContext(ctx))
	})
	mux.Handle("/beside/", &httputil.ReverseProxy{ // want legacyproxy "nothing bounds"
		Director:     func(r *http.Request) { r.URL.Host, r.URL.Scheme = other.Host, other.Scheme },
		ErrorHandler: answer,
	})
}
