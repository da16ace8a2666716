// Package handed has goroutines whose channels a function hands to its caller, or that are functions with a name.
package handed

import (
	"context"
	"errors"
	"time"
)

type result struct {
	text string
	err  error
}

func work(ctx context.Context, key string) result { return result{text: key, err: ctx.Err()} }

func ask(ctx context.Context, key string) chan result {
	out := make(chan result) // want "waits for ever"
	go func() {
		defer close(out)
		out <- work(ctx, key)
	}()
	return out
}

func first(ctx context.Context, key string) (string, error) {
	answer := ask(ctx, key)
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case r := <-answer:
		return r.text, r.err
	}
}

func begin(ctx context.Context, key string) <-chan result {
	out := make(chan result, 1)
	go func() { out <- work(ctx, key) }()
	return out
}

func second(ctx context.Context, key string) (string, error) {
	answer := begin(ctx, key)
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case r := <-answer:
		return r.text, r.err
	}
}

func later(ctx context.Context, key string) <-chan result {
	out := make(chan result)
	go func() { out <- work(ctx, key) }()
	return out
}

func third(ctx context.Context, key string) (string, error) {
	answer := later(ctx, key)
	r := <-answer
	return r.text, r.err
}

func polite(ctx context.Context, key string) <-chan result {
	out := make(chan result)
	go func() {
		select {
		case out <- work(ctx, key):
		case <-ctx.Done():
		}
	}()
	return out
}

func fourth(ctx context.Context, key string) (string, error) {
	answer := polite(ctx, key)
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case r := <-answer:
		return r.text, r.err
	}
}

func run(ctx context.Context, key string, out chan<- result) { out <- work(ctx, key) }

func named(ctx context.Context, key string) (string, error) {
	out := make(chan result) // want "waits for ever"
	go run(ctx, key, out)
	select {
	case r := <-out:
		return r.text, r.err
	case <-time.After(time.Second):
		return "", errors.New("timeout")
	}
}

func roomy(ctx context.Context, key string) (string, error) {
	out := make(chan result, 1)
	go run(ctx, key, out)
	select {
	case r := <-out:
		return r.text, r.err
	case <-time.After(time.Second):
		return "", errors.New("timeout")
	}
}

func patient(ctx context.Context, key string) (string, error) {
	out := make(chan result)
	go run(ctx, key, out)
	r := <-out
	return r.text, r.err
}

func drain(in <-chan string, each func(string)) {
	for s := range in {
		each(s)
	}
}

func unclosed(keys []string, each func(string)) {
	in := make(chan string)
	go drain(in, each) // want "nobody closes it"
	for _, key := range keys {
		in <- key
	}
}

func closed(keys []string, each func(string)) {
	in := make(chan string)
	go drain(in, each)
	for _, key := range keys {
		in <- key
	}
	close(in)
}
