package unique_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/summary"
	"github.com/prodlint/prodlint/internal/unique"
)

// What nothing is known of has no key: no statement, one without conditions, one whose table is unknown, and no files beside the code.
func TestNothingKnown(t *testing.T) {
	prog := summary.Link(nil, &catalog.Table{})
	assert.Empty(t, unique.Key(prog, nil, nil))
	assert.Empty(t, unique.Key(prog, nil, &query.Statement{}))
	s := &query.Statement{Scope: query.Scope{Verb: "SELECT", Where: []query.Predicate{{Column: query.Column{Name: "id"}, Op: "="}}}}
	assert.Empty(t, unique.Key(prog, nil, s, "example.org/shop.User"))
}
