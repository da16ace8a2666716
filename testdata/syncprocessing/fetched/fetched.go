// Package fetched keeps pictures that it asks other servers for, while it takes lists that clients send, and sends one list on.
package fetched

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"net/http"
	"time"

	"github.com/casdoor/oss"
)

// Club has members.
type Club struct {
	store  oss.StorageInterface
	client *http.Client
}

// Routes registers.
func (c *Club) Routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/members", c.members)
	mux.HandleFunc("POST /v1/lists", c.lists)
	return mux
}

// members reads names, and asks for the picture of each.
func (c *Club) members(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	list, _, err := r.FormFile("list")
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	defer list.Close()
	row, err := csv.NewReader(list).Read()
	if err != nil || len(row) == 0 {
		http.Error(w, "no list", http.StatusBadRequest)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), time.Second)
	defer cancel()
	if err := c.picture(ctx, "https://pictures.example/"+row[0], row[0]); err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
	}
}

func (c *Club) picture(ctx context.Context, url, name string) error {
	data, err := c.fetch(ctx, url)
	if err != nil {
		return err
	}
	return c.keep(name, data)
}

func (c *Club) fetch(ctx context.Context, url string) (*bytes.Buffer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	resp, err := c.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	out := bytes.NewBuffer(nil)
	_, err = io.Copy(out, io.LimitReader(resp.Body, 1<<20))
	return out, err
}

func (c *Club) keep(name string, data io.Reader) error {
	_, err := c.store.Put("/club/"+name, data)
	return err
}

// lists sends the list itself on.
func (c *Club) lists(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	list, head, err := r.FormFile("list")
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	defer list.Close()
	if err := c.keep(head.Filename, list); err != nil { // want "the client waits while oss.StorageInterface.Put sends its upload on"
		http.Error(w, err.Error(), http.StatusBadGateway)
	}
}
