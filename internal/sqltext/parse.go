package sqltext

// maxDepth bounds how deep queries and parentheses are followed.
const maxDepth = 200

type parser struct {
	toks  []Token
	i     int
	depth int
}

// parse reads one statement, which has at least one token.
func parse(toks []Token) *Query {
	p := &parser{toks: toks}
	q := p.statement(nil, Top)
	if p.i < len(toks) { // unbalanced: a fragment such as ") ORDER BY x"
		for p.i < len(toks) {
			if p.tok().IsPunct(")") {
				p.i++
				continue
			}
			p.clauses(q, Lead)
		}
		q.last = len(toks)
	}
	return q
}

func (p *parser) tok() Token { return p.at(p.i) }

func (p *parser) at(i int) Token {
	if i < 0 || i >= len(p.toks) {
		return Token{}
	}
	return p.toks[i]
}

// startsQuery reports whether a query starts at token i, behind any number of parentheses.
func (p *parser) startsQuery(i int) bool {
	for n := 0; p.at(i).IsPunct("(") && n <= maxDepth; n++ { // no query is followed deeper
		i++
	}
	return p.at(i).Is("SELECT", "WITH", "VALUES", "INSERT", "UPDATE", "DELETE", "MERGE") && !p.at(i+1).IsPunct(",") && !p.at(i+1).IsPunct(")")
}

// skip moves past the words if they come next.
func (p *parser) skip(words ...string) bool {
	if p.tok().Is(words...) {
		p.i++
		return true
	}
	return false
}

func (p *parser) statement(parent *Query, use Use) *Query {
	q := &Query{Use: use, Parent: parent, toks: p.toks, first: p.i}
	if parent != nil {
		q.Depth = parent.Depth + 1
		if use == Source {
			q.Depth = parent.Depth
		}
	}
	p.depth++
	defer func() {
		p.depth--
		p.i = min(p.i, len(p.toks))
		q.last = max(q.last, p.i)
	}()
	if p.depth > maxDepth {
		p.group(q)
		return q
	}
	if p.tok().IsPunct("(") && p.startsQuery(p.i) {
		p.i++
		inner := p.statement(parent, use)
		inner.first = q.first
		if p.tok().IsPunct(")") {
			p.i++
		}
		p.clauses(inner, Lead)
		inner.last = min(p.i, len(p.toks))
		return inner
	}
	if p.tok().Is("WITH") && (p.at(p.i+1).Is("RECURSIVE") || p.at(p.i+2).Is("AS") || p.at(p.i+2).IsPunct("(")) {
		p.with(q)
	}
	p.body(q)
	return q
}

// with reads common table expressions.
func (p *parser) with(q *Query) {
	p.i++
	p.skip("RECURSIVE")
	for {
		name, cols := p.tok().Value(), []string(nil)
		p.i++
		if p.tok().IsPunct("(") {
			cols = p.names()
		}
		p.skip("AS")
		p.skip("NOT")
		p.skip("MATERIALIZED")
		if !p.tok().IsPunct("(") {
			return
		}
		p.i++
		cte := p.statement(q, CTE)
		cte.Name, cte.Columns = name, cols
		q.With = append(q.With, cte)
		for p.i < len(p.toks) && !p.tok().IsPunct(")") {
			p.i++
		}
		p.i++
		if !p.tok().IsPunct(",") {
			return
		}
		p.i++
	}
}

// names reads "(a, b)".
func (p *parser) names() []string {
	var out []string
	for p.i++; p.i < len(p.toks) && !p.tok().IsPunct(")"); p.i++ {
		if t := p.tok(); (t.Kind == Word || t.Kind == Quoted) && (p.at(p.i-1).IsPunct("(") || p.at(p.i-1).IsPunct(",")) {
			out = append(out, t.Value())
		}
	}
	p.i++
	return out
}

