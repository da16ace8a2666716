// Package rates converts prices into the customer's currency.
package rates

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// Client reads exchange rates.
type Client struct {
	http http.Client
	base string
}

// New returns a Client for the service at base that waits no longer than timeout.
func New(base string, timeout time.Duration) *Client {
	c := &Client{base: base}
	c.http.Timeout = timeout
	return c
}

// Euro returns what one euro is worth in a currency.
func (c *Client) Euro(ctx context.Context, currency string) (float64, error) {
	q := url.Values{"from": {"EUR"}, "to": {currency}}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/latest?"+q.Encode(), nil)
	if err != nil {
		return 0, err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("rates answered %s", resp.Status)
	}
	var body struct {
		Rates map[string]float64 `json:"rates"`
	}
	if err := json.NewDecoder(io.LimitReader(resp.Body, 64<<10)).Decode(&body); err != nil {
		return 0, err
	}
	rate, ok := body.Rates[currency]
	if !ok {
		return 0, fmt.Errorf("no rate for %q", currency)
	}
	return rate, nil
}
