package effect

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// Verdict is what is to be said of one effect of a call in a loop.
type Verdict struct {
	Call   summary.CallRef
	Effect *Effect
	Turn   Turn
	// Silent says why nothing is to be reported, Minor why it matters little; both empty is a finding.
	Silent, Minor string
	// Bounded says that a bounded number of them run at a time.
	Bounded bool
}

// Found reports whether the effect multiplies with the elements of the loop.
func (v Verdict) Found() bool { return v.Silent == "" && v.Minor == "" }

// Verdicts returns the verdicts on the calls of a package, in the order of the calls, where at least one is not silent. They are worked out once.
func (x *Index) Verdicts(pkg *summary.Package) [][]Verdict {
	return x.verdicts.of(pkg, func() (out [][]Verdict) {
		for i := range pkg.Calls {
			vs := x.Judge(summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]})
			if slices.ContainsFunc(vs, func(v Verdict) bool { return v.Silent == "" }) {
				out = append(out, vs)
			}
		}
		return out
	})
}

// Judge returns a verdict for each effect of a call, none for a call that runs in no loop. Those found come first, then minor ones; among
// equals the effect that is fewest calls away, and of those a write.
func (x *Index) Judge(c summary.CallRef) []Verdict {
	out := x.eager(c)
	if effects := x.At(c); len(effects) > 0 {
		turns := x.Turns(c)
		for _, e := range effects {
			if len(turns) == 0 {
				break
			}
			if e.Kind.idle() {
				continue
			}
			if v := x.verdict(c, e, turns); e.Into.IsZero() || !v.Found() || !x.elsewhere(c, e.Into) {
				out = append(out, v) // else it is told of in the literal
			}
		}
	}
	for _, g := range x.given(c) {
		if g.use.each {
			out = append(out, x.handOver(c, g)...)
		}
	}
	if i := slices.IndexFunc(out, func(v Verdict) bool { return v.Effect.One && v.Turn.multiplies() }); i >= 0 {
		for k := range out {
			if out[k].Found() {
				out[k].Minor = "the " + out[i].Turn.Item + " says which kind it is"
			}
		}
	}
	attending(out)
	for i := range out {
		if out[i].Found() {
			if at := x.reportedBelow(out[i].Effect, map[*summary.Call]bool{c.Call: true}); at != "" {
				out[i].Minor = "it is reported in " + at
			}
		}
	}
	if slices.ContainsFunc(out, Verdict.Found) {
		if why := x.once(c); why != "" {
			for i := range out {
				if out[i].Found() {
					out[i].Minor = why
				}
			}
		}
	}
	rank := func(v Verdict) int {
		r := 4 * v.Effect.Depth
		if !v.Effect.Sure {
			r += 9 // a way that is always taken may be two calls longer
		}
		if group(v.Effect.Kind) != Write {
			r++
		}
		if v.Minor != "" {
			r += 1000
		}
		if v.Silent != "" {
			r += 2000
		}
		return r
	}
	slices.SortStableFunc(out, func(a, b Verdict) int { return rank(a) - rank(b) })
	return out
}

// reportedBelow returns the function in which a call on the way to an effect is found to have it for each element of a loop of its own.
func (x *Index) reportedBelow(e *Effect, seen map[*summary.Call]bool) string {
	for n := e.Next; n != nil; n = n.Next {
		if n.Via.Call == nil || seen[n.Via.Call] {
			continue
		}
		seen[n.Via.Call] = true
		turns := x.Turns(n.Via)
		if len(turns) > 0 && x.verdict(n.Via, n, turns).Found() {
			return n.Via.Pkg.FunctionName(n.Via.Call.Fn)
		}
	}
	return ""
}

