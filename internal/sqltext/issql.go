package sqltext

import "strings"

// IsSQL reports whether a text looks like a statement or a fragment of one. It is strict about words that are English as well:
// a verb alone is not enough.
func IsSQL(t Template) bool {
	toks := Tokens(t)
	i := 0
	for i < len(toks) && (toks[i].IsPunct("(") || toks[i].Kind == Unknown) {
		i++
	}
	toks = toks[i:]
	if len(toks) < 2 { // EOF alone
		return false
	}
	if toks[0].Kind == Word && (verbs[toks[0].Upper] || keywords[toks[0].Upper]) {
		return statementLike(toks) || fragmentLike(toks)
	}
	return comparison(toks)
}

func statementLike(toks []Token) bool {
	next := toks[1]
	shout := toks[0].Text == toks[0].Upper
	switch toks[0].Upper {
	case "SELECT":
		return selectLike(toks, shout)
	case "INSERT", "REPLACE":
		return contains(toks[:min(len(toks), 4)], "INTO") && (shout || contains(toks, "VALUES", "SELECT"))
	case "UPDATE":
		return contains(toks, "SET") && (shout || has(toks, "="))
	case "DELETE":
		return next.Is("FROM") && (shout || len(toks) == 4 || contains(toks, "WHERE", "USING"))
	case "MERGE":
		return next.Is("INTO") && contains(toks, "USING")
	case "WITH":
		return contains(toks[:min(len(toks), 12)], "AS") && has(toks, "(") && contains(toks, "SELECT", "INSERT", "UPDATE", "DELETE")
	case "CREATE", "ALTER", "DROP", "TRUNCATE", "COMMENT":
		return (shout || len(toks) > 3 && next.Is("TABLE", "INDEX", "VIEW", "SCHEMA", "DATABASE", "FUNCTION", "TRIGGER", "TYPE", "EXTENSION", "SEQUENCE", "UNIQUE", "TEMP", "TEMPORARY", "OR", "MATERIALIZED", "VIRTUAL")) && contains(toks[1:min(len(toks), 6)], "TABLE", "INDEX", "VIEW", "SCHEMA", "DATABASE", "FUNCTION", "TRIGGER", "PROCEDURE", "TYPE", "EXTENSION", "SEQUENCE", "ROLE", "USER", "COLUMN", "ON") && sqlTail(toks)
	case "PRAGMA", "VACUUM", "EXPLAIN", "REINDEX", "SAVEPOINT", "LISTEN", "NOTIFY", "COPY", "CALL", "EXEC":
		return shout
	case "VALUES":
		return next.IsPunct("(")
	}
	return false
}

// sqlTail tells "CREATE TABLE users (" from a sentence: no word follows the name that SQL does not have there, in lower case.
func sqlTail(toks []Token) bool {
	words := 0
	for _, t := range toks {
		if t.Kind == Word && !keywords[t.Upper] && t.Text != t.Upper {
			words++
		} else if t.Kind != Word {
			words = 0
		}
		if words > 5 {
			return false
		}
	}
	return true
}

// selectLike tells a SELECT from a sentence that begins with the word.
func selectLike(toks []Token, shout bool) bool {
	if shout && len(toks) > 2 {
		return true
	}
	from := -1
	for i, t := range toks {
		if t.Is("FROM") {
			from = i
			break
		}
	}
	if from < 0 {
		return toks[0].Text == "select" && (toks[1].Kind == Placeholder || toks[1].IsPunct("*") || toks[1].Kind == Number || has(toks[:min(len(toks), 3)], "("))
	}
	if from == 1 || toks[1].Is("A", "AN", "THE", "ONE", "SOME", "ANY", "YOUR", "FILES", "ITEMS") || from+1 < len(toks) && toks[from+1].Is("THE", "A", "AN", "YOUR", "THIS") {
		return false
	}
	return toks[0].Text == "select" || has(toks[:from], "*") || has(toks[:from], ",")
}

// fragmentLike reports whether a text that begins with a keyword is a part of a statement.
func fragmentLike(toks []Token) bool {
	shout := toks[0].Text == toks[0].Upper
	switch toks[0].Upper {
	case "FROM", "INTO":
		return shout && len(toks) > 2
	case "WHERE", "AND", "OR", "ON", "HAVING", "SET":
		return comparison(toks[1:]) || shout && len(toks) > 3
	case "ORDER", "GROUP":
		return toks[1].Is("BY")
	case "LIMIT", "OFFSET":
		return toks[1].Kind == Number || toks[1].Kind == Placeholder || toks[1].Kind == Unknown && shout
	case "LEFT", "RIGHT", "INNER", "CROSS", "FULL", "JOIN", "NATURAL":
		return contains(toks[:min(len(toks), 4)], "JOIN") && (shout || contains(toks, "ON", "USING"))
	case "UNION", "INTERSECT", "EXCEPT":
		return shout && toks[1].Is("ALL", "SELECT", "DISTINCT")
	case "RETURNING":
		return shout || len(toks) == 3
	case "VALUES":
		return toks[1].IsPunct("(")
	case "FOR":
		return toks[1].Is("UPDATE", "SHARE", "KEY")
	}
	return false
}

// comparison reports whether a text begins with a predicate: name = ?, t.id IN (…), x IS NULL, a LIKE b.
func comparison(toks []Token) bool {
	p := parser{toks: toks}
	if p.tok().Is("NOT") {
		p.i++
	}
	if k := p.tok().Kind; k != Word && k != Quoted {
		return false
	}
	p.dotted()
	t := p.tok()
	bound := false
	for _, x := range toks {
		bound = bound || x.Kind == Placeholder
	}
	switch {
	case t.Is("IS") && p.at(p.i+1).Is("NULL", "NOT"):
		return true
	case t.Is("IN", "LIKE", "ILIKE", "BETWEEN", "NOT"):
		return bound || t.Text == t.Upper && p.i+1 < len(toks) && (p.at(p.i+1).IsPunct("(") || p.at(p.i+1).Kind == String)
	case t.Kind == Op && (t.Text == "=" || t.Text == "<" || t.Text == ">" || t.Text == "<=" || t.Text == ">=" || t.Text == "<>" || t.Text == "!="):
		return bound
	}
	return false
}

func contains(toks []Token, words ...string) bool {
	for _, t := range toks {
		if t.Is(words...) {
			return true
		}
	}
	return false
}

func has(toks []Token, punct string) bool {
	for _, t := range toks {
		if t.IsPunct(punct) {
			return true
		}
	}
	return false
}

// TakesStatement reports whether the name of a function says that it takes a statement: Query, ExecContext, MustPrepare, NamedSelect.
func TakesStatement(name string) bool {
	name = strings.TrimPrefix(name, "Must")
	for _, mode := range []string{"Named", "Raw", "Do"} {
		if rest := strings.TrimPrefix(name, mode); rest != "" && takes(rest) {
			return true
		}
	}
	return takes(name)
}

func takes(name string) bool {
	for _, verb := range []string{"Query", "Exec", "Select", "Get", "Prepare", "Raw", "NewRaw", "NewQuery", "Queue"} {
		if strings.HasPrefix(name, verb) {
			return true
		}
	}
	return false
}
