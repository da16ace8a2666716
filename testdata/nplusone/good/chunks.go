package good

import (
	"context"
	"database/sql"
	"iter"
	"slices"

	"github.com/lib/pq"
	"github.com/samber/lo"
	"golang.org/x/sync/errgroup"
)

// Chunks asks for a few hundred at a time.
type Chunks struct{ db *sql.DB }

func (c *Chunks) count(ctx context.Context, ids []int64) (n int, err error) {
	err = c.db.QueryRowContext(ctx, "SELECT count(1) FROM orders WHERE id = ANY($1)", pq.Array(ids)).Scan(&n)
	return n, err
}

// Indexed cuts by index.
func (c *Chunks) Indexed(ctx context.Context, ids []int64) (total int, err error) {
	const size = 500
	for i := 0; i < len(ids); i += size {
		end := min(i+size, len(ids))
		n, err := c.count(ctx, ids[i:end])
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// Direct cuts in the call.
func (c *Chunks) Direct(ctx context.Context, ids []int64, size int) (total int, err error) {
	for start := 0; start < len(ids); start += size {
		var n int
		chunk := ids[start:min(start+size, len(ids))]
		row := c.db.QueryRowContext(ctx, "SELECT count(1) FROM orders WHERE id = ANY($1)", pq.Array(chunk))
		if err := row.Scan(&n); err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// Eaten takes pieces off the front.
func (c *Chunks) Eaten(ctx context.Context, ids []int64) (total int, err error) {
	for len(ids) > 0 {
		n := min(len(ids), 1000)
		found, err := c.count(ctx, ids[:n])
		if err != nil {
			return 0, err
		}
		total += found
		ids = ids[n:]
	}
	return total, nil
}

// Standard is slices.Chunk.
func (c *Chunks) Standard(ctx context.Context, ids []int64) (total int, err error) {
	for chunk := range slices.Chunk(ids, 500) {
		n, err := c.count(ctx, chunk)
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// Lo is lo.Chunk.
func (c *Chunks) Lo(ctx context.Context, ids []int64) (total int, err error) {
	for _, chunk := range lo.Chunk(ids, 500) {
		var n int
		if err := c.db.QueryRowContext(ctx, "SELECT count(1) FROM orders WHERE id = ANY($1)", pq.Array(chunk)).Scan(&n); err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// split is a helper of this program.
func split[T any](in []T, size int) (out [][]T) {
	for len(in) > size {
		out = append(out, in[:size])
		in = in[size:]
	}
	return append(out, in)
}

// Own uses it.
func (c *Chunks) Own(ctx context.Context, ids []int64) (total int, err error) {
	for _, chunk := range split(ids, 500) {
		n, err := c.count(ctx, chunk)
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// chunked yields pieces.
func chunked(ids []int64, size int) iter.Seq[[]int64] {
	return func(yield func([]int64) bool) {
		for i := 0; i < len(ids); i += size {
			if !yield(ids[i:min(i+size, len(ids))]) {
				return
			}
		}
	}
}

// Yielded ranges over them.
func (c *Chunks) Yielded(ctx context.Context, ids []int64) (total int, err error) {
	for chunk := range chunked(ids, 500) {
		n, err := c.count(ctx, chunk)
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// inChunks runs a function for each piece.
func inChunks(ids []int64, size int, run func(chunk []int64) error) error {
	for chunk := range slices.Chunk(ids, size) {
		if err := run(chunk); err != nil {
			return err
		}
	}
	return nil
}

// Given hands it a function.
func (c *Chunks) Given(ctx context.Context, ids []int64) (total int, err error) {
	err = inChunks(ids, 500, func(chunk []int64) error {
		n, err := c.count(ctx, chunk)
		total += n
		return err
	})
	return total, err
}

// Grouped asks for each tenant, and for all that belongs to it at once.
func (c *Chunks) Grouped(ctx context.Context, byTenant map[string][]int64) (total int, err error) {
	for tenant, ids := range byTenant {
		var n int
		row := c.db.QueryRowContext(ctx, "SELECT count(1) FROM orders WHERE tenant = $1 AND id = ANY($2)", tenant, pq.Array(ids))
		if err := row.Scan(&n); err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// Together runs pieces side by side.
func (c *Chunks) Together(ctx context.Context, ids []int64) (int, error) {
	chunks := lo.Chunk(ids, 500)
	counts := make([]int, len(chunks))
	g, ctx := errgroup.WithContext(ctx)
	for i, chunk := range chunks {
		g.Go(func() (err error) {
			counts[i], err = c.count(ctx, chunk)
			return err
		})
	}
	err := g.Wait()
	return lo.Sum(counts), err
}

// Collected asks whenever enough has come together.
func (c *Chunks) Collected(ctx context.Context, rows *sql.Rows) (total int, err error) {
	ids := make([]int64, 0, 500)
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return 0, err
		}
		ids = append(ids, id)
		if len(ids) == cap(ids) {
			n, err := c.count(ctx, ids)
			if err != nil {
				return 0, err
			}
			total += n
			ids = ids[:0]
		}
	}
	n, err := c.count(ctx, ids)
	return total + n, err
}

// Moved sets its index to where the next part begins.
func (c *Chunks) Moved(ctx context.Context, ids []int64) error {
	for start := 0; start < len(ids); {
		end := min(start+100, len(ids))
		if _, err := c.count(ctx, ids[start:end]); err != nil {
			return err
		}
		start = end
	}
	return nil
}
