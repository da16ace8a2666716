// Package gateway speaks to the services that the shop stands on.
package gateway

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// Product is what the catalogue knows.
type Product struct{ SKU, Title string }

// Catalogue is the catalogue service.
type Catalogue struct {
	hc   *http.Client
	base string
}

func NewCatalogue(hc *http.Client, base string) *Catalogue { return &Catalogue{hc, base} }

// Product reads one.
func (c *Catalogue) Product(ctx context.Context, sku string) (*Product, error) {
	var p Product
	if err := c.do(ctx, "/products/"+url.PathEscape(sku), &p); err != nil {
		return nil, err
	}
	return &p, nil
}

// Products reads many.
func (c *Catalogue) Products(ctx context.Context, skus []string) (out []*Product, err error) {
	err = c.do(ctx, "/products?sku="+url.QueryEscape(strings.Join(skus, ",")), &out)
	return out, err
}

func (c *Catalogue) do(ctx context.Context, path string, out any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path, nil)
	if err != nil {
		return err
	}
	resp, err := c.hc.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", path, resp.Status)
	}
	return json.NewDecoder(resp.Body).Decode(out)
}
