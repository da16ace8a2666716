// Package good defers in functions that end with the turn, or where no turn follows.
package good

import (
	"context"
	"database/sql"
	"io"
	"log"
	"net/http"
	"os"
	"sync"
	"time"
)

type server struct {
	db   *sql.DB
	http *http.Client
	mu   sync.Mutex
}

func (s *server) literal(w io.Writer, names []string) error {
	for _, name := range names {
		err := func() error {
			f, err := os.Open(name)
			if err != nil {
				return err
			}
			defer f.Close()
			_, err = io.Copy(w, f)
			return err
		}()
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *server) goroutines(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s.mu.Lock()
			defer s.mu.Unlock()
			s.handle(name)
		}()
	}
	wg.Wait()
}

func (s *server) handle(string) {}

func (s *server) first(names []string) (string, error) {
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			continue
		}
		defer f.Close()
		data, err := io.ReadAll(f)
		return string(data), err
	}
	return "", os.ErrNotExist
}

func (s *server) found(names []string) (data []byte, err error) {
	for _, name := range names {
		f, openErr := os.Open(name)
		if openErr != nil {
			continue
		}
		defer f.Close()
		data, err = io.ReadAll(f)
		break
	}
	return data, err
}

func (s *server) retry(ctx context.Context, url string) (*http.Response, error) {
	for attempt := 0; attempt < 3; attempt++ {
		resp, err := s.http.Get(url)
		if err != nil {
			continue
		}
		defer resp.Body.Close()
		return resp, nil
	}
	return nil, io.ErrUnexpectedEOF
}

func (s *server) explicit(names []string) error {
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		f.Close()
	}
	return nil
}

func (s *server) outside(ctx context.Context, ids []int) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, id := range ids {
		s.handle(string(rune(id)))
	}
	return tx.Commit()
}

func (s *server) constant() error {
	for _, name := range []string{"a", "b"} {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
	}
	return nil
}

func (s *server) logging(names []string) {
	for _, name := range names {
		defer log.Println("done", name)
	}
}

func (s *server) waiting(names []string, wg *sync.WaitGroup) {
	for range names {
		defer wg.Done()
	}
}

func (s *server) method(w io.Writer, names []string) error {
	for _, name := range names {
		if err := s.one(w, name); err != nil {
			return err
		}
	}
	return nil
}

func (s *server) one(w io.Writer, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(w, f)
	return err
}

func (s *server) lookup(ctx context.Context, keys []string, want string) bool {
	for _, key := range keys {
		if key == want {
			s.mu.Lock()
			defer s.mu.Unlock()
			return true
		}
	}
	return false
}

func (s *server) failing(names []string) error {
	for _, name := range names {
		if name == "" {
			f, err := os.Create("errors")
			if err != nil {
				return err
			}
			defer f.Close()
			_, err = f.WriteString("empty")
			return err
		}
	}
	return nil
}

func (s *server) opened(ctx context.Context) {
	for {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		s.wait(ctx)
		cancel()
		if ctx.Err() != nil {
			return
		}
	}
}

func (s *server) wait(context.Context) {}

func (s *server) labelled(groups [][]string) error {
outer:
	for _, g := range groups {
		for _, name := range g {
			f, err := os.Open(name)
			if err != nil {
				continue
			}
			defer f.Close()
			break outer
		}
	}
	return nil
}

func (s *server) callback(names []string, each func(func())) {
	for _, name := range names {
		each(func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.handle(name)
		})
	}
}

func (s *server) recovered(names []string) {
	for range names {
		defer func() {
			if p := recover(); p != nil {
				log.Print(p)
			}
		}()
	}
}

func (s *server) panics(names []string) {
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			continue
		}
		defer f.Close()
		panic(f.Name())
	}
}

func (s *server) flagged(names []string) {
	var slow bool
	for _, name := range names {
		if name == "" && !slow {
			t := time.NewTicker(time.Second)
			defer t.Stop()
			slow = true
		}
	}
}

func (s *server) listed() {
	for _, name := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"} {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.handle(name)
	}
}

func (s *server) retried(ctx context.Context, most int, ask func(context.Context) error) error {
	var err error
	attempt := 1
	for attempt <= most {
		turn, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		if err = ask(turn); err == nil {
			return nil
		}
		attempt++
	}
	return err
}
