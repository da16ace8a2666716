package sqltext

import "strings"

// table reads one table with its alias. It always moves.
func (p *parser) table(q *Query, target bool) {
	for p.tok().Is("ONLY", "LATERAL") {
		p.i++
	}
	start := p.i
	tab := Table{Target: target, Start: p.tok().Start}
	switch t := p.tok(); {
	case t.IsPunct("(") && p.startsQuery(p.i) && p.depth < maxDepth:
		p.i++
		tab.Sub = p.statement(q, Derived)
		p.close()
		tab.End = p.at(p.i - 1).End
	case t.IsPunct("(") && p.open(p.i+1) && p.at(p.i+2).IsPunct(")"): // most likely a query
		tab.Sub = &Query{Use: Derived, Depth: q.Depth + 1, Parent: q, toks: p.toks, first: p.i + 1, last: p.i + 2}
		p.i += 3
		tab.End = p.at(p.i - 1).End
	case t.IsPunct("("):
		p.joined(q)
	case p.open(p.i) && t.Kind == Placeholder:
		tab.Name = string(Hole)
		p.i++
		tab.End = t.End
	case t.Is("ROWS") && p.at(p.i+1).Is("FROM") && p.at(p.i+2).IsPunct("("):
		tab.Name, tab.Func = t.Text, true
		p.i += 2
		p.group(q)
		tab.End = p.at(p.i - 1).End
	case t.Kind == Word || t.Kind == Quoted || t.Kind == Unknown:
		tab.Name = p.dotted()
		tab.End = p.at(p.i - 1).End
		if !target && p.tok().IsPunct("(") && !p.at(p.i+1).Is("NOLOCK", "READPAST", "UPDLOCK") {
			tab.Func = true
			p.group(q)
		}
	}
	if p.i == start {
		p.i++
		return
	}
	switch {
	case p.tok().Is("WITH") && p.at(p.i+1).Is("ORDINALITY"):
		p.i += 2
	case p.tok().Is("AS") && p.at(p.i+1).Is("OF") && p.at(p.i+2).Is("SYSTEM", "TIMESTAMP", "SCN"): // a table as it was
		p.i += 3
		p.skip("TIME")
		p.i++
	}
	as := p.skip("AS")
	if t := p.tok(); t.Kind == Quoted || t.Kind == Word && (as || !keywords[t.Upper] && !verbs[t.Upper]) {
		tab.Alias = t.Value()
		p.i++
	}
	if (tab.Sub != nil || tab.Func) && p.tok().IsPunct("(") {
		tab.Columns = p.names()
	}
	if tab.Sub != nil {
		tab.Sub.Name, tab.Sub.Columns = tab.Alias, tab.Columns
	}
	if tab.Name != "" || tab.Sub != nil {
		q.Tables = append(q.Tables, tab)
	}
}

// open reports whether token i stands for any text: a hole, or a placeholder that a library or fmt writes over.
func (p *parser) open(i int) bool {
	t := p.at(i)
	return t.Kind == Unknown || t.Kind == Placeholder && (t.Text == "?" || t.Text[0] == '%')
}

// joined reads "(a JOIN b ON …)".
func (p *parser) joined(q *Query) {
	if p.depth >= maxDepth {
		p.i++
		return
	}
	p.depth++
	p.i++
	p.table(q, false)
	for p.i < len(p.toks) && !p.tok().IsPunct(")") {
		switch t := p.tok(); {
		case t.Is("JOIN") || t.IsPunct(","):
			p.i++
			if !p.tok().IsPunct(")") && p.i < len(p.toks) {
				p.table(q, false)
			}
		case t.IsPunct("("):
			p.group(q)
		default:
			p.i++
		}
	}
	p.i++
	p.depth--
}

// dotted reads a.b.c and returns it without quotes.
func (p *parser) dotted() string {
	name := p.tok().Value()
	for p.i++; ; {
		dot := p.tok()
		if dot.IsPunct(".") && p.at(p.i-1).End == dot.Start {
			next := p.at(p.i + 1)
			if next.Kind == Word || next.Kind == Quoted || next.Kind == Unknown {
				name += "." + next.Value()
				p.i += 2
				continue
			}
			p.i++
			return name
		}
		// parts that touch: {prefix}users, "x"{suffix}
		if prev := p.at(p.i - 1); prev.End == dot.Start && prev.Start != dot.Start && (dot.Kind == Word || dot.Kind == Quoted || dot.Kind == Unknown) && (prev.Kind == Unknown || dot.Kind == Unknown) && !keywords[dot.Upper] {
			name += dot.Value()
			p.i++
			continue
		}
		return name
	}
}