// verdict finds the loop whose element an effect depends on, and says what keeps it from being one for each element.
func (x *Index) verdict(c summary.CallRef, e *Effect, turns []Turn) Verdict {
	v := Verdict{Call: c, Effect: e, Turn: turns[0], Silent: turns[0].Class.String() + " loop: " + turns[0].Why}
	repeats, hit := false, false
	for i, t := range turns {
		if !t.multiplies() {
			continue
		}
		if e.Kind == Call && t.Loop != nil && e.Deps&t.Loop.Piece != 0 {
			v.Turn, v.Silent = t, "it sends the next piece of one stream"
			return v
		}
		if t.Guard&summary.Alone != 0 {
			v.Turn, v.Silent = t, "there is one "+t.Item+" at most where it stands"
			continue
		}
		if x.runsElement(c, t) {
			v.Turn, v.Silent = t, "each "+t.Item+" is a function of its own"
			continue
		}
		if e.Deps&t.Bits == 0 && !hit {
			if !repeats && (e.Kind == Read || e.Kind == Call) && (e.Conn|c.Call.RecvDeps)&t.Bits == 0 && t.Bits != 0 && !x.madeIn(c, t) {
				v.Turn, repeats = t, true
			}
			v.Silent = "it does not depend on the " + t.Item
			continue
		}
		v.Turn, v.Silent = t, ""
		guard := e.Guard | t.Guard
		switch {
		case guard&summary.OnError != 0:
			v.Silent = "it runs only after an error"
		case guard&summary.OnFull != 0:
			v.Silent = "it runs only when a batch is full"
		case e.One:
			v.Silent = "it is done for the one " + t.Item + " that the code names"
		case guard&summary.Waiting != 0 && e.Guard&summary.Waiting != 0:
			v.Silent = "it is done in a loop that waits for work"
		case group(e.Kind) != Write && c.Call.Endless && x.inMemory(c, t):
			v.Silent = "a worker takes what waits for it in memory"
		case x.ownService(c, t):
			v.Silent = "each " + t.Item + " is a service of its own"
		case t.Guard&summary.OnOne != 0:
			v.Silent = "it is done for the one " + t.Item + " that the code names"
		case t.Guard&summary.FirstHit != 0:
			v.Silent, hit = "the loop is left once it succeeds", true
			continue // once for each turn of a loop around it
		case e.Kind == Publish && e.Batch == "":
			v.Silent = "there is no call that publishes many at once"
		case group(e.Kind) == Read && x.attends(e):
			v.Silent = "it goes with a write of the same row"
		case e.Script&t.Bits != 0:
			v.Silent = "the " + t.Item + " brings the statement itself"
		case x.missed(e, guard):
			v.Minor = "it runs only where a look into memory found nothing"
		case group(e.Kind) != Call && x.unitOfWork(c, e, t):
			v.Minor = "each " + t.Item + " is a transaction of its own, which may fail alone"
		case guard&summary.OnMemo != 0:
			v.Minor = "a map remembers what was asked for before"
		case guard&summary.SharedRun != 0:
			v.Minor = "its result is shared"
		case guard&summary.Lacking != 0 && e.Kind == Write:
			v.Minor = "it is done once for a " + t.Item + " that lacks it"
		case guard&summary.Aged != 0 && e.Kind == Call:
			v.Minor = "a clock says for which"
		case t.Guard&summary.Ordered != 0 && group(e.Kind) == Write:
			v.Minor = "each turn hangs on the one before"
		case t.Guard&summary.Decides != 0 && e.Kind == Write:
			v.Minor = "what it changed decides what comes next"
		case guard&summary.Batched != 0 && e.Kind == Write:
			v.Minor = "it is given many at once"
		case e.Guard&summary.Async != 0 && e.Kind != Read && e.Kind != CacheGet:
			v.Minor = "it runs in the background"
		case e.Kind == Call && x.bounded(c, turns[:i+1]):
			v.Minor, v.Bounded = "a bounded number of them run at a time", true
		case e.Kind == Call && t.Guard&summary.Async != 0 && (t.Loop == nil || t.Loop.Awaited):
			v.Minor = "they run at the same time"
		case e.Kind == Call && t.Guard&summary.Async != 0:
			v.Minor = "it runs in the background"
		case e.Kind == Read && t.Guard&summary.Async != 0 && t.Loop != nil && t.Loop.Cut && x.bounded(c, turns[:i+1]):
			v.Minor, v.Bounded = "a bounded number of them run at a time, until one decides", true
		}
		return v
	}
	if repeats && len(turns) > 0 && e.Guard&^summary.Async == 0 && v.Turn.Guard&^summary.Async == 0 {
		v.Silent, v.Minor = "", "it is the same for every "+v.Turn.Item
	}
	return v
}

