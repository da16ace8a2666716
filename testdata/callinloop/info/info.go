// Package info has calls in loops that are worth a look, no more.
package info

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"sync"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
	"golang.org/x/sync/singleflight"
)

type client struct {
	hc   *http.Client
	base string
}

func (c *client) name(ctx context.Context, id string) (out string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/names/"+url.PathEscape(id), nil)
	if err != nil {
		return "", err
	}
	resp, err := c.hc.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	err = json.NewDecoder(resp.Body).Decode(&out)
	return out, err
}

// A few at a time.
func limited(ctx context.Context, c *client, ids []string) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(8)
	for _, id := range ids {
		g.Go(func() error {
			_, err := c.name(ctx, id) // want:info "though a bounded number"
			return err
		})
	}
	return g.Wait()
}

func channel(ctx context.Context, c *client, ids []string) {
	sem := make(chan struct{}, 8)
	var wg sync.WaitGroup
	for _, id := range ids {
		sem <- struct{}{}
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() { <-sem }()
			_, _ = c.name(ctx, id) // want:info "though a bounded number"
		}()
	}
	wg.Wait()
}

func weighted(ctx context.Context, c *client, ids []string) error {
	sem := semaphore.NewWeighted(8)
	for _, id := range ids {
		if err := sem.Acquire(ctx, 1); err != nil {
			return err
		}
		go func() {
			defer sem.Release(1)
			_, _ = c.name(ctx, id) // want:info "though a bounded number"
		}()
	}
	return sem.Acquire(ctx, 8)
}

func workers(ctx context.Context, c *client, ids []string) {
	jobs := make(chan string)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for id := range jobs {
				_, _ = c.name(ctx, id) // want:info "though a bounded number"
			}
		})
	}
	for _, id := range ids {
		jobs <- id
	}
	close(jobs)
	wg.Wait()
}

// A map in front.
type cache struct {
	c  *client
	mu sync.Mutex
	m  map[string]string
}

func (k *cache) name(ctx context.Context, id string) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if n, ok := k.m[id]; ok {
		return n, nil
	}
	n, err := k.c.name(ctx, id)
	if err != nil {
		return "", err
	}
	k.m[id] = n
	return n, nil
}

func cached(ctx context.Context, k *cache, ids []string) (out []string) {
	for _, id := range ids {
		n, err := k.name(ctx, id) // want:info "though it runs only where"
		if err != nil {
			continue
		}
		out = append(out, n)
	}
	return out
}

// Callers at the same time share one call.
type shared struct {
	c *client
	g singleflight.Group
}

func (s *shared) name(ctx context.Context, id string) (string, error) {
	v, err, _ := s.g.Do(id, func() (any, error) { return s.c.name(ctx, id) })
	if err != nil {
		return "", err
	}
	return v.(string), nil
}

func flown(ctx context.Context, s *shared, ids []string) (out []string) {
	for _, id := range ids {
		if n, err := s.name(ctx, id); err == nil { // want:info "though its result is shared"
			out = append(out, n)
		}
	}
	return out
}
