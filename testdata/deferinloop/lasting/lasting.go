// Package lasting defers in loops where that is right: what is given back is needed until the function returns, or taken once.
package lasting

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

type server struct {
	http *http.Client
	mu   sync.Mutex
}

func serve(net.Listener) {}

func (s *server) joined(w io.Writer, names []string) error {
	var parts []io.Reader
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		parts = append(parts, f)
	}
	_, err := io.Copy(w, io.MultiReader(parts...))
	return err
}

func (s *server) indexed(names []string) error {
	files := make([]*os.File, len(names))
	for i, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		files[i] = f
	}
	return s.merge(files)
}

func (s *server) keyed(names []string) error {
	files := map[string]io.ReadCloser{}
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		files[name] = f
	}
	return s.all(files)
}

func (s *server) merge([]*os.File) error             { return nil }
func (s *server) all(map[string]io.ReadCloser) error { return nil }

func (s *server) listeners(addrs []string) error {
	var wg sync.WaitGroup
	for _, addr := range addrs {
		l, err := net.Listen("tcp", addr)
		if err != nil {
			return err
		}
		defer l.Close()
		wg.Add(1)
		go func() {
			defer wg.Done()
			serve(l)
		}()
	}
	wg.Wait()
	return nil
}

func (s *server) started(addrs <-chan string) {
	for addr := range addrs {
		l, err := net.Listen("tcp", addr)
		if err != nil {
			continue
		}
		defer l.Close()
		go serve(l)
	}
}

func (s *server) grouped(ctx context.Context, urls []string) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(4)
	for _, url := range urls {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		g.Go(func() error { return s.fetch(ctx, url) })
	}
	return g.Wait()
}

func (s *server) fetch(context.Context, string) error { return nil }

func (s *server) checks(names []string) bool {
	var checks []func() bool
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return false
		}
		defer f.Close()
		checks = append(checks, s.check(f))
	}
	for _, ok := range checks {
		if !ok() {
			return false
		}
	}
	return true
}

func (s *server) check(*os.File) func() bool { return func() bool { return true } }

func (s *server) sent(names []string, out chan<- *os.File, done <-chan struct{}) {
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			continue
		}
		defer f.Close()
		out <- f
	}
	<-done
}

func (s *server) lazily(in <-chan string) {
	var ticker *time.Ticker
	for name := range in {
		if ticker == nil {
			ticker = time.NewTicker(time.Second)
			defer ticker.Stop()
		}
		<-ticker.C
		_ = name
	}
}

func (s *server) firstTurn(names []string) error {
	for i, name := range names {
		if i == 0 {
			s.mu.Lock()
			defer s.mu.Unlock()
		}
		_ = name
	}
	return nil
}

func (s *server) untilAccepted(url string) ([]byte, error) {
	var data []byte
	for retry := true; retry; {
		resp, err := s.http.Get(url)
		if err != nil {
			return nil, err
		}
		defer resp.Body.Close()
		if data, err = io.ReadAll(resp.Body); err != nil {
			return nil, err
		}
		retry = resp.StatusCode == http.StatusAccepted
	}
	return data, nil
}

func (s *server) bounded(names []string) error {
	for _, name := range names {
		if err := func() error {
			f, err := os.Open(name)
			if err != nil {
				return err
			}
			defer f.Close()
			return nil
		}(); err != nil {
			return err
		}
	}
	return nil
}
