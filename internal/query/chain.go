package query

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// link is a call that has put something into a builder.
type link struct {
	call summary.CallRef
	must bool // it is on every way to the call that runs the statement
}

// chain is what a builder has come through.
type chain struct {
	links []link
	// open says that more may have been put into it out of sight.
	open bool
	// given is the parameter that a builder is, where the function is handed one.
	given summary.ID
	// again says that the walk came back to where it has been: it adds nothing.
	again bool
}

const (
	maxLinks   = 64  // calls of one chain
	maxUp      = 40  // values on the way to one
	maxSteps   = 400 // values on all ways to it
	maxCallers = 200 // callers that a builder is handed over by
	maxRuns    = 500 // statements of one call that runs what it is handed
)

// walk follows the builder that a call runs back to where it begins.
type walk struct {
	*Index
	run   summary.CallRef
	seen  map[summary.ID]bool
	steps *int // values that may still be looked at
}

func (x *Index) walk(run summary.CallRef) walk {
	steps := maxSteps
	return walk{x, run, map[summary.ID]bool{}, &steps}
}

// certain reports whether a call that changes a variable is made whenever the statement is run.
func (w walk) certain(c summary.CallRef) bool {
	if c.Pkg == w.run.Pkg && c.Call.Fn == w.run.Call.Fn {
		return c.Call.Cond == w.run.Call.Cond && c.Call.In == w.run.Call.In
	}
	return c.Call.Cond == summary.None && c.Call.In < 0
}

// up follows a value. ctx are the calls through which its functions were entered, the innermost last.
func (w walk) up(id summary.ID, ctx []summary.CallRef) chain {
	x, seen := w.Index, w.seen
	*w.steps--
	if *w.steps < 0 {
		return chain{open: true, given: summary.NoID}
	}
	if id == summary.NoID || len(seen) > maxUp {
		return chain{open: true, given: summary.NoID}
	}
	if seen[id] {
		return chain{again: true, given: summary.NoID}
	}
	seen[id] = true
	defer delete(seen, id)
	p := x.Program
	v := p.Value(id)
	switch v.Kind {
	case summary.Result:
		c := p.CallOf(id)
		callees := p.Callees(c)
		if len(callees) == 0 || x.isClause(c.Call.Callee) {
			return w.call(c, ctx)
		}
		if len(ctx) >= 4 {
			return chain{open: true, given: summary.NoID}
		}
		var parts []chain
		for _, f := range callees {
			if int(v.Index) < len(f.Func.Results) {
				parts = append(parts, w.up(p.ID(f.Pkg, f.Func.Results[v.Index]), append(slices.Clone(ctx), c)))
			}
		}
		return w.join(parts)
	case summary.Param:
		f := p.FunctionOf(id)
		if n := len(ctx); n > 0 && slices.Contains(p.Callees(ctx[n-1]), f) {
			return w.up(p.Arg(ctx[n-1], int(v.Index)), ctx[:n-1])
		}
		return chain{given: id}
	case summary.Var, summary.Return:
		in := slices.Clone(p.Assigned(id))
		slices.Sort(in)
		in = slices.Compact(in)
		var parts []chain
		for _, from := range in {
			parts = append(parts, w.up(from, ctx))
		}
		if len(parts) == 0 {
			return chain{given: summary.NoID}
		}
		return w.join(parts)
	case summary.Field, summary.Global:
		out := chain{given: summary.NoID}
		for _, from := range p.Assigned(id) { // a builder that is kept
			if c := p.CallOf(from); !c.IsZero() && x.isClause(c.Call.Callee) && !x.fresh(c.Call.Callee) {
				out.open = true
			}
		}
		return out
	}
	return chain{given: summary.NoID}
}

// call follows the call of a library.
func (w walk) call(c summary.CallRef, ctx []summary.CallRef) chain {
	x := w.Index
	recv := x.Program.Arg(c, -1)
	if recv == summary.NoID {
		out := chain{given: summary.NoID}
		if x.isClause(c.Call.Callee) {
			out.links = []link{{c, true}}
		}
		return out
	}
	known := x.isClause(c.Call.Callee)
	same := len(c.Call.Results) > 0 && x.Program.Value(x.Program.Result(c, 0)).Type == x.Program.Value(recv).Type
	if !known && !same {
		return chain{given: summary.NoID} // what opens a connection
	}
	out := w.up(recv, ctx)
	if x.fresh(c.Call.Callee) {
		return out
	}
	out.open = out.open || !known || len(out.links) >= maxLinks
	if len(out.links) < maxLinks {
		out.links = append(slices.Clone(out.links), link{c, true})
	}
	return out
}

