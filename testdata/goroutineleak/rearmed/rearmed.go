// Package rearmed has time limits that begin anew with each turn of a loop.
package rearmed

import (
	"context"
	"errors"
	"net/http"
	"time"
)

type Kiln struct {
	heat  chan int
	fired func() bool
}

const limit = 30 * time.Second

var errCold = errors.New("too cold")

func (k *Kiln) Fire() error {
	for {
		select {
		case <-time.After(limit): // want "begins anew with each turn"
			return errCold
		case <-time.Tick(time.Second):
			if k.fired() {
				return nil
			}
		case h := <-k.heat:
			if h > 900 {
				return nil
			}
		}
	}
}

func (k *Kiln) Glaze() error {
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for !k.fired() {
		select {
		case <-tick.C:
			k.stir()
		case <-time.After(time.Minute): // want "begins anew with each turn"
			return errCold
		}
	}
	return nil
}

func (k *Kiln) Dry(ctx context.Context) {
loop:
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(100 * time.Millisecond):
			k.stir()
		case <-time.After(5 * time.Second): // want "begins anew with each turn"
			break loop
		}
	}
	k.stir()
}

func (k *Kiln) Poll() error {
	for {
		select {
		case <-time.After(time.Minute): // want "never comes"
			return errCold
		default:
			if k.fired() {
				return nil
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
}

func (k *Kiln) stir() {}

// Once has one limit for all turns.
func (k *Kiln) Once() error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	late := time.After(limit)
	for {
		select {
		case <-late:
			return errCold
		case <-tick.C:
			if k.fired() {
				return nil
			}
		}
	}
}

// Silence waits for as long as something is heard.
func (k *Kiln) Silence() int {
	hottest := 0
	for {
		select {
		case h := <-k.heat:
			hottest = max(hottest, h)
		case <-time.After(time.Second):
			return hottest
		}
	}
}

// Beat reports now and then, and goes on.
func (k *Kiln) Beat(ctx context.Context) {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second):
			return
		case <-tick.C:
			k.stir()
		}
	}
}

// First leaves the loop with the first that comes.
func (k *Kiln) First() error {
	for {
		select {
		case <-time.After(limit):
			return errCold
		case <-time.After(time.Second):
			return nil
		}
	}
}

// Try does not go on after a turn without an answer.
func (k *Kiln) Try() error {
	select {
	case <-time.After(limit):
		return errCold
	case h := <-k.heat:
		if h < 100 {
			return errCold
		}
	}
	return nil
}

func Handle(w http.ResponseWriter, r *http.Request) {
	k := &Kiln{heat: make(chan int), fired: func() bool { return false }}
	_ = k.Fire()
	_ = k.Glaze()
	k.Dry(r.Context())
	_ = k.Poll()
	_ = k.Once()
	_ = k.Silence()
	k.Beat(r.Context())
	_ = k.First()
	_ = k.Try()
}
