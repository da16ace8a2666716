package effect

import (
	"cmp"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// CallTold is what was made of a call.
type CallTold struct {
	Call  summary.CallRef
	Name  string // the function called, as code would write it
	Turns []Turn // the loops that it runs in, innermost first
	// Verdicts are those of Judge. Effects of a call that runs in no loop have a verdict too, which is silent.
	Verdicts []Verdict
	// Unknown says why it is not known where the call leads; empty where it is.
	Unknown string
	// Excluded says why rules report nothing of the place where the call stands, whatever it does.
	Excluded string
}

// LoopTold is what was made of a loop, or of what runs a function for each element as a loop does.
type LoopTold struct {
	Turn  Turn
	Calls []CallTold // that run in it, in the order of the code
	// Later is how many calls stand in it in functions that are not seen to run there.
	Later int
}

// Multiplies reports whether the data decides how often the loop turns, an element at a time.
func (l LoopTold) Multiplies() bool { return l.Turn.multiplies() }

// Explain says what was made of the loops whose head is at a position that match answers to, and of the calls there that run in none of these
// loops. It is the answer to "why was this not reported": all that the rules know is in it. Both lists are in the order of the code.
func Explain(prog *summary.Program, match func(summary.Pos) bool) (loops []LoopTold, calls []CallTold) {
	x := Of(prog)
	for _, pkg := range prog.Packages {
		first := len(loops)
		at := func(same func(Turn) bool) *LoopTold {
			for i := first; i < len(loops); i++ {
				if same(loops[i].Turn) {
					return &loops[i]
				}
			}
			return nil
		}
		for i := range pkg.Loops {
			if l := &pkg.Loops[i]; match(l.Pos) {
				loops = append(loops, LoopTold{Turn: x.turn(pkg, l, 0)})
			}
		}
		var rest []CallTold
		for i := range pkg.Calls {
			c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
			told := false
			turns := x.Turns(c)
			for _, t := range turns {
				if !match(t.Pos) {
					continue
				}
				l := at(func(o Turn) bool { return o.Loop == t.Loop && o.Pos == t.Pos && o.Why == t.Why })
				if l == nil {
					loops = append(loops, LoopTold{Turn: t})
					l = &loops[len(loops)-1]
				}
				l.Calls = append(l.Calls, x.told(c, turns))
				told = true
			}
			if told {
				continue
			}
			if match(c.Call.Pos) {
				rest = append(rest, x.told(c, turns))
			}
			if l := at(func(o Turn) bool { return o.Loop != nil && stands(c, o.Loop) }); l != nil {
				l.Later++
			}
		}
		if len(loops) > first { // of what stands in the head of a loop, what has an effect
			rest = slices.DeleteFunc(rest, func(t CallTold) bool { return len(t.Verdicts) == 0 })
		}
		calls = append(calls, rest...)
	}
	slices.SortStableFunc(loops, func(a, b LoopTold) int { return byPlace(a.Turn.Pos, b.Turn.Pos) })
	for _, l := range loops {
		slices.SortStableFunc(l.Calls, func(a, b CallTold) int { return byPlace(a.Call.Call.Pos, b.Call.Call.Pos) })
	}
	slices.SortStableFunc(calls, func(a, b CallTold) int { return byPlace(a.Call.Call.Pos, b.Call.Call.Pos) })
	return loops, calls
}

func byPlace(a, b summary.Pos) int {
	return cmp.Or(cmp.Compare(a.Pkg, b.Pkg), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
}

// stands reports whether a call stands in the body of a loop, in a literal that the function of the loop holds.
func stands(c summary.CallRef, l *summary.Loop) bool {
	p := c.Call.Pos
	return p.File == l.Pos.File && p.Line >= l.Pos.Line && p.Line <= l.End && c.Call.Fn != l.Fn && within(c.Pkg, c.Call.Fn, l.Fn)
}

func (x *Index) told(c summary.CallRef, turns []Turn) CallTold {
	t := CallTold{Call: c, Name: calleeName(c), Turns: turns, Verdicts: x.Judge(c), Unknown: x.unknown(c), Excluded: x.excluded(c)}
	if len(turns) == 0 && len(t.Verdicts) == 0 {
		for _, e := range x.At(c) {
			t.Verdicts = append(t.Verdicts, Verdict{Call: c, Effect: e, Silent: "it runs in no loop"})
		}
	}
	return t
}

// unknown says why it is not known where a call leads. The functions of the standard library, and of libraries that the catalog speaks of,
// are known: those that have no line have no effect.
func (x *Index) unknown(c summary.CallRef) string {
	if len(x.Program.Callees(c)) > 0 || len(x.direct[c.Call]) > 0 {
		return ""
	}
	pkg := catalog.PackageOf(c.Call.Callee)
	switch {
	case c.Call.Callee == "":
		return "no function is seen to be this value"
	case x.Program.Package(pkg) != nil && c.Call.Iface != "":
		return "nothing is seen to implement " + catalog.ShortName(c.Call.Iface)
	case x.Program.Package(pkg) != nil:
		return "it has no body in Go"
	case catalog.Standard(pkg) || x.Program.Catalog.Knows(pkg):
		return ""
	}
	return "the catalog says nothing of " + pkg
}

func (x *Index) excluded(c summary.CallRef) string {
	switch {
	case slices.Contains(c.Pkg.Generated, c.Call.Pos.File):
		return "the file is generated"
	case strings.HasSuffix(c.Call.Pos.File, "_test.go"):
		return "it stands in a test"
	case x.Program.TestSupport(c.Pkg):
		return "the package is there for tests, or as an example"
	case x.Program.OneShot(c):
		return "only programs that do their work and end run it"
	}
	return ""
}
