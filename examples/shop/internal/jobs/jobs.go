// Package jobs runs the shop's background work.
package jobs

import (
	"context"
	"log/slog"
	"time"
)

// Every calls work at each interval until ctx ends.
func Every(ctx context.Context, name string, interval time.Duration, work func(context.Context) error) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if err := work(ctx); err != nil {
				slog.Error("job failed", "job", name, "err", err)
			}
		}
	}
}
