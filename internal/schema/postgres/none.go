//go:build prodlint_nopg

// Package postgres is built without a parser.
package postgres

import "github.com/prodlint/prodlint/internal/schema/stmt"

// Available says whether the parser is built in.
const Available = false

// SyntaxError is where and why a statement does not parse.
type SyntaxError struct {
	Offset  int // in bytes, -1 where it is not known
	Message string
}

func (e *SyntaxError) Error() string { return e.Message }

// Parse says that there is no parser.
func Parse(string) ([]stmt.Action, error) {
	return nil, &SyntaxError{Offset: -1, Message: "built without the parser of PostgreSQL"}
}
