// Package bad leaves goroutines behind.
package bad

import (
	"context"
	"errors"
	"net/http"
	"time"
)

type server struct {
	stop chan struct{}
	in   chan string
}

func work(string) error { return nil }

func (s *server) timeout(key string) error {
	out := make(chan error) // want "out waits for ever"
	go func() { out <- work(key) }()
	select {
	case err := <-out:
		return err
	case <-time.After(time.Second):
		return errors.New("timeout")
	}
}

func (s *server) canceled(ctx context.Context, key string) error {
	out := make(chan error, 0) // want "out waits for ever"
	go func() {
		defer close(out)
		out <- work(key)
	}()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case err := <-out:
		return err
	}
}

func (s *server) param(ctx context.Context, key string) error {
	out := make(chan error) // want "out waits for ever"
	go func(to chan<- error) { to <- work(key) }(out)
	select {
	case <-ctx.Done():
		return ctx.Err()
	case err := <-out:
		return err
	}
}

func (s *server) early(key string) error {
	out := make(chan error) // want "out waits for ever"
	go func() { out <- work(key) }()
	if err := work("first"); err != nil {
		return err
	}
	return <-out
}

func (s *server) several(keys []string) error {
	out := make(chan error) // want "out waits for ever"
	for _, key := range keys {
		go func() { out <- work(key) }()
	}
	for range keys {
		if err := <-out; err != nil {
			return err
		}
	}
	return nil
}

func (s *server) declared(ctx context.Context, keys []string) error {
	var out = make(chan error) // want "out waits for ever"
	for _, key := range keys {
		go func(key string) { out <- work(key) }(key)
	}
	for range keys {
		select {
		case err := <-out:
			if err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func (s *server) producer(keys []string) string {
	out := make(chan string) // want "out waits for ever"
	go func() {
		defer close(out)
		for _, key := range keys {
			out <- key
		}
	}()
	for key := range out {
		if work(key) == nil {
			return key
		}
	}
	return ""
}

func (s *server) two() error {
	out := make(chan error) // want "out waits for ever"
	go func() { out <- work("a") }()
	go func() { out <- work("b") }()
	for range 2 {
		if err := <-out; err != nil {
			return err
		}
	}
	return nil
}

func (s *server) literal() func(context.Context) error {
	return func(ctx context.Context) error {
		out := make(chan error) // want "out waits for ever"
		go func() { out <- work("a") }()
		select {
		case err := <-out:
			return err
		case <-ctx.Done():
			return nil
		}
	}
}

func (s *server) workers(keys []string) {
	jobs := make(chan string, len(keys))
	for range 4 {
		go func() { // want "nobody closes it"
			for key := range jobs {
				work(key)
			}
		}()
	}
	for _, key := range keys {
		jobs <- key
	}
}

func (s *server) worker(keys []string) error {
	jobs := make(chan string)
	go func(in <-chan string) { // want "nobody closes it"
		for key := range in {
			work(key)
		}
	}(jobs)
	for _, key := range keys {
		jobs <- key
	}
	return nil
}

func (s *server) dropped(ctx context.Context) error {
	ctx, _ = context.WithTimeout(ctx, time.Second) // want "never called"
	return s.use(ctx)
}

func (s *server) use(ctx context.Context) error { return ctx.Err() }

func (s *server) missed(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx) // want "not called on every path"
	if err := s.use(ctx); err != nil {
		return err
	}
	cancel()
	return nil
}

func (s *server) looped(ctx context.Context, keys []string) error {
	for range keys {
		ctx, cancel := context.WithTimeout(ctx, time.Second) // want "not called on every path"
		if err := s.use(ctx); err != nil {
			continue
		}
		cancel()
	}
	return nil
}

func (s *server) deadline(ctx context.Context, at time.Time) error {
	ctx, cancel := context.WithDeadline(ctx, at) // want "not called on every path"
	if at.IsZero() {
		return nil
	}
	defer cancel()
	return s.use(ctx)
}

func (s *server) handle(w http.ResponseWriter, r *http.Request) {
	go func() { // want "never ends"
		for {
			time.Sleep(time.Second)
			work(r.URL.Path)
		}
	}()
}

func (s *server) poll() {
	for {
		time.Sleep(time.Second)
		work("x")
	}
}

func (s *server) start(w http.ResponseWriter, r *http.Request) {
	go s.poll() // want "never ends"
}

func (s *server) breaks(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			break // want "leaves the select"
		case key := <-s.in:
			work(key)
		}
	}
}

func (s *server) stopped() {
	go func() {
		for {
			select {
			case key := <-s.in:
				work(key)
			case <-s.stop:
				work("end")
				break // want "leaves the select"
			}
		}
	}()
}
