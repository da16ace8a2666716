// Package bad takes connections and loses them.
package bad

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// Client calls a service.
type Client struct {
	http *http.Client
	base string
	last *http.Response
}

// Status never closes the body.
func (c *Client) Status(ctx context.Context) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base, nil)
	if err != nil {
		return 0, err
	}
	resp, err := c.http.Do(req) // want "is never closed"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

// Notify throws the response away.
func (c *Client) Notify(req *http.Request) error {
	_, err := c.http.Do(req) // want "is never closed"
	return err
}

// Decode only reads it.
func (c *Client) Decode(req *http.Request, v any) error {
	resp, err := c.http.Do(req) // want "is never closed"
	if err != nil {
		return err
	}
	return json.NewDecoder(resp.Body).Decode(v)
}

// Checked closes it where the status is as it should be.
func (c *Client) Checked(req *http.Request) ([]byte, error) {
	resp, err := c.http.Do(req) // want "not closed on every path"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", resp.StatusCode)
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// Joined looks at the error and the status at once.
func (c *Client) Joined(req *http.Request) ([]byte, error) {
	resp, err := c.http.Do(req) // want "not closed on every path"
	if err != nil || resp.StatusCode >= 400 {
		return nil, fmt.Errorf("no answer: %w", err)
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// Late closes behind the reading, which may fail.
func (c *Client) Late(req *http.Request) ([]byte, error) {
	resp, err := c.http.Do(req) // want "not closed on every path"
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	resp.Body.Close()
	return data, nil
}

// Retry loses the body of each try that fails.
func (c *Client) Retry(req *http.Request) (*http.Response, error) {
	for range 3 {
		resp, err := c.http.Do(req) // want "before the next is opened"
		if err != nil {
			return nil, err
		}
		if resp.StatusCode < 500 {
			return resp, nil
		}
		time.Sleep(time.Second)
	}
	return nil, io.ErrUnexpectedEOF
}

// Renewed asks again when the token is too old, and forgets the first answer.
func (c *Client) Renewed(req *http.Request) ([]byte, error) {
	resp, err := c.http.Do(req) // want "before the next is opened"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode == http.StatusUnauthorized {
		resp, err = c.http.Do(req)
		if err != nil {
			return nil, err
		}
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func (c *Client) send(path string) (*http.Response, error) {
	return c.http.Get(c.base + path)
}

// Helper gets the response from a function that hands it out.
func (c *Client) Helper() (bool, error) {
	resp, err := c.send("/health") // want "is never closed"
	if err != nil {
		return false, err
	}
	return resp.StatusCode == http.StatusOK, nil
}

func (c *Client) stream(path string) (io.ReadCloser, error) {
	resp, err := c.send(path)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, io.EOF
	}
	return resp.Body, nil
}

// Body gets the body alone.
func (c *Client) Body() ([]byte, error) {
	r, err := c.stream("/file") // want "is never closed"
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

func decode(r io.Reader, v any) error { return json.NewDecoder(r).Decode(v) }

func failure(resp *http.Response) error {
	text, _ := io.ReadAll(resp.Body)
	return fmt.Errorf("%d: %s", resp.StatusCode, text)
}

// Handed gives it to helpers that only read.
func (c *Client) Handed(v any) error {
	resp, err := c.http.Get(c.base) // want "is never closed"
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return failure(resp)
	}
	return decode(resp.Body, v)
}

// Doer is what tests replace.
type Doer interface {
	Do(*http.Request) (*http.Response, error)
}

// Through calls an interface.
func Through(d Doer, req *http.Request) (string, error) {
	resp, err := d.Do(req) // want "is never closed"
	if err != nil {
		return "", err
	}
	return resp.Header.Get("ETag"), nil
}

func retry(n int, try func() error) (err error) {
	for range n {
		if err = try(); err == nil {
			return nil
		}
	}
	return err
}

// Captured has a literal set the variable.
func (c *Client) Captured(req *http.Request) (int, error) {
	var resp *http.Response
	err := retry(3, func() (err error) { // want "is never closed"
		resp, err = c.http.Do(req)
		return err
	})
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func with[T any](try func() (T, error)) (T, error) {
	v, err := try()
	if err != nil {
		return v, err
	}
	return v, nil
}

// Generic goes through a helper for any type.
func (c *Client) Generic(req *http.Request) (int, error) {
	resp, err := with(func() (*http.Response, error) { return c.http.Do(req) }) // want "is never closed"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

// Closure leaves it open in a function that runs later.
func (c *Client) Closure(url string) func() error {
	return func() error {
		resp, err := c.http.Get(url) // want "is never closed"
		if err != nil {
			return err
		}
		if resp.StatusCode != http.StatusOK {
			return io.EOF
		}
		return nil
	}
}

// Async reads it in a goroutine.
func (c *Client) Async(url string, out chan<- []byte) error {
	resp, err := c.http.Get(url) // want "is never closed"
	if err != nil {
		return err
	}
	go func() {
		data, _ := io.ReadAll(resp.Body)
		out <- data
	}()
	return nil
}
