package sqltext

import (
	"slices"
	"strings"
)

// Destroys is what a statement destroys without a condition.
type Destroys struct {
	What  string   // "DELETE", "UPDATE", "TRUNCATE", "DROP TABLE", "DROP DATABASE", "DROP SCHEMA", "DROP KEYSPACE"
	Names []string // what it destroys, as Table.Name
	// Always says that there is a condition, but one that is always true.
	Always bool
	// Open says that the statement ends in a part that is not known, which may be a name or more than that.
	Open bool
}

// Destroys returns what a statement does to whole tables, databases or schemas: DELETE and UPDATE without a condition, TRUNCATE and DROP.
// It finds nothing where a part that is not known may hold the condition. Temporary tables, rows that are handed back, and joins that choose
// rows are left alone.
func (q *Query) Destroys() (Destroys, bool) {
	switch q.Verb {
	case "DELETE", "UPDATE":
		return q.unconditional()
	case "TRUNCATE":
		return q.truncates()
	case "DROP":
		return q.drops()
	}
	return Destroys{}, false
}

// tokens are those of the query.
func (q *Query) tokens() []Token { return q.toks[q.first:min(q.last, len(q.toks))] }

// unconditional judges DELETE and UPDATE.
func (q *Query) unconditional() (Destroys, bool) {
	d := Destroys{What: q.Verb}
	if len(q.Tables) == 0 || !q.Tables[0].Target || q.Tables[0].Name == "" || q.Has(Limit) || q.Has(Returning) || q.Verb == "UPDATE" && !q.Has(Set) {
		return d, false
	}
	d.Names = []string{q.Tables[0].Name}
	toks := q.tokens()
	if where := q.Tokens(Where); q.Has(Where) {
		if !always(where[1:]) {
			return d, false
		}
		d.Always = true
	}
	if slices.ContainsFunc(toks, func(t Token) bool { return t.Is("JOIN", "ON") }) {
		return d, false
	}
	last := toks[len(toks)-1]
	if q.Verb == "UPDATE" {
		return d, !last.HasHole() && last.Kind != Unknown
	}
	// Behind the name of the table nothing may be unknown; where the name is, it is the last there is.
	name := q.Tables[0]
	for _, t := range toks {
		if t.Start >= name.End && (t.Kind == Unknown || t.HasHole()) {
			return d, false
		}
	}
	d.Open = last.Kind == Unknown || last.Kind == Word && last.HasHole() && strings.HasSuffix(last.Text, string(Hole))
	return d, !strings.Contains(name.Name, string([]byte{Hole, Hole}))
}

// always reports whether a condition is true for every row: it is made of constants alone, none of them zero or false.
func always(where []Token) bool {
	if len(where) == 0 {
		return false
	}
	for _, t := range where {
		switch {
		case t.Kind == Number && t.Text != "0", t.Kind == String, t.Is("TRUE", "AND"), t.IsPunct("="), t.IsPunct("("), t.IsPunct(")"):
		default:
			return false
		}
	}
	return true
}

// truncates judges TRUNCATE, with or without the word TABLE, of one table or several.
func (q *Query) truncates() (Destroys, bool) {
	p := &parser{toks: q.tokens(), i: 1}
	p.skip("TABLE")
	p.skip("IF")
	p.skip("EXISTS")
	p.skip("ONLY")
	d := Destroys{What: "TRUNCATE", Names: p.list()}
	return d, len(d.Names) > 0
}

// drops judges DROP of tables, databases and schemas.
func (q *Query) drops() (Destroys, bool) {
	p := &parser{toks: q.tokens(), i: 2}
	kind := p.at(1)
	if !kind.Is("TABLE", "DATABASE", "SCHEMA", "KEYSPACE") {
		return Destroys{}, false // also DROP TEMPORARY TABLE
	}
	p.skip("IF")
	p.skip("EXISTS")
	d := Destroys{What: "DROP " + kind.Upper, Names: p.list()}
	return d, len(d.Names) > 0
}

