// Package bad defers in loops.
package bad

import (
	"context"
	"database/sql"
	"io"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/gomodule/redigo/redis"
	"github.com/jackc/pgx/v5/pgxpool"
)

type server struct {
	db    *sql.DB
	pool  *pgxpool.Pool
	cache *redis.Pool
	http  *http.Client
	locks map[string]*sync.Mutex
	mu    sync.RWMutex
}

func (s *server) files(w io.Writer, names []string) error {
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close() // want "os.File.Close in a loop over names"
		if _, err := io.Copy(w, f); err != nil {
			return err
		}
	}
	return nil
}

func (s *server) indexed(w io.Writer, names []string) error {
	for i := 0; i < len(names); i++ {
		f, err := os.Open(names[i])
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }() // want "piles up"
		if _, err := io.Copy(w, f); err != nil {
			return err
		}
	}
	return nil
}

func (s *server) bodies(urls map[string]string) error {
	for _, url := range urls {
		resp, err := s.http.Get(url) // want callinloop "url"
		if err != nil {
			return err
		}
		defer resp.Body.Close() // want "piles up"
		if resp.StatusCode != http.StatusOK {
			return io.EOF
		}
	}
	return nil
}

func (s *server) rows(ctx context.Context, ids []int) (n int, err error) {
	for _, id := range ids {
		rows, err := s.db.QueryContext(ctx, "SELECT n FROM lines WHERE id = $1", id) // want nplusone "lines"
		if err != nil {
			return 0, err
		}
		defer rows.Close() // want "sql.Rows.Close in a loop over ids"
		for rows.Next() {
			if err := rows.Scan(&n); err != nil {
				return 0, err
			}
		}
		if err := rows.Err(); err != nil {
			return 0, err
		}
	}
	return n, nil
}

func (s *server) polling(ctx context.Context) (n int, err error) {
	for {
		time.Sleep(time.Second)
		rows, err := s.db.QueryContext(ctx, "SELECT id FROM jobs WHERE done = false AND owner = 1")
		if err != nil {
			return 0, err
		}
		defer rows.Close() // want "keeps running"
		for rows.Next() {
			if err := rows.Scan(&n); err != nil {
				continue
			}
		}
		if rows.Err() != nil {
			return n, rows.Err()
		}
	}
}

func (s *server) messages(in <-chan string) {
	for key := range in {
		mu := s.locks[key]
		mu.Lock()
		defer mu.Unlock() // want "sync.Mutex.Unlock"
		s.handle(key)
	}
}

func (s *server) handle(string) {}

func (s *server) reading(keys []string) {
	for _, key := range keys {
		s.mu.RLock()
		defer s.mu.RUnlock() // want "RUnlock"
		s.handle(key)
	}
}

func (s *server) contexts(ctx context.Context, keys []string) {
	for _, key := range keys {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel() // want "defer cancel in a loop over keys"
		s.wait(ctx, key)
	}
}

func (s *server) wait(context.Context, string) {}

func (s *server) transactions(ctx context.Context, ids []int) error {
	for range ids {
		tx, err := s.db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback() // want "Rollback"
		if err := tx.Commit(); err != nil {
			return err
		}
	}
	return nil
}

func (s *server) connections(ctx context.Context, ids []int) error {
	for range ids {
		conn, err := s.pool.Acquire(ctx)
		if err != nil {
			return err
		}
		defer conn.Release() // want "Release"
		s.wait(ctx, "")
	}
	return nil
}

func (s *server) cached(keys []string) {
	for _, key := range keys {
		conn := s.cache.Get()
		defer conn.Close() // want "Close"
		s.handle(key)
	}
}

func (s *server) tickers(keys []string) {
	for _, key := range keys {
		t := time.NewTicker(time.Second)
		defer t.Stop() // want "Stop"
		<-t.C
		s.handle(key)
	}
}

func (s *server) conditional(names []string) error {
	for _, name := range names {
		if name == "" {
			continue
		}
		f, err := os.Create(name)
		if err != nil {
			continue
		}
		if _, err := f.WriteString(name); err == nil {
			defer f.Close() // want "Close"
		} else {
			f.Close()
		}
	}
	return nil
}

func (s *server) nested(groups [][]string) error {
	for _, g := range groups {
		for _, name := range g {
			f, err := os.Open(name)
			if err != nil {
				return err
			}
			defer f.Close() // want "Close"
		}
	}
	return nil
}

func (s *server) cursor(ctx context.Context) error {
	rows, err := s.db.QueryContext(ctx, "SELECT path FROM files WHERE owner = 1")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var path string
		if err := rows.Scan(&path); err != nil {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close() // want "Close"
	}
	return rows.Err()
}

func (s *server) literal(in <-chan string) {
	go func() {
		for name := range in {
			f, err := os.Open(name)
			if err != nil {
				continue
			}
			defer f.Close() // want "Close"
			s.handle(f.Name())
		}
	}()
}

func (s *server) selecting(ctx context.Context, in <-chan string) {
	for {
		select {
		case <-ctx.Done():
			return
		case name := <-in:
			f, err := os.Open(name)
			if err != nil {
				continue
			}
			defer f.Close() // want "Close"
			s.handle(f.Name())
		}
	}
}

func (s *server) accept(names []string) error {
	for _, name := range names {
		switch f, err := os.Open(name); {
		case err != nil:
			return err
		default:
			defer f.Close() // want "Close"
		}
	}
	return nil
}
