package dbuse

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/beside"
	"github.com/prodlint/prodlint/internal/database"
	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/schema/stmt"
	"github.com/prodlint/prodlint/internal/sqlfile"
	"github.com/prodlint/prodlint/internal/sqlsite"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// Marked is a table whose rows the program marks as deleted instead of deleting them.
type Marked struct {
	Table, Column string
	// At is the first statement that marks rows.
	At *query.Statement
	// Purged says that rows may be deleted for good somewhere: by the program, by code in the database, by a foreign key, with a partition.
	Purged bool
	// Mapped says that an object mapper leaves marked rows out by itself.
	Mapped bool
	// Filtered counts the queries whose first table it is and that look at the mark, Blind are those that do not.
	Filtered int
	Blind    []*query.Statement
}

type marksKey struct{}

// Marks returns the tables with rows that are marked as deleted, sorted by name; nil where the files beside the code are not seen: a purge may
// stand there.
func Marks(prog *summary.Program, tree *beside.Tree) []*Marked {
	if tree == nil {
		return nil
	}
	return prog.Memo(marksKey{}, func() any { return marks(prog, tree) }).([]*Marked)
}

func marks(prog *summary.Program, tree *beside.Tree) []*Marked {
	var all []*query.Statement
	x := query.Of(prog)
	for _, pkg := range prog.Packages {
		if prog.TestSupport(pkg) {
			continue
		}
		for _, s := range x.In(pkg) {
			if !sqlsite.Migration(s.Call) {
				all = append(all, s)
			}
		}
	}
	by := map[string]*Marked{}
	var out []*Marked
	for _, s := range all {
		column, ok := marking(s)
		table := s.Target()
		if !ok || table == "" || strings.IndexByte(table, sqltext.Hole) >= 0 {
			continue
		}
		m := by[bare(table)]
		if m == nil {
			m = &Marked{Table: table, Column: column, At: s}
			by[bare(table)] = m
			out = append(out, m)
		}
		m.Mapped = m.Mapped || s.Soft
	}
	if len(out) == 0 {
		return nil
	}
	for _, s := range all {
		look(s, out, by)
	}
	purges(prog, tree, out)
	slices.SortFunc(out, func(a, b *Marked) int { return cmp.Compare(a.Table, b.Table) })
	return out
}

// IsMark reports whether a column says that a row counts as deleted, by its name.
func IsMark(column string) bool {
	switch strings.ReplaceAll(strings.ToLower(column), "_", "") {
	case "deleted", "isdeleted", "deletedat", "deletedon", "deletedtime", "deletedts", "deleteddate", "deletetime", "deleteat", "softdeleted", "softdeletedat",
		"removedat", "isremoved", "datedeleted", "deletionmark":
		return true
	}
	return false
}

// marking returns the column by which a statement marks rows as deleted.
func marking(s *query.Statement) (string, bool) {
	if s.Verb == "DELETE" && s.Soft {
		return "deleted_at", true
	}
	if s.Verb != "UPDATE" || s.Whole || len(s.Set) > 4 {
		return "", false
	}
	for _, a := range s.Set {
		v := a.Value
		if IsMark(a.Column.Name) && (v.Kind != query.Literal || !slices.Contains([]string{"NULL", "FALSE", "0", ""}, strings.ToUpper(v.Text))) {
			return a.Column.Name, true
		}
	}
	return "", false
}

// look notes what a statement does to tables with marks.
func look(s *query.Statement, list []*Marked, by map[string]*Marked) {
	switch s.Verb {
	case "DELETE":
		table := s.Target()
		if m := by[bare(table)]; m != nil && !s.Soft {
			m.Purged = true
		}
		if s.Soft || table != "" && strings.IndexByte(table, sqltext.Hole) < 0 {
			return
		}
		for _, m := range list { // any table
			m.Purged = true
		}
	case "SELECT":
		if len(s.Tables) == 0 || s.Tables[0].Derived {
			return
		}
		m := by[bare(s.Tables[0].Name)]
		switch {
		case m == nil:
		case s.Soft || mentions(s):
			m.Filtered++
		case s.Complete && s.Sure && s.Model == "" && !star(s) && !single(s):
			m.Blind = append(m.Blind, s)
		}
	}
}

