package bad

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
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

// The element goes into the body by an encoder, or by writers around a buffer.
func (s *shop) encoded(items []map[string]string) error {
	for _, it := range items {
		var body bytes.Buffer
		if err := json.NewEncoder(&body).Encode(it); err != nil {
			return err
		}
		resp, err := s.hc.Post(s.base+"/items", "application/json", &body) // want "for each"
		if err != nil {
			return err
		}
		_ = resp.Body.Close()
	}
	return nil
}

func (s *shop) zipped(texts []string) error {
	for _, t := range texts {
		body := new(bytes.Buffer)
		zw := gzip.NewWriter(body)
		if _, err := io.WriteString(zw, t); err != nil {
			return err
		}
		form := multipart.NewWriter(zw)
		if err := form.WriteField("text", t); err != nil {
			return err
		}
		resp, err := s.hc.Post(s.base+"/texts", form.FormDataContentType(), body) // want "for each"
		if err != nil {
			return err
		}
		_ = resp.Body.Close()
	}
	return nil
}
