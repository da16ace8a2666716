// Package goodpages goes over what a client reads page after page.
package goodpages

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
)

// shelf lists what a server has, page after page.
type shelf struct {
	client *http.Client
	page   []string
	next   string
}

// Next gives what comes next, and asks for a page where it has none left.
func (s *shelf) Next(ctx context.Context) (string, error) {
	if len(s.page) == 0 {
		if s.next == "" {
			return "", io.EOF
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.next, http.NoBody)
		if err != nil {
			return "", err
		}
		resp, err := s.client.Do(req)
		if err != nil {
			return "", err
		}
		defer resp.Body.Close()
		var got struct {
			Names []string
			Next  string
		}
		if err := json.NewDecoder(resp.Body).Decode(&got); err != nil {
			return "", err
		}
		s.page, s.next = got.Names, got.Next
	}
	name := s.page[0]
	s.page = s.page[1:]
	return name, nil
}

func names(ctx context.Context, s *shelf) (out []string, err error) {
	for {
		name, err := s.Next(ctx)
		if err != nil {
			if errors.Is(err, io.EOF) {
				return out, nil
			}
			return nil, err
		}
		out = append(out, name)
	}
}
