// Package built holds statements that a builder behind an interface puts together.
package built

import (
	"context"
	"database/sql"

	"github.com/doug-martin/goqu/v9"
)

// sqler is what all statements of the builder have in common.
type sqler interface {
	ToSQL() (sql string, params []any, err error)
}

type store struct{ db *sql.DB }

func (s *store) exec(ctx context.Context, stmt sqler) (sql.Result, error) {
	text, args, err := stmt.ToSQL()
	if err != nil {
		return nil, err
	}
	return s.db.ExecContext(ctx, text, args...)
}

func (s *store) join(ctx context.Context, id, tag int) error {
	_, err := s.exec(ctx, goqu.Insert("images_tags").Cols("image_id", "tag_id").Vals(goqu.Vals{id, tag}))
	return err
}

func (s *store) joinAll(ctx context.Context, id int, tags []int) error {
	for _, tag := range tags {
		if err := s.join(ctx, id, tag); err != nil { // want writeinloop "for each tag"
			return err
		}
	}
	return nil
}

// joinAtOnce has one statement for all.
func (s *store) joinAtOnce(ctx context.Context, id int, tags []int) error {
	insert := goqu.Insert("images_tags").Cols("image_id", "tag_id")
	for _, tag := range tags {
		insert = insert.Vals(goqu.Vals{id, tag})
	}
	_, err := s.exec(ctx, insert)
	return err
}

// script runs statements as they come: each is another one.
func (s *store) script(ctx context.Context, statements []sqler) error {
	for _, stmt := range statements {
		if _, err := s.exec(ctx, stmt); err != nil {
			return err
		}
	}
	return nil
}
