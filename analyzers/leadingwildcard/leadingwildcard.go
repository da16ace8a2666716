// Package leadingwildcard finds LIKE patterns that begin with %. An index is sorted by the beginning of the value, so such a pattern reads every
// row: nothing on a developer's thousand rows, 45 seconds on fifty million, and a few users who type are enough to keep the database busy.
package leadingwildcard

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/sqlfile"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports LIKE with a pattern that begins with %, in the text or in the value bound to it.
var Rule = rule.NewWithTree("leadingwildcard", check, files)

// Analyzer is the rule for drivers of go/analysis.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	if p.Tree == nil || p.Program.TestSupport(p.Summary) {
		return // whether there is an index for it is not seen
	}
	j := &judge{Pass: p, index: query.Of(p.Program), seen: map[summary.Pos]bool{}, using: map[*summary.Call][]*query.Statement{}}
	beside := sqlfile.Of(p.Program, p.Tree)
	statements := j.index.In(p.Summary)
	for _, s := range statements {
		if s.Query == nil {
			for _, w := range s.Where {
				if !w.Call.IsZero() {
					j.using[w.Call.Call] = append(j.using[w.Call.Call], s)
				}
			}
			continue
		}
		if beside.From(s) == nil { // what files does
			j.text(s)
		}
	}
	for _, c := range j.index.Conditions(p.Summary) {
		j.built(c)
	}
	for _, f := range j.index.Fragments(p.Summary, "LIKE") {
		if slices.ContainsFunc(j.told, func(s *query.Statement) bool {
			return s.Call.Call.Fn == f.Fn && strings.Contains(string(s.Template), string(f.Text))
		}) {
			continue
		}
		for _, w := range f.Predicates {
			if w.Value.Kind == query.Bound || w.Value.Kind == query.HoleValue {
				w.Value = query.Value{Kind: query.Bound, Arg: summary.NoID}
			}
			if j.leads(w, f.Loose) {
				j.report(find{call: summary.CallRef{}, pos: f.Pos, fn: f.Fn, pred: w, dialect: j.only()})
			}
		}
	}
}

// only is the dialect of the only driver that the program has.
func (j *judge) only() query.Dialect {
	if d := j.index.Dialects(); len(d) == 1 {
		return d[0]
	}
	return ""
}

type judge struct {
	*rule.Pass
	index *query.Index
	seen  map[summary.Pos]bool
	told  []*query.Statement                   // the texts in which one was found
	using map[*summary.Call][]*query.Statement // the statements that the condition of a call is part of
}

// text judges a statement that is given as text.
func (j *judge) text(s *query.Statement) {
	for _, f := range j.finds(s) {
		if len(s.Path) > 0 && shows(s.Base) {
			continue
		}
		j.told = append(j.told, s)
		f.call, f.pos, f.fn, f.path = s.Call, s.Call.Call.Pos, s.Call.Call.Fn, s.Path
		j.report(f)
	}
}

// finds returns the patterns of a text.
func (j *judge) finds(s *query.Statement) (out []find) {
	for _, scope := range s.Scopes() {
		if !stored(scope) {
			continue
		}
		for _, list := range [][]query.Predicate{scope.Where, scope.On, scope.Having} {
			for _, w := range list {
				if j.leads(w, s.Loose) {
					out = append(out, find{pred: w, dialect: s.Dialect, narrowed: narrows(scope.Where), tables: scope.Tables})
				}
			}
		}
	}
	return out
}

// built judges a condition that a builder is given.
func (j *judge) built(c query.Condition) {
	for _, w := range c.Predicates {
		if !j.leads(w, nil) {
			continue
		}
		f := find{call: c.Call, pos: c.Pos, fn: c.Fn, pred: w}
		for i, s := range j.using[c.Call.Call] {
			f.dialect = s.Dialect
			if n := narrows(s.Where); i == 0 || n < f.narrowed {
				f.narrowed = n
			}
			f.tables = append(f.tables, s.Tables...)
			switch table := s.Target(); {
			case i == 0 && w.Column.Table == "" && len(s.Tables) == 1:
				f.pred.Column.Table = table
			case f.pred.Column.Table != table && w.Column.Table == "":
				f.pred.Column.Table = "" // many have it
			}
		}
		j.report(f)
	}
}

// leads reports whether a comparison is with a pattern that begins with %, which an index cannot serve. loose are values that may be bound to it.
func (j *judge) leads(w query.Predicate, loose []summary.ID) bool {
	if w.Op != "LIKE" && w.Op != "ILIKE" || w.Not || !compares(w) {
		return false
	}
	v := w.Value
	switch v.Kind {
	case query.Unknown:
		for i, t := range v.Tokens {
			switch {
			case t.IsPunct("("), t.Is("CONCAT", "LOWER", "UPPER", "UNACCENT", "FORMAT", "CAST"):
				continue
			case t.Kind == sqltext.String:
				return begins(t.Value()) && !column(v.Tokens[i+1:]) || t.Value() == "%" && !column(v.Tokens[i+1:])
			case t.Kind == sqltext.Placeholder:
				return slices.ContainsFunc(j.index.Patterns(v), func(text string) bool { return strings.HasPrefix(text, "%") })
			}
			return false
		}
		return false
	case query.Bound:
		if v.Arg == summary.NoID {
			return slices.ContainsFunc(loose, func(id summary.ID) bool {
				return slices.ContainsFunc(j.index.Patterns(query.Value{Kind: query.Bound, Arg: id}), begins)
			})
		}
	case query.Literal:
	default:
		return false
	}
	return slices.ContainsFunc(j.index.Patterns(v), begins)
}

// begins reports whether a pattern begins with % and has more in it.
func begins(pattern string) bool {
	return strings.HasPrefix(pattern, "%") && strings.Trim(pattern, "%_") != ""
}

// compares reports whether the left side of a comparison is a column, or text of which that is not known.
func compares(w query.Predicate) bool {
	if w.Column.Name != "" || w.Left == nil {
		return true
	}
	return slices.ContainsFunc(w.Left, func(t sqltext.Token) bool {
		return t.Kind == sqltext.Word || t.Kind == sqltext.Quoted || t.Kind == sqltext.Unknown
	})
}

// column reports whether what follows the beginning of a pattern is a column: the pattern is data, and the table is read for each of them anyway.
func column(rest []sqltext.Token) bool {
	return len(rest) > 1 && (rest[0].IsPunct("||") || rest[0].IsPunct(",") || rest[0].IsPunct("+")) && (rest[1].Kind == sqltext.Word || rest[1].Kind == sqltext.Quoted) && (len(rest) < 3 || !rest[2].IsPunct("("))
}

// stored reports whether a query reads a table of the program, and not the catalogs that databases keep of themselves.
func stored(s query.Scope) bool {
	return len(s.Tables) == 0 || slices.ContainsFunc(s.Tables, func(t query.Table) bool { return !sqltext.IsCatalog(t.Name) })
}

// shows reports whether a text has a LIKE by itself.
func shows(text sqltext.Template) bool {
	return strings.Contains(strings.ToUpper(string(text)), "LIKE")
}
