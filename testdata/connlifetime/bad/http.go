package bad

import (
	"net"
	"net/http"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
)

func client() *http.Client {
	return &http.Client{
		Timeout:   10 * time.Second,
		Transport: &http.Transport{MaxConnsPerHost: 50, MaxIdleConnsPerHost: 50}, // want connlifetime "idle connections of this http.Transport stay with the address"
	}
}

func zero() *http.Client {
	t := &http.Transport{MaxConnsPerHost: 50, IdleConnTimeout: 0} // want connlifetime "set IdleConnTimeout"
	return &http.Client{Timeout: 10 * time.Second, Transport: t}
}

func built() *http.Client {
	var t http.Transport // want connlifetime "set IdleConnTimeout"
	t.MaxConnsPerHost = 10
	t.TLSHandshakeTimeout = 5 * time.Second
	return &http.Client{Timeout: 10 * time.Second, Transport: &t}
}

func dialer() *http.Client {
	t := new(http.Transport) // want connlifetime "set IdleConnTimeout"
	t.MaxConnsPerHost = 10
	t.DialContext = (&net.Dialer{Timeout: 5 * time.Second}).DialContext
	return &http.Client{Timeout: 10 * time.Second, Transport: t}
}

func traced() *http.Client {
	return &http.Client{Timeout: 10 * time.Second, Transport: otelhttp.NewTransport(&http.Transport{MaxConnsPerHost: 50})} // want connlifetime "set IdleConnTimeout"
}

var shared = &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxConnsPerHost: 8}} // want connlifetime "set IdleConnTimeout"

type api struct{ http *http.Client }

func newAPI() *api {
	return &api{&http.Client{Timeout: time.Minute, Transport: &http.Transport{ // want connlifetime "set IdleConnTimeout"
		MaxConnsPerHost:       8,
		ResponseHeaderTimeout: 5 * time.Second,
		DisableKeepAlives:     false,
	}}}
}

func (a *api) health() (*http.Response, error) {
	return a.http.Get("https://inventory.prod.svc/health")
}
