package service

import (
	"fmt"
	"net/http"
	"time"
)

// Rates has defaults that options replace.
type Rates struct {
	base string
	http *http.Client
}

// Option changes a default.
type Option func(*Rates)

// WithBase sets the address.
func WithBase(base string) Option { return func(r *Rates) { r.base = base } }

// WithClient sets the client.
func WithClient(c *http.Client) Option { return func(r *Rates) { r.http = c } }

// NewRates makes one.
func NewRates(options ...Option) *Rates {
	r := &Rates{base: "https://api.rates.acme.com", http: &http.Client{Timeout: 10 * time.Second}}
	for _, o := range options {
		o(r)
	}
	return r
}

// Latest uses both.
func (r *Rates) Latest() (*http.Response, error) { return r.http.Get(r.base + "/latest") }

const listenPort = 8080

// NamedPort has a name.
func NamedPort(h http.Handler) error {
	srv := &http.Server{Addr: fmt.Sprintf(":%d", listenPort), Handler: h, ReadHeaderTimeout: time.Second}
	return srv.ListenAndServe() // want gracefulshutdown "SIGTERM cuts the requests"
}
