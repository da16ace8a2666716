// Package more holds further shapes: work that is started anew, senders whose receiver gives up, contexts that helpers end.
package more

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

func work(ctx context.Context, s string) error { <-ctx.Done(); return ctx.Err() }

func fetch(s string) (string, error) { return s, nil }

var errLate = errors.New("late")

// anew stops what runs before it starts the next.
func anew(ctx context.Context, changes <-chan string) error {
	stop := func() {}
	defer func() { stop() }()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case c, ok := <-changes:
			if !ok {
				return nil
			}
			stop()
			running, cancel := context.WithCancel(ctx)
			stop = cancel
			go func() { _ = work(running, c) }()
		}
	}
}

// since starts the next without a word to the last.
func since(ctx context.Context, changes <-chan string) {
	for c := range changes {
		running, cancel := context.WithCancel(ctx) // want goroutineleak "cancel function"
		go func() { _ = work(running, c) }()       // want unboundedgoroutines "each message"
		if c == "last" {
			cancel()
		}
	}
}

type watcher struct {
	mu     sync.Mutex
	cancel context.CancelFunc
}

// restart keeps the function that ends what it starts.
func (w *watcher) restart(ctx context.Context, c string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cancel != nil {
		w.cancel()
	}
	var running context.Context
	running, w.cancel = context.WithCancel(ctx)
	go func() { _ = work(running, c) }()
}

// answer waits no longer than it has time.
func answer(w http.ResponseWriter, r *http.Request) {
	got := make(chan string) // want goroutineleak "waits for ever"
	go func() {
		s, err := fetch(r.URL.Path)
		if err != nil {
			return
		}
		got <- s
	}()
	select {
	case s := <-got:
		_, _ = w.Write([]byte(s))
	case <-time.After(time.Second):
		w.WriteHeader(http.StatusGatewayTimeout)
	}
}

// chosen sends where somebody still listens.
func chosen(w http.ResponseWriter, r *http.Request) {
	got := make(chan string)
	go func() {
		s, _ := fetch(r.URL.Path)
		select {
		case got <- s:
		case <-r.Context().Done():
		}
	}()
	select {
	case s := <-got:
		_, _ = w.Write([]byte(s))
	case <-r.Context().Done():
	}
}

// firstError leaves when one of several has failed.
func firstError(all []string) error {
	errs := make(chan error) // want goroutineleak "errs"
	for _, s := range all {
		go func() {
			_, err := fetch(s)
			errs <- err
		}()
	}
	for range all {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

// room has a place for each.
func room(all []string) error {
	errs := make(chan error, len(all))
	for _, s := range all {
		go func() {
			_, err := fetch(s)
			errs <- err
		}()
	}
	for range all {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

// limited has the time of a helper that ends its context.
func limited(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, time.Second)
}

func ended(ctx context.Context) error {
	ctx, cancel := limited(ctx)
	defer cancel()
	return work(ctx, "a")
}

func unended(ctx context.Context, skip bool) error {
	ctx, cancel := limited(ctx) // want goroutineleak "cancel function"
	if skip {
		return errLate
	}
	defer cancel()
	return work(ctx, "a")
}

// grouped is waited for, and ends with its context.
func grouped(ctx context.Context, all []string) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(4)
	for _, s := range all {
		g.Go(func() error { return work(ctx, s) })
	}
	return g.Wait()
}

// drained ends when its channel is closed, which the sender sees to.
func drained(all []string) (n int) {
	lines := make(chan string)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		for range lines {
			n++
		}
	}()
	for _, s := range all {
		lines <- s
	}
	close(lines)
	wg.Wait()
	return n
}

// left waits for lines of which nobody says that they end.
func left(all []string) {
	lines := make(chan string)
	go func() { // want goroutineleak "nobody closes it"
		for l := range lines {
			_, _ = fetch(l)
		}
	}()
	for _, s := range all {
		lines <- s
	}
}
