package info

import (
	"context"

	"github.com/alitto/pond/v2"
	"github.com/panjf2000/ants/v2"
	"github.com/sourcegraph/conc/iter"
	"github.com/sourcegraph/conc/pool"
)

func pooled(ctx context.Context, c *client, ids []string) error {
	p := pool.New().WithErrors().WithMaxGoroutines(4)
	for _, id := range ids {
		p.Go(func() error {
			_, err := c.name(ctx, id) // want:info "though a bounded number"
			return err
		})
	}
	return p.Wait()
}

// Pools with a number of workers.
func ponds(ctx context.Context, c *client, ids []string) error {
	p := pond.NewPool(8)
	g := p.NewGroupContext(ctx)
	for _, id := range ids {
		g.SubmitErr(func() error {
			_, err := c.name(ctx, id) // want:info "though a bounded number"
			return err
		})
	}
	return g.Wait()
}

func colony(ctx context.Context, c *client, ids []string) error {
	p, err := ants.NewPool(8)
	if err != nil {
		return err
	}
	defer p.Release()
	for _, id := range ids {
		err := p.Submit(func() {
			_, _ = c.name(ctx, id) // want:info "though a bounded number"
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// As many at a time as there are processors.
func mapped(ctx context.Context, c *client, ids []string) ([]string, error) {
	return iter.MapErr(ids, func(id *string) (string, error) {
		return c.name(ctx, *id) // want:info "though a bounded number"
	})
}
