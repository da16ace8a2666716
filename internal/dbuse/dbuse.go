// Package dbuse brings the statements of a program together with the schema that the migrations beside it build: which statement asks which
// table of which database. Rules about both start here. It imports the parsers of SQL, by way of package database.
package dbuse

import (
	"path"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/beside"
	"github.com/prodlint/prodlint/internal/database"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/schema/stmt"
	"github.com/prodlint/prodlint/internal/setting"
	"github.com/prodlint/prodlint/internal/sqlfile"
	"github.com/prodlint/prodlint/internal/sqlsite"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// Query is a statement that a program has a database run.
type Query struct {
	*query.Statement
	// Pos is where a finding about it stands: the call, or the statement in a file of queries.
	Pos      summary.Pos
	Function string
	// Histories are the databases that it may be for: those near it that speak its dialect.
	Histories []*schema.History
	// Elsewhere says that the schema of the tables it names is not among the migrations, as far as the statements beside it show.
	Elsewhere bool

	index *Index
	// others are the further texts that the same call may be handed: a condition that is put together at run time.
	others []*Query
}

// Index is the statements of a program.
type Index struct {
	// Queries are sorted: those in files first, then those in code, by position. Statements of migrations and tests are left out.
	Queries []*Query
	// Database is the schema, with at least one history.
	Database *database.Database
	Settings *setting.Settings
	// Made are the tables that are created or altered outside of the migrations, in lower case: what they look like is not known.
	Made map[string]bool

	// tables are those of a database by their name without schema, in lower case.
	tables map[*schema.History]map[string][]*schema.Table
}

type memoKey struct{}

// Of returns the statements of a program; nil where there are no migrations beside it. It is worked out once for a program.
func Of(prog *summary.Program, tree *beside.Tree) *Index {
	if tree == nil {
		return nil
	}
	return prog.Memo(memoKey{}, func() any {
		d := database.Of(tree)
		if d == nil || len(d.Histories) == 0 {
			return (*Index)(nil)
		}
		x := &Index{Database: d, Settings: prog.Settings, Made: map[string]bool{}, tables: map[*schema.History]map[string][]*schema.Table{}}
		for _, h := range d.Histories {
			x.tables[h] = map[string][]*schema.Table{}
			for _, t := range h.Schema.Tables() {
				name := strings.ToLower(t.Name.Name)
				x.tables[h][name] = append(x.tables[h][name], t)
			}
		}
		x.files(tree)
		x.code(prog)
		return x
	}).(*Index)
}

// code adds the statements of the program.
func (x *Index) code(prog *summary.Program) {
	statements := query.Of(prog)
	for _, pkg := range prog.Packages {
		if prog.TestSupport(pkg) {
			continue
		}
		near := x.Database.Near(pkg.Path)
		if len(near) == 0 {
			continue
		}
		var list []*Query
		for _, s := range statements.In(pkg) {
			if !rows(s.Verb) || sqlsite.Migration(s.Call) || !s.Sure && !written(prog, s) {
				continue
			}
			q := &Query{Statement: s, Pos: s.Call.Call.Pos, Function: pkg.FunctionName(s.Call.Call.Fn), Histories: speaking(near, s.Dialect), index: x}
			if !s.Sure { // one of several: where it is written
				v, owner := prog.Value(s.Origin), prog.Owner(s.Origin)
				q.Pos, q.Function = v.Pos, owner.FunctionName(v.Fn)
			}
			for _, o := range list[max(0, len(list)-maxOthers):] {
				if o.Call == s.Call && o.Template != s.Template && o.Sure && s.Sure {
					o.others, q.others = append(o.others, q), append(q.others, o)
				}
			}
			list = append(list, q)
		}
		x.add(list)
	}
}

// maxOthers bounds how many statements of one call are compared.
const maxOthers = 64

// written reports whether one of several statements stands in the program as it is: what is put together from parts, of which there are several,
// may be a statement that never runs.
func written(prog *summary.Program, s *query.Statement) bool {
	if s.Origin == summary.NoID {
		return false
	}
	text, ok := prog.ConstOf(s.Origin)
	return ok && strings.TrimSpace(text) == strings.TrimSpace(string(s.Template))
}

// add keeps the statements of one package or file.
func (x *Index) add(list []*Query) {
	known, all := map[string]bool{}, map[string]bool{}
	for _, q := range list {
		for _, s := range q.Scopes() {
			for _, t := range s.Tables {
				if stored(t) {
					name := strings.ToLower(t.Name)
					if !all[name] && ever(q.Histories, t.Name) {
						known[name] = true
					}
					all[name] = true
				}
			}
		}
	}
	for _, q := range list {
		q.Elsewhere = len(known)*2 < len(all)
	}
	slices.SortStableFunc(list, func(a, b *Query) int {
		if c := strings.Compare(a.Pos.File, b.Pos.File); c != 0 {
			return c
		}
		return a.Pos.Line - b.Pos.Line
	})
	x.Queries = append(x.Queries, list...)
}

// rows reports whether a statement of a verb reads or writes rows.
func rows(verb string) bool {
	switch verb {
	case "SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE":
		return true
	}
	return false
}

// stored reports whether a table is one of the database, by a name that is known.
func stored(t query.Table) bool {
	return t.Name != "" && !t.Derived && strings.IndexByte(t.Name, sqltext.Hole) < 0 && !sqltext.IsCatalog(t.Name)
}

// speaking returns the histories of a dialect; all of them where it is not known.
func speaking(list []*schema.History, d query.Dialect) []*schema.History {
	if d == "" {
		return list
	}
	var out []*schema.History
	for _, h := range list {
		if string(h.Set.Dialect) == string(d) {
			out = append(out, h)
		}
	}
	return out
}

// ever reports whether one of the databases has, or had, a table or view of a name.
func ever(list []*schema.History, name string) bool {
	n := stmt.Split(name)
	return slices.ContainsFunc(list, func(h *schema.History) bool {
		if h.Schema.Table(n) != nil || h.Schema.View(n) != nil {
			return true
		}
		_, ok := Lost(h, name, "")
		return ok
	})
}

// files adds the statements of files of queries, such as those of sqlc, and finds the tables that are made elsewhere.
func (x *Index) files(tree *beside.Tree) {
	migrations, dirs := map[string]bool{}, map[string]bool{}
	for _, h := range x.Database.Histories {
		dirs[h.Set.Dir] = true
		for _, f := range h.Set.Files {
			migrations[f.Path] = true
			dirs[path.Dir(f.Path)] = true
		}
	}
	for _, name := range beside.Files(tree) {
		if migrations[name] || dirs[path.Dir(name)] && sqlfile.Undoes(path.Base(name)) {
			continue
		}
		text, ok := said(tree, name)
		if !ok {
			continue
		}
		if !beside.SQL(name) || !sqlfile.Named(text) {
			x.makes(text)
			continue
		}
		x.queries(tree, name, text, x.Database.Beside(path.Dir(name)))
	}
}

// queries adds the statements of a file of queries.
func (x *Index) queries(tree *beside.Tree, name, text string, near []*schema.History) {
	if len(near) == 0 {
		return
	}
	var list []*Query
	for _, q := range sqlfile.Read(tree, name, text) {
		list = append(list, &Query{Statement: q.Statement, Pos: q.Pos, Histories: near, index: x})
	}
	x.add(list)
}
