package more

import (
	"context"
	"time"
)

type traceKey struct{}

// nested ends all of its contexts with the one that they are derived from.
func nested(ctx context.Context, parts <-chan string) error {
	all, stop := context.WithCancel(context.WithValue(ctx, traceKey{}, "parts"))
	defer stop()
	part, end := context.WithTimeout(context.WithValue(all, traceKey{}, "part"), time.Minute)
	for {
		select {
		case p, ok := <-parts:
			if !ok {
				return nil
			}
			if p == "" {
				end()
				continue
			}
			if err := work(part, p); err != nil {
				return err
			}
		case <-all.Done():
			return all.Err()
		}
	}
}

// wrapped defers the end of all in a literal.
func wrapped(ctx context.Context, s string) error {
	all, stop := context.WithTimeout(ctx, time.Minute)
	defer func() {
		stop()
	}()
	part, end := context.WithCancel(all)
	if err := work(part, s); err != nil {
		return err
	}
	end()
	return work(all, s)
}

// beside derives the second context from what outlives the function.
func beside(ctx context.Context, s string) error {
	all, stop := context.WithCancel(ctx)
	defer stop()
	part, end := context.WithCancel(ctx) // want goroutineleak "cancel function"
	if err := work(part, s); err != nil {
		return err
	}
	end()
	return work(all, s)
}

// detached derives it from one that is not ended with the first.
func detached(ctx context.Context, s string) error {
	all, stop := context.WithCancel(ctx)
	defer stop()
	part, end := context.WithCancel(context.WithoutCancel(all)) // want goroutineleak "cancel function"
	if err := work(part, s); err != nil {
		return err
	}
	end()
	return work(all, s)
}

// handedOn leaves the end of the first to its caller, whenever that is.
func handedOn(ctx context.Context, s string) (context.CancelFunc, error) {
	all, stop := context.WithCancel(ctx)
	part, end := context.WithCancel(all) // want goroutineleak "cancel function"
	if err := work(part, s); err != nil {
		return stop, err
	}
	end()
	return stop, nil
}

// each makes one more for every part, and all of them stay until the last.
func each(ctx context.Context, parts <-chan string) {
	all, stop := context.WithCancel(ctx)
	defer stop()
	for p := range parts {
		part, end := context.WithCancel(all) // want goroutineleak "cancel function"
		if work(part, p) == nil {
			end()
		}
	}
}
