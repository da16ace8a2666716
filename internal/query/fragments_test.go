package query

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

const fragmentSource = `package p

import (
	"database/sql"
	"strings"
)

type filter struct {
	where []string
	args  []any
}

func (f *filter) note(q string) {
	if q != "" {
		f.where, f.args = append(f.where, "note LIKE ?"), append(f.args, "%"+q+"%")
	}
}

func run(db *sql.DB, f *filter) (*sql.Rows, error) {
	f.note("x")
	return db.Query("SELECT id FROM products WHERE "+strings.Join(f.where, " AND "), f.args...)
}
`

func TestFragments(t *testing.T) {
	x, pkg := load(t, fragmentSource)
	var got []string
	for _, f := range x.Fragments(pkg, "LIKE") {
		line := pred(x.Program, f.Predicates[0]) + ":"
		for _, id := range f.Loose {
			line += " " + name(x.Program, id)
		}
		got = append(got, line)
	}
	assert.Equal(t, []string{"note LIKE ?: % % %<q>%"}, got)
	assert.Equal(t, map[string][]string{"run": {"SELECT products where  incomplete"}}, describe(x, pkg))
}
