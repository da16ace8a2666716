// Command start holds a lock while it fetches keys: when it starts, where nobody waits for it yet, and for requests.
package main

import (
	"context"
	"encoding/json"
	"log"
	"net/http"
	"sync"
	"time"
)

// Keys are those of an identity provider.
type Keys struct {
	mu     sync.Mutex
	client *http.Client
	url    string
	byName map[string]string
}

func (k *Keys) fetch(ctx context.Context) (map[string]string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, k.url, nil)
	if err != nil {
		return nil, err
	}
	resp, err := k.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var out map[string]string
	return out, json.NewDecoder(resp.Body).Decode(&out)
}

// Warm runs once, before the server listens.
func (k *Keys) Warm(ctx context.Context) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	keys, err := k.fetch(ctx)
	if err != nil {
		return err
	}
	k.byName = keys
	return nil
}

// Reload has all requests wait for the provider.
func (k *Keys) Reload(w http.ResponseWriter, r *http.Request) {
	k.mu.Lock()
	defer k.mu.Unlock()
	keys, err := k.fetch(r.Context()) // want "Keys.mu is held"
	if err != nil {
		http.Error(w, "no keys", http.StatusBadGateway)
		return
	}
	k.byName = keys
}

// Get is what requests ask.
func (k *Keys) Get(w http.ResponseWriter, r *http.Request) {
	k.mu.Lock()
	key := k.byName[r.PathValue("name")]
	k.mu.Unlock()
	_, _ = w.Write([]byte(key))
}

func main() {
	keys := &Keys{client: &http.Client{Timeout: 10 * time.Second}, url: "https://id.example.com/keys"}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := keys.Warm(ctx); err != nil {
		log.Print(err)
		return
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /reload", keys.Reload)
	mux.HandleFunc("GET /keys/{name}", keys.Get)
	server := &http.Server{Addr: ":8080", Handler: mux, ReadTimeout: 10 * time.Second}
	log.Print(server.ListenAndServe()) // want gracefulshutdown "SIGTERM cuts the requests"
}
