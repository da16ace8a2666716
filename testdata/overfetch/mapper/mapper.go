// Package mapper fetches records of which it reads a field, by mappers that are told of the record before they run.
package mapper

import (
	"context"

	"github.com/uptrace/bun"
)

// Article is wide.
type Article struct {
	bun.BaseModel `bun:"table:articles"`

	ID                     int64 `bun:",pk,autoincrement"`
	Title                  string
	Body, Summary, Author  string
	Slug, Language, Teaser string
	Width, Height, Weight  int
	Price                  int64
}

// Store keeps articles.
type Store struct{ db *bun.DB }

// Title reads one field.
func (s *Store) Title(ctx context.Context, id int64) (string, error) {
	a := new(Article)
	if err := s.db.NewSelect().Model(a).Where("id = ?", id).Scan(ctx); err != nil { // want overfetch "select Title"
		return "", err
	}
	return a.Title, nil
}

// Titles reads one field of some.
func (s *Store) Titles(ctx context.Context, author string) (out []string, err error) {
	var as []Article
	if err := s.db.NewSelect().Model(&as).Where("author = ?", author).Limit(20).Scan(ctx); err != nil { // want overfetch "select Title"
		return nil, err
	}
	for _, a := range as {
		out = append(out, a.Title)
	}
	return out, nil
}

// Narrow names the column.
func (s *Store) Narrow(ctx context.Context, id int64) (string, error) {
	a := new(Article)
	if err := s.db.NewSelect().Model(a).Column("title").Where("id = ?", id).Scan(ctx); err != nil {
		return "", err
	}
	return a.Title, nil
}

// Back writes the record, with one field changed, to a table of its own.
func (s *Store) Back(ctx context.Context, id int64) error {
	a := new(Article)
	if err := s.db.NewSelect().Model(a).Where("id = ?", id).Scan(ctx); err != nil {
		return err
	}
	_, err := s.db.NewInsert().Model(a).ModelTableExpr("archive").Exec(ctx)
	return err
}
