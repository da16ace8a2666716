// Package bad asks its stores once for each element of something.
package bad

import (
	"context"
	"database/sql"
	"maps"
	"slices"
)

// Post is an entry of a feed.
type Post struct {
	ID       int64
	AuthorID int64
	Title    string
	Author   Author
}

// Author wrote posts.
type Author struct {
	ID   int64
	Name string
}

const authorByID = `SELECT id, name FROM authors WHERE id = $1`

// Direct queries in the loop itself.
type Direct struct{ db *sql.DB }

// Authors ranges over the values of a slice.
func (d *Direct) Authors(ctx context.Context, posts []Post) ([]Author, error) {
	authors := make([]Author, 0, len(posts))
	for _, p := range posts {
		var a Author
		err := d.db.QueryRowContext(ctx, authorByID, p.AuthorID).Scan(&a.ID, &a.Name) // want "authors"
		if err != nil {
			return nil, err
		}
		authors = append(authors, a)
	}
	return authors, nil
}

// Fill ranges over the indices of a slice.
func (d *Direct) Fill(ctx context.Context, posts []Post) error {
	for i := range posts {
		p := &posts[i]
		row := d.db.QueryRowContext(ctx, authorByID, p.AuthorID) // want "authors"
		if err := row.Scan(&p.Author.ID, &p.Author.Name); err != nil {
			return err
		}
	}
	return nil
}

// Count counts up to the length of a slice.
func (d *Direct) Count(ctx context.Context, posts []Post) (total int, err error) {
	for i := 0; i < len(posts); i++ {
		var n int
		row := d.db.QueryRowContext(ctx, "SELECT count(1) FROM comments WHERE post_id = $1", posts[i].ID) // want "comments"
		if err := row.Scan(&n); err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// Newest counts down.
func (d *Direct) Newest(ctx context.Context, ids []int64) (titles []string, err error) {
	for i := len(ids) - 1; i >= 0; i-- {
		var title string
		id := ids[i]
		if err := d.db.QueryRowContext(ctx, "SELECT title FROM posts WHERE id = $1", id).Scan(&title); err != nil { // want "posts"
			return nil, err
		}
		titles = append(titles, title)
	}
	return titles, nil
}

// Names ranges over the keys of a set.
func (d *Direct) Names(ctx context.Context, posts []Post) (map[int64]string, error) {
	wanted := map[int64]bool{}
	for _, p := range posts {
		wanted[p.AuthorID] = true
	}
	names := make(map[int64]string, len(wanted))
	for id := range wanted {
		var name string
		if err := d.db.QueryRowContext(ctx, "SELECT name FROM authors WHERE id = $1", id).Scan(&name); err != nil { // want "authors"
			return nil, err
		}
		names[id] = name
	}
	return names, nil
}

// Tracks asks for the key of a map whose values are lists: these go into no query.
func (d *Direct) Tracks(ctx context.Context, byArtist map[string][]Post) (hits int, err error) {
	for artist, posts := range byArtist {
		titles, err := d.titles(ctx, artist) // want "tracks"
		if err != nil {
			return 0, err
		}
		for _, p := range posts {
			if slices.Contains(titles, p.Title) {
				hits++
			}
		}
	}
	return hits, nil
}

func (d *Direct) titles(ctx context.Context, artist string) (titles []string, err error) {
	rows, err := d.db.QueryContext(ctx, "SELECT title FROM tracks WHERE artist = $1", artist)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var t string
		if err := rows.Scan(&t); err != nil {
			return nil, err
		}
		titles = append(titles, t)
	}
	return titles, rows.Err()
}

// Sorted ranges over the iterator of another map.
func (d *Direct) Sorted(ctx context.Context, balances map[int64]int) (closed []int64, err error) {
	for _, id := range slices.Sorted(maps.Keys(balances)) {
		var open bool
		if err := d.db.QueryRowContext(ctx, "SELECT open FROM accounts WHERE id = $1", id).Scan(&open); err != nil { // want "accounts"
			return nil, err
		}
		if !open {
			closed = append(closed, id)
		}
	}
	return closed, nil
}

// Prices runs a prepared statement: it is parsed once and still sent each time.
func (d *Direct) Prices(ctx context.Context, skus []string) (sum int64, err error) {
	stmt, err := d.db.PrepareContext(ctx, "SELECT price FROM products WHERE sku = $1")
	if err != nil {
		return 0, err
	}
	defer stmt.Close()
	for _, sku := range skus {
		var price int64
		if err := stmt.QueryRowContext(ctx, sku).Scan(&price); err != nil { // want "for each"
			return 0, err
		}
		sum += price
	}
	return sum, nil
}

// Stock queries inside a transaction.
func (d *Direct) Stock(ctx context.Context, order map[string]int) (bool, error) {
	tx, err := d.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return false, err
	}
	defer func() { _ = tx.Rollback() }()
	enough := true
	for sku, quantity := range order {
		var left int
		if err := tx.QueryRowContext(ctx, "SELECT quantity FROM stock WHERE sku = $1", sku).Scan(&left); err != nil { // want "stock"
			return false, err
		}
		enough = enough && left >= quantity
	}
	return enough, tx.Commit()
}

