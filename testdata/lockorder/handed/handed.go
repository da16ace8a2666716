// Package handed hands on the builders of statements that lock rows: whoever asks for the rows runs them.
package handed

import (
	"context"
	"database/sql"
	"sort"

	"github.com/Masterminds/squirrel"
)

// Store keeps tuples.
type Store struct {
	db   *sql.DB
	stbl squirrel.StatementBuilderType
}

// Key tells a tuple.
type Key struct{ Object, Relation string }

// Iterator gives tuples; the first call asks for them.
type Iterator struct {
	sb   squirrel.SelectBuilder
	rows *sql.Rows
}

func newIterator(sb squirrel.SelectBuilder) *Iterator { return &Iterator{sb: sb} }

func (i *Iterator) next(ctx context.Context) (out Key, err error) {
	if i.rows == nil {
		if i.rows, err = i.sb.QueryContext(ctx); err != nil {
			return out, err
		}
	}
	if !i.rows.Next() {
		return out, i.rows.Err()
	}
	return out, i.rows.Scan(&out.Object, &out.Relation)
}

func (s *Store) keys(keys []Key) (out []squirrel.Sqlizer) {
	for _, k := range keys {
		out = append(out, squirrel.Eq{"object": k.Object, "relation": k.Relation})
	}
	return out
}

// Write locks the tuples as the plan finds them.
func (s *Store) Write(ctx context.Context, store string, keys []Key) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var or []squirrel.Sqlizer
	for _, k := range keys {
		or = append(or, squirrel.Eq{"object": k.Object, "relation": k.Relation})
	}
	sb := s.stbl.Select("object", "relation").Where(squirrel.Eq{"store": store}).From("tuple").Suffix("FOR UPDATE")
	sb = sb.Where(squirrel.Or(or)).RunWith(tx) // want lockorder "locks rows of tuple in no order"
	if _, err := newIterator(sb).next(ctx); err != nil {
		return err
	}
	if _, err := s.stbl.Delete("tuple").Where(squirrel.Or(s.keys(keys))).RunWith(tx).ExecContext(ctx); err != nil {
		return err
	}
	return tx.Commit()
}

// Ordered locks them in the order of the key.
func (s *Store) Ordered(ctx context.Context, store string, keys []Key) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	sb := s.stbl.Select("object", "relation").Where(squirrel.Eq{"store": store}).From("tuple").Suffix("FOR UPDATE")
	sb = sb.Where(squirrel.Or(s.keys(keys))).OrderBy("object", "relation").RunWith(tx)
	if _, err := newIterator(sb).next(ctx); err != nil {
		return err
	}
	return tx.Commit()
}

// Reads locks nothing.
func (s *Store) Reads(ctx context.Context, store string, keys []Key) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	sb := s.stbl.Select("object", "relation").Where(squirrel.Eq{"store": store}).From("tuple").Where(squirrel.Or(s.keys(keys))).RunWith(tx)
	if _, err := newIterator(sb).next(ctx); err != nil {
		return err
	}
	return tx.Commit()
}

func order(keys []Key) []Key {
	out := append([]Key(nil), keys...)
	sort.Slice(out, func(i, j int) bool { return out[i].Object < out[j].Object })
	return out
}

// Sorted asks for the keys in order, which the plan takes one by one.
func (s *Store) Sorted(ctx context.Context, store string, keys []Key) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := s.lock(ctx, tx, store, order(keys)); err != nil {
		return err
	}
	return tx.Commit()
}

func (s *Store) lock(ctx context.Context, tx *sql.Tx, store string, keys []Key) error {
	sb := s.stbl.Select("object", "relation").Where(squirrel.Eq{"store": store}).From("tuple").Suffix("FOR UPDATE").Where(squirrel.Or(s.keys(keys))).RunWith(tx)
	_, err := newIterator(sb).next(ctx)
	return err
}
