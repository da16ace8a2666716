// Package selectstar finds statements that ask for every column of a table. Such a statement reads and sends columns that nobody
// uses, cannot be answered from an index, and changes under the program when a migration adds or drops a column.
package selectstar

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/sqlsite"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports SELECT *, t.* and RETURNING *.
var Rule = rule.NewWithTree("selectstar", check, files)

// Analyzer is the rule for drivers of go/analysis.
var Analyzer = Rule.Analyzer

func init() { Rule.Fix = fix }

func check(p *rule.Pass) {
	if p.Program.TestSupport(p.Summary) {
		return
	}
	j := judge{Pass: p, seen: map[summary.Pos]bool{}}
	for i := range p.Summary.Calls {
		c := summary.CallRef{Pkg: p.Summary, Call: &p.Summary.Calls[i]}
		if table, ok := sqlsite.SelectsAll(p.Program, c); ok && !sqlsite.Migration(c) {
			j.report(c.Call.Pos, p.Summary.FunctionName(c.Call.Fn), star{item: "a query without columns", table: table}, nil, nil)
		}
	}
	sites := sqlsite.Of(p.Program, p.Summary, func(lit string) bool { return strings.Contains(lit, "*") })
	for len(sites) > 0 {
		n := slices.IndexFunc(sites, func(s sqlsite.Site) bool { return s.Call != sites[0].Call })
		if n < 0 {
			n = len(sites)
		}
		j.call(sites[:n])
		sites = sites[n:]
	}
}

type judge struct {
	*rule.Pass
	seen map[summary.Pos]bool
}

// star is what is wrong with a text.
type star struct {
	item      string // SELECT *, SELECT u.*, RETURNING *
	table     string
	into      string // INSERT INTO table SELECT *
	returning bool
}

// call judges the texts of one call.
func (j judge) call(sites []sqlsite.Site) {
	all, tables, items := true, map[string]bool{}, map[string]bool{} // whichever text it is, it has a star
	for _, s := range sites {
		st, found := j.find(s)
		all, tables[st.table] = all && found, true
		if found {
			items[st.item] = true
		}
	}
	for _, s := range sites {
		st, found := j.find(s)
		if !found || sqlsite.Migration(s.Call) {
			continue
		}
		base, there := st, false
		if s.Base != s.Text {
			base, there = j.find(sqlsite.Site{Call: s.Call, Entry: s.Entry, Text: s.Base, Path: s.Path})
		}
		if there && len(s.Path) > 0 || strings.ContainsRune(st.table+base.table, sqltext.Hole) && sqlsite.AnyColumns(j.Program, s.Call) {
			continue // the function called shows it by itself, or is made for any table
		}
		pos, fn := s.Call.Call.Pos, s.Call.Pkg.FunctionName(s.Call.Call.Fn)
		var path []rule.Hop
		if (s.Kept || s.Shared && !all) && !s.Entry.Has("builder") && s.Origin != summary.NoID && j.Program.Owner(s.Origin) == j.Summary {
			v := j.Program.Value(s.Origin) // one of several, or far away: where it is written
			path = append(path, rule.Hop{Pos: pos, Function: fn, Note: "queried here"})
			pos, fn = v.Pos, j.Program.Owner(s.Origin).FunctionName(v.Fn)
		} else if s.Shared && len(tables) > 1 {
			st.table = ""
		}
		if verb, _, _ := strings.Cut(st.item, " "); s.Shared && pos == s.Call.Call.Pos && len(items) > 1 {
			st.item = verb + " *" // of whichever table it is
		}
		path = append(path, rule.Way(s.Path, "queried here")...)
		var names []string
		if len(sites) == 1 && len(path) == 0 {
			names = read(j.Program, s)
		}
		j.report(pos, fn, st, path, names)
		if !s.Shared && !s.Kept {
			return
		}
	}
}

// find returns the first star of a text.
func (j judge) find(s sqlsite.Site) (star, bool) {
	if !strings.Contains(string(s.Text), "*") {
		return star{}, false
	}
	switch s.Entry.Attrs["builder"] {
	case "select":
		return j.fragment(s, sqltext.Items(s.Text), false)
	case "returning":
		return j.fragment(s, sqltext.Items(s.Text), true)
	case "raw":
		for _, st := range sqltext.Statements(s.Text) {
			for _, x := range st.Query.Stars() { // UNION SELECT *
				if !x.Returning {
					return star{item: "SELECT " + columns(x.Qualifier), table: x.Table}, true
				}
			}
			if st.Query.Verb == "" {
				return j.fragment(s, st.Query.Returning, true)
			}
		}
		return star{}, false
	case "":
	default:
		return star{}, false
	}
	for _, st := range sqltext.Statements(s.Text) {
		if out, ok := first(st.Query); ok {
			return out, true
		}
	}
	return star{}, false
}

// first returns the first star of a statement.
func first(q *sqltext.Query) (star, bool) {
	stars := q.Stars()
	if len(stars) == 0 {
		return star{}, false
	}
	x := stars[0]
	out := star{item: "SELECT ", table: x.Table, returning: x.Returning}
	if x.Returning {
		out.item = "RETURNING "
	} else if (q.Verb == "INSERT" || q.Verb == "REPLACE") && len(q.Tables) > 0 {
		out.into = q.Tables[0].Name
	}
	out.item += columns(x.Qualifier)
	return out, true
}

// fragment judges a list given to a builder.
func (j judge) fragment(s sqlsite.Site, items []sqltext.Item, returning bool) (star, bool) {
	at := s.Call
	if len(s.Path) > 0 {
		at = s.Path[len(s.Path)-1]
	}
	for _, it := range items {
		out := star{item: "SELECT " + columns(it.Qualifier), returning: returning}
		if returning {
			out.item = "RETURNING " + columns(it.Qualifier)
		}
		var ok bool
		if out.table, ok = sqlsite.Covered(j.Program, at, it); ok {
			return out, true
		}
	}
	return star{}, false
}

// columns writes * or x.* for a message.
func columns(qualifier string) string {
	if qualifier == "" {
		return "*"
	}
	return sqltext.Template(qualifier).String() + ".*"
}

func (j judge) report(pos summary.Pos, fn string, st star, path []rule.Hop, names []string) {
	if j.seen[pos] {
		return
	}
	j.seen[pos] = true
	f := finding(st)
	f.Pos, f.Function, f.Path, f.Names = pos, fn, path, names
	j.Report(f)
}

// finding says what is wrong.
func finding(st star) rule.Finding {
	table := sqltext.Template(st.table).String()
	if table == "…" || len(table) > 40 {
		table = ""
	}
	f := rule.Finding{Key: st.item}
	on := ""
	if table != "" {
		f.Key, on = f.Key+" "+table, " on "+table
	}
	switch {
	case st.into != "" && !strings.Contains(st.into, string(sqltext.Hole)) && len(st.into) <= 40:
		f.Message = "INSERT INTO " + st.into + " " + st.item + " breaks or mixes up values when a column is added: name the columns on both sides"
	case st.returning:
		f.Message = st.item + on + " sends back every column, also those added later: name the columns that are read"
	default:
		f.Message = st.item + on + " fetches every column, also those added later: name the columns that are read"
	}
	return f
}
