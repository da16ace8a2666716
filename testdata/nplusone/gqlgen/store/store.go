// Package store reads from a database.
package store

import (
	"context"
	"database/sql"

	"prodlint.test/nplusone/gqlgen/model"
)

// Store is the database.
type Store struct{ DB *sql.DB }

// User reads one user.
func (s *Store) User(ctx context.Context, id int64) (*model.User, error) {
	u := &model.User{}
	err := s.DB.QueryRowContext(ctx, "SELECT id, name FROM users WHERE id = $1", id).Scan(&u.ID, &u.Name)
	return u, err
}

// Posts reads the newest posts.
func (s *Store) Posts(ctx context.Context, limit int) (posts []*model.Post, err error) {
	rows, err := s.DB.QueryContext(ctx, "SELECT id, author_id, title FROM posts ORDER BY id DESC LIMIT $1", limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		p := &model.Post{}
		if err := rows.Scan(&p.ID, &p.AuthorID, &p.Title); err != nil {
			return nil, err
		}
		posts = append(posts, p)
	}
	return posts, rows.Err()
}
