// Package nofix holds what no edit can repair without changing what happens.
package nofix

import (
	"bufio"
	"context"
	"database/sql"
	"io"
	"net/http"
	"os"
)

type store struct {
	db   *sql.DB
	http *http.Client
}

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
