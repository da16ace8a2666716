// Package config is where such values belong.
package config

import (
	"net/http"
	"time"
)

// Client is made of defaults.
func Client() (*http.Client, *http.Request) {
	req, err := http.NewRequest(http.MethodGet, "https://api.acme.com", nil)
	if err != nil {
		return nil, nil
	}
	return &http.Client{Timeout: 10 * time.Second}, req
}
