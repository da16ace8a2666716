//go:build !prodlint_nopg

// Package postgres turns statements of PostgreSQL into plain data. The parser is github.com/sqlc-dev/oliphant, the grammar of PostgreSQL 18
// in Go. It registers the protobuf file of pg_query, as github.com/pganalyze/pg_query_go does: a program cannot hold both. The build tag
// prodlint_nopg leaves it out.
package postgres

import (
	"errors"
	"strings"

	pg "github.com/sqlc-dev/oliphant"
	"github.com/sqlc-dev/oliphant/parser"

	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// Available says whether the parser is built in.
const Available = true

// Parse returns what a text of one statement does. An error is a *stmt.SyntaxError. The parser may panic: callers guard.
func Parse(text string) ([]stmt.Action, error) {
	tree, err := pg.Parse(text)
	if err != nil {
		var at *parser.Error
		if errors.As(err, &at) && at.Cursorpos > 0 {
			return nil, &stmt.SyntaxError{Offset: runeOffset(text, at.Cursorpos-1), Message: at.Message}
		}
		return nil, &stmt.SyntaxError{Offset: -1, Message: err.Error()}
	}
	c := converter{text: text}
	for _, raw := range tree.Stmts {
		c.statement(raw.Stmt)
	}
	return c.out, nil
}

// runeOffset returns the byte offset of the n-th character, which is what PostgreSQL counts.
func runeOffset(text string, n int) int {
	for i := range text {
		if n == 0 {
			return i
		}
		n--
	}
	return len(text)
}

// converter turns a tree into actions.
type converter struct {
	text string
	out  []stmt.Action
}

func (c *converter) add(a stmt.Action) { c.out = append(c.out, a) }

// rel is the name of a relation. The default schema is left out.
func rel(r *pg.RangeVar) stmt.Name {
	if r == nil {
		return stmt.Name{}
	}
	return plain(r.Schemaname, r.Relname)
}

func plain(schema, name string) stmt.Name {
	if schema == "public" || schema == "pg_temp" || strings.Contains(schema, "{{") {
		schema = ""
	}
	return stmt.Name{Schema: schema, Name: name}
}

func act(offset int32) stmt.Act { return stmt.Act{Offset: int(max(offset, 0))} }

// words are the strings of a list of String nodes.
func words(list []*pg.Node) []string {
	var out []string
	for _, n := range list {
		if s := n.GetString_(); s != nil {
			out = append(out, s.Sval)
		}
	}
	return out
}

// dotted is the name that a list of String nodes spells.
func dotted(list []*pg.Node) stmt.Name {
	w := words(list)
	switch len(w) {
	case 0:
		return stmt.Name{}
	case 1:
		return stmt.Name{Name: w[0]}
	}
	return plain(w[len(w)-2], w[len(w)-1])
}

// object is the name that DROP and COMMENT give: a list, a type, a function.
func object(n *pg.Node) stmt.Name {
	switch {
	case n.GetList() != nil:
		return dotted(n.GetList().Items)
	case n.GetTypeName() != nil:
		return dotted(n.GetTypeName().Names)
	case n.GetObjectWithArgs() != nil:
		return dotted(n.GetObjectWithArgs().Objname)
	case n.GetString_() != nil:
		return stmt.Name{Name: n.GetString_().Sval}
	}
	return stmt.Name{}
}

// kind is the word for a type of object: OBJECT_MATVIEW is MATVIEW.
func kind(t pg.ObjectType) string {
	return strings.ReplaceAll(strings.TrimPrefix(t.String(), "OBJECT_"), "_", " ")
}
