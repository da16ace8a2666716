// Package info has transports without a limit of connections to one host.
package info

import (
	"net/http"
	"time"
)

func client() *http.Client {
	return &http.Client{
		Timeout:   3 * time.Second,
		Transport: &http.Transport{MaxIdleConnsPerHost: 20}, // want:program:info unboundedpool "http.Transport has no MaxConnsPerHost"
	}
}

func limited() *http.Client {
	t := &http.Transport{MaxIdleConnsPerHost: 20}
	t.MaxConnsPerHost = 40
	return &http.Client{Timeout: 3 * time.Second, Transport: t}
}