// mentions reports whether a statement names a column that is a mark, anywhere.
func mentions(s *query.Statement) bool {
	for _, t := range sqltext.Tokens(s.Template) {
		if (t.Kind == sqltext.Word || t.Kind == sqltext.Quoted) && IsMark(t.Value()) {
			return true
		}
	}
	for _, scope := range s.Scopes() {
		for _, p := range slices.Concat(scope.Where, scope.On, scope.Having) {
			if IsMark(p.Column.Name) {
				return true
			}
		}
		for _, f := range scope.Fragments {
			if slices.ContainsFunc(sqltext.Tokens(f), func(t sqltext.Token) bool { return IsMark(t.Value()) }) {
				return true
			}
		}
	}
	return false
}

// star reports whether a query returns all columns: whoever calls it sees the mark.
func star(s *query.Statement) bool {
	if s.Query == nil {
		return len(s.Fragments) == 0 && len(s.Aggregates) == 0
	}
	return slices.ContainsFunc(s.Query.Items, func(i sqltext.Item) bool { return i.Star })
}

// single reports whether a query asks for rows by their keys: whoever has a key may want the row although it is marked.
func single(s *query.Statement) bool {
	return slices.ContainsFunc(s.Where, func(p query.Predicate) bool {
		name := strings.ToLower(p.Column.Name)
		return !p.Or && !p.Not && (p.Op == "=" || p.Op == "IN") && (name == "id" || name == "uuid" || strings.HasSuffix(name, "_id") && len(s.Where) == 1 && s.One)
	})
}

var (
	deletes = lazyre.NewHeads(`(?i)(?:delete\s+from|truncate(?:\s+table)?|drop\s+table(?:\s+if\s+exists)?)\s+(?:only\s+)?(?:["'\x60\[\\]*([\w.$]+)|(%|;|$|\{\{))`, `\bdelete\s`, `\btruncate\s`, `\bdrop\s`)
	inside  = lazyre.NewHeads(`(?i)\bcron\.schedule|create\s+(?:or\s+replace\s+)?(?:function|procedure|event|trigger)\b|partman|ttl_expiration`, `\bcron.schedule`, `create\s`, `partman`, `ttl_expiration`)
)

// purges finds what deletes rows for good in the text of the program, in the database and by its keys.
func purges(prog *summary.Program, tree *beside.Tree, list []*Marked) {
	d := database.Of(tree)
	migrations := map[string]bool{}
	for _, h := range d.Histories {
		for _, f := range h.Set.Files {
			migrations[f.Path] = true
		}
	}
	gone := map[string]bool{}
	for _, name := range beside.Files(tree) {
		text, ok := said(tree, name)
		if !ok {
			continue
		}
		once := migrations[name] || strings.Contains(strings.ToLower(name), "migrat") || sqlfile.Undoes(path.Base(name))
		if once && !inside.Match(text) {
			continue
		}
		for _, m := range deletes.FindAll(text) {
			gone[bare(m[1])] = true
			for _, one := range list {
				one.Purged = one.Purged || m[2] != "" || bare(m[1]) == bare(one.Table)
			}
		}
	}
	for _, h := range d.Histories {
		for _, m := range list {
			t := h.Schema.Table(stmt.Split(m.Table))
			if t == nil {
				continue
			}
			m.Purged = m.Purged || t.PartitionBy != ""
			for _, c := range t.Constraints {
				if c.Kind == stmt.Foreign && c.OnDelete == "CASCADE" && gone[strings.ToLower(c.Ref.Name)] {
					m.Purged = true // with the row that it belongs to
				}
			}
		}
	}
}
