package database

import (
	"bytes"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/beside"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/schema/stmt"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

type usesKey struct{}

// uses are the statements of a program, by the tables that they name, in lower case and without schema.
type uses map[string][]*query.Statement

// Use returns the call of the program that runs a statement which names a column of a table, or the table where column is empty; the first one in
// the order of the packages. Statements of migrations in Go do not count. ok is false where none is seen.
func (d *Database) Use(prog *summary.Program, table stmt.Name, column string) (c summary.CallRef, ok bool) {
	index := prog.Memo(usesKey{}, func() any { return d.usesOf(prog) }).(uses)
	for _, s := range index[strings.ToLower(table.Name)] {
		if column == "" || namesColumn(s, table.Name, column) {
			return s.Call, true
		}
	}
	return summary.CallRef{}, false
}

func (d *Database) usesOf(prog *summary.Program) uses {
	out := uses{}
	x := query.Of(prog)
	migrations := map[string]bool{} // in Go
	for _, h := range d.Histories {
		for _, f := range h.Set.Files {
			migrations[f.Path] = f.Go
		}
	}
	for _, pkg := range prog.Packages {
		dir := d.tree.Dirs[pkg.Path]
		if strings.HasPrefix(path.Base(dir), "migrat") {
			continue
		}
		for _, s := range x.In(pkg) {
			if migrations[path.Join(dir, s.Call.Call.Pos.File)] {
				continue
			}
			var seen []string
			for _, scope := range s.Scopes() {
				for _, t := range scope.Tables {
					name := strings.ToLower(stmt.Split(t.Name).Name)
					if t.Derived || name == "" || slices.Contains(seen, name) {
						continue
					}
					seen = append(seen, name)
					out[name] = append(out[name], s)
				}
			}
		}
	}
	return out
}

// namesColumn reports whether a statement names a column of a table: behind the name of the table, or alone where there is no other table.
func namesColumn(s *query.Statement, table, column string) bool {
	var aliases []string // of the table
	others := false
	for _, scope := range s.Scopes() {
		for _, t := range scope.Tables {
			if strings.EqualFold(stmt.Split(t.Name).Name, table) {
				aliases = append(aliases, strings.ToLower(table), strings.ToLower(t.Alias))
			} else {
				others = true
			}
		}
	}
	if s.Template == "" {
		for _, scope := range s.Scopes() {
			for _, p := range slices.Concat(scope.Where, scope.On) {
				if strings.EqualFold(p.Column.Name, column) && (strings.EqualFold(p.Column.Table, table) || p.Column.Table == "" && !others) {
					return true
				}
			}
		}
		return slices.ContainsFunc(s.Set, func(a query.Assignment) bool {
			return strings.EqualFold(a.Column.Name, column) && strings.EqualFold(s.Target(), table)
		})
	}
	toks := sqltext.Tokens(s.Template)
	for i, t := range toks {
		if t.Kind != sqltext.Word && t.Kind != sqltext.Quoted || !strings.EqualFold(t.Value(), column) {
			continue
		}
		switch {
		case i >= 2 && toks[i-1].IsPunct("."):
			if slices.Contains(aliases, strings.ToLower(toks[i-2].Value())) {
				return true
			}
		case i >= 1 && toks[i-1].Is("AS"):
		case !others && (i+1 >= len(toks) || !toks[i+1].IsPunct(".") && !toks[i+1].IsPunct("(")):
			return true
		}
	}
	return false
}

// Says reports whether one of the Go files that hold a word lies in or below the directory of a set of migrations, the one above that, or the one
// that runs them: a file that names a migration tool or opens a database.
func Says(tree *beside.Tree, dir, word string) bool {
	for _, f := range beside.Files(tree) {
		if !strings.HasSuffix(f, ".go") {
			continue
		}
		data, err := fs.ReadFile(tree, f)
		if err != nil || !bytes.Contains(data, []byte(word)) {
			continue
		}
		at := path.Dir(f)
		if at == dir || at == path.Dir(dir) || strings.HasPrefix(at, dir+"/") || bytes.Contains(data, []byte("migrat")) || bytes.Contains(data, []byte("Open(")) || bytes.Contains(data, []byte("ParseConfig(")) {
			return true
		}
	}
	return false
}
