package bad

import (
	"context"
	"database/sql"
)

// listing says what is asked for.
type listing struct {
	Max, Offset int
}

// Window shows books.
type Window struct{ db *sql.DB }

func (w *Window) books(ctx context.Context, of listing) ([]int64, error) {
	return w.newest(ctx, of.Max)
}

func (w *Window) newest(ctx context.Context, limit int) (ids []int64, err error) {
	rows, err := w.db.QueryContext(ctx, "SELECT id FROM books ORDER BY added DESC LIMIT $1", limit)
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

func (w *Window) cover(ctx context.Context, book int64) (url string, err error) {
	err = w.db.QueryRowContext(ctx, "SELECT url FROM covers WHERE book = $1", book).Scan(&url)
	return url, err
}

// Page asks for a hundred.
func (w *Window) Page(ctx context.Context) (covers []string, err error) {
	books, err := w.books(ctx, listing{Max: 100})
	if err != nil {
		return nil, err
	}
	for _, b := range books {
		url, err := w.cover(ctx, b) // want "covers"
		if err != nil {
			return nil, err
		}
		covers = append(covers, url)
	}
	return covers, nil
}

// Any asks for as many as the caller likes, and for three that are there always.
func (w *Window) Any(ctx context.Context, limit int) (covers []string, err error) {
	books, err := w.newest(ctx, 3)
	if limit > 3 && err == nil {
		books, err = w.newest(ctx, limit)
	}
	if err != nil {
		return nil, err
	}
	for _, b := range books {
		url, err := w.cover(ctx, b) // want "covers"
		if err != nil {
			return nil, err
		}
		covers = append(covers, url)
	}
	return covers, nil
}

// Added has more than it asked for.
func (w *Window) Added(ctx context.Context, own []int64) (covers []string, err error) {
	books, err := w.newest(ctx, 3)
	if err != nil {
		return nil, err
	}
	books = append(books, own...)
	for _, b := range books {
		url, err := w.cover(ctx, b) // want "covers"
		if err != nil {
			return nil, err
		}
		covers = append(covers, url)
	}
	return covers, nil
}
