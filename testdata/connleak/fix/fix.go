// Package fix holds what the suggested edits repair.
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
