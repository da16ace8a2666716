package bad

import (
	"context"
	"net/http"
	"time"

	"github.com/valyala/fasthttp"
)

// query: the element comes into the address late.
func (s *shop) query(ctx context.Context, skus []string) error {
	for _, sku := range skus {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+"/stock", nil)
		if err != nil {
			return err
		}
		q := req.URL.Query()
		q.Set("sku", sku)
		req.URL.RawQuery = q.Encode()
		resp, err := s.hc.Do(req) // want "for each"
		if err != nil {
			return err
		}
		_ = resp.Body.Close()
	}
	return nil
}

func fast(c *fasthttp.Client, base string, ids []string) error {
	req, resp := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(req)
	defer fasthttp.ReleaseResponse(resp)
	for _, id := range ids {
		req.SetRequestURI(base + "/items/" + id)
		if err := c.DoTimeout(req, resp, 2*time.Second); err != nil { // want "for each"
			return err
		}
	}
	return nil
}
