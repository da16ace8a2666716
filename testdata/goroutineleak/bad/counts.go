package bad

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

func nobody() {
	done := make(chan struct{}) // want "a goroutine waits for done for ever"
	go func() {
		<-done
		work("x")
	}()
}

func first(urls []string) error {
	results := make(chan error) // want "results waits for ever"
	for _, u := range urls {
		go func() { results <- work(u) }()
	}
	return <-results
}

func fastest(ctx context.Context, urls []string) error {
	results := make(chan error) // want "results waits for ever"
	for _, u := range urls {
		go func() {
			defer func() { work("done") }()
			results <- work(u)
		}()
	}
	err := <-results
	if err != nil {
		return err
	}
	return ctx.Err()
}

func group(ctx context.Context, urls []string) error {
	g, ctx := errgroup.WithContext(ctx)
	out := make(chan string) // want "out waits for ever"
	for _, u := range urls {
		g.Go(func() error {
			out <- u
			return nil
		})
	}
	for range urls {
		select {
		case s := <-out:
			if s == "" {
				return errors.New("empty")
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return g.Wait()
}

func waitGroup(urls []string) error {
	var wg sync.WaitGroup
	out := make(chan error) // want "out waits for ever"
	for _, u := range urls {
		wg.Go(func() { out <- work(u) })
	}
	for range urls {
		if err := <-out; err != nil {
			return err
		}
	}
	wg.Wait()
	return nil
}

func inOrder() error {
	out := make(chan error) // want "out waits for ever"
	go func() { out <- work("a") }()
	go func() { out <- work("b") }()
	if err := <-out; err != nil {
		return err
	}
	return <-out
}

func later(ctx context.Context) error {
	var out chan error
	out = make(chan error) // want "out waits for ever"
	go func() { out <- work("x") }()
	select {
	case err := <-out:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func within(ch <-chan error, d time.Duration) error {
	select {
	case err := <-ch:
		return err
	case <-time.After(d):
		return errors.New("late")
	}
}

func helper(w http.ResponseWriter, r *http.Request) {
	out := make(chan error) // want "out waits for ever"
	go func() { out <- work(r.URL.Path) }()
	if err := within(out, time.Second); err != nil {
		http.Error(w, err.Error(), http.StatusGatewayTimeout)
	}
}

func generic[T any](ctx context.Context, f func() T) (t T, err error) {
	out := make(chan T) // want "out waits for ever"
	go func() { out <- f() }()
	select {
	case t = <-out:
		return t, nil
	case <-ctx.Done():
		return t, ctx.Err()
	}
}

var _, _, _, _, _, _, _, _, _ = nobody, first, fastest, group, waitGroup, inOrder, later, helper, generic[int]
