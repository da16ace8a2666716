// Package fix holds servers that the suggested edit repairs.
package fix

import (
	"net/http"

	"github.com/valyala/fasthttp"
)

func lines(h http.Handler) *http.Server {
	return &http.Server{ // want "http.Server has no ReadHeaderTimeout"
		Addr:    ":8080",
		Handler: h,
	}
}

func line(h http.Handler) error {
	srv := http.Server{Addr: ":8080", Handler: h} // want "http.Server has no ReadHeaderTimeout"
	return srv.ListenAndServe()
}

func empty() *http.Server {
	return &http.Server{} // want "http.Server has no ReadHeaderTimeout"
}

func fast(h fasthttp.RequestHandler) error {
	s := &fasthttp.Server{Handler: h} // want "fasthttp.Server has no ReadTimeout"
	return s.ListenAndServe(":8080")
}

func zero(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 0} // want "http.Server has no ReadHeaderTimeout"
}

func commented(h http.Handler) *http.Server {
	return &http.Server{ // want "http.Server has no ReadHeaderTimeout"
		// the address is fixed by the load balancer
		Addr:    ":8080", // public
		Handler: h,
	}
}

func onlyComment() *http.Server {
	return &http.Server{ // want "http.Server has no ReadHeaderTimeout"
		// everything by default
	}
}

func split(h http.Handler) *http.Server {
	return &http.Server{Addr: ":8080", // want "http.Server has no ReadHeaderTimeout"
		Handler: h}
}
