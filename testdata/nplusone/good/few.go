package good

import (
	"context"
	"database/sql"
)

// few is how many covers are shown.
const few = 4

// listing says what is asked for.
type listing struct {
	Sort string
	Max  int
}

// Shelf knows which books there are.
type Shelf interface {
	Books(ctx context.Context, of listing) ([]int64, error)
	Newest(ctx context.Context, limit int) ([]int64, error)
}

type shelf struct{ db *sql.DB }

// NewShelf reads from a database.
func NewShelf(db *sql.DB) Shelf { return &shelf{db} }

func (s *shelf) Books(ctx context.Context, of listing) ([]int64, error) {
	return s.ids(ctx, "SELECT id FROM books ORDER BY random() LIMIT $1", of.Max)
}

func (s *shelf) Newest(ctx context.Context, limit int) ([]int64, error) {
	return s.ids(ctx, "SELECT id FROM books ORDER BY added DESC LIMIT $1", limit)
}

func (s *shelf) ids(ctx context.Context, query string, n int) (ids []int64, err error) {
	rows, err := s.db.QueryContext(ctx, query, n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// Window shows a few books.
type Window struct {
	shelf Shelf
	db    *sql.DB
}

// NewWindow shows books of a database.
func NewWindow(db *sql.DB) *Window { return &Window{NewShelf(db), db} }

func (w *Window) cover(ctx context.Context, book int64) (url string, err error) {
	err = w.db.QueryRowContext(ctx, "SELECT url FROM covers WHERE book = $1", book).Scan(&url)
	return url, err
}

// Grid asks for four books, whatever there is.
func (w *Window) Grid(ctx context.Context) (covers []string, err error) {
	books, err := w.shelf.Books(ctx, listing{Sort: "random", Max: few})
	if err != nil {
		return nil, err
	}
	for _, b := range books {
		url, err := w.cover(ctx, b)
		if err != nil {
			return nil, err
		}
		covers = append(covers, url)
	}
	return covers, nil
}

// Row asks for three by a parameter, and begins anew where there is none.
func (w *Window) Row(ctx context.Context) (covers []string, err error) {
	books, err := w.shelf.Newest(ctx, 3)
	if err == nil && len(books) == 0 {
		books, err = w.shelf.Books(ctx, listing{Max: 3})
	}
	if err != nil {
		return nil, err
	}
	for _, b := range books {
		url, err := w.cover(ctx, b)
		if err != nil {
			return nil, err
		}
		covers = append(covers, url)
	}
	return covers, nil
}