// missed reports whether an effect fetches, or notes, what memory does not hold. To write what a list lacks that was read before is no such thing.
func (x *Index) missed(e *Effect, guard summary.Guard) bool {
	return guard&summary.OnMiss != 0 || guard&summary.OnLack != 0 && group(e.Kind) != Write
}

// inMemory reports whether the collection of a loop is what a field or a variable of the package holds.
func (x *Index) inMemory(c summary.CallRef, t Turn) bool {
	if t.Loop == nil || t.Loop.Over == summary.None {
		return false
	}
	id := x.Program.ID(c.Pkg, t.Loop.Over)
	for range 4 {
		switch v := x.Program.Value(id); v.Kind {
		case summary.Field, summary.Global:
			return true
		case summary.Var:
			in := x.Program.Assigned(id)
			if len(in) == 0 {
				return false
			}
			id = in[0]
		default:
			return false
		}
	}
	return false
}

// ownService reports whether a call is one of an interface that each element implements in its own way, and is given nothing else of the
// element: plug-ins, providers, back ends. Elements that were read from a database are records, whatever their type.
func (x *Index) ownService(c summary.CallRef, t Turn) bool {
	over := t.Over
	if t.Loop != nil {
		over = x.Program.ID(c.Pkg, t.Loop.Over)
	}
	if c.Call.Iface == "" || c.Call.RecvDeps&t.Bits == 0 || over == summary.NoID {
		return false
	}
	for _, d := range c.Call.Deps {
		if d&t.Bits != 0 {
			return false
		}
	}
	for _, o := range x.Program.Origins(over) {
		switch v := x.Program.Value(o); v.Kind {
		case summary.Param, summary.Unknown:
			return false
		case summary.Lit:
			if x.repeated(o) {
				return false
			}
		case summary.Result:
			if slices.ContainsFunc(x.direct[x.Program.CallOf(o).Call], func(e *Effect) bool { return e.Kind == Read }) {
				return false
			}
		}
	}
	return !x.filled(over)
}

// filled reports whether a loop over data appends to a collection, one element for each: there are as many as there is data.
func (x *Index) filled(id summary.ID) bool {
	typ := x.Program.Value(id).Type
	return slices.ContainsFunc(x.Program.Sources(id), func(s summary.ID) bool {
		v := x.Program.Value(s)
		return v.Kind == summary.Var && v.Value == summary.Append && v.Type == typ && x.repeated(s)
	})
}

// repeated reports whether a value is made in a loop over data: what is made of each element is a record of it.
func (x *Index) repeated(id summary.ID) bool {
	pkg, v := x.Program.Owner(id), x.Program.Value(id)
	for i := range pkg.Loops {
		l := &pkg.Loops[i]
		if l.Fn == v.Fn && l.Pos.File == v.Pos.File && l.Pos.Line <= v.Pos.Line && v.Pos.Line <= l.End && x.turn(pkg, l, 0).multiplies() {
			return true
		}
	}
	return false
}

// madeIn reports whether the receiver of a call is made in each turn: it is another one each time.
func (x *Index) madeIn(c summary.CallRef, t Turn) bool {
	if c.Call.Recv == summary.None || t.Loop == nil {
		return false
	}
	for _, o := range x.Program.Origins(x.Program.ID(c.Pkg, c.Call.Recv)) {
		from := x.Program.CallOf(o)
		if from.IsZero() || from.Pkg != c.Pkg {
			continue
		}
		for i := from.Call.In; i >= 0; i = from.Pkg.Loops[i].Outer {
			if &from.Pkg.Loops[i] == t.Loop {
				return true
			}
		}
	}
	return false
}

