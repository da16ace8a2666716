// Package good has reverse proxies whose requests end.
package good

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/url"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
)

func answer(w http.ResponseWriter, _ *http.Request, err error) {
	if errors.Is(err, context.DeadlineExceeded) {
		http.Error(w, "the old system is too slow", http.StatusGatewayTimeout)
		return
	}
	slog.Warn("upstream failed", "error", err)
	http.Error(w, "the old system does not answer", http.StatusBadGateway)
}

func transport() *http.Transport {
	return &http.Transport{ResponseHeaderTimeout: 10 * time.Second, IdleConnTimeout: time.Minute, MaxConnsPerHost: 50}
}

func proxyTo(target *url.URL, rt http.RoundTripper) *httputil.ReverseProxy {
	return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }, Transport: rt, ErrorHandler: answer}
}

func headerTimeout(target *url.URL) http.Handler { return proxyTo(target, transport()) }

func setLater(target *url.URL) http.Handler {
	proxy := httputil.NewSingleHostReverseProxy(target)
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.ResponseHeaderTimeout = 15 * time.Second
	proxy.Transport = t
	proxy.ErrorHandler = answer
	return proxy
}

func zeroValue(target *url.URL) *httputil.ReverseProxy {
	var proxy httputil.ReverseProxy
	proxy.Rewrite = func(r *httputil.ProxyRequest) { r.SetURL(target) }
	proxy.Transport = transport()
	proxy.ErrorHandler = answer
	return &proxy
}

func configured(target *url.URL, wait time.Duration) *httputil.ReverseProxy {
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.Transport = &http.Transport{ResponseHeaderTimeout: wait, IdleConnTimeout: time.Minute, MaxConnsPerHost: 50}
	proxy.ErrorHandler = answer
	return proxy
}

// Handed is given a transport by callers that are not seen.
func Handed(target *url.URL, rt http.RoundTripper) *httputil.ReverseProxy {
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.Transport, proxy.ErrorHandler = rt, answer
	return proxy
}

func traced(target *url.URL) http.Handler {
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.Transport = otelhttp.NewTransport(transport())
	proxy.ErrorHandler = answer
	return proxy
}

func timeoutHandler(mux *http.ServeMux, target *url.URL) {
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ErrorHandler = answer
	mux.Handle("/reports/", http.TimeoutHandler(proxy, 30*time.Second, "too slow"))
}

func timeoutAroundStrip(mux *http.ServeMux, target *url.URL) {
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ErrorHandler = answer
	mux.Handle("/old/", http.TimeoutHandler(http.StripPrefix("/old", proxy), 30*time.Second, "too slow"))
}

func deadline(target *url.URL) http.HandlerFunc {
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ErrorHandler = answer
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 10*time.Second)
		defer cancel()
		proxy.ServeHTTP(w, r.WithContext(ctx))
	}
}

func deadlineByClone(target *url.URL) http.HandlerFunc {
	proxy := &httputil.ReverseProxy{Director: func(r *http.Request) { r.URL.Host = target.Host }, ErrorHandler: answer}
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithDeadline(r.Context(), time.Now().Add(10*time.Second))
		defer cancel()
		req := r.Clone(ctx)
		proxy.ServeHTTP(w, req)
	}
}

func reassigned(target *url.URL) http.HandlerFunc {
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ErrorHandler = answer
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 10*time.Second)
		defer cancel()
		r = r.WithContext(ctx)
		proxy.ServeHTTP(w, r)
	}
}

func withDeadline(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 10*time.Second)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

func wrapped(mux *http.ServeMux, target *url.URL) {
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ErrorHandler = answer
	mux.Handle("/accounts/", withDeadline(proxy))
}

// Gateway holds its proxy in a field, and gives each request a deadline.
type Gateway struct {
	legacy *httputil.ReverseProxy
	wait   time.Duration
}

// NewGateway makes one.
func NewGateway(target *url.URL) *Gateway {
	g := &Gateway{legacy: httputil.NewSingleHostReverseProxy(target), wait: 10 * time.Second}
	g.legacy.ErrorHandler = answer
	return g
}

// ServeHTTP hands everything on.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), g.wait)
	defer cancel()
	g.legacy.ServeHTTP(w, r.WithContext(ctx))
}

type limited struct{ next http.RoundTripper }

func (l limited) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(r.Context(), 10*time.Second)
	defer cancel()
	return l.next.RoundTrip(r.WithContext(ctx))
}

func ownRoundTripper(target *url.URL) http.Handler {
	return proxyTo(target, limited{http.DefaultTransport})
}

type counted struct{ next http.RoundTripper }

func (c *counted) RoundTrip(r *http.Request) (*http.Response, error) { return c.next.RoundTrip(r) }

func newCounted(next http.RoundTripper) *counted {
	c := &counted{}
	c.next = next
	return c
}

func wrappedTransport(target *url.URL) http.Handler { return proxyTo(target, newCounted(transport())) }

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func functionTransport(target *url.URL) http.Handler {
	client := &http.Client{Timeout: 10 * time.Second}
	return proxyTo(target, roundTrip(func(r *http.Request) (*http.Response, error) {
		r.RequestURI = ""
		return client.Do(r)
	}))
}

func directorSets(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{
		Director: func(r *http.Request) {
			r.URL.Host, r.URL.Scheme = target.Host, target.Scheme
			ctx, cancel := context.WithTimeout(r.Context(), 10*time.Second)
			context.AfterFunc(ctx, cancel)
			*r = *r.WithContext(ctx)
		},
		ErrorHandler: answer,
	}
}

func wholeMux(target *url.URL) http.Handler {
	legacy := httputil.NewSingleHostReverseProxy(target)
	legacy.ErrorHandler = answer
	inner := http.NewServeMux()
	inner.Handle("/invoices/", legacy)
	return http.TimeoutHandler(inner, 30*time.Second, "too slow")
}

func behindHandler(mux *http.ServeMux, target *url.URL) {
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ErrorHandler = answer
	plain := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Set("X-Forwarded-By", "strangler")
		proxy.ServeHTTP(w, r)
	})
	mux.Handle("/customers/", http.TimeoutHandler(plain, 30*time.Second, "too slow"))
}

func stream(target *url.URL) http.Handler {
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.Transport, proxy.ErrorHandler, proxy.FlushInterval = transport(), answer, -1
	return proxy
}

type option func(*httputil.ReverseProxy)

func withTransport() option { return func(p *httputil.ReverseProxy) { p.Transport = transport() } }

func withOptions(target *url.URL, opts ...option) *httputil.ReverseProxy {
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ErrorHandler = answer
	for _, o := range opts {
		o(proxy)
	}
	return proxy
}

func optioned(target *url.URL) *httputil.ReverseProxy { return withOptions(target, withTransport()) }

var sharedTransport = http.DefaultTransport.(*http.Transport).Clone()

func init() { sharedTransport.ResponseHeaderTimeout = 20 * time.Second }

func shared(target *url.URL) http.Handler { return proxyTo(target, sharedTransport) }

func fieldOfTransport(target *url.URL) http.Handler {
	proxy := &httputil.ReverseProxy{
		Rewrite:      func(r *httputil.ProxyRequest) { r.SetURL(target) },
		Transport:    &http.Transport{IdleConnTimeout: time.Minute, MaxConnsPerHost: 50},
		ErrorHandler: answer,
	}
	proxy.Transport.(*http.Transport).ResponseHeaderTimeout = 10 * time.Second
	return proxy
}
