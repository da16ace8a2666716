// Package behind keeps its stores behind an interface, and runs all statements by one function that takes whatever can be written out.
package behind

import (
	"context"
	"slices"

	sq "github.com/Masterminds/squirrel"
	"github.com/jmoiron/sqlx"
)

type Picture struct {
	Hash string `db:"hash"`
	Mime string `db:"mime"`
}

// Pictures is what other packages see.
type Pictures interface {
	ByHash(ctx context.Context, hashes []string) ([]Picture, error)
	Parts(ctx context.Context, hashes []string) ([]Picture, error)
	Any(ctx context.Context, ids ...int64) error
	One(ctx context.Context, hash string) ([]Picture, error)
	Where(ctx context.Context, cond sq.Sqlizer) ([]Picture, error)
}

type pictures struct{ db *sqlx.DB }

// New returns them.
func New(db *sqlx.DB) Pictures { return &pictures{db} }

// ByHash is asked by whoever has the interface.
func (p *pictures) ByHash(ctx context.Context, hashes []string) ([]Picture, error) {
	return p.all(ctx, sq.Select("hash", "mime").From("pictures").Where(sq.Eq{"hash": hashes})) // want:info "as many values as hashes"
}

// Any takes them one by one.
func (p *pictures) Any(ctx context.Context, ids ...int64) error {
	return p.run(ctx, sq.Delete("pictures").Where(sq.Eq{"picture_key": ids})) // want:info "as many values as ids"
}

// Parts cuts them.
func (p *pictures) Parts(ctx context.Context, hashes []string) (out []Picture, err error) {
	for part := range slices.Chunk(hashes, 200) {
		list, err := p.all(ctx, sq.Select("hash", "mime").From("pictures").Where(sq.Eq{"hash": part}))
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

// One has one value.
func (p *pictures) One(ctx context.Context, hash string) ([]Picture, error) {
	return p.all(ctx, sq.Select("hash", "mime").From("pictures").Where(sq.Eq{"hash": hash}))
}

// Where writes the condition by itself: no statement.
func (p *pictures) Where(ctx context.Context, cond sq.Sqlizer) ([]Picture, error) {
	if text, _, err := cond.ToSql(); err != nil || text == "" {
		return nil, err
	}
	return p.all(ctx, sq.Select("hash", "mime").From("pictures").Where(cond).Limit(50))
}

// unseen has the name of a method that is asked through an interface, but is none: nobody calls it.
func (p *pictures) unseen(ctx context.Context, hashes []string) ([]Picture, error) {
	return p.all(ctx, sq.Select("hash", "mime").From("pictures").Where(sq.Eq{"hash": hashes}))
}

func (p *pictures) all(ctx context.Context, s sq.Sqlizer) (out []Picture, err error) {
	text, args, err := s.ToSql()
	if err != nil {
		return nil, err
	}
	return out, p.db.SelectContext(ctx, &out, text, args...)
}

func (p *pictures) run(ctx context.Context, s sq.Sqlizer) error {
	text, args, err := s.ToSql()
	if err != nil {
		return err
	}
	_, err = p.db.ExecContext(ctx, text, args...)
	return err
}
