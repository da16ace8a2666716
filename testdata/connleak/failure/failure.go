// Package failure has errors of its own type, and an object that begins and ends its transaction.
package failure

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"
)

// Failure is what the functions of this program return for an error.
type Failure interface {
	error
	Code() int
}

type coded struct {
	error
	code int
}

func (c *coded) Code() int { return c.code }

// StatusError is another one, a struct.
type StatusError struct {
	Status int
	Reason string
}

func (e *StatusError) Error() string { return fmt.Sprint(e.Status, e.Reason) }

func failed(err error) Failure {
	if err == nil {
		return nil
	}
	return &coded{err, 500}
}

type depot struct {
	db   *sql.DB
	http *http.Client
}

func (d *depot) list(ctx context.Context, query string) (*sql.Rows, Failure) {
	rows, err := d.db.QueryContext(ctx, query)
	return rows, failed(err)
}

func (d *depot) fetch(req *http.Request) (*http.Response, *StatusError) {
	resp, err := d.http.Do(req)
	if err != nil {
		return nil, &StatusError{502, err.Error()}
	}
	return resp, nil
}

func (d *depot) crates(ctx context.Context) (n int, fail Failure) {
	rows, err := d.list(ctx, "SELECT id FROM crates WHERE depot = 7")
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		n++
	}
	return n, failed(rows.Err())
}

func (d *depot) state(req *http.Request) (int, error) {
	resp, fail := d.fetch(req)
	if fail != nil {
		return 0, fmt.Errorf("depot: %w", fail)
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}

func (d *depot) first(ctx context.Context) (int, Failure) {
	rows, err := d.list(ctx, "SELECT id FROM crates WHERE depot = 8") // want "not closed on every path"
	if err != nil {
		return 0, err
	}
	if !rows.Next() {
		return 0, failed(rows.Err())
	}
	var id int
	if err := rows.Scan(&id); err != nil {
		return 0, failed(err)
	}
	return id, failed(rows.Close())
}

func (d *depot) status(req *http.Request) (int, *StatusError) {
	resp, fail := d.fetch(req) // want "never closed"
	if fail != nil {
		return 0, fail
	}
	return resp.StatusCode, nil
}

func manifest(name string) (*os.File, Failure) {
	f, err := os.Open(name)
	if err != nil {
		return nil, failed(err)
	}
	return f, nil
}

func size(name string) (int64, Failure) {
	f, err := manifest(name) // want "not closed on every path"
	if err != nil {
		return 0, err
	}
	info, e := f.Stat()
	if e != nil {
		return 0, failed(e)
	}
	return info.Size(), failed(f.Close())
}

type unit interface {
	Exec(text string, args ...any) error
	Commit() error
	Rollback() error
}

type database interface {
	Begin() unit
	Ping() error
}

// scope begins a transaction and ends it, by the error that it points to.
type scope struct {
	db  database
	err *error
	tx  unit
}

func (s *scope) Begin() unit {
	s.tx = s.db.Begin()
	return s.tx
}

func (s *scope) End() {
	if *s.err != nil {
		_ = s.tx.Rollback()
		return
	}
	*s.err = s.tx.Commit()
}

func move(db database, from, to int) (err error) {
	s := &scope{db: db, err: &err}
	defer s.End()
	tx := s.Begin()
	if err = tx.Exec("UPDATE crates SET depot = $1 WHERE depot = $2", to, from); err != nil {
		return err
	}
	return tx.Exec("DELETE FROM depots WHERE id = $1", from)
}

func drop(db database, id int) error {
	tx := db.Begin() // want "not ended on every path"
	if err := tx.Exec("DELETE FROM depots WHERE id = $1", id); err != nil {
		return err
	}
	return tx.Commit()
}

type counted struct {
	net.Conn
	read *int64
}

type dialer struct {
	net.Dialer
	read int64
}

func (d *dialer) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := d.Dialer.DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	conn = &counted{conn, &d.read}
	return conn, err
}

func (d *dialer) keyed(addr string) (net.Conn, error) {
	conn, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return nil, err
	}
	conn = &counted{Conn: conn, read: &d.read}
	return conn, nil
}
