package info

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"
)

// parallel runs f for each element, n at a time.
func parallel[T, R any](ctx context.Context, n int, in []T, f func(context.Context, T) (R, error)) ([]R, error) {
	out := make([]R, len(in))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(n)
	for i, v := range in {
		g.Go(func() (err error) {
			out[i], err = f(ctx, v)
			return err
		})
	}
	return out, g.Wait()
}

type namer interface {
	name(ctx context.Context, id string) (string, error)
}

type page struct{ names namer }

func newPage(c *client) *page { return &page{names: c} }

func (p *page) byLiteral(ctx context.Context, ids []string) ([]string, error) {
	return parallel(ctx, 8, ids, func(ctx context.Context, id string) (string, error) {
		return p.names.name(ctx, id) // want:info "though a bounded number"
	})
}

func byMethod(ctx context.Context, c *client, ids []string) ([]string, error) {
	return parallel(ctx, 8, ids, c.name) // want:info "though a bounded number"
}

// Workers that are methods.
func (p *page) byWorkers(ctx context.Context, ids []string) {
	jobs := make(chan int)
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go p.work(ctx, &wg, jobs, ids)
	}
	for i := range ids {
		jobs <- i
	}
	close(jobs)
	wg.Wait()
}

func (p *page) work(ctx context.Context, wg *sync.WaitGroup, jobs <-chan int, ids []string) {
	defer wg.Done()
	for i := range jobs {
		_, _ = p.names.name(ctx, ids[i]) // want:info "though a bounded number"
	}
}
