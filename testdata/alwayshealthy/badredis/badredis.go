// Package badredis is only about liveness, and has a broker and a cache.
package badredis

import (
	"net/http"

	"github.com/redis/go-redis/v9"
)

// without unboundedpool: what matters is what the endpoint can say

type app struct{ rdb *redis.Client }

func newApp(addr string) *app { return &app{redis.NewClient(&redis.Options{Addr: addr})} }

func (a *app) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/livez", func(w http.ResponseWriter, _ *http.Request) { // want "/livez answers 200"
		_, _ = w.Write([]byte("alive"))
	})
	return mux
}
