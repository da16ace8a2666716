package bad

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/sony/gobreaker/v2"
)

// A breaker, a retry: each call is still one of many.
func broken(ctx context.Context, cb *gobreaker.CircuitBreaker[*profile], c *client, ids []int64) (out []*profile, err error) {
	for _, id := range ids {
		p, err := cb.Execute(func() (*profile, error) {
			return c.Profile(ctx, id) // want "for each"
		})
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

func again[T any](ctx context.Context, do func(context.Context) (T, error)) (v T, err error) {
	for attempt := range 3 {
		if v, err = do(ctx); err == nil {
			return v, nil
		}
		time.Sleep(time.Duration(attempt+1) * 200 * time.Millisecond)
	}
	return v, err
}

func retried(ctx context.Context, c *client, ids []int64) error {
	for _, id := range ids {
		_, err := again(ctx, func(ctx context.Context) (*profile, error) {
			return c.Profile(ctx, id) // want "for each"
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// polls is right to poll, and asks about each job in turn.
func polls(ctx context.Context, c *client, jobs map[string]bool) error {
	t := time.NewTicker(10 * time.Second)
	defer t.Stop()
	for range t.C {
		for id := range jobs {
			var job struct{ Done bool }
			if err := c.get(ctx, "/jobs/"+id, &job); err != nil { // want "for each"
				return err
			}
			if job.Done {
				delete(jobs, id)
			}
		}
		if len(jobs) == 0 {
			return nil
		}
	}
	return nil
}

// The transport is decorated: whatever it adds, a call is a call.
type withToken struct {
	next  http.RoundTripper
	token string
}

func (t withToken) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+t.token)
	return t.next.RoundTrip(r)
}

func issues(ctx context.Context, token, base string, numbers []int) error {
	hc := &http.Client{Timeout: 10 * time.Second, Transport: withToken{http.DefaultTransport, token}}
	for _, n := range numbers {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("%s/issues/%d", base, n), nil)
		if err != nil {
			return err
		}
		resp, err := hc.Do(req) // want "for each"
		if err != nil {
			return err
		}
		if err := resp.Body.Close(); err != nil {
			return err
		}
	}
	return nil
}
