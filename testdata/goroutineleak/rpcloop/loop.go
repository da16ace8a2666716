// Package rpcloop asks others again and again, for as long as its caller wants.
package rpcloop

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc/metadata"

	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

type Prober struct {
	health healthpb.HealthClient
	every  time.Duration
	names  chan string
	seen   func(string)
}

// Run hands the context that it is given to each turn.
func (p *Prober) Run(ctx context.Context) error {
	tick := time.NewTicker(p.every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
			if err := p.probe(metadata.AppendToOutgoingContext(ctx, "turn", "next"), "all"); err != nil {
				return err
			}
		}
	}
}

// spanned opens the stream in a function of its own, which says whether that failed.
func (p *Prober) spanned(ctx context.Context) error {
	for range time.Tick(p.every) {
		if err := p.probeSpanned(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (p *Prober) probeSpanned(ctx context.Context) error {
	var w healthpb.Health_WatchClient
	var err error
	inSpan(func() { w, err = p.health.Watch(ctx, &healthpb.HealthCheckRequest{}) })
	if err != nil {
		return err
	}
	for {
		r, err := w.Recv()
		if err != nil {
			return err
		}
		p.seen(r.GetStatus().String())
	}
}

func inSpan(do func()) { do() }

var _ = (*Prober).spanned

func (p *Prober) ticked(ctx context.Context) error {
	for range time.Tick(p.every) {
		if err := p.probeTicked(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (p *Prober) probeTicked(ctx context.Context) error {
	w, err := p.health.Watch(ctx, &healthpb.HealthCheckRequest{}) // want "left before its end"
	if err != nil {
		return err
	}
	r, err := w.Recv()
	if err != nil {
		return err
	}
	p.seen(r.GetStatus().String())
	return nil
}

var _ = (*Prober).ticked

func (p *Prober) probe(ctx context.Context, name string) error {
	w, err := p.health.Watch(ctx, &healthpb.HealthCheckRequest{Service: name}) // want "left before its end"
	if err != nil {
		return err
	}
	r, err := w.Recv()
	if err != nil {
		return err
	}
	p.seen(r.GetStatus().String())
	return nil
}

// RunApart gives each turn a context of its own.
func (p *Prober) RunApart(ctx context.Context) error {
	tick := time.NewTicker(p.every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
			if err := p.turn(ctx); err != nil {
				return err
			}
		}
	}
}

func (p *Prober) turn(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	return p.probeWithin(ctx, "all")
}

func (p *Prober) probeWithin(ctx context.Context, name string) error {
	w, err := p.health.Watch(ctx, &healthpb.HealthCheckRequest{Service: name})
	if err != nil {
		return err
	}
	r, err := w.Recv()
	if err != nil {
		return err
	}
	p.seen(r.GetStatus().String())
	return nil
}

// RunTogether has a group end what its members leave.
func (p *Prober) RunTogether(ctx context.Context, names []string) error {
	for range time.Tick(p.every) {
		g, ctx := errgroup.WithContext(ctx)
		g.SetLimit(4)
		for _, name := range names {
			g.Go(func() error { return p.probeTogether(ctx, name) })
		}
		if err := g.Wait(); err != nil {
			return err
		}
	}
	return nil
}

func (p *Prober) probeTogether(ctx context.Context, name string) error {
	w, err := p.health.Watch(ctx, &healthpb.HealthCheckRequest{Service: name})
	if err != nil {
		return err
	}
	r, err := w.Recv()
	if err != nil {
		return err
	}
	p.seen(r.GetStatus().String())
	return nil
}

// Follow probes whatever it is told to.
func (p *Prober) Follow(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for {
		var name string
		select {
		case name = <-p.names:
		case <-ctx.Done():
			return ctx.Err()
		}
		w, err := p.health.Watch(ctx, &healthpb.HealthCheckRequest{Service: name}) // want "left before its end"
		if err != nil {
			return err
		}
		r, err := w.Recv()
		if err != nil {
			return err
		}
		p.seen(r.GetStatus().String())
	}
}

// Once is called by others, who know how long their context lives.
func (p *Prober) Once(ctx context.Context) error {
	w, err := p.health.Watch(ctx, &healthpb.HealthCheckRequest{})
	if err != nil {
		return err
	}
	r, err := w.Recv()
	if err != nil {
		return err
	}
	p.seen(r.GetStatus().String())
	return nil
}

// Reopen opens a stream anew each time that it breaks.
func (p *Prober) Reopen(ctx context.Context) {
	for ctx.Err() == nil {
		w, err := p.health.Watch(ctx, &healthpb.HealthCheckRequest{})
		if err != nil {
			time.Sleep(p.every)
			continue
		}
		for {
			r, err := w.Recv()
			if err != nil {
				break
			}
			p.seen(r.GetStatus().String())
		}
		time.Sleep(p.every)
	}
}