// body reads a statement from its verb on.
func (p *parser) body(q *Query) {
	t := p.tok()
	if t.Kind != Word || !verbs[t.Upper] || p.at(p.i+1).IsPunct(".") {
		p.clauses(q, Lead)
		return
	}
	if t.Upper == "SET" && p.at(p.i+2).IsPunct("=") && !p.at(p.i+1).HasHole() && q.Use == Top {
		// SET x = 1 is a session variable or a fragment of an UPDATE: both read alike.
		p.clauses(q, Lead)
		return
	}
	q.Verb = t.Upper
	switch t.Upper {
	case "SELECT":
		p.clauses(q, Lead)
	case "INSERT", "REPLACE", "UPSERT", "MERGE":
		p.i++
		for p.skip("OR", "IGNORE", "REPLACE", "ABORT", "FAIL", "ROLLBACK", "LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED") {
		}
		p.skip("INTO")
		p.target(q)
		p.clauses(q, Lead)
	case "UPDATE":
		p.i++
		if p.skip("OR") {
			p.i++
		}
		p.skip("LOW_PRIORITY")
		p.skip("IGNORE")
		p.target(q)
		p.clauses(q, Lead)
	case "DELETE":
		for p.i++; p.i < len(p.toks) && !p.tok().Is("FROM") && p.tok().Kind == Word; p.i++ {
		}
		p.skip("FROM")
		p.target(q)
		p.clauses(q, Lead)
	case "TABLE", "TRUNCATE":
		p.i++
		p.skip("TABLE")
		p.target(q)
		p.clauses(q, Lead)
	default:
		p.other(q)
	}
}

func (p *parser) target(q *Query) {
	if t := p.tok(); t.Kind == Word || t.Kind == Quoted || t.Kind == Unknown {
		p.table(q, true)
	}
}

// other reads a statement of another kind and the query in it, if there is one: CREATE VIEW … AS SELECT, EXPLAIN SELECT, COPY (SELECT …).
func (p *parser) other(q *Query) {
	start := p.i
	for p.i++; p.i < len(p.toks); p.i++ {
		t := p.tok()
		if t.IsPunct(")") && q.Use != Top {
			break
		}
		prev := p.at(p.i - 1)
		if q.Verb == "IF" && prev.Is("EXISTS") && t.IsPunct("(") { // T-SQL
			p.group(q)
			p.i--
			continue
		}
		if t.Is("SELECT", "WITH", "INSERT", "UPDATE", "DELETE") && p.startsQuery(p.i) && !prev.Is("FOR", "ON", "BEFORE", "AFTER", "OR", "GRANT", "INSTEAD", "NO") ||
			t.Is("SELECT") && prev.Is("FOR") {
			src := p.statement(q, Source)
			if q.Source == nil {
				q.Source = src
			} else {
				q.Subs = append(q.Subs, src)
			}
			p.i--
		}
	}
	q.spans[Lead] = [2]int{start, min(p.i, len(p.toks))}
}

// group moves past "(…)", reading the queries in it. It always moves.
func (p *parser) group(q *Query) {
	prev := p.at(p.i - 1)
	if !p.tok().IsPunct("(") {
		p.i++
		return
	}
	if p.depth < maxDepth && p.startsQuery(p.i) {
		use := Expr
		if prev.Is("EXISTS") {
			use = Exists
		}
		p.i++
		q.Subs = append(q.Subs, p.statement(q, use))
		p.close()
		return
	}
	p.depth++
	for p.i++; p.i < len(p.toks) && !p.tok().IsPunct(")"); {
		if p.tok().IsPunct("(") && p.depth < maxDepth {
			p.group(q)
		} else {
			p.i++
		}
	}
	p.depth--
	p.i++
}

// close moves behind the ")" that ends the current query.
func (p *parser) close() {
	for p.i < len(p.toks) {
		p.i++
		if p.at(p.i - 1).IsPunct(")") {
			return
		}
	}
}

// clauses reads the clauses of a query up to its end or the parenthesis that closes it.
func (p *parser) clauses(q *Query, c Clause) {
	start, table := p.i, false
	finish := func() { p.endClause(q, c, start) }
	for p.i < len(p.toks) {
		t := p.tok()
		if t.IsPunct(")") || q.Use == Source && p.endsSource() {
			break
		}
		if table {
			table = false
			if t.Kind == Word && !t.reserved() || t.Kind == Quoted || p.open(p.i) || t.IsPunct("(") || t.Is("LATERAL") {
				p.table(q, false)
				continue
			}
		}
		if t.Kind == Word {
			next, n := p.clauseAt(q, c)
			switch {
			case n > 0 && next == clauses: // UNION and its like
				finish()
				p.i += n
				arm := p.statement(q, q.Use)
				arm.Depth = q.Depth
				q.Arms = append(q.Arms, arm)
				if p.i < len(p.toks) && !p.tok().IsPunct(")") {
					p.i++
				}
				c, start = Lead, p.i
				continue
			case n > 0:
				finish()
				c, start = next, p.i
				p.i += n
				table = c == From || c == Using
				if c == Select {
					p.selectPrefix(q)
				}
				continue
			case c != Conflict && t.Is("JOIN", "STRAIGHT_JOIN") && !p.at(p.i+1).IsPunct("."):
				if c == Lead && q.Verb == "" {
					finish()
					c, start = From, p.i
				}
				table = true
				p.i++
				continue
			case (q.Verb == "INSERT" || q.Verb == "REPLACE") && q.Source == nil && c != Conflict && p.startsQuery(p.i) && t.Is("SELECT", "WITH"):
				finish()
				q.Source = p.statement(q, Source)
				c, start = Lead, p.i
				continue
			}
		}
		switch {
		case t.IsPunct("("):
			if q.Verb == "INSERT" && c == Lead && q.Source == nil && p.startsQuery(p.i) {
				q.Source = p.statement(q, Source)
				continue
			}
			p.group(q)
		case t.IsPunct(",") && (c == From || c == Using):
			table = true
			p.i++
		default:
			p.i++
		}
	}
	finish()
}

