// Package good gives back what it takes, in ways that are not always easy to see.
package good

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
)

// Client calls a service.
type Client struct {
	http *http.Client
	base string
	last *http.Response
	body io.ReadCloser
}

// Plain is the usual way.
func (c *Client) Plain(req *http.Request) ([]byte, error) {
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", resp.StatusCode)
	}
	return io.ReadAll(resp.Body)
}

// Drained reads the rest first.
func (c *Client) Drained(req *http.Request) error {
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer func() {
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
	}()
	return nil
}

// Given asks whether there is a response.
func (c *Client) Given(req *http.Request) error {
	resp, err := c.http.Do(req)
	if resp != nil {
		defer resp.Body.Close()
	}
	if err != nil {
		return err
	}
	return json.NewDecoder(resp.Body).Decode(c)
}

// Sorted looks at the error in a switch.
func (c *Client) Sorted(req *http.Request) error {
	resp, err := c.http.Do(req)
	switch {
	case errors.Is(err, context.Canceled):
		return nil
	case err != nil:
		return err
	}
	return resp.Body.Close()
}

// Missing stops at a response that is not there.
func (c *Client) Missing(req *http.Request) error {
	resp, err := c.http.Do(req)
	if err != nil || resp == nil {
		return err
	}
	return resp.Body.Close()
}

// Retry closes before it tries again.
func (c *Client) Retry(req *http.Request) (*http.Response, error) {
	var resp *http.Response
	var err error
	for range 3 {
		resp, err = c.http.Do(req)
		if err != nil {
			continue
		}
		if resp.StatusCode < 500 {
			return resp, nil
		}
		resp.Body.Close()
	}
	return nil, err
}

// Until leaves the loop with a response.
func (c *Client) Until(req *http.Request) (err error) {
	var resp *http.Response
	for range 3 {
		if resp, err = c.http.Do(req); err == nil {
			break
		}
	}
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(c)
}

// Returned is for the caller to close.
func (c *Client) Returned(path string) (*http.Response, error) { return c.http.Get(c.base + path) }

// Stream hands out the body, and closes it where it does not.
func (c *Client) Stream(path string) (io.ReadCloser, error) {
	resp, err := c.Returned(path)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, io.EOF
	}
	return resp.Body, nil
}

// Used closes what a helper gave.
func (c *Client) Used() ([]byte, error) {
	r, err := c.Stream("/file")
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

func closing(c io.Closer) {
	if err := c.Close(); err != nil {
		log.Print(err)
	}
}

// Helper has another function close it.
func (c *Client) Helper(req *http.Request) error {
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer closing(resp.Body)
	return nil
}

func consume(resp *http.Response) ([]byte, error) {
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// Consumed hands it to a function that reads and closes.
func (c *Client) Consumed(req *http.Request) ([]byte, error) {
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	return consume(resp)
}

func (c *Client) read(req *http.Request) (*http.Response, []byte, error) {
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return resp, data, err
}

// Read gets a response that is closed already.
func (c *Client) Read(req *http.Request) (int, error) {
	resp, _, err := c.read(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

// Kept is closed by Close.
func (c *Client) Kept(req *http.Request) error {
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	c.last = resp
	return nil
}

// KeptBody is, too.
func (c *Client) KeptBody(req *http.Request) error {
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	c.hold(resp)
	return nil
}

func (c *Client) hold(resp *http.Response) { c.body = resp.Body }

// Close closes what is kept.
func (c *Client) Close() error {
	c.last.Body.Close()
	return c.body.Close()
}

type download struct {
	io.Reader
	closer io.Closer
}

func (d *download) Close() error { return d.closer.Close() }

// Wrapped puts it into a struct that closes it.
func (c *Client) Wrapped(req *http.Request) (io.ReadCloser, error) {
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	return &download{io.LimitReader(resp.Body, 1<<20), resp.Body}, nil
}

// Sent hands it to a goroutine.
func (c *Client) Sent(req *http.Request, out chan<- *http.Response) error {
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	out <- resp
	return nil
}

// Started closes it in a goroutine.
func (c *Client) Started(req *http.Request) error {
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	go func() {
		defer resp.Body.Close()
		io.Copy(io.Discard, resp.Body)
	}()
	return nil
}

// Cleanup returns what closes it.
func (c *Client) Cleanup(req *http.Request) (int, func() error, error) {
	resp, err := c.http.Do(req)
	if err != nil {
		return 0, nil, err
	}
	return resp.StatusCode, resp.Body.Close, nil
}

// Named closes it by a function that has a name.
func (c *Client) Named(req *http.Request) error {
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	done := func() { resp.Body.Close() }
	if resp.StatusCode > 300 {
		done()
		return io.EOF
	}
	done()
	return nil
}

// All collects them and closes them at the end.
func (c *Client) All(reqs []*http.Request) error {
	var all []*http.Response
	defer func() {
		for _, resp := range all {
			resp.Body.Close()
		}
	}()
	for _, req := range reqs {
		resp, err := c.http.Do(req) // want callinloop "remote call"
		if err != nil {
			return err
		}
		all = append(all, resp)
	}
	return nil
}

// Fatal ends the program.
func (c *Client) Fatal(req *http.Request) {
	resp, err := c.http.Do(req)
	if err != nil {
		log.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK {
		os.Exit(1)
	}
	resp.Body.Close()
}

// Head has no body.
func (c *Client) Head() (string, error) {
	resp, err := c.http.Head(c.base)
	if err != nil {
		return "", err
	}
	return resp.Header.Get("ETag"), nil
}

// RoundTrip hands it out.
func (c *Client) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	log.Print(resp.StatusCode)
	return resp, nil
}