// bounded reports whether a call runs in goroutines of which a bounded number run at a time.
func (x *Index) bounded(c summary.CallRef, turns []Turn) bool {
	for _, t := range turns {
		if t.Bounded {
			return true
		}
	}
	for f := x.Program.Enclosing(c); x.inline(f).runs; f = x.Program.Enclosing(c) {
		c = x.siteOf(f)
		if x.limits(c) || x.inline(f).bounded {
			return true
		}
		if c.Call.Recv == summary.None {
			continue
		}
		for _, up := range x.sites.chain(c)[1:] {
			if x.limits(up) {
				return true
			}
		}
		if len(x.limited) > 0 && slices.ContainsFunc(x.Program.Origins(x.Program.Arg(c, -1)), func(o summary.ID) bool { return x.limited[o] }) {
			return true
		}
	}
	return false
}

// findLimited notes the groups and pools that are told how many goroutines may run.
func (x *Index) findLimited() {
	x.limited = map[summary.ID]bool{}
	x.calls(func(c summary.CallRef) {
		if c.Call.Recv != summary.None && x.limits(c) {
			for _, o := range x.Program.Origins(x.Program.Arg(c, -1)) {
				x.limited[o] = true
			}
		}
	})
}

// handOver judges the effects of a function that a call is given as a value and runs for each element.
func (x *Index) handOver(c summary.CallRef, g givenFunc) []Verdict {
	var out []Verdict
	t := Turn{Class: summary.Collection, Why: "it is run for each element by " + calleeName(c), Item: "item", Pos: c.Call.Pos, Fn: c.Pkg.FunctionName(c.Call.Fn), Guard: g.use.guard, Over: summary.NoID}
	if len(g.use.elem) > 0 {
		if name := paramName(g.fn, g.use.elem[0]); len(name) > 2 || name == "id" {
			t.Item = name
		}
	}
	x.over(&t, c, g.use)
	for _, e := range x.byFunc[g.fn.Func] {
		v := Verdict{Call: c, Turn: t, Effect: e.up(c, g.fn)}
		guard := e.Guard | g.use.guard
		switch {
		case !t.multiplies():
			v.Silent = t.Why
		case !x.perElement(g, e.Deps):
			v.Silent = "it does not depend on the " + t.Item
		case guard&(summary.OnError|summary.OnFull) != 0:
			v.Silent = "it does not run for each " + t.Item
		case e.Kind == Publish && e.Batch == "":
			v.Silent = "there is no call that publishes many at once"
		case group(e.Kind) == Read && x.attends(v.Effect):
			v.Silent = "it goes with a write of the same row"
		case x.missed(e, guard):
			v.Minor = "it runs only where a look into memory found nothing"
		case guard&summary.OnMemo != 0:
			v.Minor = "a map remembers what was asked for before"
		case guard&summary.SharedRun != 0:
			v.Minor = "its result is shared"
		case e.Kind == Call && g.use.bounded:
			v.Minor, v.Bounded = "a bounded number of them run at a time", true
		}
		out = append(out, v)
	}
	return out
}

// What names what an effect does: "SELECT on authors", "call of Users.Get".
func (e *Effect) What() string {
	on := func(verb, word string) string {
		if e.On == "" {
			return verb
		}
		return verb + " " + word + " " + e.On
	}
	if e.Named {
		return e.On + " " + map[bool]string{true: "query", false: "write"}[e.Kind == Read]
	}
	switch e.Kind {
	case Read:
		if e.Verb != "" && e.On != "" {
			return e.Verb + " on " + e.On
		}
		return on("query", "on")
	case Write:
		if e.Verb != "" {
			return on(e.Verb, "on")
		}
		return on("write", "to")
	case CacheGet:
		return on("read", "of")
	case CacheSet:
		return on("cache write", "to")
	case Publish:
		return on("message", "to")
	case Mail:
		return "mail"
	case Exec:
		return "run of another program"
	case Sleep:
		return "sleep"
	case Work:
		return catalog.ShortName(e.Callee())
	}
	if e.On != "" {
		return "call of " + e.On
	}
	if !e.Into.IsZero() && !e.Into.Func.Lit {
		return "remote call by " + methodName(strings.Split(e.Into.Func.Name, ").")[0]+"."+e.Into.Func.Name[strings.LastIndexByte(e.Into.Func.Name, '.')+1:])
	}
	return "remote call"
}
