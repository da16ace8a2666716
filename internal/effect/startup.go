package effect

import (
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// Once says why a call runs once in the life of a program or a database, if it does; empty if it does not.
func (x *Index) Once(c summary.CallRef) string {
	why := x.once(c)
	if why == atStart && c.Call.Endless {
		return ""
	}
	return why
}

const atStart = "it runs once, when the program or a command of it starts"

// once says why a call runs once in the life of a program or a database, or now and then by a clock that has run since the start, if it does.
func (x *Index) once(c summary.CallRef) string {
	for dir := range strings.SplitSeq(c.Pkg.Path, "/") {
		if strings.Contains(strings.ToLower(dir), "migration") {
			return "it is a migration, which runs once"
		}
	}
	if !x.Waits(c) && x.startup(x.ownerOf(c)) {
		return atStart
	}
	return ""
}

// Aside are the guards of what is done where something failed or nothing is there yet.
const Aside = summary.OnMiss | summary.OnMemo | summary.OnLack | summary.NotYet | summary.SharedRun | summary.OnError

// Seldom reports whether a call stands where something failed, where nothing is there yet, or in a literal that runs once or whose result many share, or
// hands over what does: that does not run each time that the code around it does.
func (x *Index) Seldom(c summary.CallRef) bool {
	if c.Call.Guard&Aside != 0 {
		return true
	}
	for k := range c.Call.Args {
		if x.shares(c, k) {
			return true
		}
	}
	for f := x.Program.Enclosing(c); !f.IsZero() && f.Func.Lit; f = f.Outer() {
		if f.Func.Site >= 0 && f.Func.SiteArg >= 0 && x.shares(x.siteOf(f), int(f.Func.SiteArg)) {
			return true
		}
	}
	return false
}

// shares reports whether a call runs the function that is its argument arg once, where nothing is there yet, or for many that ask for the result.
func (x *Index) shares(c summary.CallRef, arg int) bool {
	a := c.Call.Args[arg]
	if a == summary.None || !x.mayBeFunc(c.Pkg, a) {
		return false
	}
	e, ok := x.Program.Catalog.Get(c.Call.Callee, "callback")
	return ok && (e.Has("shared") || e.Has("once")) || x.useOf(c, arg).guard&Aside != 0
}

// startup reports whether a function runs when the program starts, or a command of it is given, and not again: everything that leads to it
// begins in main, init or a command, and none of it is in a loop that waits, or a function that is handed over otherwise.
func (x *Index) startup(f summary.FuncRef) bool {
	p := x.Program
	if f.IsZero() {
		return false
	}
	begins := false
	seen := map[*summary.Function]bool{f.Func: true}
	for queue := []summary.FuncRef{f}; len(queue) > 0; queue = queue[1:] {
		f := queue[0]
		if f.Func.Parent < 0 && (f.Func.Name == "main" || f.Func.Name == "init") || x.commands[f.Func] {
			begins = true
			continue
		}
		if p.Partial && f.Func.Exported && !f.Pkg.Main {
			return false // who else calls it is not seen
		}
		var from []summary.CallRef
		if f.Func.Lit {
			if x.firstOnly(f) {
				begins = true
				continue
			}
			if u := x.inline(f); !u.runs {
				return false
			}
			from = append(from, x.siteOf(f))
		} else if p.Valued(f) {
			return false
		} else if from = p.Callers(f); len(from) == 0 {
			return false
		}
		for _, c := range from {
			if p.TestSupport(c.Pkg) && !p.TestSupport(f.Pkg) || strings.HasSuffix(c.Call.Pos.File, "_test.go") {
				continue
			}
			if c.Call.Endless || x.Waits(c) {
				return false
			}
			if o := p.Enclosing(c); o.IsZero() {
				begins = true
			} else if !seen[o.Func] {
				seen[o.Func] = true
				queue = append(queue, o)
			}
		}
	}
	return begins // else nothing but itself is seen to call it
}

// firstOnly reports whether a literal runs no second time in the life of the program: a variable of the package keeps that it has.
func (x *Index) firstOnly(f summary.FuncRef) bool {
	if f.Func.Site < 0 {
		return false
	}
	c := x.siteOf(f)
	e, ok := x.Program.Catalog.Get(c.Call.Callee, "callback")
	if !ok || !e.Has("once") {
		return false
	}
	if c.Call.Recv == summary.None {
		return f.Func.Parent < 0
	}
	return c.Pkg.Nodes[c.Call.Recv].Kind == summary.Global
}

// Waits reports whether a call stands in a loop that goes on for as long as there is something to do.
func (x *Index) Waits(c summary.CallRef) bool {
	for i := c.Call.In; i >= 0; i = c.Pkg.Loops[i].Outer {
		switch l := &c.Pkg.Loops[i]; l.Class {
		case summary.Consumer:
			return true
		case summary.Channel:
			if x.feeder(c.Pkg, l).Loop == nil {
				return true
			}
		}
	}
	return false
}
