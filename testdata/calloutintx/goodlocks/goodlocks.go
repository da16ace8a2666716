// Package goodlocks holds locks where nobody waits for another machine, or where the lock is there for just that.
package goodlocks

// without unboundedcache: what is kept is beside the point

import (
	"context"
	"net/http"
	"sync"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
)

// Client talks to another service.
type Client struct {
	mu      sync.Mutex
	token   string
	expires time.Time
	known   map[string]string
	locks   map[string]*sync.Mutex
	ch      *amqp.Channel
	once    sync.Once
	http    *http.Client
	url     string
}

func (c *Client) get(ctx context.Context) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.url, nil)
	if err != nil {
		return "", err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return "", err
	}
	return resp.Status, resp.Body.Close()
}

// Copy takes what it needs under the lock, and calls after.
func (c *Client) Copy(ctx context.Context) (string, error) {
	c.mu.Lock()
	token := c.token
	c.mu.Unlock()
	if token != "" {
		return token, nil
	}
	return c.get(ctx)
}

// Store calls first.
func (c *Client) Store(ctx context.Context) error {
	token, err := c.get(ctx)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.token = token
	return nil
}

// LetsGo lets go of the lock for the call.
func (c *Client) LetsGo(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known = nil
	c.mu.Unlock()
	token, err := c.get(ctx)
	c.mu.Lock()
	c.token = token
	return err
}

// Early has let go on the path that calls.
func (c *Client) Early(ctx context.Context, name string) (string, error) {
	c.mu.Lock()
	if v, ok := c.known[name]; ok {
		c.mu.Unlock()
		return v, nil
	}
	c.mu.Unlock()
	return c.get(ctx)
}

// Token is fetched by one goroutine, when it has run out.
func (c *Client) Token(ctx context.Context) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Now().Before(c.expires) {
		return c.token, nil
	}
	token, err := c.get(ctx)
	if err != nil {
		return "", err
	}
	c.token, c.expires = token, time.Now().Add(time.Hour)
	return token, nil
}

// First is made when it is first asked for.
func (c *Client) First(ctx context.Context, name string) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if v, ok := c.known[name]; ok {
		return v, nil
	}
	v, err := c.get(ctx)
	if err != nil {
		return "", err
	}
	c.known[name] = v
	return v, nil
}

// Once runs one time.
func (c *Client) Once(ctx context.Context) {
	c.once.Do(func() { c.token, _ = c.get(ctx) })
}

// Publish has one channel, which one goroutine may use at a time.
func (c *Client) Publish(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ch.PublishWithContext(ctx, "orders", "created", false, false, amqp.Publishing{})
}

func (c *Client) lockOf(name string) *sync.Mutex {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.locks[name] == nil {
		c.locks[name] = &sync.Mutex{}
	}
	return c.locks[name]
}

// Keyed keeps callers of one name apart, and no others.
func (c *Client) Keyed(ctx context.Context, name string) (string, error) {
	mu := c.lockOf(name)
	mu.Lock()
	defer mu.Unlock()
	return c.get(ctx)
}

// Local guards a list that a few goroutines fill.
func (c *Client) Local(ctx context.Context, names []string) []string {
	var (
		mu  sync.Mutex
		wg  sync.WaitGroup
		out []string
	)
	for range min(len(names), 4) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			v, err := c.get(ctx)
			if err != nil {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			out = append(out, v)
		}()
	}
	wg.Wait()
	return out
}

// Starts hands the call to a goroutine.
func (c *Client) Starts(ctx context.Context) {
	c.mu.Lock()
	defer c.mu.Unlock()
	go func() { _, _ = c.get(ctx) }()
}

// Tried gives up where the lock is taken, without it.
func (c *Client) Tried(ctx context.Context) (string, error) {
	if !c.mu.TryLock() {
		return c.get(ctx)
	}
	defer c.mu.Unlock()
	return c.token, nil
}

// Returned gives a function that calls later.
func (c *Client) Returned() func(context.Context) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return func(ctx context.Context) (string, error) { return c.get(ctx) }
}

// Stream is read by one goroutine at a time.
type Stream struct {
	mu     sync.Mutex
	client *Client
	rest   []byte
}

// Read fetches the next piece.
func (s *Stream) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	piece, err := s.client.get(context.Background())
	if err != nil {
		return 0, err
	}
	s.rest = append(s.rest, piece...)
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

// Root is found once.
type Root struct {
	mu     sync.Mutex
	client *Client
	id     string
}

// ID asks for it unless it is known.
func (r *Root) ID(ctx context.Context) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.id != "" {
		return r.id, nil
	}
	id, err := r.client.get(ctx)
	if err != nil {
		return "", err
	}
	r.id = id
	return id, nil
}

func safely(do func()) {
	go func() {
		defer func() { _ = recover() }() // want swallowederror "."
		do()
	}()
}

// Spawned is run in a goroutine by a helper.
func (c *Client) Spawned(ctx context.Context) {
	c.mu.Lock()
	defer c.mu.Unlock()
	safely(func() { _, _ = c.get(ctx) })
}

// Gentle asks a service that wants one request at a time.
type Gentle struct {
	turn   sync.Mutex
	client *Client
}

// Get waits for its turn.
func (g *Gentle) Get(ctx context.Context) (string, error) {
	g.turn.Lock()
	defer g.turn.Unlock()
	return g.client.get(ctx)
}
