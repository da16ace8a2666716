package sqltext

import "strings"

// Term is one comparison of a condition: its operands and the operator between them.
type Term struct {
	Left  []Token
	Op    string // upper case, one blank between words: =, <, LIKE, ILIKE, IN, BETWEEN, IS, REGEXP, EXISTS, @@; empty for an expression that is true or false by itself
	Right []Token
	Not   bool // NOT LIKE, IS NOT, NOT EXISTS
	Or    bool // rows that do not meet the term may be found all the same: it stands under OR or NOT
}

// Terms returns the comparisons in a clause that holds conditions: Where, Having, or From with the conditions of its joins. Those of
// subqueries are not among them.
func (q *Query) Terms(c Clause) []Term {
	toks := q.Tokens(c)
	if len(toks) == 0 {
		return nil
	}
	if c == From || c == Using {
		return joins(toks)
	}
	if toks[0].Is("WHERE", "PREWHERE", "HAVING", "QUALIFY") {
		toks = toks[1:]
	}
	return Condition(toks)
}

// Condition returns the comparisons in a condition that stands alone.
func Condition(toks []Token) []Term { return condition(nil, toks, false, 0) }

// joins returns the comparisons after ON. USING (a) is one of the column with itself.
func joins(toks []Token) []Term {
	var out []Term
	for i := 0; i < len(toks); i++ {
		switch {
		case toks[i].IsPunct("("):
			end := closing(toks, i)
			if !isQuery(toks[i+1 : end]) {
				out = append(out, joins(toks[i+1:end])...) // (a JOIN b ON …)
			}
			i = end
		case toks[i].Is("ON"):
			end := i + 1
			for end < len(toks) && !endsOn(toks, end) {
				if toks[end].IsPunct("(") {
					end = closing(toks, end)
				}
				end++
			}
			out = append(out, Condition(toks[i+1:min(end, len(toks))])...)
			i = min(end, len(toks)) - 1
		case toks[i].Is("USING") && i+1 < len(toks) && toks[i+1].IsPunct("("):
			end := closing(toks, i+1)
			for _, it := range items(toks[i+2 : end]) {
				out = append(out, Term{Left: it.Tokens, Op: "=", Right: it.Tokens})
			}
			i = end
		}
	}
	return out
}

