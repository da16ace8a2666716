package good

import (
	"context"
	"database/sql"
	"sync"

	sq "github.com/Masterminds/squirrel"
)

// buffered is shared, so that it looks under a lock whether it is full and writes without it.
type buffered struct {
	mu   sync.Mutex
	db   *sql.DB
	rows []row
	max  int
}

func (b *buffered) add(ctx context.Context, r row) error {
	b.mu.Lock()
	b.rows = append(b.rows, r)
	full := len(b.rows) >= b.max
	b.mu.Unlock()
	if !full {
		return nil
	}
	return b.flush(ctx)
}

func (b *buffered) flush(ctx context.Context) error {
	b.mu.Lock()
	rows := b.rows
	b.rows = nil
	b.mu.Unlock()
	if len(rows) == 0 {
		return nil
	}
	q := sq.Insert("products").Columns("id", "name")
	for _, r := range rows {
		q = q.Values(r.ID, r.Name)
	}
	_, err := q.RunWith(b.db).ExecContext(ctx)
	return err
}

func throughBuffer(ctx context.Context, b *buffered, rows []row) error {
	for _, r := range rows {
		if err := b.add(ctx, r); err != nil {
			return err
		}
	}
	return b.flush(ctx)
}
