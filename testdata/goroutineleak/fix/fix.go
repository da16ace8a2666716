// Package fix holds what the suggested edits repair.
package fix

import (
	"context"
	"net/http"
	"time"
)

func ask(ctx context.Context, work func() error) error {
	out := make(chan error) // want "waits for ever"
	go func() { out <- work() }()
	select {
	case err := <-out:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func counted(ctx context.Context, work func() error, done func()) error {
	out := make(chan error) // want "waits for ever"
	go func() {
		out <- work()
		done()
	}()
	select {
	case err := <-out:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func noted(ctx context.Context, work func() error, done func()) error {
	out := make(chan error) // want "waits for ever"
	go func() {
		defer done()
		out <- work()
	}()
	select {
	case err := <-out:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func timed(ctx context.Context, work func(context.Context) error) error {
	limited, _ := context.WithTimeout(ctx, time.Second) // want "never called"
	return work(limited)
}

func failing(ctx context.Context, work func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second) // want "not called on every path"
	if err := work(ctx); err != nil {
		return err
	}
	cancel()
	return nil
}

func fetched(ctx context.Context, client *http.Client, url string) (int, error) {
	ctx, cancel := context.WithCancel(ctx) // want "never called"
	_ = cancel
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	resp, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}
