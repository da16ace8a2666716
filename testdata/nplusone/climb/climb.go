// Package climb goes up a tree, which takes as many turns as it is deep, and along a list, which takes as many as it is long.
package climb

import (
	"context"
	"database/sql"
)

// Studio belongs to another one.
type Studio struct {
	ID     int64
	Parent *Studio
	Next   *Studio
}

func (s *Studio) up() *Studio { return s.Parent }

func name(ctx context.Context, db *sql.DB, id int64) (name string, err error) {
	err = db.QueryRowContext(ctx, "SELECT name FROM studios WHERE id = $1", id).Scan(&name)
	return name, err
}

// Path names a studio and those it belongs to.
func Path(ctx context.Context, db *sql.DB, s *Studio) (path []string, err error) {
	at := s
	for at != nil {
		n, err := name(ctx, db, at.ID)
		if err != nil {
			return nil, err
		}
		path = append(path, n)
		at = at.Parent
	}
	return path, nil
}

// Scope has one around it.
type Scope struct {
	ID    int64
	Outer *Scope
}

// Scopes names a scope and those around it.
func Scopes(ctx context.Context, db *sql.DB, s *Scope) (path []string, err error) {
	for at := s; at != nil; at = at.Outer {
		n, err := name(ctx, db, at.ID)
		if err != nil {
			return nil, err
		}
		path = append(path, n)
	}
	return path, nil
}

// List names all of a list.
func List(ctx context.Context, db *sql.DB, first *Studio) (names []string, err error) {
	for s := first; s != nil; s = s.Next {
		n, err := name(ctx, db, s.ID) // want nplusone "one SELECT on studios"
		if err != nil {
			return nil, err
		}
		names = append(names, n)
	}
	return names, nil
}

// Children names what belongs to a studio.
func Children(ctx context.Context, db *sql.DB, children []*Studio) (names []string, err error) {
	for _, s := range children {
		n, err := name(ctx, db, s.up().ID) // want nplusone "one SELECT on studios for each"
		if err != nil {
			return nil, err
		}
		names = append(names, n)
	}
	return names, nil
}
