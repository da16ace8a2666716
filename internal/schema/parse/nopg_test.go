//go:build prodlint_nopg

package parse

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// Without the parser of PostgreSQL, the facts of the text layer are there; the other dialects have all.
func TestWithoutPostgres(t *testing.T) {
	list, err := Text(stmt.PostgreSQL, "ALTER TABLE t ADD COLUMN c int")
	assert.ErrorIs(t, err, ErrDialect)
	require.Len(t, list, 1)
	assert.Equal(t, "ALTER TABLE", list[0].Verb)
	assert.Equal(t, "t", list[0].Tables[0].Name.Name)
	assert.False(t, Known(stmt.PostgreSQL))
	list, err = Text(stmt.MySQL, "ALTER TABLE t ADD COLUMN c int")
	require.NoError(t, err)
	assert.NoError(t, list[0].Err)
}
