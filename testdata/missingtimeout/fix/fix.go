// Package fix holds what the suggested edits repair.
package fix

// without connleak: what is done with the answers is left out

import (
	"context"
	"database/sql"
	"net/http"
)

var empty = &http.Client{} // want "http.Client has no Timeout"

func oneLine(url string) {
	c := &http.Client{CheckRedirect: nil} // want "http.Client has no Timeout"
	_, _ = c.Get(url)
	_, _ = empty.Get(url)
}

func lines(url string) {
	// want+1 "http.Client has no Timeout"
	c := http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	_, _ = c.Get(url)
}

type store struct {
	db   *sql.DB
	http *http.Client
}

func (s *store) query(ctx context.Context, id int) error {
	return s.db.QueryRow("SELECT 1 FROM orders WHERE id = $1", id).Err() // want "call QueryRowContext"
}

func (s *store) handler(w http.ResponseWriter, r *http.Request) {
	_, _ = s.db.Exec("DELETE FROM carts WHERE id = $1", r.PathValue("id")) // want "call ExecContext" swallowederror "."
}

// The client is not known here.
func (s *store) fetch(ctx context.Context, url string) error {
	req, err := http.NewRequest(http.MethodGet, url, nil) // want "call NewRequestWithContext"
	if err != nil {
		return err
	}
	_, err = s.http.Do(req)
	return err
}