// isClause reports whether the catalog says what a call puts into a builder.
func (x *Index) isClause(callee string) bool {
	for _, e := range x.Program.Catalog.Of(callee) {
		if e.Kind == "clause" || e.Kind == "on" || e.Kind == "freshquery" || e.Kind == "selectall" || e.Kind == "query" && e.Has("builder") {
			return true
		}
	}
	return false
}

func (x *Index) fresh(callee string) bool {
	_, ok := x.Program.Catalog.Get(callee, "freshquery")
	return ok
}

// join is a builder that has come one of several ways. What comes back to itself with further calls is a variable that is assigned again.
func (w walk) join(parts []chain) chain {
	var base, further []chain
	for _, c := range parts {
		if c.again {
			further = append(further, c)
		} else {
			base = append(base, c)
		}
	}
	out := chain{again: true, given: summary.NoID}
	for i, c := range base {
		if i == 0 {
			out = c
			continue
		}
		out.open = out.open || c.open
		if out.given == summary.NoID {
			out.given = c.given
		}
		var links []link
		for _, l := range out.links {
			l.must = l.must && slices.ContainsFunc(c.links, func(o link) bool { return o.call.Call == l.call.Call && o.must })
			links = append(links, l)
		}
		out.links = links
		for _, l := range c.links {
			out.add(l.call, false)
		}
	}
	for _, c := range further {
		out.open = out.open || c.open
		for _, l := range c.links {
			out.add(l.call, w.certain(l.call))
		}
	}
	return out
}

// add adds a call that is not there yet.
func (c *chain) add(call summary.CallRef, must bool) {
	if !slices.ContainsFunc(c.links, func(o link) bool { return o.call.Call == call.Call }) && len(c.links) < maxLinks {
		c.links = append(slices.Clip(c.links), link{call, must})
	}
}

// beside adds the calls whose result is dropped that change the builder all the same, where its library works like that.
func (x *Index) beside(run summary.CallRef, ch *chain) {
	p := x.Program
	recv := p.Arg(run, -1)
	if recv == summary.NoID {
		return
	}
	if _, ok := p.Catalog.Get(p.Value(recv).Type, "changing"); !ok {
		return
	}
	roots := []summary.ID{recv}
	roots = append(roots, p.Sources(recv)...)
	for _, l := range ch.links {
		if r := p.Result(l.call, 0); r != summary.NoID {
			roots = append(roots, r)
		}
		if r := p.Arg(l.call, -1); r != summary.NoID {
			roots = append(roots, r)
		}
	}
	here := func(c summary.CallRef) bool {
		return c.Pkg == run.Pkg && c.Call.Fn == run.Call.Fn && c.Call.Pos.Line <= run.Call.Pos.Line && c.Call != run.Call
	}
	var found []summary.CallRef
	last := 0 // line of the statement before on the same session
	for _, id := range roots {
		for _, u := range p.Uses(id) {
			if u.Arg != -1 || !here(u.CallRef) {
				continue
			}
			if _, ok := p.Catalog.Get(u.Call.Callee, "runs"); ok && u.Call.Pos.Line < run.Call.Pos.Line && u.Call.Cond == run.Call.Cond {
				last = max(last, u.Call.Pos.Line)
			}
			if u.Call.Dropped && x.isClause(u.Call.Callee) && !slices.ContainsFunc(found, func(c summary.CallRef) bool { return c.Call == u.Call }) {
				found = append(found, u.CallRef)
			}
		}
	}
	for _, c := range found {
		if c.Call.Pos.Line > last && !slices.ContainsFunc(ch.links, func(l link) bool { return l.call.Call == c.Call }) {
			ch.links = append(ch.links, link{c, c.Call.Cond == run.Call.Cond && c.Call.In == run.Call.In})
		}
	}
}

// built returns the statements that a call runs which a builder has put together. Where a function is handed the builder, there is one for each
// caller, and the call is the caller's.
func (x *Index) built(run summary.CallRef, e catalog.Entry) []*Statement {
	left := maxRuns
	return x.builtIn(run, e, nil, &left)
}

