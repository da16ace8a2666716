package bad

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// client is what most programs have for each of their neighbours.
type client struct {
	hc    *http.Client
	base  string
	token string
}

func (c *client) call(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	resp, err := c.hc.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s", method, path, resp.Status)
	}
	if out == nil {
		return nil
	}
	return json.NewDecoder(resp.Body).Decode(out)
}

func (c *client) get(ctx context.Context, path string, out any) error {
	return c.call(ctx, http.MethodGet, path, nil, out)
}

type profile struct {
	ID     int64
	Name   string
	Groups []string
}

// Profile reads one.
func (c *client) Profile(ctx context.Context, id int64) (*profile, error) {
	var p profile
	if err := c.get(ctx, fmt.Sprintf("/profiles/%d", id), &p); err != nil {
		return nil, err
	}
	return &p, nil
}

// Page reads a page of them.
func (c *client) Page(ctx context.Context, token string) (ids []int64, next string, err error) {
	var out struct {
		IDs  []int64
		Next string
	}
	err = c.get(ctx, "/profiles?page="+token, &out)
	return out.IDs, out.Next, err
}

// members is four calls away from the network.
func (c *client) members(ctx context.Context, ids []int64) ([]*profile, error) {
	out := make([]*profile, len(ids))
	for i, id := range ids {
		p, err := c.Profile(ctx, id) // want "for each"
		if err != nil {
			return nil, err
		}
		out[i] = p
	}
	return out, nil
}

// everybody reads page by page, which is right, and then each of the page.
func (c *client) everybody(ctx context.Context) ([]*profile, error) {
	var out []*profile
	for token := ""; ; {
		ids, next, err := c.Page(ctx, token)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			p, err := c.Profile(ctx, id) // want "for each"
			if err != nil {
				return nil, err
			}
			out = append(out, p)
		}
		if next == "" {
			return out, nil
		}
		token = next
	}
}

// groups fills in what the list leaves out, and goes on when that fails.
func (c *client) groups(ctx context.Context, in []*profile) {
	for _, p := range in {
		g, err := c.groupsOf(ctx, p.Name) // want "for each"
		if err != nil {
			continue
		}
		p.Groups = g
	}
}

func (c *client) groupsOf(ctx context.Context, name string) (out []string, err error) {
	err = c.get(ctx, "/groups?member="+name, &out)
	return out, err
}

// comment is a node of a tree that lies elsewhere.
type comment struct {
	ID   int64
	Kids []int64
}

func (c *client) thread(ctx context.Context, id int64, visit func(*comment)) error {
	var out comment
	if err := c.get(ctx, fmt.Sprintf("/comments/%d", id), &out); err != nil {
		return err
	}
	visit(&out)
	for _, kid := range out.Kids {
		if err := c.thread(ctx, kid, visit); err != nil { // want "for each kid: "
			return err
		}
	}
	return nil
}

// name returns the function that asks.
func (c *client) name(ctx context.Context) func(int64) string {
	return func(id int64) string {
		p, err := c.Profile(ctx, id)
		if err != nil {
			return "?"
		}
		return p.Name
	}
}

func (c *client) names(ctx context.Context, ids []int64) (out []string) {
	name := c.name(ctx)
	for _, id := range ids {
		out = append(out, name(id)) // want "for each"
	}
	return out
}

// The request is built in one function and sent by another.
func (c *client) request(ctx context.Context, id int64) (*http.Request, error) {
	return http.NewRequestWithContext(ctx, http.MethodDelete, fmt.Sprintf("%s/uploads/%d", c.base, id), nil)
}

func (c *client) send(req *http.Request) error {
	resp, err := c.hc.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func (c *client) clean(ctx context.Context, ids []int64) error {
	for _, id := range ids {
		req, err := c.request(ctx, id)
		if err != nil {
			return err
		}
		if err := c.send(req); err != nil { // want "for each"
			return err
		}
	}
	return nil
}
