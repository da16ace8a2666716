// Package nofix holds what no edit can repair without changing what happens.
package nofix

import (
	"context"
	"net/http"
	"time"
)

func limited(ctx context.Context, work func(context.Context) error) error {
	ctx, _ = context.WithTimeout(ctx, time.Second) // want "never called"
	return work(ctx)
}

func opened(ctx context.Context, client *http.Client, url string) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute) // want "never called"
	_ = cancel
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	return client.Do(req)
}

func started(ctx context.Context, work func(context.Context) error) {
	ctx, cancel := context.WithCancel(ctx) // want "never called"
	_ = cancel
	go work(ctx)
}