func (x *Index) builtIn(run summary.CallRef, e catalog.Entry, ctx []summary.CallRef, left *int) []*Statement {
	if *left--; *left < 0 {
		return nil
	}
	p := x.Program
	recv := p.Arg(run, e.Int("builder", -1))
	each := func(callers []summary.CallRef) (out []*Statement) {
		for _, c := range callers {
			if !strings.HasSuffix(c.Call.Pos.File, "_test.go") && !slices.ContainsFunc(ctx, func(o summary.CallRef) bool { return o.Call == c.Call }) {
				out = append(out, x.builtIn(run, e, append([]summary.CallRef{c}, ctx...), left)...)
			}
		}
		return out
	}
	ch := x.walk(run).up(recv, ctx)
	if slices.ContainsFunc(ch.links, func(l link) bool { _, text := p.Catalog.Statement(l.call.Call.Callee); return text }) {
		return nil // the call that was given the text has it
	}
	if ch.given != summary.NoID {
		f := p.FunctionOf(ch.given)
		handle := p.Catalog.Handles(p.Value(ch.given).Type)
		callers := p.Callers(f)
		switch {
		case handle:
			ch.open = ch.open || x.givenClauses(ch.given, callers)
		case len(ctx) < 4 && len(callers) > 0 && len(callers) <= maxCallers && p.Value(ch.given).Index >= 0:
			return each(callers)
		default:
			ch.open = true
		}
	}
	if f := x.asked(run, ch, ctx); !f.IsZero() && len(ctx) < 4 {
		if callers := p.Callers(f); len(callers) > 0 && len(callers) <= maxCallers {
			return each(callers)
		}
	}
	x.beside(run, &ch)
	for _, id := range append(p.Sources(recv), recv) { // db.Statement.AddClause(…)
		ch.open = ch.open || id != summary.NoID && slices.ContainsFunc(p.Loads(id), func(l summary.ID) bool { return p.Value(l).Field == "Statement" })
	}
	s := x.assemble(run, e, ctx, ch)
	if s.Verb == "" && !e.Has("verb") && len(ch.links) == 0 {
		return nil // no statement: a condition that writes itself out, or a builder that is not seen
	}
	return []*Statement{s}
}

// asked returns the function whose callers say what a builder asks for: the one that run stands in, where a condition is one of its parameters.
func (x *Index) asked(run summary.CallRef, ch chain, ctx []summary.CallRef) summary.FuncRef {
	p := x.Program
	f := p.Enclosing(run)
	if n := len(ctx); n > 0 {
		f = p.Enclosing(ctx[0])
	}
	if f.IsZero() || f.Func.Lit {
		return summary.FuncRef{}
	}
	for _, l := range ch.links {
		for _, e := range p.Catalog.Of(l.call.Call.Callee) {
			if e.Kind != "clause" || e.Attrs["part"] != "where" || e.Has("column") {
				continue
			}
			id := p.Arg(l.call, e.Int("sql", 0))
			for i := len(ctx) - 1; i >= 0 && id != summary.NoID && p.Value(id).Kind == summary.Param; i-- {
				if slices.Contains(p.Callees(ctx[i]), p.FunctionOf(id)) {
					id = p.Arg(ctx[i], int(p.Value(id).Index))
				}
			}
			if id == summary.NoID {
				continue
			}
			v := p.Value(id)
			_, cond := p.Catalog.Get(v.Type, "cond")
			if v.Kind == summary.Param && v.Index >= 0 && p.FunctionOf(id) == f && (v.Type == "string" || cond || x.isModel(v.Type)) {
				return f
			}
		}
	}
	return summary.FuncRef{}
}

// Put returns the statement that a builder has been put together to by the time of call c, the last one on it here; nil where it has none.
func (x *Index) Put(c summary.CallRef) *Statement {
	ch := x.walk(c).up(x.Program.Result(c, 0), nil)
	if len(ch.links) == 0 || ch.given != summary.NoID {
		return nil
	}
	e := catalog.Entry{}
	if slices.ContainsFunc(ch.links, func(l link) bool {
		q, ok := x.Program.Catalog.Get(l.call.Call.Callee, "query")
		return ok && q.Attrs["builder"] == "select"
	}) {
		e.Attrs = map[string]string{"verb": "SELECT"}
	}
	s := x.assemble(c, e, nil, ch)
	if s.Verb == "" {
		return nil
	}
	return s
}

// givenClauses reports whether a caller hands over a connection that already has conditions on it.
func (x *Index) givenClauses(param summary.ID, callers []summary.CallRef) bool {
	f := x.Program.FunctionOf(param)
	for _, c := range callers {
		if x.isClause(c.Call.Callee) || len(x.Program.Catalog.Of(c.Call.Callee)) > 0 {
			continue // a callback that is given a connection
		}
		i := int(x.Program.Value(param).Index)
		if !slices.Contains(x.Program.Callees(c), f) {
			continue
		}
		ch := x.walk(c).up(x.Program.Arg(c, i), nil)
		if len(ch.links) > 0 || ch.open {
			return true
		}
	}
	return false
}
