package info

import (
	"context"
)

// The call says nothing of the element: it can stand before the loop.
func invariant(ctx context.Context, c *client, ids []string, tenant string) (out []string, err error) {
	for _, id := range ids {
		n, err := c.name(ctx, tenant) // want:info "for each"
		if err != nil {
			return nil, err
		}
		out = append(out, n+"/"+id)
	}
	return out, nil
}
