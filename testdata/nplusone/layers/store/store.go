// Package store keeps posts and authors in PostgreSQL.
package store

import (
	"context"
	"database/sql"
)

// Author wrote posts.
type Author struct {
	ID   int64
	Name string
}

// Post is an entry of a feed.
type Post struct {
	ID       int64
	AuthorID int64
	Title    string
}

// Authors is the table of authors.
type Authors struct{ db *sql.DB }

// NewAuthors uses a handle.
func NewAuthors(db *sql.DB) *Authors { return &Authors{db: db} }

// Get reads one author.
func (a *Authors) Get(ctx context.Context, id int64) (*Author, error) {
	var x Author
	if err := a.db.QueryRowContext(ctx, "SELECT id, name FROM authors WHERE id = $1", id).Scan(&x.ID, &x.Name); err != nil {
		return nil, err
	}
	return &x, nil
}

// Posts is the table of posts.
type Posts struct{ db *sql.DB }

// NewPosts uses a handle.
func NewPosts(db *sql.DB) *Posts { return &Posts{db: db} }

// ByFollower reads what a user follows.
func (p *Posts) ByFollower(ctx context.Context, user int64) (posts []Post, err error) {
	rows, err := p.db.QueryContext(ctx, "SELECT p.id, p.author_id, p.title FROM posts p JOIN follows f ON f.author_id = p.author_id WHERE f.user_id = $1 LIMIT 50", user)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var x Post
		if err := rows.Scan(&x.ID, &x.AuthorID, &x.Title); err != nil {
			return nil, err
		}
		posts = append(posts, x)
	}
	return posts, rows.Err()
}

// Stats counts what belongs to posts.
type Stats struct{ db *sql.DB }

// NewStats uses a handle.
func NewStats(db *sql.DB) *Stats { return &Stats{db: db} }

// Likes counts the likes of one post.
func (s *Stats) Likes(ctx context.Context, post int64) (n int, err error) {
	err = s.db.QueryRowContext(ctx, "SELECT count(1) FROM likes WHERE post_id = $1", post).Scan(&n)
	return n, err
}
