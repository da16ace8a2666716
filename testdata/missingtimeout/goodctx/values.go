package goodctx

import (
	"context"
	"errors"
	"sync"
)

type valueKey string

var keys = []valueKey{"user", "tenant"}

// addValues asks nobody: it takes over what a context knows.
func addValues(ctx, from context.Context) context.Context {
	for _, k := range keys {
		if v := from.Value(k); v != nil {
			ctx = context.WithValue(ctx, k, v)
		}
	}
	return ctx
}

func withUser(ctx context.Context, user string) context.Context {
	return context.WithValue(ctx, valueKey("user"), user)
}

// What goes on after the request has a context of its own, with the values of the request.
func (s *store) refresh(ctx context.Context, wg *sync.WaitGroup) {
	wg.Go(func() {
		background := addValues(context.Background(), ctx)
		_ = s.save(background, 20)
	})
}

// The context to work on is a matter of what is configured.
func (s *store) transcode(ctx context.Context, cancellable bool) error {
	work := ctx
	if !cancellable {
		work = addValues(context.Background(), ctx)
	}
	return s.save(work, 21)
}

func (s *store) shared(ctx context.Context, user string, do func(string, func() (any, error)) (any, error)) (any, error) {
	return do(user, func() (any, error) {
		background, cancel := context.WithTimeout(withUser(context.Background(), user), limit)
		defer cancel()
		return nil, s.save(background, 22)
	})
}

// What cleans up after a step runs because the context was cancelled.
func (s *store) step(ctx context.Context) error {
	err := s.save(ctx, 23)
	if errors.Is(err, context.Canceled) {
		_ = s.save(context.Background(), -23)
	}
	return err
}

var _ = []any{(*store).refresh, (*store).transcode, (*store).shared, (*store).step}
