// Package batch collects rows and writes them in one statement.
package batch

import (
	"context"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Sink takes events, one at a time.
type Sink interface {
	Record(ctx context.Context, event string) error
	Close(ctx context.Context) error
}

// Writer is a Sink that writes a thousand at once.
type Writer struct {
	pool *pgxpool.Pool
	mu   sync.Mutex
	rows [][]any
}

func NewWriter(p *pgxpool.Pool) *Writer { return &Writer{pool: p} }

// Record keeps an event until there are enough.
func (w *Writer) Record(ctx context.Context, event string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.rows = append(w.rows, []any{event})
	if len(w.rows) >= 1000 {
		return w.flush(ctx)
	}
	return nil
}

// Close writes the rest.
func (w *Writer) Close(ctx context.Context) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.flush(ctx)
}

func (w *Writer) flush(ctx context.Context) error {
	_, err := w.pool.CopyFrom(ctx, pgx.Identifier{"events"}, []string{"event"}, pgx.CopyFromRows(w.rows))
	w.rows = nil
	return err
}

// Queue keeps statements for one round trip.
type Queue struct{ b pgx.Batch }

// Rename adds a statement.
func (q *Queue) Rename(id int64, name string) {
	q.b.Queue("UPDATE users SET name = $2 WHERE id = $1", id, name)
}

// Send sends them all.
func (q *Queue) Send(ctx context.Context, p *pgxpool.Pool) error {
	return p.SendBatch(ctx, &q.b).Close()
}