// endsSource reports whether the INSERT around a SELECT goes on here.
func (p *parser) endsSource() bool { return p.tok().Is("RETURNING") || p.conflict() }

// conflict reports whether ON CONFLICT or ON DUPLICATE KEY starts here.
func (p *parser) conflict() bool {
	if !p.tok().Is("ON") {
		return false
	}
	after := p.at(p.i + 2)
	return p.at(p.i+1).Is("CONFLICT") && (after.IsPunct("(") || after.Is("DO", "ON")) || p.at(p.i+1).Is("DUPLICATE") && after.Is("KEY")
}

// endClause records that clause c went from token start to here, and reads its list.
func (p *parser) endClause(q *Query, c Clause, start int) {
	p.i = min(p.i, len(p.toks))
	if p.i <= start || q.spans[c][1] > 0 && c == Lead {
		return
	}
	q.spans[c] = [2]int{start, p.i}
	switch c {
	case Select:
		q.Items = items(p.toks[p.listStart(start):p.i])
	case Returning:
		q.Returning = items(p.toks[start+1 : p.i])
	}
}

// clauseAt returns the clause that the word here starts, and how many tokens its keywords are; 0 tokens where it starts none.
func (p *parser) clauseAt(q *Query, c Clause) (Clause, int) {
	t, prev, next := p.tok(), p.at(p.i-1), p.at(p.i+1)
	if prev.IsPunct(".") || next.IsPunct(".") || prev.IsPunct(",") || prev.Is("SELECT", "DISTINCT", "AS", "BY") && !t.Is("SELECT", "FROM") {
		return 0, 0
	}
	write := q.Verb == "INSERT" || q.Verb == "UPDATE" || q.Verb == "DELETE" || q.Verb == "MERGE" || q.Verb == "REPLACE" || q.Verb == ""
	switch t.Upper {
	case "SELECT":
		if q.Verb == "SELECT" && !q.Has(Select) && c == Lead {
			return Select, 1
		}
		return 0, 0
	case "UNION", "INTERSECT", "EXCEPT", "MINUS":
		n := 1
		if next.Is("ALL", "DISTINCT") {
			n = 2
		}
		if p.startsQuery(p.i + n) {
			return clauses, n
		}
		return 0, 0
	case "GROUP", "ORDER":
		if !next.Is("BY") {
			return 0, 0
		}
		return clauseWords[t.Upper], 2
	case "FOR":
		if next.Is("UPDATE", "SHARE", "NO", "KEY") {
			return Lock, 2
		}
		return 0, 0
	case "LOCK":
		if next.Is("IN") {
			return Lock, 1
		}
		return 0, 0
	case "ON":
		if p.conflict() {
			return Conflict, 2
		}
		return 0, 0
	case "WHEN":
		if q.Verb == "MERGE" && c != Conflict {
			return Conflict, 1
		}
		return 0, 0
	}
	k, ok := clauseWords[t.Upper]
	if !ok || c == Conflict && k != Returning {
		return 0, 0
	}
	switch k {
	case From:
		if prev.Is("DISTINCT") && p.at(p.i-2).Is("IS", "NOT") || c == From {
			return 0, 0
		}
	case Set, Values:
		if !write {
			return 0, 0
		}
	case Returning:
		if !write {
			return 0, 0
		}
	case Using:
		if q.Verb != "DELETE" && q.Verb != "MERGE" || next.IsPunct("(") && !p.startsQuery(p.i+1) {
			return 0, 0
		}
	case Into:
		if q.Verb != "SELECT" {
			return 0, 0
		}
	case Limit:
		if t.Upper == "FETCH" && !next.Is("FIRST", "NEXT") {
			return 0, 0
		}
	}
	return k, 1
}
