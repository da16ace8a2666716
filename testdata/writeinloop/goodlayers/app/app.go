// Package app records events through a sink that batches.
package app

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"

	"prodlint.test/writeinloop/goodlayers/batch"
)

// App records what happened.
type App struct {
	sink batch.Sink
	pool *pgxpool.Pool
}

func New(p *pgxpool.Pool) *App { return &App{sink: batch.NewWriter(p), pool: p} }

// Track records many events: how many statements that is, the sink decides.
func (a *App) Track(ctx context.Context, events []string) error {
	for _, e := range events {
		if err := a.sink.Record(ctx, e); err != nil {
			return err
		}
	}
	return a.sink.Close(ctx)
}

// Rename queues, then sends.
func (a *App) Rename(ctx context.Context, names map[int64]string) error {
	var q batch.Queue
	for id, name := range names {
		q.Rename(id, name)
	}
	return q.Send(ctx, a.pool)
}
