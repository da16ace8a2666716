// Package fix holds what the suggested edits repair, and what they leave alone.
package fix

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"net/http"
	"os"

	"github.com/gomodule/redigo/redis"
)

type store struct {
	db   *sql.DB
	http *http.Client
	pool *redis.Pool
}

func (s *store) status(req *http.Request) (int, error) {
	resp, err := s.http.Do(req) // want "never closed"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func (s *store) decoded(req *http.Request, v any) error {
	resp, err := s.http.Do(req) // want "never closed"
	if err != nil {
		return err // as it is
	} // a comment that stays
	if resp.StatusCode != http.StatusOK {
		return io.EOF
	}
	return json.NewDecoder(resp.Body).Decode(v)
}

func (s *store) text(url string) ([]byte, error) {
	resp, err := s.http.Get(url) // want "not closed on every path"
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	resp.Body.Close()
	return data, nil
}

func (s *store) names(ctx context.Context) (names []string, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT name FROM users WHERE team = 1") // want "never closed"
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

func (s *store) move(ctx context.Context, id int) error {
	tx, err := s.db.BeginTx(ctx, nil) // want "not ended on every path"
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE accounts SET n = n - 1 WHERE id = $1", id); err != nil {
		return err
	}
	return tx.Commit()
}

func (s *store) cached(key string) (string, error) {
	conn := s.pool.Get() // want "never given back"
	return redis.String(conn.Do("GET", key))
}

func (s *store) lines(path string) (n int, err error) {
	f, err := os.Open(path) // want "never closed"
	if err != nil {
		return 0, err
	}
	for sc := bufio.NewScanner(f); sc.Scan(); {
		n++
	}
	return n, nil
}

// What follows is found and left as it is.

func (s *store) turns(urls []string) (codes []int) {
	for _, url := range urls {
		resp, err := s.http.Get(url) // want "before the next is opened" callinloop "url"
		if err != nil {
			continue
		}
		codes = append(codes, resp.StatusCode)
	}
	return codes
}

func (s *store) scanner(path string) (*bufio.Scanner, error) {
	f, err := os.Open(path) // want "never closed"
	if err != nil {
		return nil, err
	}
	sc := bufio.NewScanner(f)
	sc.Split(bufio.ScanWords)
	return sc, nil
}

func (s *store) later(url string, out chan<- []byte) error {
	resp, err := s.http.Get(url) // want "never closed"
	if err != nil {
		return err
	}
	go func() {
		data, _ := io.ReadAll(resp.Body)
		out <- data
	}()
	return nil
}

func (s *store) joined(url string) (int, error) {
	resp, err := s.http.Get(url) // want "never closed"
	if err != nil || resp.StatusCode > 300 {
		return 0, err
	}
	return resp.StatusCode, nil
}

func (s *store) dropped(url string) error {
	_, err := s.http.Get(url) // want "never closed"
	return err
}

func (s *store) again(url string) (int, error) {
	resp, err := s.http.Get(url) // want "before the next is opened"
	if err != nil {
		return 0, err
	}
	if resp.StatusCode == http.StatusUnauthorized {
		if resp, err = s.http.Get(url); err != nil { // want "never closed"
			return 0, err
		}
	}
	return resp.StatusCode, nil
}

func (s *store) prepared(ctx context.Context, id int) (*sql.Row, error) {
	stmt, err := s.db.PrepareContext(ctx, "SELECT name FROM users WHERE id = $1") // want "never closed"
	if err != nil {
		return nil, err
	}
	return stmt.QueryRowContext(ctx, id), nil
}
