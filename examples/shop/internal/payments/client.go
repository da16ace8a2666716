// Package payments talks to the payment provider.
package payments

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// Client charges cards.
type Client struct {
	http *http.Client
	key  string
}

// New returns a Client that signs in with the secret key.
func New(key string) *Client {
	return &Client{http: &http.Client{}, key: key}
}

// Charge takes money for an order.
func (c *Client) Charge(ctx context.Context, reference string, cents int64, currency string) error {
	form := url.Values{
		"amount":              {strconv.FormatInt(cents, 10)},
		"currency":            {currency},
		"confirm":             {"true"},
		"metadata[reference]": {reference},
	}
	req, err := http.NewRequest(http.MethodPost, "https://api.stripe.com/v1/payment_intents", strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(c.key, "")

	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= http.StatusBadRequest {
		detail, _ := io.ReadAll(io.LimitReader(resp.Body, 4<<10))
		return fmt.Errorf("payment refused: %s: %s", resp.Status, detail)
	}
	return nil
}

// Balance returns what is left on the account, in cents.
func (c *Client) Balance(ctx context.Context) (int64, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://api.stripe.com/v1/balance", nil)
	if err != nil {
		return 0, err
	}
	req.SetBasicAuth(c.key, "")
	resp, err := c.http.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	var body struct {
		Available []struct {
			Amount int64 `json:"amount"`
		} `json:"available"`
	}
	if err := json.NewDecoder(io.LimitReader(resp.Body, 1<<20)).Decode(&body); err != nil {
		return 0, err
	}
	var sum int64
	for _, a := range body.Available {
		sum += a.Amount
	}
	return sum, nil
}
