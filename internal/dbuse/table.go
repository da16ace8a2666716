package dbuse

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/schema/migrate"
	"github.com/prodlint/prodlint/internal/schema/stmt"
	"github.com/prodlint/prodlint/internal/sqltext"
)

// Table is a table in one of the databases.
type Table struct {
	*schema.Table
	History *schema.History
}

// Tables returns what a table of the statement looks like, once for each database that has it. There are none where that is not known for
// sure in all of them: migrations that could not be replayed, tables that code makes, views, virtual and temporary tables.
func (q *Query) Tables(t query.Table) []Table {
	made := q.index.Made
	if q.Elsewhere || !stored(t) || made[strings.ToLower(t.Name)] || made[bare(t.Name)] {
		return nil
	}
	name := stmt.Split(t.Name)
	var out []Table
	for _, h := range q.Histories {
		if gaps(h) || h.Schema.View(name) != nil {
			return nil
		}
		for _, at := range q.index.named(h, name) {
			if at.Unsure != "" || at.Open || at.Temporary || at.Module != "" {
				return nil
			}
			out = append(out, Table{at, h})
		}
	}
	return out
}

// named returns the tables that a name may mean: several where it says no schema and only other schemas than the default one have it.
func (x *Index) named(h *schema.History, name stmt.Name) []*schema.Table {
	list := x.tables[h][strings.ToLower(name.Name)]
	if name.Schema == "" && !slices.ContainsFunc(list, func(t *schema.Table) bool { return t.Schema == "" }) {
		return list
	}
	if t := h.Schema.Table(name); t != nil {
		return []*schema.Table{t}
	}
	return nil
}

// gaps reports whether migrations of a set were not replayed at all, so that any table may look different.
func gaps(h *schema.History) bool {
	if h.Set.Dialect == stmt.Unknown {
		return true
	}
	return slices.ContainsFunc(h.Set.Notes, func(n migrate.Note) bool {
		return !slices.ContainsFunc(h.Set.Files, func(f migrate.File) bool { return f.Path == n.Path })
	})
}

// Missing reports whether no database has a table or view of the name, nor any other database of the workspace, and each of them was replayed
// without gaps.
func (x *Index) Missing(q *Query, t query.Table) bool {
	if q.Elsewhere || !stored(t) || x.Made[strings.ToLower(t.Name)] || x.Made[bare(t.Name)] || len(q.Histories) == 0 {
		return false
	}
	name := stmt.Split(t.Name)
	for _, h := range x.Database.Histories {
		if h.Schema.Table(name) != nil || h.Schema.View(name) != nil || h.Schema.Table(stmt.Name{Name: name.Name}) != nil {
			return false
		}
	}
	return !slices.ContainsFunc(q.Histories, func(h *schema.History) bool { return gaps(h) || len(h.Problems) > 0 })
}

// Loss is the statement of a migration that took a table or column away.
type Loss struct {
	schema.Step
	// To is the new name, where it was renamed.
	To string
}

// Lost returns the last statement that dropped or renamed a table, or a column of it. column is empty for the table.
func Lost(h *schema.History, table, column string) (Loss, bool) {
	name := stmt.Split(table)
	has := func(s *schema.Schema) bool {
		t := s.Table(name)
		return t != nil && (column == "" || t.Column(column) != nil)
	}
	for i := len(h.Steps) - 1; i >= 0; i-- {
		step := h.Steps[i]
		if step.Before == step.After || !has(step.Before) || has(step.After) {
			continue
		}
		out := Loss{Step: step}
		for _, a := range step.Statement.Actions {
			switch a := a.(type) {
			case stmt.RenameTable:
				if column == "" && a.Table.Is(name) {
					out.To = a.To.Name
				}
			case stmt.RenameColumn:
				if a.Table.Is(name) && strings.EqualFold(a.Column, column) {
					out.To = a.To
				}
			}
		}
		return out, true
	}
	return Loss{}, false
}

// Column says which table a column is of.
type Column struct {
	// Table is the table of the query that has the column; its Name is empty where none has.
	Table query.Table
	// Absent are the tables that might have it and do not, where none has.
	Absent []query.Table
}

// Resolve finds the table of a column without qualifier in a query, and in those around it. ok is false where it is not known.
func (q *Query) Resolve(at *sqltext.Query, name string) (c Column, ok bool) {
	for ; at != nil; at = around(at) {
		for _, t := range at.Tables {
			one := base(at, t)
			tables := q.Tables(one)
			if len(tables) == 0 {
				return Column{}, false
			}
			has := 0
			for _, t := range tables {
				if t.Column(name) != nil {
					has++
				}
			}
			if has > 0 {
				return Column{Table: one}, has == len(tables)
			}
			c.Absent = append(c.Absent, one)
		}
	}
	return c, len(c.Absent) > 0
}

// around returns the query whose tables a query within it can name, or nil.
func around(at *sqltext.Query) *sqltext.Query {
	if at.Use == sqltext.CTE || at.Use == sqltext.Source {
		return nil
	}
	return at.Parent
}

// Qualified finds the table that a qualifier means. ok is false where it is none of the database.
func Qualified(at *sqltext.Query, qualifier string) (query.Table, bool) {
	for ; at != nil; at = around(at) {
		for _, t := range at.Tables {
			if t.Named(qualifier) {
				one := base(at, t)
				return one, stored(one)
			}
		}
	}
	return query.Table{}, false
}

// base is a table of a text as package query has it.
func base(at *sqltext.Query, t sqltext.Table) query.Table {
	return query.Table{Name: t.Name, Alias: t.Alias, Target: t.Target, Sub: t.Sub, Derived: t.Sub != nil || t.Func || at.Lookup(t.Name) != nil || len(t.Columns) > 0}
}