// list reads names with commas between them.
func (p *parser) list() []string {
	var out []string
	for p.i < len(p.toks) {
		t := p.tok()
		if t.Kind != Word && t.Kind != Quoted && t.Kind != Unknown && t.Kind != Placeholder {
			break
		}
		if t.Kind == Placeholder {
			out = append(out, string(Hole))
			p.i++
		} else {
			out = append(out, p.dotted())
		}
		if !p.tok().IsPunct(",") {
			break
		}
		p.i++
	}
	return out
}

// Creates returns the table that a statement creates and whether it is a temporary one, or one that the transaction drops.
func (q *Query) Creates() (name string, temporary, ok bool) {
	if q.Verb != "CREATE" {
		return "", false, false
	}
	p := &parser{toks: q.tokens(), i: 1}
	p.skip("OR")
	p.skip("REPLACE")
	for p.tok().Is("GLOBAL", "LOCAL", "TEMP", "TEMPORARY", "UNLOGGED") {
		temporary = temporary || p.tok().Is("TEMP", "TEMPORARY")
		p.i++
	}
	if !p.skip("TABLE") {
		return "", false, false
	}
	p.skip("IF")
	p.skip("NOT")
	p.skip("EXISTS")
	names := p.list()
	if len(names) == 0 {
		return "", false, false
	}
	for i, t := range p.toks {
		temporary = temporary || t.Is("COMMIT") && p.at(i+1).Is("DROP")
	}
	return names[0], temporary, true
}

// Maintains returns the upkeep that a statement makes the database do: VACUUM, ANALYZE and CLUSTER of every table, REINDEX of a database, schema or
// the system, VACUUM FULL and OPTIMIZE TABLE of any table. table is empty where it is about all of them.
func (q *Query) Maintains() (what, table string, ok bool) {
	p := &parser{toks: q.tokens(), i: 1}
	names := func() string {
		named := p.i < len(p.toks) && !p.tok().IsPunct(";")
		if list := p.list(); len(list) > 0 && list[0] != "" {
			return list[0]
		}
		if named {
			return "…" // by a name that is not known where the statement is put together
		}
		return ""
	}
	switch q.Verb {
	case "VACUUM":
		full, analyze := p.vacuumOptions()
		if p.tok().Is("INTO") {
			return "", "", false // a copy of SQLite
		}
		table = names()
		what = "VACUUM"
		if full {
			what += " FULL"
		} else if analyze {
			what += " ANALYZE"
		}
		return what, table, full || table == ""
	case "ANALYZE", "CLUSTER":
		p.vacuumOptions()
		table = names()
		return q.Verb, table, table == ""
	case "REINDEX":
		p.vacuumOptions()
		if t := p.tok(); t.Is("DATABASE", "SCHEMA", "SYSTEM") {
			return "REINDEX " + t.Upper, "", true
		}
	case "OPTIMIZE":
		p.skip("LOCAL")
		p.skip("NO_WRITE_TO_BINLOG")
		if p.skip("TABLE") {
			table = names()
			return "OPTIMIZE TABLE", table, table != ""
		}
	}
	return "", "", false
}

// vacuumOptions moves past the options of VACUUM and its like: words, or a list in parentheses.
func (p *parser) vacuumOptions() (full, analyze bool) {
	see := func(t Token) {
		full, analyze = full || t.Is("FULL"), analyze || t.Is("ANALYZE")
	}
	if p.tok().IsPunct("(") {
		for p.i++; p.i < len(p.toks) && !p.tok().IsPunct(")"); p.i++ {
			off := p.at(p.i+1).Is("FALSE", "OFF") || p.at(p.i+1).Text == "0"
			if !off {
				see(p.tok())
			}
		}
		p.i++
		return full, analyze
	}
	for p.tok().Is("FULL", "FREEZE", "VERBOSE", "ANALYZE") {
		see(p.tok())
		p.i++
	}
	return full, analyze
}
