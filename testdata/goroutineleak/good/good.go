// Package good has goroutines that end.
package good

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"
)

type server struct {
	stop   chan struct{}
	in     chan string
	cancel context.CancelFunc
}

func work(string) error { return nil }

func (s *server) buffered(key string) error {
	out := make(chan error, 1)
	go func() { out <- work(key) }()
	select {
	case err := <-out:
		return err
	case <-time.After(time.Second):
		return errors.New("timeout")
	}
}

func (s *server) enough(ctx context.Context, keys []string) error {
	out := make(chan error, len(keys))
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

func (s *server) choice(ctx context.Context, key string) error {
	out := make(chan error)
	go func() {
		select {
		case out <- work(key):
		case <-ctx.Done():
		}
	}()
	select {
	case err := <-out:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *server) waits(key string) error {
	out := make(chan error)
	go func() { out <- work(key) }()
	err := <-out
	if err != nil {
		return err
	}
	return nil
}

func (s *server) all(keys []string) (err error) {
	out := make(chan error)
	for _, key := range keys {
		go func() { out <- work(key) }()
	}
	for range keys {
		if e := <-out; e != nil {
			err = e
		}
	}
	return err
}

func (s *server) drained(ctx context.Context, key string) error {
	out := make(chan error)
	go func() { out <- work(key) }()
	select {
	case err := <-out:
		return err
	case <-ctx.Done():
		<-out
		return ctx.Err()
	}
}

func (s *server) returned(key string) <-chan error {
	out := make(chan error)
	go func() { out <- work(key) }()
	return out
}

func collect(in <-chan error) error { return <-in }

func (s *server) handed(key string) error {
	out := make(chan error)
	go func() { out <- work(key) }()
	return collect(out)
}

func (s *server) closes(keys []string) {
	jobs := make(chan string)
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for key := range jobs {
				work(key)
			}
		}()
	}
	for _, key := range keys {
		jobs <- key
	}
	close(jobs)
	wg.Wait()
}

func (s *server) deferred(keys []string) error {
	jobs := make(chan string)
	defer close(jobs)
	go func() {
		for key := range jobs {
			work(key)
		}
	}()
	for _, key := range keys {
		jobs <- key
	}
	return nil
}

func (s *server) kept() {
	jobs := make(chan string)
	s.in = jobs
	go func() {
		for key := range jobs {
			work(key)
		}
	}()
}

func (s *server) signal() {
	done := make(chan struct{})
	go func() {
		defer close(done)
		work("x")
	}()
	select {
	case <-done:
	case <-time.After(time.Second):
	}
}

func (s *server) use(ctx context.Context) error { return ctx.Err() }

func (s *server) cancels(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	return s.use(ctx)
}

func (s *server) keeps(ctx context.Context) error {
	ctx, s.cancel = context.WithCancel(ctx)
	return s.use(ctx)
}

func (s *server) gives(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, time.Second)
}

func (s *server) taken(ctx context.Context) error {
	ctx, cancel := s.gives(ctx)
	defer cancel()
	return s.use(ctx)
}

func (s *server) passes(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(ctx, func() { work("x") })
	go func() {
		defer cancel()
		work("y")
	}()
	_ = stop
	return s.use(ctx)
}

func (s *server) both(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	if err := s.use(ctx); err != nil {
		cancel()
		return err
	}
	cancel()
	return nil
}

func (s *server) handle(w http.ResponseWriter, r *http.Request) {
	go func() {
		for {
			select {
			case <-r.Context().Done():
				return
			case key := <-s.in:
				work(key)
			}
		}
	}()
}

func (s *server) started(w http.ResponseWriter, r *http.Request) {
	go work(r.URL.Path)
}

func (s *server) labelled(ctx context.Context) {
loop:
	for {
		select {
		case <-ctx.Done():
			break loop
		case key := <-s.in:
			work(key)
		}
	}
}

func (s *server) breaks(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case key := <-s.in:
			if key == "" {
				break
			}
			work(key)
		}
	}
}

func (s *server) after(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			break
		case key := <-s.in:
			work(key)
		}
		if ctx.Err() != nil {
			break
		}
	}
}

type stream struct {
	cancel context.CancelCauseFunc
	finish func(error)
}

func (s *server) cause(ctx context.Context) (*stream, context.Context) {
	ctx, cancel := context.WithCancelCause(ctx)
	return &stream{cancel: cancel}, ctx
}

func (s *server) finished(ctx context.Context) (*stream, context.Context) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	finish := func(error) { cancel() }
	return &stream{finish: finish}, ctx
}

func (s *server) piped(ctx context.Context, keys []string) error {
	parts := make(chan string)
	done := make(chan struct{}, 1)
	go func() {
		for _, key := range keys {
			parts <- key
		}
		close(parts)
	}()
	go func() {
		for part := range parts {
			work(part)
		}
		done <- struct{}{}
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