// selectPrefix moves past DISTINCT, TOP and the options of MySQL.
func (p *parser) selectPrefix(q *Query) {
	for {
		switch t := p.tok(); {
		case t.Is("DISTINCT", "DISTINCTROW"):
			q.Distinct = true
			p.i++
			if p.tok().Is("ON") && p.at(p.i+1).IsPunct("(") {
				p.i++
				p.group(q)
			}
		case t.Is("TOP") && (p.at(p.i+1).Kind == Number || p.at(p.i+1).Kind == Placeholder || p.at(p.i+1).IsPunct("(")):
			p.i++
			p.group(q)
			p.skip("PERCENT")
		case t.Is("JSON") && p.at(p.i+1).IsPunct("*") && p.at(p.i+2).Is("FROM"): // CQL
			p.i++
		case t.Is("ALL", "STRAIGHT_JOIN", "HIGH_PRIORITY") || t.Kind == Word && strings.HasPrefix(t.Upper, "SQL_"):
			p.i++
		default:
			return
		}
	}
}

// listStart returns where the select list begins whose SELECT is token i.
func (p *parser) listStart(i int) int {
	skip := parser{toks: p.toks, i: i + 1, depth: maxDepth}
	skip.selectPrefix(&Query{})
	return min(skip.i, p.i)
}

// Items reads a select list that stands alone, as query builders take it: "a.*, b.id AS x".
func Items(t Template) []Item {
	toks := Tokens(t)
	return items(toks[:len(toks)-1])
}

func items(toks []Token) []Item {
	var out []Item
	start, depth := 0, 0
	add := func(end int) {
		if end > start {
			out = append(out, item(toks[start:end]))
		}
		start = end + 1
	}
	for i, t := range toks {
		switch {
		case t.Kind == Punct && strings.Contains("([{", t.Text):
			depth++
		case t.Kind == Punct && strings.Contains(")]}", t.Text):
			depth--
		case t.IsPunct(",") && depth == 0:
			add(i)
		}
	}
	add(len(toks))
	return out
}

func item(toks []Token) Item {
	it := Item{Start: toks[0].Start, End: toks[len(toks)-1].End, Tokens: toks}
	list := toks
	for i, t := range toks { // * EXCEPT (a), * REPLACE (a AS b)
		if i > 0 && t.Is("EXCEPT", "EXCLUDE", "REPLACE", "RENAME", "APPLY") && toks[i-1].IsPunct("*") {
			list = toks[:i]
			break
		}
	}
	n := len(list)
	last := list[n-1]
	if last.IsPunct("*") {
		if n == 1 {
			it.Star = true
			return it
		}
		if list[n-2].IsPunct(".") && n > 2 {
			p := parser{toks: list[:n-2]}
			if list[0].IsPunct("(") || list[n-3].IsPunct(")") {
				it.Star, it.Composite = true, true
			} else if name := p.dotted(); p.i == n-2 {
				it.Star, it.Qualifier = true, name
			}
		}
		return it
	}
	if last.Kind != Word && last.Kind != Quoted || last.HasHole() {
		return it
	}
	switch {
	case n == 1, list[n-2].Is("AS"), list[n-2].IsPunct("."), list[n-2].IsPunct(")"),
		list[n-2].Kind == Word && !keywords[last.Upper] && !list[n-2].Is("NOT", "AND", "OR", "LIKE", "IN", "IS"), list[n-2].Kind == String, list[n-2].Kind == Number, list[n-2].Kind == Quoted:
		it.Name = last.Value()
	}
	return it
}

// HasJoin reports whether a text has the word JOIN, as joins that are given whole to builders do.
func HasJoin(t Template) bool { return contains(Tokens(t), "JOIN", "STRAIGHT_JOIN") }