// endsOn reports whether token i ends the condition of a join.
func endsOn(toks []Token, i int) bool {
	t := toks[i]
	if t.Is("LEFT", "RIGHT") && i+1 < len(toks) && toks[i+1].IsPunct("(") {
		return false // the functions of that name
	}
	return t.Is("JOIN", "STRAIGHT_JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "NATURAL") || t.IsPunct(",")
}

// isQuery reports whether tokens in parentheses are a query.
func isQuery(toks []Token) bool {
	for len(toks) > 0 && toks[0].IsPunct("(") {
		toks = toks[1:]
	}
	return len(toks) > 0 && toks[0].Is("SELECT", "WITH", "VALUES")
}

// closing returns the index of the parenthesis that closes the one at i, or the last index.
func closing(toks []Token, i int) int {
	depth := 0
	for ; i < len(toks); i++ {
		depth += nest(toks[i])
		if depth == 0 {
			return i
		}
	}
	return len(toks) - 1
}

// nest is what a token adds to the depth of parentheses.
func nest(t Token) int {
	switch {
	case t.Kind == Punct && (t.Text == "(" || t.Text == "[" || t.Text == "{"), t.Is("CASE"):
		return 1
	case t.Kind == Punct && (t.Text == ")" || t.Text == "]" || t.Text == "}"), t.Is("END"):
		return -1
	}
	return 0
}

// split cuts tokens at a word outside of parentheses. The AND of BETWEEN is none.
func split(toks []Token, word string) [][]Token {
	var out [][]Token
	depth, start, between := 0, 0, 0
	for i, t := range toks {
		depth += nest(t)
		switch {
		case depth != 0:
		case t.Is("BETWEEN"):
			between++
		case t.Is("AND") && between > 0:
			between--
		case t.Is(word):
			out = append(out, toks[start:i])
			start = i + 1
		}
	}
	return append(out, toks[start:])
}

func condition(out []Term, toks []Token, or bool, depth int) []Term {
	if depth > maxDepth || len(toks) == 0 {
		return out
	}
	for _, word := range []string{"OR", "XOR", "AND"} {
		if parts := split(toks, word); len(parts) > 1 {
			for _, p := range parts {
				out = condition(out, p, or || word != "AND", depth+1)
			}
			return out
		}
	}
	if toks[0].Is("NOT") && len(toks) > 1 && !toks[1].Is("EXISTS") {
		n := len(out)
		out = condition(out, toks[1:], or, depth+1)
		if len(out) > n+1 { // NOT (a AND b)
			for i := n; i < len(out); i++ {
				out[i].Or = true
			}
		}
		for i := n; i < len(out); i++ {
			out[i].Not = !out[i].Not
		}
		return out
	}
	if inner, ok := unwrap(toks); ok {
		return condition(out, inner, or, depth+1)
	}
	return append(out, compare(toks, or))
}

// unwrap removes the parentheses around a condition.
func unwrap(toks []Token) ([]Token, bool) {
	if !toks[0].IsPunct("(") || closing(toks, 0) != len(toks)-1 || !toks[len(toks)-1].IsPunct(")") || isQuery(toks[1:]) {
		return nil, false
	}
	return toks[1 : len(toks)-1], true
}

// comparisons are the operators that compare, besides the words.
var comparisons = map[string]bool{"=": true, "==": true, "<>": true, "!=": true, "<": true, ">": true, "<=": true, ">=": true, "<=>": true, "~": true, "~*": true,
	"!~": true, "!~*": true, "@>": true, "<@": true, "@@": true, "&&": true, "?|": true, "?&": true, "~~": true, "~~*": true}

// compare reads one comparison.
func compare(toks []Token, or bool) Term {
	t := Term{Or: or, Left: toks}
	if n := 0; toks[0].Is("EXISTS", "NOT") {
		if toks[0].Is("NOT") {
			t.Not, n = true, 1
		}
		if n < len(toks) && toks[n].Is("EXISTS") {
			t.Op, t.Left, t.Right = "EXISTS", nil, toks[n+1:]
			return t
		}
	}
	depth := 0
	for i, tok := range toks {
		depth += nest(tok)
		if depth != 0 || i == 0 {
			continue
		}
		op, n := operator(toks, i, &t)
		if n == 0 {
			continue
		}
		t.Op, t.Left, t.Right = op, toks[:i], toks[i+n:]
		return t
	}
	return t
}

// operator returns the operator that token i starts, and how many tokens it is.
func operator(toks []Token, i int, t *Term) (string, int) {
	tok := toks[i]
	at := func(k int) Token {
		if k < len(toks) {
			return toks[k]
		}
		return Token{}
	}
	if tok.Kind == Op && comparisons[tok.Text] {
		switch tok.Text {
		case "~~":
			return "LIKE", 1
		case "~~*":
			return "ILIKE", 1
		}
		return tok.Text, 1
	}
	switch {
	case tok.Is("NOT") && at(i+1).Is("LIKE", "ILIKE", "IN", "BETWEEN", "REGEXP", "RLIKE", "SIMILAR", "GLOB", "MATCH"):
		op, n := operator(toks, i+1, t)
		t.Not = true
		return op, n + 1
	case tok.Is("IS"):
		n := 1
		if at(i + 1).Is("NOT") {
			t.Not, n = true, 2
		}
		return "IS", n
	case tok.Is("SIMILAR") && at(i+1).Is("TO"):
		return "SIMILAR TO", 2
	case tok.Is("SOUNDS") && at(i+1).Is("LIKE"):
		return "SOUNDS LIKE", 2
	case tok.Is("LIKE", "ILIKE", "IN", "BETWEEN", "REGEXP", "RLIKE", "GLOB", "AGAINST") || tok.Is("MATCH") && i > 0:
		return tok.Upper, 1
	}
	return "", 0
}

// Operand is what an operand of a comparison is, as far as its tokens say.
type Operand struct {
	Column    bool   // it is a column, or a function of one
	Qualifier string // x of x.name
	Name      string // of the column, without quotes; holes stay
	Func      string // the outermost function around the column, in upper case; CAST for x::type
}

// ReadOperand reads the column of an operand: name, t.name, lower(t.name), name::text, COALESCE(name, ”), (name). An operand without a column,
// or with several, is none.
func ReadOperand(toks []Token) Operand {
	for {
		inner, ok := unwrap2(toks)
		if !ok {
			break
		}
		toks = inner
	}
	var op Operand
	for len(toks) > 1 && toks[0].Is("BINARY", "PRIOR") {
		toks = toks[1:]
	}
	for i := 1; i < len(toks); i++ { // casts and collations
		if i > 0 && (toks[i].IsPunct("::") || toks[i].Is("COLLATE")) {
			op.Func, toks = "CAST", toks[:i]
			if toks[len(toks)-1].IsPunct(")") {
				inner := ReadOperand(toks)
				if inner.Func == "" {
					inner.Func = op.Func
				}
				return inner
			}
		}
	}
	if len(toks) == 0 {
		return Operand{}
	}
	if toks[0].Kind == Word && len(toks) > 2 && toks[1].IsPunct("(") && closing(toks, 1) == len(toks)-1 {
		inner := toks[2 : len(toks)-1]
		if list := items(inner); len(list) > 0 {
			inner = list[0].Tokens
		}
		for i, t := range inner { // CAST(x AS text), EXTRACT(day FROM x)
			if t.Is("AS") {
				inner = inner[:i]
				break
			}
			if t.Is("FROM") {
				inner = inner[i+1:]
				break
			}
		}
		arg := ReadOperand(inner)
		if arg.Column {
			arg.Func = toks[0].Upper
		}
		return arg
	}
	p := parser{toks: toks}
	if t := toks[0]; t.Kind != Word && t.Kind != Quoted && t.Kind != Unknown || t.reserved() || t.Kind == Unknown && len(toks) == 1 {
		return Operand{}
	}
	if toks[0].Is("TRUE", "FALSE", "CURRENT_TIMESTAMP", "CURRENT_DATE", "INTERVAL", "DATE", "TIMESTAMP") && (len(toks) == 1 || !toks[1].IsPunct(".")) {
		return Operand{}
	}
	name := p.dotted()
	for p.i < len(toks) && (toks[p.i].IsPunct("->") || toks[p.i].IsPunct("->>") || toks[p.i].IsPunct("#>>")) { // a part of a document
		op.Func, p.i = "->", p.i+2
	}
	if p.i < len(toks) {
		return Operand{}
	}
	op.Column, op.Name = true, name
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		op.Qualifier, op.Name = name[:i], name[i+1:]
	}
	return op
}

