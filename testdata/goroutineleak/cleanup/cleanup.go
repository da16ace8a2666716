// Package cleanup hands the functions that end its contexts to who calls them later.
package cleanup

import (
	"context"
	"time"
)

// scope runs what it is given when it ends.
type scope struct{ end []func() }

func (s *scope) Cleanup(f func()) { s.end = append(s.end, f) }

type cleaner interface{ Cleanup(func()) }

func work(context.Context) error { return nil }

func direct(ctx context.Context, s *scope) error {
	ctx, cancel := context.WithCancel(ctx)
	s.Cleanup(cancel)
	return work(ctx)
}

func wrapped(ctx context.Context, c cleaner) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	c.Cleanup(func() { cancel() })
	return work(ctx)
}

func late(ctx context.Context, c cleaner, dry bool) error {
	ctx, cancel := context.WithCancel(ctx) // want "not called on every path"
	if dry {
		return nil
	}
	c.Cleanup(cancel)
	return work(ctx)
}

var _, _, _ = direct, wrapped, late
