// Package goodmore has more loops that ask no store once for each element.
package goodmore

import (
	"context"
	"database/sql"
	"html/template"
	"io"
	"strings"
	"time"
)

// Post is an entry of a feed.
type Post struct{ Title string }

// Store is the database.
type Store struct{ db *sql.DB }

func (s *Store) orders(ctx context.Context, country string) (n int, err error) {
	err = s.db.QueryRowContext(ctx, "SELECT count(1) FROM orders WHERE country = $1", country).Scan(&n)
	return n, err
}

func (s *Store) balance(ctx context.Context, account int64) (n int64, err error) {
	err = s.db.QueryRowContext(ctx, "SELECT balance FROM accounts WHERE id = $1", account).Scan(&n)
	return n, err
}

// Counted goes a fixed number of times.
func (s *Store) Counted(ctx context.Context, from time.Time) (week [7]int, err error) {
	for day := range 7 {
		row := s.db.QueryRowContext(ctx, "SELECT count(1) FROM visits WHERE day = $1", from.AddDate(0, 0, day))
		if err := row.Scan(&week[day]); err != nil {
			return week, err
		}
	}
	return week, nil
}

// scanAll is given a few names by each of its callers.
func (s *Store) scanAll(ctx context.Context, names ...string) (total int, err error) {
	for _, name := range names {
		n, err := s.orders(ctx, name)
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// Neighbours gives it two.
func (s *Store) Neighbours(ctx context.Context) (int, error) { return s.scanAll(ctx, "FR", "BE") }

// Page gives a template functions: one asks for something that has nothing to do with the posts.
func (s *Store) Page(ctx context.Context, w io.Writer, posts []Post) error {
	t, err := template.New("page").Funcs(template.FuncMap{
		"upper": strings.ToUpper,
		"motd": func() (text string, err error) {
			err = s.db.QueryRowContext(ctx, "SELECT text FROM notices ORDER BY id DESC LIMIT 1").Scan(&text)
			return text, err
		},
	}).Parse(`<p>{{motd}}</p>{{range .}}<h2>{{upper .Title}}</h2>{{end}}`)
	if err != nil {
		return err
	}
	return t.Execute(w, posts)
}

// Delays goes through a list of delays.
func (s *Store) Delays(ctx context.Context, account int64, delays []time.Duration) (n int64, err error) {
	for _, d := range delays {
		if n, err = s.balance(ctx, account); err == nil {
			return n, nil
		}
		time.Sleep(d)
	}
	return 0, err
}
