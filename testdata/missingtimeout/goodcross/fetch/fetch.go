// Package fetch has a client whose callers give it a deadline.
package fetch

// without connleak: what is done with the answers is left out

import (
	"context"
	"net/http"
)

// Client loads pages.
type Client struct{ http *http.Client }

// New returns a Client.
func New() *Client {
	return &Client{http: &http.Client{}}
}

// Load loads a page.
func (c *Client) Load(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	_, err = c.http.Do(req)
	return err
}
