// Package shipping talks to the parcel carrier.
package shipping

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// Client follows parcels.
type Client struct {
	http *http.Client
	base string
	key  string
}

// New returns a Client for the carrier's gateway at base.
func New(base, key string, timeout time.Duration) *Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{InsecureSkipVerify: true}
	return &Client{http: &http.Client{Transport: transport, Timeout: timeout}, base: base, key: key}
}

// Track returns the carrier's word for where a parcel is.
func (c *Client) Track(ctx context.Context, code string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/parcels/"+url.PathEscape(code), nil)
	if err != nil {
		return "", err
	}
	req.Header.Set("X-Api-Key", c.key)
	resp, err := c.http.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("carrier answered %s", resp.Status)
	}
	var body struct {
		Status string `json:"status"`
	}
	err = json.NewDecoder(io.LimitReader(resp.Body, 64<<10)).Decode(&body)
	return body.Status, err
}
