// Package feed uses what sqlc writes.
package feed

import (
	"context"
	"database/sql"

	"prodlint.test/nplusone/sqlcgen/db"
)

// Post is an entry.
type Post struct{ ID, AuthorID int64 }

// Feed reads posts.
type Feed struct {
	queries *db.Queries
	querier db.Querier
}

// New wires the feed.
func New(conn *sql.DB) *Feed {
	q := db.New(conn)
	return &Feed{queries: q, querier: q}
}

// Authors gets one author after the other.
func (f *Feed) Authors(ctx context.Context, posts []Post) (names []string, err error) {
	for _, p := range posts {
		a, err := f.queries.GetAuthor(ctx, p.AuthorID) // want "authors"
		if err != nil {
			return nil, err
		}
		names = append(names, a.Name)
	}
	return names, nil
}

// Tags goes through the interface and a struct of parameters.
func (f *Feed) Tags(ctx context.Context, posts []Post) (all []string, err error) {
	for _, p := range posts {
		tags, err := f.querier.ListTags(ctx, db.ListTagsParams{PostID: p.ID, Lang: "en"}) // want "tags"
		if err != nil {
			return nil, err
		}
		all = append(all, tags...)
	}
	return all, nil
}

// InTx runs the queries in a transaction.
func (f *Feed) InTx(ctx context.Context, conn *sql.DB, ids []int64) (names []string, err error) {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }()
	q := f.queries.WithTx(tx)
	for _, id := range ids {
		a, err := q.GetAuthor(ctx, id) // want "authors"
		if err != nil {
			return nil, err
		}
		names = append(names, a.Name)
	}
	return names, tx.Commit()
}

// Together asks once.
func (f *Feed) Together(ctx context.Context, posts []Post) (map[int64]string, error) {
	var ids []int64
	for _, p := range posts {
		ids = append(ids, p.AuthorID)
	}
	authors, err := f.querier.ListAuthors(ctx, ids)
	if err != nil {
		return nil, err
	}
	names := map[int64]string{}
	for _, a := range authors {
		names[a.ID] = a.Name
	}
	return names, nil
}
