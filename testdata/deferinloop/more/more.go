// Package more holds further shapes.
package more

// without callinloop: it is beside the point

import (
	"context"
	"database/sql"
	"io"
	"net/http"
	"os"
	"sync"
	"time"
)

type store struct {
	mu   sync.Mutex
	db   *sql.DB
	http *http.Client
	in   chan string
}

func (s *store) files(names []string, to io.Writer) error {
	for _, n := range names {
		f, err := os.Open(n)
		if err != nil {
			return err
		}
		defer f.Close() // want deferinloop "os.File.Close"
		if _, err := io.Copy(to, f); err != nil {
			return err
		}
	}
	return nil
}

func (s *store) locks(names []string, set map[string]int) {
	for i, n := range names {
		s.mu.Lock()
		defer s.mu.Unlock() // want deferinloop "Unlock"
		set[n] = i
	}
}

func (s *store) contexts(ctx context.Context, reqs []*http.Request) error {
	for _, r := range reqs {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel() // want deferinloop "cancel"
		resp, err := s.http.Do(r.WithContext(ctx))
		if err != nil {
			return err
		}
		resp.Body.Close()
	}
	return nil
}

func (s *store) worker(ctx context.Context) {
	for n := range s.in {
		tx, err := s.db.BeginTx(ctx, nil)
		if err != nil {
			return
		}
		defer func() { _ = tx.Rollback() }() // want deferinloop "Rollback"
		if _, err := tx.ExecContext(ctx, "UPDATE files SET seen = true WHERE name = $1", n); err != nil {
			continue
		}
		_ = tx.Commit()
	}
}

func (s *store) inner(names []string, to io.Writer) error {
	for _, n := range names {
		err := func() error {
			f, err := os.Open(n)
			if err != nil {
				return err
			}
			defer f.Close()
			_, err = io.Copy(to, f)
			return err
		}()
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *store) found(names []string, to io.Writer) error {
	for _, n := range names {
		f, err := os.Open(n)
		if err != nil {
			continue
		}
		defer f.Close()
		_, err = io.Copy(to, f)
		return err
	}
	return os.ErrNotExist
}

func (s *store) started(names []string) {
	var wg sync.WaitGroup
	for _, n := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s.mu.Lock()
			defer s.mu.Unlock()
			_ = n
		}()
	}
	wg.Wait()
}

func (s *store) attempts(r *http.Request) error {
	for range 3 {
		resp, err := s.http.Do(r)
		if err != nil {
			continue
		}
		defer resp.Body.Close()
		return nil
	}
	return io.ErrUnexpectedEOF
}

// together needs all of them open until the end.
func (s *store) together(names []string, to io.Writer) error {
	var all []io.Reader
	for _, n := range names {
		f, err := os.Open(n)
		if err != nil {
			return err
		}
		defer f.Close()
		all = append(all, f)
	}
	_, err := io.Copy(to, io.MultiReader(all...))
	return err
}
