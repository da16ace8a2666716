package good

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
)

// Constants: as many calls as the source says.
func (c *client) warm(ctx context.Context) error {
	for _, p := range []string{"/home", "/menu", "/contact"} {
		if err := c.get(ctx, p, new(any)); err != nil {
			return fmt.Errorf("%s: %w", p, err)
		}
	}
	return nil
}

var regions = [...]string{"eu", "us", "ap"}

func (c *client) everywhere(ctx context.Context) (n int) {
	for _, r := range regions {
		var v struct{ Count int }
		if c.get(ctx, "/count?region="+r, &v) == nil {
			n += v.Count
		}
	}
	return n
}

// One call, then the loop.
func (c *client) rated(ctx context.Context, in []int64) ([]int64, error) {
	var rate int64
	if err := c.get(ctx, "/rate", &rate); err != nil {
		return nil, err
	}
	out := make([]int64, len(in))
	for i, n := range in {
		out[i] = n * rate
	}
	return out, nil
}

// The operand of range is one call.
func (c *client) skus(ctx context.Context) (out []string) {
	for _, it := range c.list(ctx) {
		out = append(out, it.SKU)
	}
	return out
}

func (c *client) list(ctx context.Context) (out []item) {
	if err := c.get(ctx, "/products", &out); err != nil {
		return nil
	}
	return out
}

// The first that matches is asked about, and the loop is left.
func (c *client) cheapest(ctx context.Context, in []item) (*item, error) {
	for _, it := range in {
		if it.Count == 0 {
			continue
		}
		var out item
		err := c.get(ctx, "/products/"+it.SKU, &out)
		return &out, err
	}
	return nil, nil
}

// Functions that are made here and run elsewhere.
func (c *client) lazy(in []item) map[string]func(context.Context) (any, error) {
	out := map[string]func(context.Context) (any, error){}
	for _, it := range in {
		out[it.SKU] = func(ctx context.Context) (any, error) {
			var v any
			err := c.get(ctx, "/products/"+it.SKU, &v)
			return v, err
		}
	}
	return out
}

func routes(mux *http.ServeMux, c *client, paths []string) {
	for _, p := range paths {
		mux.HandleFunc("GET "+p, func(w http.ResponseWriter, r *http.Request) {
			if err := c.get(r.Context(), p, new(any)); err != nil {
				http.Error(w, "try again", http.StatusBadGateway)
			}
		})
	}
}

// A handler that is called in the process.
func replay(h http.Handler, paths []string) (codes []int) {
	for _, p := range paths {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, p, nil))
		codes = append(codes, w.Code)
	}
	return codes
}

// A gateway whose only implementation is a map.
type rates interface {
	RateOf(ctx context.Context, currency string) (int64, error)
}

type table struct {
	mu    sync.RWMutex
	cents map[string]int64
}

func (t *table) RateOf(_ context.Context, currency string) (int64, error) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.cents[currency], nil
}

func newRates() rates { return &table{cents: map[string]int64{"EUR": 100}} }

func converted(ctx context.Context, r rates, amounts map[string]int64) (sum int64, err error) {
	for cur, n := range amounts {
		rate, err := r.RateOf(ctx, cur)
		if err != nil {
			return 0, err
		}
		sum += n * rate
	}
	return sum, nil
}

// Only a failure is told, one by one.
func (c *client) alarmed(ctx context.Context, in []item, check func(item) error) {
	for _, it := range in {
		if err := check(it); err != nil {
			_ = c.get(ctx, "/alarm?sku="+it.SKU, new(any))
			continue
		}
	}
}

// Names that sound like calls and are none.
type doc struct{ fields map[string]string }

func (d *doc) Get(k string) string    { return d.fields[k] }
func (d *doc) Do(f func(string))      { f(d.Get("id")) }
func (d *doc) Post(k string) []string { return strings.Fields(d.Get(k)) }

func words(docs []*doc) (out []string) {
	for _, d := range docs {
		d.Do(func(id string) { out = append(out, id) })
		out = append(out, d.Post("text")...)
		out = append(out, d.Get("title"))
	}
	slices.Sort(out)
	return out
}
