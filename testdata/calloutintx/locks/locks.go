// Package locks waits for other machines while a lock is held that others wait for.
package locks

import (
	"context"
	"io"
	"net/http"
	"os/exec"
	"sync"
	"time"
)

// Rates are fetched from another service.
type Rates struct {
	mu     sync.Mutex
	rw     sync.RWMutex
	values map[string]float64
	client *http.Client
	url    string
}

func (r *Rates) fetch(ctx context.Context) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.url, nil)
	if err != nil {
		return nil, err
	}
	resp, err := r.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// Get reads what is kept.
func (r *Rates) Get(name string) float64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.values[name]
}

// Refresh holds the lock that Get needs.
func (r *Rates) Refresh(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	body, err := r.fetch(ctx) // want calloutintx "Rates.mu is held during a"
	if err != nil {
		return err
	}
	r.values["EUR"] = float64(len(body))
	return nil
}

// Between unlocks by hand.
func (r *Rates) Between(ctx context.Context) error {
	r.mu.Lock()
	r.values = map[string]float64{}
	if _, err := r.fetch(ctx); err != nil { // want calloutintx "Rates.mu is held during a"
		r.mu.Unlock()
		return err
	}
	r.mu.Unlock()
	return nil
}

func (r *Rates) locked(do func()) {
	r.rw.Lock()
	defer r.rw.Unlock()
	do()
}

// Closure is run under a lock by a helper.
func (r *Rates) Closure(ctx context.Context) {
	r.locked(func() {
		_, _ = r.fetch(ctx) // want calloutintx "Rates.rw is held during a"
	})
}

// Sleeps waits.
func (r *Rates) Sleeps() {
	r.rw.Lock()
	time.Sleep(time.Second) // want calloutintx "sleep"
	r.rw.Unlock()
}

// Runs another program.
func (r *Rates) Runs(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return exec.CommandContext(ctx, "rates", "--update").Run() // want calloutintx "run of another program"
}

var (
	mu    sync.Mutex
	calls int
)

// Count uses a lock of the package.
func (r *Rates) Count(ctx context.Context) error {
	mu.Lock()
	defer mu.Unlock()
	calls++
	_, err := r.fetch(ctx) // want calloutintx "locks.mu is held during a"
	return err
}

// Deferred calls before the deferred unlock.
func (r *Rates) Deferred(ctx context.Context) {
	r.mu.Lock()
	defer r.mu.Unlock()
	defer r.fetch(ctx) // want calloutintx "Rates.mu is held during a"
	r.values = map[string]float64{}
}

func (r *Rates) lock()   { r.mu.Lock() }
func (r *Rates) unlock() { r.mu.Unlock() }

// Wrapped takes it by methods of its own.
func (r *Rates) Wrapped(ctx context.Context) error {
	r.lock()
	defer r.unlock()
	_, err := r.fetch(ctx) // want calloutintx "Rates.mu is held during a"
	return err
}

// Shared is a struct that is a lock.
type Shared struct {
	sync.Mutex
	rates *Rates
	last  []byte
}

// Last reads.
func (s *Shared) Last() []byte {
	s.Lock()
	defer s.Unlock()
	return s.last
}

// Update holds it.
func (s *Shared) Update(ctx context.Context) error {
	s.Lock()
	defer s.Unlock()
	_, err := s.rates.fetch(ctx) // want calloutintx "Shared.Mutex is held during a"
	return err
}

// Loop lets go only after all.
func (r *Rates) Loop(ctx context.Context, n int) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := 0; i < n; i++ {
		if _, err := r.fetch(ctx); err != nil { // want calloutintx "Rates.mu is held during a"
			return err
		}
	}
	return nil
}