// unwrap2 removes parentheses around an operand.
func unwrap2(toks []Token) ([]Token, bool) {
	if len(toks) < 3 || !toks[0].IsPunct("(") {
		return nil, false
	}
	return unwrap(toks)
}

// List cuts tokens at the commas outside of parentheses.
func List(toks []Token) [][]Token {
	var out [][]Token
	for _, it := range items(toks) {
		out = append(out, it.Tokens)
	}
	return out
}

// Inner returns the tokens between the parentheses around toks, and whether there are any.
func Inner(toks []Token) ([]Token, bool) {
	if len(toks) < 2 || !toks[0].IsPunct("(") || closing(toks, 0) != len(toks)-1 || !toks[len(toks)-1].IsPunct(")") {
		return nil, false
	}
	return toks[1 : len(toks)-1], true
}

// Assignment is "column = value" of an UPDATE, or a column of an INSERT with its value in the first row.
type Assignment struct {
	Column string // without quotes and qualifier; holes stay
	Value  []Token
}

// Assignments returns what a statement writes: the list after SET, or the columns of an INSERT that names them. An INSERT of a query gives
// columns without values.
func (q *Query) Assignments() []Assignment {
	if q.Has(Set) {
		return assignments(q.Tokens(Set)[1:])
	}
	if q.Verb != "INSERT" && q.Verb != "REPLACE" && q.Verb != "UPSERT" || len(q.Tables) == 0 {
		return nil
	}
	var cols, vals [][]Token
	lead := q.Tokens(Lead)
	for i, t := range lead {
		if t.IsPunct("(") {
			end := closing(lead, i)
			cols = List(lead[i+1 : end])
			break
		}
	}
	if v := q.Tokens(Values); len(v) > 1 && v[1].IsPunct("(") {
		vals = List(v[2 : closing(v[1:], 0)+1])
	}
	var out []Assignment
	for i, c := range cols {
		a := Assignment{Column: ReadOperand(c).Name}
		if len(vals) == len(cols) {
			a.Value = vals[i]
		}
		if a.Column != "" {
			out = append(out, a)
		}
	}
	return out
}

// assignments reads "a = 1, (b, c) = (2, 3)".
func assignments(toks []Token) []Assignment {
	var out []Assignment
	for _, one := range List(toks) {
		eq := 0
		for depth := 0; eq < len(one); eq++ {
			depth += nest(one[eq])
			if depth == 0 && (one[eq].IsPunct("=") || one[eq].IsPunct(":=")) {
				break
			}
		}
		if eq == 0 || eq >= len(one)-1 {
			continue
		}
		left, right := one[:eq], one[eq+1:]
		if inner, ok := Inner(left); ok {
			cols := List(inner)
			var vals [][]Token
			if in, ok := Inner(right); ok && !isQuery(in) {
				vals = List(in)
			}
			for i, c := range cols {
				a := Assignment{Column: ReadOperand(c).Name}
				if len(vals) == len(cols) {
					a.Value = vals[i]
				}
				out = append(out, a)
			}
			continue
		}
		if op := ReadOperand(left); op.Column {
			out = append(out, Assignment{Column: op.Name, Value: right})
		}
	}
	return out
}
