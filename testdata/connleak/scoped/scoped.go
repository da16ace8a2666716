// Package scoped hands what it opens to a scope that closes it later.
package scoped

import (
	"context"
	"database/sql"
	"io"
	"net/http"
	"os"
	"sync"
)

// scope runs what it is given when it ends.
type scope struct {
	mu  sync.Mutex
	end []func()
}

func (s *scope) Cleanup(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.end = append(s.end, f)
}

func (s *scope) close() {
	for _, f := range s.end {
		f()
	}
}

type cleaner interface{ Cleanup(func()) }

var (
	_ cleaner = (*scope)(nil)
)

var _ = (*scope).close

// Use reads what it has to.
func Use(ctx context.Context, c *http.Client, req *http.Request, s *scope) (int64, error) {
	resp, err := c.Do(req.WithContext(ctx))
	if err != nil {
		return 0, err
	}
	s.Cleanup(func() { _ = resp.Body.Close() })
	return io.Copy(io.Discard, resp.Body)
}

func through(cl cleaner, name string) (*os.File, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	cl.Cleanup(func() { _ = f.Close() })
	info, err := f.Stat()
	if err != nil || info.IsDir() {
		return nil, err
	}
	return f, nil
}

var _ = through

// rolled has the scope end the transaction.
func (s *scope) rolled(ctx context.Context, db *sql.DB) (*sql.Tx, error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	s.Cleanup(func() { _ = tx.Rollback() })
	if _, err := tx.ExecContext(ctx, "SET LOCAL lock_timeout = '1s'"); err != nil {
		return nil, err
	}
	return tx, nil
}

// late hands it over only where all went well.
func (s *scope) late(c *http.Client, req *http.Request) (io.Reader, error) {
	resp, err := c.Do(req) // want connleak "not closed on every path"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, io.ErrUnexpectedEOF
	}
	s.Cleanup(func() { _ = resp.Body.Close() })
	return resp.Body, nil
}

var _, _ = (*scope).rolled, (*scope).late