// Skipping leaves some elements out and asks for the others.
func (d *Direct) Skipping(ctx context.Context, posts []Post) error {
	for i := range posts {
		if posts[i].AuthorID == 0 {
			continue
		}
		if posts[i].Title == "" {
			if err := d.db.QueryRowContext(ctx, "SELECT title FROM drafts WHERE post_id = $1", posts[i].ID).Scan(&posts[i].Title); err != nil { // want "drafts"
				return err
			}
		}
	}
	return nil
}

// Until stops when it has enough, not after the first.
func (d *Direct) Until(ctx context.Context, ids []int64, limit int) (found []Author, err error) {
	for _, id := range ids {
		if len(found) == limit {
			break
		}
		var a Author
		if err := d.db.QueryRowContext(ctx, authorByID, id).Scan(&a.ID, &a.Name); err == sql.ErrNoRows { // want "authors"
			continue
		} else if err != nil {
			return nil, err
		}
		found = append(found, a)
	}
	return found, nil
}

// Attempts tries each of the queries again: the outer loop is the one that multiplies.
func (d *Direct) Attempts(ctx context.Context, ids []int64) (authors []Author) {
	for _, id := range ids {
		for attempt := 0; attempt < 3; attempt++ {
			var a Author
			err := d.db.QueryRowContext(ctx, authorByID, id).Scan(&a.ID, &a.Name) // want "authors"
			if err == nil {
				authors = append(authors, a)
				break
			}
		}
	}
	return authors
}

// Channels asks for each of three settings of each user.
func (d *Direct) Channels(ctx context.Context, users []int64) (enabled int, err error) {
	for _, id := range users {
		for _, channel := range []string{"mail", "push", "sms"} {
			var on bool
			row := d.db.QueryRowContext(ctx, "SELECT enabled FROM preferences WHERE user_id = $1 AND channel = $2", id, channel) // want "preferences"
			if err := row.Scan(&on); err != nil {
				return 0, err
			}
			if on {
				enabled++
			}
		}
	}
	return enabled, nil
}

// Matrix is two collections deep.
func (d *Direct) Matrix(ctx context.Context, teams map[string][]int64) (seen []string, err error) {
	for team, members := range teams {
		for _, member := range members {
			var role string
			row := d.db.QueryRowContext(ctx, "SELECT role FROM memberships WHERE team = $1 AND user_id = $2", team, member) // want "memberships"
			if err := row.Scan(&role); err != nil {
				return nil, err
			}
			seen = append(seen, role)
		}
	}
	return seen, nil
}

// Flattened passes the elements through another slice and a struct on their way to the query.
func (d *Direct) Flattened(ctx context.Context, posts []Post) (names []string, err error) {
	type request struct {
		author int64
		lang   string
	}
	var requests []request
	for _, p := range posts {
		requests = append(requests, request{author: p.AuthorID, lang: "en"})
	}
	for _, r := range requests {
		args := []any{r.lang, r.author}
		var name string
		if err := d.db.QueryRowContext(ctx, "SELECT name FROM author_names WHERE lang = $1 AND author_id = $2", args...).Scan(&name); err != nil { // want "author_names"
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

// Stepped counts in its body.
func (d *Direct) Stepped(ctx context.Context, ids []int64) (titles []string, err error) {
	for i := 0; i < len(ids); {
		var title string
		if err := d.db.QueryRowContext(ctx, "SELECT title FROM posts WHERE id = $1", ids[i]).Scan(&title); err != nil { // want "posts"
			return nil, err
		}
		titles = append(titles, title)
		i++
	}
	return titles, nil
}
