// Package whole reads answers to their end, which gives their connection back, or leaves before.
package whole

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
)

type client struct{ http *http.Client }

var errStatus = errors.New("status")

// names reads all there is, or to an error, which has ended the connection.
func (c *client) names(ctx context.Context, req *http.Request) ([]byte, error) {
	resp, err := c.http.Do(req.WithContext(ctx)) // want connleak "never closed"
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.Reader(resp.Body))
}

// first looks at the status before it reads.
func (c *client) first(req *http.Request) ([]byte, error) {
	resp, err := c.http.Do(req) // want connleak "leaks its connection"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, errStatus
	}
	return io.ReadAll(resp.Body)
}

// after looks at the status when it has read.
func (c *client) after(req *http.Request) (text []byte, err error) {
	resp, err := c.http.Do(req) // want connleak "never closed"
	if err != nil {
		return nil, err
	}
	if text, err = io.ReadAll(resp.Body); err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, errStatus
	}
	return text, nil
}

// late defers the Close when there is nothing left to close.
func (c *client) late(req *http.Request) ([]byte, error) {
	resp, err := c.http.Do(req) // want connleak "not closed on every path"
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return text, nil
}

// twice has each answer read before the next.
func (c *client) twice(one, two *http.Request) ([]byte, error) {
	resp, err := c.http.Do(one) // want connleak "not closed before the next"
	if err != nil {
		return nil, err
	}
	if _, err := io.ReadAll(resp.Body); err != nil {
		return nil, err
	}
	resp, err = c.http.Do(two) // want connleak "never closed"
	if err != nil {
		return nil, err
	}
	return io.ReadAll(resp.Body)
}

// poll forgets some of its answers.
func (c *client) poll(req *http.Request) ([]byte, error) {
	for range 5 {
		resp, err := c.http.Do(req) // want connleak "leaks its connection"
		if err != nil {
			return nil, err
		}
		if resp.StatusCode == http.StatusAccepted {
			continue
		}
		return io.ReadAll(resp.Body)
	}
	return nil, errStatus
}

// some reads no more than it wants.
func (c *client) some(req *http.Request) ([]byte, error) {
	resp, err := c.http.Do(req) // want connleak "leaks its connection"
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(resp.Body, 1<<20))
}

// one reads one value, and leaves what stands behind it.
func (c *client) one(req *http.Request) (n int, err error) {
	resp, err := c.http.Do(req) // want connleak "leaks its connection"
	if err != nil {
		return 0, err
	}
	err = json.NewDecoder(resp.Body).Decode(&n)
	return n, err
}

// passed may stop where the other side does.
func (c *client) passed(req *http.Request, w http.ResponseWriter) error {
	resp, err := c.http.Do(req) // want connleak "leaks its connection"
	if err != nil {
		return err
	}
	_, err = io.Copy(w, resp.Body)
	return err
}
