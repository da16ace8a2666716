// Package fix has proxies whose Transport stands in their literal.
package fix

import (
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/url"
)

func failed(w http.ResponseWriter, _ *http.Request, err error) {
	slog.Warn("upstream failed", "error", err)
	w.WriteHeader(http.StatusBadGateway)
}

func lines(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{ // want legacyproxy "nothing bounds"
		Rewrite:      func(r *httputil.ProxyRequest) { r.SetURL(target) },
		ErrorHandler: failed,
		Transport: &http.Transport{
			MaxConnsPerHost: 50,
			IdleConnTimeout: 90e9,
		},
	}
}

func oneLine(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{ErrorHandler: failed, Transport: &http.Transport{MaxConnsPerHost: 50, IdleConnTimeout: 90e9}, Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }} // want legacyproxy "nothing bounds"
}

func zero(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{ // want legacyproxy "nothing bounds"
		Rewrite:      func(r *httputil.ProxyRequest) { r.SetURL(target) },
		ErrorHandler: failed,
		Transport:    &http.Transport{MaxConnsPerHost: 50, IdleConnTimeout: 90e9, ResponseHeaderTimeout: 0},
	}
}
