// Package overfetch finds queries that fetch many columns of which the code that gets them reads few. The rest is read from disk, sent, decoded
// and dropped for each row, and no index can answer the query alone.
package overfetch

import (
	"fmt"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/sqlsite"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports queries whose rows are read to a quarter or less.
var Rule = rule.New("overfetch", check)

// Analyzer is the rule for drivers of go/analysis.
var Analyzer = Rule.Analyzer

// share is how much of the columns may be read: one in share.
const share = 4

func check(p *rule.Pass) {
	least := p.Program.Settings.Number("overfetch", "min-columns")
	if p.Program.TestSupport(p.Summary) {
		return
	}
	for _, s := range query.Of(p.Program).In(p.Summary) {
		if s.Verb != "SELECT" || len(s.Path) > 0 || !s.Sure || strings.HasSuffix(s.Call.Call.Pos.File, "_test.go") || sqlsite.Migration(s.Call) {
			continue
		}
		columns, known := selected(p.Program, s, least)
		if !known {
			continue
		}
		f, ok := fetched(p, s, columns)
		if ok && f.of >= least && len(f.read) > 0 && len(f.read)*share <= f.of && !p.Program.OneShot(s.Call) {
			from := ""
			if len(s.Tables) > 0 && len(s.Tables[0].Name) <= 30 && !strings.ContainsRune(s.Tables[0].Name, sqltext.Hole) {
				from = " of " + s.Tables[0].Name
			}
			p.Report(rule.Finding{Pos: s.Call.Call.Pos, Function: p.Summary.FunctionName(s.Call.Call.Fn), Key: "columns" + from,
				Message: fmt.Sprintf("%d columns%s are fetched for each row and %d read: select %s", f.of, from, len(f.read), names(f.read))})
		}
	}
}

// names lists what is read, as far as a message has room for it.
func names(read []string) string {
	if text := strings.Join(read, ", "); len(text) <= 60 {
		return text
	}
	return strings.Join(read[:3], ", ") + " and what else is read"
}

// selected returns how many columns a statement lists; 0 stands for all fields of a model. known is false for a star, which another rule is
// about, and where a part is not known.
func selected(prog *summary.Program, s *query.Statement, least int) (n int, known bool) {
	if n, ok := listed(prog, s); ok {
		return n, n >= least
	}
	if s.Query == nil {
		return 0, len(s.Fragments) == 0 && !narrowed(prog, s.Library()) && s.Model != "" && !s.Grouped && len(s.Aggregates) == 0
	}
	if slices.ContainsFunc(s.Query.Items, func(it sqltext.Item) bool {
		return it.Star || slices.ContainsFunc(it.Tokens, func(t sqltext.Token) bool { return t.Kind == sqltext.Unknown })
	}) {
		return 0, false
	}
	return len(s.Query.Items), len(s.Query.Items) >= least
}

// listed returns how many columns a builder is told to select. ok is false where it is told none, or not all of them are known.
func listed(prog *summary.Program, s *query.Statement) (n int, ok bool) {
	if s.Query != nil || s.Grouped || len(s.Aggregates) > 0 {
		return 0, false
	}
	seen := map[*summary.Call]bool{}
	for _, c := range builder(prog, s.Library()) {
		if seen[c.Call] {
			continue
		}
		seen[c.Call] = true
		for _, e := range prog.Catalog.Of(c.Call.Callee) {
			if e.Attrs["builder"] != "select" {
				continue
			}
			for k := e.Int("sql", 0); k < len(c.Call.Args); k++ {
				text, known := prog.ConstOf(prog.Arg(c, k))
				items := sqltext.Items(sqltext.Template(text))
				if !known || slices.ContainsFunc(items, func(it sqltext.Item) bool { return it.Star }) {
					return 0, false
				}
				n += len(items)
			}
		}
	}
	return n, n > 0
}

// narrowed reports whether the builder that a call runs is told which columns to read.
func narrowed(prog *summary.Program, c summary.CallRef) bool {
	return slices.ContainsFunc(builder(prog, c), func(c summary.CallRef) bool {
		_, ok := prog.Catalog.Get(c.Call.Callee, "narrows")
		return ok
	})
}

// builder returns the calls that put together what a call runs, and those made on its result.
func builder(prog *summary.Program, c summary.CallRef) (out []summary.CallRef) {
	for _, o := range append(prog.Sources(prog.Arg(c, -1)), prog.Result(c, 0)) {
		if o != summary.NoID && prog.Value(o).Kind == summary.Result {
			out = append(out, sqlsite.Chain(prog, prog.CallOf(o))...)
		}
	}
	return out
}

// use is how many columns are fetched, and the names of what is read of them.
type use struct {
	of   int
	read []string
}

// fetched returns what becomes of the rows of a statement. ok is false where they go where they are not seen.
func fetched(p *rule.Pass, s *query.Statement, columns int) (u use, ok bool) {
	dest := s.Dest()
	switch {
	case len(dest) == 1:
		typ := p.Program.Value(dest[0]).Type
		fields := data(p.Program, typ)
		if columns == 0 {
			columns = len(fields)
		}
		read, ok := consumed(p.Program, s, dest[0], fields, false)
		return use{columns, read}, ok
	case len(dest) == columns && columns > 0 && p.Program.Value(dest[0]).Kind == summary.Field:
		base, fields := target(p, s, dest)
		if base == summary.NoID {
			return u, false
		}
		read, ok := consumed(p.Program, s, base, fields, true)
		return use{columns, read}, ok
	case len(dest) == columns && columns > 0:
		return variables(p.Program, dest)
	}
	return u, false
}

// data returns the names of the exported fields of a struct that hold no other struct of the program.
func data(prog *summary.Program, typ string) []string {
	var out []string
	for _, f := range prog.StructFields(typ) {
		v := prog.Value(f)
		name := v.Key[strings.LastIndexByte(v.Key, '.')+1:]
		if name[0] < 'A' || name[0] > 'Z' || len(prog.StructFields(strings.TrimPrefix(v.Type, "[]"))) > 0 {
			continue
		}
		out = append(out, name)
	}
	return out
}

// target returns the variable into whose fields the columns are read, and the names of these.
func target(p *rule.Pass, s *query.Statement, dest []summary.ID) (base summary.ID, fields []string) {
	owner := p.Program.Value(dest[0]).FieldOwner()
	for _, d := range dest {
		v := p.Program.Value(d)
		if v.Kind != summary.Field || v.FieldOwner() != owner {
			return summary.NoID, nil
		}
		fields = append(fields, v.Key[strings.LastIndexByte(v.Key, '.')+1:])
	}
	found := map[summary.Node][]string{}
	for _, r := range p.Summary.Reads {
		v := &p.Summary.Nodes[r.Base]
		if r.Addr && v.Fn == s.Call.Call.Fn && v.Type == owner && slices.Contains(fields, r.Field) && !slices.Contains(found[r.Base], r.Field) {
			found[r.Base] = append(found[r.Base], r.Field)
		}
	}
	base = summary.NoID
	for n, names := range found {
		if len(names) == len(fields) {
			if base != summary.NoID {
				return summary.NoID, nil
			}
			base = p.Program.ID(p.Summary, n)
		}
	}
	return base, fields
}
