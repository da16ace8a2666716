package parse

import (
	"strconv"
	"strings"

	"github.com/prodlint/prodlint/internal/schema/stmt"
	"github.com/prodlint/prodlint/internal/sqltext"
)

// filling is a text in which the unknown parts of another one are filled in.
type filling struct {
	text    string
	changed bool
	edits   []edit
}

// edit says that the byte at to of the new text stands where from was; behind it both run alike.
type edit struct{ to, from int }

// back returns the offset in the old text of an offset in the new one.
func (f *filling) back(offset int) int {
	at, inside := edit{}, false
	for i, e := range f.edits { // the beginning and the end of each part, in turn
		if e.to > offset {
			break
		}
		at, inside = e, i%2 == 0
	}
	if inside {
		return at.from
	}
	return at.from + offset - at.to
}

// restore returns the actions with the offsets of the old text.
func (f *filling) restore(actions []stmt.Action) []stmt.Action {
	if !f.changed {
		return actions
	}
	out := make([]stmt.Action, len(actions))
	for i, a := range actions {
		out[i] = shift(a, f.back)
	}
	return out
}

// hole is the name that stands for an unknown one.
const hole = "unknown_name"

// fillings returns the readings to try, in order: the text as it is; unknown parts as their neighbours suggest; all of them as names; all of them
// left out.
func fillings(d stmt.Dialect, text string, toks []sqltext.Token) []filling {
	base := toks[0].Start
	raw, open := strings.IndexByte(text, sqltext.Hole) < 0, false
	for _, t := range toks {
		switch t.Kind {
		case sqltext.Unknown:
			raw, open = false, true
		case sqltext.Placeholder:
			open = open || foreign(d, t.Text)
		case sqltext.Word, sqltext.Quoted, sqltext.String:
			open = open || t.HasHole()
		}
	}
	var out []filling
	if raw {
		out = append(out, filling{text: text})
	}
	if !open {
		return out
	}
	for _, choose := range []func(toks []sqltext.Token, i int) string{byNeighbours(d), func([]sqltext.Token, int) string { return hole }, func([]sqltext.Token, int) string { return " " }} {
		f := fill(d, text, base, toks, choose)
		known := false
		for _, o := range out {
			known = known || o.text == f.text
		}
		if !known {
			out = append(out, f)
		}
	}
	return out
}

// foreign reports whether a dialect does not know a placeholder.
func foreign(d stmt.Dialect, text string) bool {
	if text[0] == '%' || text[0] == '{' {
		return true
	}
	switch d {
	case stmt.PostgreSQL:
		return text[0] != '$'
	case stmt.MySQL:
		return text[0] == '$' || text[0] == ':' || text[0] == '?' && len(text) > 1
	}
	return false
}

// fill writes the text with choose for each unknown part.
func fill(d stmt.Dialect, text string, base int, toks []sqltext.Token, choose func(toks []sqltext.Token, i int) string) filling {
	f := filling{changed: true}
	var b strings.Builder
	last := 0
	params := 0
	for i, t := range toks {
		start, end := t.Start-base, t.End-base
		var with string
		switch {
		case t.Kind == sqltext.Unknown:
			if i+1 < len(toks) && toks[i+1].IsPunct(".") && toks[i+1].Start == t.End {
				end++ // the schema: names are looked up without
				break
			}
			with = choose(toks, i)
			if i > 0 && toks[i-1].End == t.Start && toks[i-1].Kind == sqltext.Word || i+1 < len(toks) && toks[i+1].Start == t.End && toks[i+1].Kind == sqltext.Word {
				with = "x" // a part of a name
			}
		case t.Kind == sqltext.Placeholder && t.Text[0] == '%':
			with = choose(toks, i)
		case t.Kind == sqltext.Placeholder && foreign(d, t.Text):
			params++
			with = param(d, params)
		case (t.Kind == sqltext.Word || t.Kind == sqltext.Quoted || t.Kind == sqltext.String) && t.HasHole():
			with = strings.ReplaceAll(t.Text, string(sqltext.Hole), "x")
		default:
			continue
		}
		b.WriteString(text[last:start])
		f.edits = append(f.edits, edit{b.Len(), start})
		b.WriteString(with)
		f.edits = append(f.edits, edit{b.Len(), end})
		last = end
	}
	b.WriteString(text[last:])
	f.text = strings.ReplaceAll(b.String(), string(sqltext.Hole), " ")
	return f
}

func param(d stmt.Dialect, n int) string {
	if d == stmt.PostgreSQL {
		return "$" + strconv.Itoa(n)
	}
	return "?"
}

// byNeighbours chooses a name where SQL wants one, and a parameter elsewhere.
func byNeighbours(d stmt.Dialect) func([]sqltext.Token, int) string {
	n := 100
	return func(toks []sqltext.Token, i int) string {
		if i > 0 && (toks[i-1].Is("FROM", "JOIN", "INTO", "UPDATE", "TABLE", "EXISTS", "ONLY", "VIEW", "INDEX", "REFERENCES", "SCHEMA", "ON", "TYPE", "COLUMN", "CONSTRAINT",
			"SEQUENCE", "TRIGGER", "FUNCTION", "PROCEDURE", "DATABASE", "ROLE", "USER", "TO", "AS", "BY", "RENAME", "OWNER", "EXTENSION", "USE", "COLLATE") || toks[i-1].IsPunct(".")) {
			return hole
		}
		n++
		return param(d, n)
	}
}
