// Package database tells rules what the databases of a program look like, as far as the migrations beside its code show it. It imports the parsers
// of SQL: a rule that needs no schema must not import it.
package database

import (
	"errors"
	"path"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/beside"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/schema/migrate"
	"github.com/prodlint/prodlint/internal/schema/parse"
	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// Database is the histories of a workspace: one for each set of migrations and dialect.
type Database struct {
	// Histories are sorted by directory and dialect. Those of which too little parses are left out: they are for another database.
	Histories []*schema.History

	tree *beside.Tree
}

type memoKey struct{}

// Of returns the databases of a program; nil where the files beside its code are not seen. It is worked out once for a tree.
func Of(tree *beside.Tree) *Database {
	if tree == nil {
		return nil
	}
	return tree.Memo(memoKey{}, func() any { return load(tree) }).(*Database)
}

func load(tree *beside.Tree) *Database {
	var overrides []migrate.Override
	for _, m := range tree.Migrations {
		overrides = append(overrides, migrate.Override{Dir: m.Dir, Dialect: stmt.Dialect(m.Dialect), Tool: migrate.Tool(m.Tool)})
	}
	d := &Database{tree: tree}
	histories, err := schema.Load(tree, overrides)
	if err != nil {
		return d // the root cannot be listed: the driver has said so of the packages in it
	}
	for _, h := range histories {
		if !foreign(h) {
			d.Histories = append(d.Histories, h)
		}
	}
	return d
}

// foreign reports whether a history is of a database that we do not know, although its dialect was guessed: much of it does not parse.
func foreign(h *schema.History) bool {
	bad := 0
	for _, s := range h.Steps {
		if s.Statement.Err != nil && !s.File.Go && !errors.Is(s.Statement.Err, parse.ErrLong) {
			bad++
		}
	}
	return h.Set.Dialect != stmt.Unknown && bad > 3 && bad*4 > len(h.Steps)
}

// Report tells of statements in migrations that do not parse, where it is known which database they are for.
func Report(p *rule.TreePass) {
	d := Of(p.Tree)
	if d == nil {
		return
	}
	for _, h := range d.Histories {
		for _, problem := range h.Problems {
			if problem.Syntax && !h.Set.Guessed() {
				p.Fail(problem.Path, problem.Line, "the migration does not parse as "+h.Set.Dialect.String()+": "+problem.Message)
			}
		}
	}
}

// Near returns the histories of the database that a package talks to, by where it lies: those whose directory has the longest path in common with
// that of the package. Variants of one set for several dialects count together.
func (d *Database) Near(pkg string) []*schema.History {
	if dir, ok := d.tree.Dirs[pkg]; ok {
		return d.Beside(dir)
	}
	return nil
}

// Beside is Near for a directory, which is relative to the root.
func (d *Database) Beside(dir string) []*schema.History {
	most := -1
	near := map[string]bool{}
	for _, h := range d.Histories {
		switch n := common(dir, h.Set.Dir); {
		case n > most:
			most, near = n, map[string]bool{family(h.Set.Dir): true}
		case n == most:
			near[family(h.Set.Dir)] = true
		}
	}
	var out []*schema.History
	for _, h := range d.Histories {
		if near[family(h.Set.Dir)] {
			out = append(out, h)
		}
	}
	return out
}

// common counts the folders that two paths begin with.
func common(a, b string) int {
	p, q := strings.Split(a, "/"), strings.Split(b, "/")
	n := 0
	for n < min(len(p), len(q)) && p[n] == q[n] && p[n] != "." {
		n++
	}
	return n
}

// family names a directory without the word for its dialect: store/postgres/migrations and store/sqlite/migrations are of one family.
func family(dir string) string {
	parts := strings.Split(dir, "/")
	for i, part := range parts {
		if _, ok := migrate.DialectOf(part); ok {
			parts[i] = "*"
		}
	}
	return path.Join(parts...)
}

// State says what is known of a table.
type State string

// The states.
const (
	Unknown State = ""
	Present State = "present"
	Absent  State = "absent"
)

// Table is a table in one of the histories.
type Table struct {
	*schema.Table
	History *schema.History
}

// Table returns the table that a package names, once for each dialect. It is Absent where the migrations near the package are all known and have
// no such table, nor any others of the workspace; a table that only other migrations have is Unknown.
func (d *Database) Table(pkg string, name stmt.Name) ([]Table, State) {
	near := d.Near(pkg)
	var out []Table
	for _, h := range near {
		if t := h.Schema.Table(name); t != nil {
			out = append(out, Table{t, h})
		}
	}
	switch {
	case len(out) > 0:
		return out, Present
	case len(near) == 0 || slices.ContainsFunc(near, func(h *schema.History) bool { return !whole(h) }):
		return nil, Unknown
	case slices.ContainsFunc(d.Histories, func(h *schema.History) bool { return h.Schema.Table(name) != nil }):
		return nil, Unknown
	}
	return nil, Absent
}

// whole reports whether a history was replayed without gaps.
func whole(h *schema.History) bool {
	return h.Set.Dialect != stmt.Unknown && len(h.Problems) == 0 && len(h.Set.Notes) == 0 && !slices.ContainsFunc(h.Set.Files, func(f migrate.File) bool { return f.Go })
}
