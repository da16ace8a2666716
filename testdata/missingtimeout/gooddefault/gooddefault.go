// Package gooddefault gives the default client of the program a limit.
package gooddefault

import (
	"net/http"
	"time"
)

func init() { http.DefaultClient.Timeout = 10 * time.Second }

func get(url string) error {
	if _, err := http.Get(url); err != nil {
		return err
	}
	_, err := http.DefaultClient.Get(url)
	return err
}

func run() error { return get("https://api.example.com") }
