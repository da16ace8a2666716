// Package bad asks another service about one element at a time.
package bad

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/go-resty/resty/v2"
	"github.com/hashicorp/go-retryablehttp"
	resty3 "resty.dev/v3"
)

type item struct {
	SKU   string
	Count int
	Title string
	Price int64
}

type shop struct {
	hc   *http.Client
	base string
}

// titles is the page with 42 calls.
func (s *shop) titles(ctx context.Context, cart []item) error {
	for i, it := range cart {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+"/products/"+url.PathEscape(it.SKU), nil)
		if err != nil {
			return err
		}
		resp, err := s.hc.Do(req) // want "for each"
		if err != nil {
			return err
		}
		err = json.NewDecoder(resp.Body).Decode(&cart[i])
		_ = resp.Body.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

func avatars(base string, users []int64) map[int64]int {
	sizes := map[int64]int{}
	for _, u := range users {
		resp, err := http.Get(fmt.Sprintf("%s/avatars/%d", base, u)) // want "for each" missingtimeout "http.Get"
		if err != nil {
			continue
		}
		b, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		sizes[u] = len(b)
	}
	return sizes
}

func (s *shop) dead(links []string) (out []string) {
	for _, l := range links {
		resp, err := s.hc.Head(l) // want "for each"
		if err != nil {
			out = append(out, l)
			continue
		}
		_ = resp.Body.Close()
	}
	return out
}

func (s *shop) hook(events map[string][]byte) error {
	for name, body := range events {
		resp, err := s.hc.Post(s.base+"/events/"+name, "application/json", bytes.NewReader(body)) // want "for each"
		if err != nil {
			return err
		}
		_ = resp.Body.Close()
	}
	return nil
}

func (s *shop) form(users []string) error {
	for i := 0; i < len(users); i++ {
		resp, err := s.hc.PostForm(s.base+"/invite", url.Values{"user": {users[i]}}) // want "for each"
		if err != nil {
			return err
		}
		_ = resp.Body.Close()
	}
	return nil
}

// body: the element is in the body, not in the address.
func (s *shop) body(ctx context.Context, cart []item) error {
	for _, it := range cart {
		b, err := json.Marshal(it)
		if err != nil {
			return err
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.base+"/prices", bytes.NewReader(b))
		if err != nil {
			return err
		}
		req.Header.Set("Content-Type", "application/json")
		resp, err := s.hc.Do(req) // want "for each"
		if err != nil {
			return err
		}
		_ = resp.Body.Close()
	}
	return nil
}

func geocode(ctx context.Context, c *resty.Client, addresses []string) (map[string]string, error) {
	out := map[string]string{}
	for _, a := range addresses {
		resp, err := c.R().SetContext(ctx).SetQueryParam("q", a).Get("/search") // want "for each"
		if err != nil {
			return nil, err
		}
		out[a] = resp.String()
	}
	return out, nil
}

func rates(ctx context.Context, c *resty3.Client, currencies []string) error {
	for _, cur := range currencies {
		if _, err := c.R().SetContext(ctx).Get("/rates/" + cur); err != nil { // want "for each"
			return err
		}
	}
	return nil
}

func repositories(ctx context.Context, c *retryablehttp.Client, base string, names []string) error {
	for _, n := range names {
		req, err := retryablehttp.NewRequestWithContext(ctx, http.MethodDelete, base+"/repos/"+n, nil)
		if err != nil {
			return err
		}
		resp, err := c.Do(req) // want "for each"
		if err != nil {
			return err
		}
		_ = resp.Body.Close()
	}
	return nil
}

// doer is what the program needs of an HTTP client.
type doer interface {
	Do(*http.Request) (*http.Response, error)
}

type tracker struct{ http doer }

func newTracker(hc *http.Client) *tracker { return &tracker{http: hc} }

func (t *tracker) parcels(ctx context.Context, base string, numbers []string) error {
	for _, n := range numbers {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/parcels/"+n, nil)
		if err != nil {
			return err
		}
		resp, err := t.http.Do(req) // want "for each"
		if err != nil {
			return err
		}
		_ = resp.Body.Close()
	}
	return nil
}
