//go:build prodlint_nopg

// Package postgres is built without a parser.
package postgres

import "github.com/prodlint/prodlint/internal/schema/stmt"

// Available says whether the parser is built in.
const Available = false

// Parse says that there is no parser.
func Parse(string) ([]stmt.Action, error) {
	return nil, &stmt.SyntaxError{Offset: -1, Message: "built without the parser of PostgreSQL"}
}
