// Package deaf has goroutines that end a context when something else is over, and do not hear that the context has ended.
package deaf

import (
	"context"
	"net/http"
	"os"
	"os/signal"
	"time"
)

type Line struct {
	hungUp chan struct{}
	lost   func() <-chan struct{}
}

func until(ctx context.Context, over chan struct{}) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	go func() { // want "though the context has ended"
		<-over
		cancel()
	}()
	return ctx
}

func (l *Line) Talk(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), time.Minute)
	defer cancel()
	go func() { // want "though the context has ended"
		<-l.hungUp
		cancel()
	}()
	speak(ctx)
	speak(until(r.Context(), l.hungUp))
}

func (l *Line) Listen(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	go func() { // want "though the context has ended"
		defer cancel()
		<-l.lost()
		speak(context.Background())
	}()
	speak(ctx)
}

func (l *Line) Hang(ctx context.Context) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go wait(l.hungUp, cancel) // want "though the context has ended"
	speak(ctx)
}

func wait(over <-chan struct{}, end func()) {
	<-over
	end()
}

// Both hears of either.
func Both(ctx context.Context, over chan struct{}) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer cancel()
		select {
		case <-over:
		case <-ctx.Done():
		}
	}()
	return ctx
}

// Own makes a context of the channel: nothing else ends it.
func Own(over chan struct{}) context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-over
		cancel()
	}()
	return ctx
}

// Merge ends with the other of two contexts, and so does the goroutine.
func Merge(ctx, other context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		<-ctx.Done()
		cancel()
	}()
	return ctx
}

// Work tells the goroutine when it is done.
func Work(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	defer close(done)
	go func() {
		<-done
		cancel()
	}()
	speak(ctx)
}

// Late waits for a clock.
func Late(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		<-time.After(time.Second)
		cancel()
	}()
	return ctx
}

// Signals are waited for as long as the process lives.
func Signals(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	in := make(chan os.Signal, 1)
	signal.Notify(in, os.Interrupt)
	go func() {
		<-in
		cancel()
	}()
	return ctx
}

func speak(context.Context) {}
