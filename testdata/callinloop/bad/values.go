package bad

import (
	"context"
	"net/http"
)

type portraits interface {
	avatar(ctx context.Context, user string) (*http.Response, error)
}

type portraitClient struct {
	hc   *http.Client
	base string
}

func (c *portraitClient) avatar(ctx context.Context, user string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/"+user, nil)
	if err != nil {
		return nil, err
	}
	return c.hc.Do(req)
}

func each[T any](in []T, f func(context.Context, T) (*http.Response, error)) error {
	for _, v := range in {
		resp, err := f(context.Background(), v)
		if err != nil {
			return err
		}
		_ = resp.Body.Close()
	}
	return nil
}

// A method of an interface is handed over as a value.
func shown(a portraits, users []string) error {
	return each(users, a.avatar) // want "for each"
}
