// Package good calls other services once, or as often as it must.
package good

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/go-resty/resty/v2"
)

type item struct {
	SKU   string
	Count int
	Title string
}

type client struct {
	hc   *http.Client
	base string
}

func (c *client) get(ctx context.Context, path string, out any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path, nil)
	if err != nil {
		return err
	}
	resp, err := c.hc.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(out)
}

// titles: one call for all, joined in memory.
func (c *client) titles(ctx context.Context, cart []item) error {
	skus := make([]string, 0, len(cart))
	for _, it := range cart {
		skus = append(skus, it.SKU)
	}
	var found []item
	if err := c.get(ctx, "/products?sku="+url.QueryEscape(strings.Join(skus, ",")), &found); err != nil {
		return err
	}
	title := map[string]string{}
	for _, f := range found {
		title[f.SKU] = f.Title
	}
	for i := range cart {
		cart[i].Title = title[cart[i].SKU]
	}
	return nil
}

func (c *client) chunks(ctx context.Context, skus []string) (out []item, err error) {
	for part := range slices.Chunk(skus, 100) {
		var found []item
		if err := c.get(ctx, "/products?sku="+strings.Join(part, ","), &found); err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

func (c *client) byIndex(ctx context.Context, skus []string) error {
	for i := 0; i < len(skus); i += 50 {
		b, err := json.Marshal(skus[i:min(i+50, len(skus))])
		if err != nil {
			return err
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/touch", bytes.NewReader(b))
		if err != nil {
			return err
		}
		resp, err := c.hc.Do(req)
		if err != nil {
			return err
		}
		_ = resp.Body.Close()
	}
	return nil
}

// collected calls when there is enough to call for.
func (c *client) collected(ctx context.Context, in []item) error {
	var buf []string
	for _, it := range in {
		buf = append(buf, it.SKU)
		if len(buf) == 100 {
			if err := c.flush(ctx, buf); err != nil {
				return err
			}
			buf = buf[:0]
		}
	}
	if len(buf) > 0 {
		return c.flush(ctx, buf)
	}
	return nil
}

func (c *client) flush(ctx context.Context, skus []string) error {
	return c.get(ctx, "/flush?sku="+strings.Join(skus, ","), new(any))
}

// built: the loop makes the form, one call sends it.
func (c *client) built(ctx context.Context, files map[string][]byte) error {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, b := range files {
		w, err := form.CreateFormFile("file", name)
		if err != nil {
			return err
		}
		if _, err := w.Write(b); err != nil {
			return err
		}
	}
	if err := form.Close(); err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/files", &body)
	if err != nil {
		return err
	}
	resp, err := c.hc.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// headers: a range over the names sets them, the call is after it.
func headers(ctx context.Context, c *resty.Client, h map[string]string, path string) (*resty.Response, error) {
	r := c.R().SetContext(ctx)
	for k, v := range h {
		r.SetHeader(k, v)
	}
	return r.Get(path)
}

// requests are built in a loop; nobody sends them here.
func (c *client) requests(ctx context.Context, paths []string) (out []*http.Request, err error) {
	for _, p := range paths {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+p, nil)
		if err != nil {
			return nil, err
		}
		req.Header.Set("Accept", "application/json")
		out = append(out, req)
	}
	return out, nil
}

func empty(ctx context.Context, c *s3.Client, bucket string, keys []string) error {
	for part := range slices.Chunk(keys, 1000) {
		var ids []types.ObjectIdentifier
		for _, k := range part {
			ids = append(ids, types.ObjectIdentifier{Key: aws.String(k)})
		}
		if _, err := c.DeleteObjects(ctx, &s3.DeleteObjectsInput{Bucket: &bucket, Delete: &types.Delete{Objects: ids}}); err != nil {
			return err
		}
	}
	return nil
}

// sizes takes what the listing says.
func sizes(ctx context.Context, c *s3.Client, bucket string) (sum int64, err error) {
	p := s3.NewListObjectsV2Paginator(c, &s3.ListObjectsV2Input{Bucket: &bucket})
	for p.HasMorePages() {
		page, err := p.NextPage(ctx)
		if err != nil {
			return 0, err
		}
		for _, o := range page.Contents {
			sum += aws.ToInt64(o.Size)
		}
	}
	return sum, nil
}

// links are signed here, not there.
func links(ctx context.Context, c *s3.PresignClient, bucket string, keys []string) (out []string, err error) {
	for _, k := range keys {
		req, err := c.PresignGetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: aws.String(k)}, s3.WithPresignExpires(15*time.Minute))
		if err != nil {
			return nil, err
		}
		out = append(out, req.URL)
	}
	return out, nil
}

// parts of one upload cannot go in one call.
func parts(ctx context.Context, c *s3.Client, bucket, key string, r io.Reader) error {
	up, err := c.CreateMultipartUpload(ctx, &s3.CreateMultipartUploadInput{Bucket: &bucket, Key: &key})
	if err != nil {
		return err
	}
	var done []types.CompletedPart
	buf := make([]byte, 8<<20)
	for n := int32(1); ; n++ {
		size, err := io.ReadFull(r, buf)
		if size == 0 {
			break
		}
		out, uerr := c.UploadPart(ctx, &s3.UploadPartInput{Bucket: &bucket, Key: &key, UploadId: up.UploadId, PartNumber: &n, Body: bytes.NewReader(buf[:size])})
		if uerr != nil {
			return uerr
		}
		done = append(done, types.CompletedPart{ETag: out.ETag, PartNumber: aws.Int32(n)})
		if err != nil {
			break
		}
	}
	_, err = c.CompleteMultipartUpload(ctx, &s3.CompleteMultipartUploadInput{Bucket: &bucket, Key: &key, UploadId: up.UploadId, MultipartUpload: &types.CompletedMultipartUpload{Parts: done}})
	return err
}
