// Package fix has groups that the suggested edit limits.
package fix

import (
	"context"
	"net/http"

	"golang.org/x/sync/errgroup"
)

func head(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, url, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	return res.Body.Close()
}

func withContext(ctx context.Context, urls []string) error {
	g, ctx := errgroup.WithContext(ctx) // ends with the first error
	for _, url := range urls {
		g.Go(func() error { return head(ctx, url) }) // want "with SetLimit"
	}
	return g.Wait()
}

func variable(ctx context.Context, urls []string) error {
	var g errgroup.Group
	for _, url := range urls {
		g.Go(func() error { return head(ctx, url) }) // want "with SetLimit"
	}
	return g.Wait()
}
