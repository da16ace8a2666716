package bad

// without unboundedgoroutines: what is asked here is what runs in the goroutines

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/samber/lo"
	"golang.org/x/sync/errgroup"
)

// group starts as many calls at once as there are elements.
func group(ctx context.Context, c *client, ids []int64) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, id := range ids {
		g.Go(func() error {
			_, err := c.Profile(ctx, id) // want:info "they run at the same time"
			return err
		})
	}
	return g.Wait()
}

func waitGroup(ctx context.Context, c *s3.Client, bucket string, keys []string) {
	var wg sync.WaitGroup
	for _, k := range keys {
		wg.Go(func() {
			_, _ = c.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &bucket, Key: &k}) // want:info "they run at the same time"
		})
	}
	wg.Wait()
}

func goroutines(ctx context.Context, c *client, ids []int64) []*profile {
	out := make([]*profile, len(ids))
	var wg sync.WaitGroup
	for i, id := range ids {
		wg.Add(1)
		go func() {
			defer wg.Done()
			out[i], _ = c.Profile(ctx, id) // want:info "they run at the same time"
		}()
	}
	wg.Wait()
	return out
}

func results(ctx context.Context, c *client, ids []int64) (out []*profile) {
	type result struct {
		p   *profile
		err error
	}
	ch := make(chan result, len(ids))
	for _, id := range ids {
		go func(id int64) {
			p, err := c.Profile(ctx, id) // want:info "they run at the same time"
			ch <- result{p, err}
		}(id)
	}
	for range ids {
		if r := <-ch; r.err == nil {
			out = append(out, r.p)
		}
	}
	return out
}

func mapped(ctx context.Context, c *client, ids []int64) []*profile {
	return lo.Map(ids, func(id int64, _ int) *profile {
		p, _ := c.Profile(ctx, id) // want "for each"
		return p
	})
}

func filtered(ctx context.Context, c *client, ids []int64) []int64 {
	return lo.Filter(ids, func(id int64, _ int) bool {
		_, err := c.Profile(ctx, id) // want "for each"
		return err == nil
	})
}

// sorted asks for the price of both sides of each comparison.
func sorted(ctx context.Context, p prices, cart []item) {
	slices.SortFunc(cart, func(a, b item) int {
		x, _ := p.PriceOf(ctx, a.SKU) // want "for each"
		y, _ := p.PriceOf(ctx, b.SKU) // want "for each"
		return int(x - y)
	})
}

func convert[A, B any](in []A, f func(A) (B, error)) ([]B, error) {
	out := make([]B, 0, len(in))
	for _, a := range in {
		b, err := f(a)
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

func ownHelper(ctx context.Context, c *client, ids []int64) ([]*profile, error) {
	return convert(ids, func(id int64) (*profile, error) {
		return c.Profile(ctx, id) // want "for each"
	})
}

func (c *client) byID(id int64) (*profile, error) {
	resp, err := c.hc.Get(c.base + "/profiles/" + strconv.FormatInt(id, 10))
	if err != nil {
		return nil, err
	}
	return &profile{ID: id}, resp.Body.Close()
}

func methodValue(c *client, ids []int64) ([]*profile, error) {
	return convert(ids, c.byID) // want "for each"
}

// A call for each line of an upload.
func lines(ctx context.Context, c *client, r io.Reader) error {
	in := csv.NewReader(r)
	for {
		rec, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if _, err := c.groupsOf(ctx, rec[0]); err != nil { // want "for each"
			return err
		}
	}
}

// deferred runs a closure in place: a body that must be closed in the loop.
func deferred(ctx context.Context, c *client, ids []int64) error {
	for _, id := range ids {
		err := func() error {
			req, err := c.request(ctx, id)
			if err != nil {
				return err
			}
			resp, err := c.hc.Do(req) // want "for each"
			if err != nil {
				return err
			}
			defer resp.Body.Close()
			_, err = io.Copy(io.Discard, resp.Body)
			return err
		}()
		if err != nil {
			return err
		}
	}
	return nil
}
