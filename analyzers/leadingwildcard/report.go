package leadingwildcard

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/admin"
	"github.com/prodlint/prodlint/internal/database"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/schema/stmt"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// find is a pattern that was found.
type find struct {
	call     summary.CallRef // zero for a literal
	pos      summary.Pos
	fn       int32
	pred     query.Predicate
	dialect  query.Dialect
	narrowed int
	path     []summary.CallRef
	tables   []query.Table
	near     []*schema.History // the databases that it may be for
}

func (j *judge) report(f find) {
	if db := database.Of(j.Tree); db != nil {
		f.near = db.Near(j.Summary.Path)
	}
	if !j.aside(f, admin.Aside) {
		if out, ok := j.finding(f); ok {
			out.Function = j.Summary.FunctionName(f.fn)
			j.Report(out)
		}
	}
}

// finding is what is said of a pattern, once for each place.
func (j *judge) finding(f find) (out rule.Finding, ok bool) {
	if j.seen[f.pos] || f.narrowed == known || analytical(f.dialect) || indexed(f) {
		return out, false
	}
	j.seen[f.pos] = true
	name := f.pred.Column.Name
	if f.pred.Column.Table != "" && name != "" {
		name = f.pred.Column.Table + "." + name
	}
	on := ""
	if name != "" && !sqltext.Template(name).HasHole() && len(name) <= 40 {
		on = " on " + name
	}
	out = rule.Finding{Pos: f.pos, Key: f.pred.Op + on,
		Message: f.pred.Op + " '%…'" + on + " cannot use an index and reads every row: " + remedy(f.dialect)}
	if f.narrowed == some {
		out.Severity = rule.Info
	}
	out.Path = append(out.Path, rule.Way(f.path, "queried here")...)
	return out, true
}

// analytical reports whether a database reads whole columns anyway.
func analytical(d query.Dialect) bool { return d == query.ClickHouse || d == query.BigQuery }

// remedy names what the database has for it.
func remedy(d query.Dialect) string {
	switch d {
	case query.PostgreSQL:
		return "add a pg_trgm GIN index, or match a prefix"
	case query.MySQL:
		return "use a FULLTEXT index and MATCH, or match a prefix"
	case query.SQLite:
		return "use an FTS5 table and MATCH, or match a prefix"
	case query.SQLServer:
		return "use a full-text index and CONTAINS, or match a prefix"
	}
	return "use a full-text or trigram index, or match a prefix"
}

// aside reports whether production does not run the code, or the code has chosen it for SQLite alone.
func (j *judge) aside(f find, outside func(*summary.Program, summary.CallRef) bool) bool {
	c := f.call
	if c.IsZero() {
		c = summary.CallRef{Pkg: j.Summary, Call: &summary.Call{Fn: f.fn, Pos: f.pos, Cond: summary.None}}
	}
	if outside(j.Program, c) || j.Program.OneShot(c) {
		return true
	}
	if f.call.IsZero() {
		return false
	}
	if _, serves := admin.Serves(j.Program, c); !serves {
		return true
	}
	return j.forSQLite(j.Program.ID(c.Pkg, c.Call.Cond), 4)
}

// forSQLite reports whether a condition asks whether the database is SQLite.
func (j *judge) forSQLite(cond summary.ID, depth int) bool {
	if cond == summary.NoID || depth == 0 {
		return false
	}
	if v := j.Program.Value(cond); v.Kind == summary.Const {
		return strings.HasPrefix(strings.ToLower(v.Value), "sqlite")
	}
	for _, in := range j.Program.Inputs(cond) {
		if j.forSQLite(in, depth-1) {
			return true
		}
	}
	return false
}

// indexed reports whether the migrations build an index for searching in the column.
func indexed(f find) bool {
	name := f.pred.Column.Table
	for _, t := range f.tables {
		if name != "" && t.Name != name || t.Name == "" {
			continue
		}
		for _, h := range f.near {
			if found := h.Schema.Table(stmt.Split(t.Name)); found != nil && slices.ContainsFunc(found.Indexes, func(i schema.Index) bool { return searches(i, f.pred.Column.Name) }) {
				return true
			}
		}
	}
	return false
}

// searches reports whether an index serves searches in a column, or in any where the column is not known.
func searches(i schema.Index, column string) bool {
	for _, p := range i.Parts {
		if i.Method != "fulltext" && !strings.Contains(p.Class, "trgm") && i.Method != "pgroonga" && i.Method != "rum" {
			continue
		}
		if column == "" || strings.EqualFold(p.Column, column) || p.Expr != nil && strings.Contains(strings.ToLower(p.Expr.Text), strings.ToLower(column)) {
			return true
		}
	}
	return false
}

// How far other conditions narrow a query down.
const (
	wide  = iota
	some  // to the rows of an owner
	known // to rows known by their key, or found by a full-text index
)

// narrows says how far the conditions that hold for every row narrow a query down.
func narrows(where []query.Predicate) int {
	out := wide
	for _, w := range where {
		if w.Or || w.Maybe || w.Not || w.Func != "" {
			continue
		}
		name := strings.ToLower(w.Column.Name)
		switch {
		case w.Op == "@@" || w.Op == "MATCH" || w.Op == "AGAINST":
			return known
		case w.Op != "=" && w.Op != "IN" || w.Value.Kind == query.OfColumn || name == "":
		case name == "id" || name == "uuid" || name == "guid":
			return known
		case strings.HasSuffix(name, "_id") || strings.HasSuffix(name, "_uuid") || strings.HasSuffix(name, "_guid") || name == "owner" || name == "tenant" || name == "username":
			out = some
		}
	}
	return out
}
