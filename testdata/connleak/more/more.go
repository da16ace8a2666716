// Package more holds further shapes: what is deferred before there is anything to close, values that generics, interfaces and closures hand around.
package more

import (
	"archive/zip"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/Masterminds/squirrel"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

type store struct {
	db   *sql.DB
	pool *pgxpool.Pool
	http *http.Client
}

var errStatus = errors.New("status")

func (s *store) early(ctx context.Context) (n int, err error) {
	var rows *sql.Rows
	defer func() {
		if rows != nil {
			_ = rows.Close()
		}
	}()
	rows, err = s.db.QueryContext(ctx, "SELECT id FROM orders WHERE state = 'new'")
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		if err := rows.Scan(&n); err != nil {
			return 0, err
		}
	}
	return n, rows.Err()
}

func (s *store) undone(ctx context.Context) (err error) {
	var tx *sql.Tx
	defer func() {
		if err != nil && tx != nil {
			_ = tx.Rollback()
		}
	}()
	if tx, err = s.db.BeginTx(ctx, nil); err != nil {
		return err
	}
	if _, err = tx.ExecContext(ctx, "UPDATE orders SET state = 'sent' WHERE id = 1"); err != nil {
		return err
	}
	return tx.Commit()
}

func (s *store) direct(a, b *http.Request) error {
	resp, err := s.http.Do(a)
	if err != nil {
		return err
	}
	defer resp.Body.Close()  // of the first alone
	resp, err = s.http.Do(b) // want connleak "not closed on every path"
	if err != nil {
		return err
	}
	if resp.StatusCode >= 400 {
		return errStatus
	}
	return nil
}

// closing runs what it is given with a response, and closes that.
func closing[T any](resp *http.Response, read func(io.Reader) (T, error)) (T, error) {
	defer resp.Body.Close()
	return read(resp.Body)
}

func (s *store) generic(req *http.Request) (string, error) {
	resp, err := s.http.Do(req)
	if err != nil {
		return "", err
	}
	return closing(resp, func(r io.Reader) (string, error) {
		b, err := io.ReadAll(io.LimitReader(r, 1<<20))
		return string(b), err
	})
}

// reading runs what it is given with a response, and leaves that open.
func reading[T any](resp *http.Response, read func(io.Reader) (T, error)) (T, error) {
	if resp.StatusCode >= 400 {
		var none T
		return none, errStatus
	}
	return read(resp.Body)
}

func (s *store) open(req *http.Request) (string, error) {
	resp, err := s.http.Do(req) // want connleak "never closed"
	if err != nil {
		return "", err
	}
	return reading(resp, func(r io.Reader) (string, error) {
		b, err := io.ReadAll(io.LimitReader(r, 1<<20))
		return string(b), err
	})
}

// checked closes what it refuses.
func checked(resp *http.Response, err error) (*http.Response, error) {
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= 400 {
		resp.Body.Close()
		return nil, errStatus
	}
	return resp, nil
}

func (s *store) through(req *http.Request, into any) error {
	resp, err := checked(s.http.Do(req))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(into)
}

func (s *store) throughOpen(req *http.Request, into any) error {
	resp, err := checked(s.http.Do(req)) // want connleak "never closed"
	if err != nil {
		return err
	}
	return json.NewDecoder(resp.Body).Decode(into)
}

// pages hands out rows one by one.
func (s *store) pages(ctx context.Context) func(yield func(int, error) bool) {
	return func(yield func(int, error) bool) {
		rows, err := s.db.QueryContext(ctx, "SELECT id FROM orders WHERE state = 'new'")
		if err != nil {
			yield(0, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var id int
			if err := rows.Scan(&id); !yield(id, err) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(0, err)
		}
	}
}

func (s *store) pagesOpen(ctx context.Context) func(yield func(int, error) bool) {
	return func(yield func(int, error) bool) {
		rows, err := s.db.QueryContext(ctx, "SELECT id FROM orders WHERE state = 'new'") // want connleak "rows"
		if err != nil {
			yield(0, err)
			return
		}
		for rows.Next() {
			var id int
			if err := rows.Scan(&id); !yield(id, err) {
				return
			}
		}
		rows.Close()
	}
}

func (s *store) collected(ctx context.Context) ([]int, error) {
	rows, err := s.pool.Query(ctx, "SELECT id FROM orders WHERE state = 'new'")
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int])
}

func (s *store) acquired(ctx context.Context) error {
	conn, err := s.pool.Acquire(ctx) // want connleak "not given back on every path"
	if err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock(1)"); err != nil {
		return err
	}
	conn.Release()
	return nil
}

// finish ends a transaction as an error says.
func finish(tx *sql.Tx, err *error) {
	if *err != nil {
		_ = tx.Rollback()
		return
	}
	*err = tx.Commit()
}

func (s *store) finished(ctx context.Context) (err error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer finish(tx, &err)
	_, err = tx.ExecContext(ctx, "UPDATE orders SET state = 'sent' WHERE id = 1")
	return err
}

func (s *store) built(ctx context.Context) error {
	tx, err := s.db.BeginTx(ctx, nil) // want connleak "not ended on every path"
	if err != nil {
		return err
	}
	if _, err := squirrel.Update("orders").Set("state", "sent").Where(squirrel.Eq{"id": 1}).RunWith(tx).ExecContext(ctx); err != nil {
		return err
	}
	return tx.Commit()
}

// session is a body and what reads it, closed together.
type session struct {
	dec  *json.Decoder
	stop func() error
}

func (s *store) session(req *http.Request) (*session, error) {
	resp, err := s.http.Do(req)
	if err != nil {
		return nil, err
	}
	return &session{dec: json.NewDecoder(resp.Body), stop: resp.Body.Close}, nil
}

func (s *store) copied(path string, to io.Writer) error {
	f, err := os.Open(path) // want connleak "not closed on every path"
	if err != nil {
		return err
	}
	if _, err := io.Copy(to, f); err != nil {
		return fmt.Errorf("copy %s: %w", path, err)
	}
	return f.Close()
}

func (s *store) joined(path string, to io.Writer) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	_, err = io.Copy(to, f)
	return err
}

// member is a file of an archive, and the archive.
type member struct {
	io.ReadCloser
	archive *zip.ReadCloser
}

func (m *member) Close() error { return errors.Join(m.ReadCloser.Close(), m.archive.Close()) }

func (s *store) member(path, name string) (io.ReadCloser, error) {
	r, err := zip.OpenReader(path) // want connleak "not closed on every path"
	if err != nil {
		return nil, err
	}
	for _, f := range r.File {
		if f.Name == name {
			src, err := f.Open()
			if err != nil {
				return nil, err
			}
			return &member{src, r}, nil
		}
	}
	return nil, os.ErrNotExist
}

func (s *store) memberClosed(path, name string) (io.ReadCloser, error) {
	r, err := zip.OpenReader(path)
	if err != nil {
		return nil, err
	}
	for _, f := range r.File {
		if f.Name == name {
			src, err := f.Open()
			if err != nil {
				r.Close()
				return nil, err
			}
			return &member{src, r}, nil
		}
	}
	r.Close()
	return nil, os.ErrNotExist
}
