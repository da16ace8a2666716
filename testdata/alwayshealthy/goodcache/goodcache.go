// Package goodcache keeps what it has read in memory, or in Redis where there is one.
package goodcache

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// Cache holds texts.
type Cache interface {
	Put(ctx context.Context, key, text string)
}

type memory struct {
	mu    sync.Mutex
	texts map[string]string
}

func (m *memory) Put(_ context.Context, key, text string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.texts)
	m.texts[key] = text
}

type remote struct{ rdb *redis.Client }

func (r *remote) Put(ctx context.Context, key, text string) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	_ = r.rdb.Set(ctx, key, text, time.Minute).Err()
}

func connect(addr string) *remote { return &remote{redis.NewClient(&redis.Options{Addr: addr})} }

// New makes the cache.
func New(addr string) Cache {
	if addr != "" {
		return connect(addr)
	}
	return &memory{texts: map[string]string{}}
}

// Routes registers the handlers.
func Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	return mux
}
