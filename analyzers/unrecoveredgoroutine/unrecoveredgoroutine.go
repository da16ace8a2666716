// Package unrecoveredgoroutine finds goroutines of requests and messages that panic on input which is not as they expect. A server recovers from a panic in
// a handler; in a goroutine that the handler starts it ends the program, with all requests that it is answering.
package unrecoveredgoroutine

import (
	"go/token"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/goroutine"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/inloop"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports goroutines whose panic ends the program.
var Rule = rule.New("unrecoveredgoroutine", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

// maxDepth bounds how many calls may lie between the goroutine and the panic.
const maxDepth = 3

func check(p *rule.Pass) {
	if p.Program.TestSupport(p.Summary) {
		return
	}
	var j *judge
	for i := range p.Summary.Calls {
		c := summary.CallRef{Pkg: p.Summary, Call: &p.Summary.Calls[i]}
		if !c.Call.Go && len(c.Call.Args) == 0 || strings.HasSuffix(c.Call.Pos.File, "_test.go") {
			continue
		}
		if j == nil {
			j = &judge{Index: goroutine.Of(p.Program), handlers: handler.Of(p.Program)}
		}
		s, ok := j.At(c)
		if !ok || s.Caught || slices.ContainsFunc(s.Inner, j.guarded) {
			continue
		}
		f := p.Program.Enclosing(c)
		if f.IsZero() || f.Func.Test {
			continue
		}
		for _, run := range s.Funcs {
			way, ok := j.panics(run, maxDepth, nil)
			if !ok || before(f, c, way[len(way)-1].Note) {
				continue
			}
			if by := j.startedBy(c, f); by != "" && !p.Program.OneShot(c) {
				p.Report(finding(c, way, by))
			}
			break
		}
	}
}

func finding(c summary.CallRef, way []rule.Hop, by string) rule.Finding {
	last := way[len(way)-1]
	return rule.Finding{
		Pos: c.Call.Pos, Function: c.Pkg.FunctionName(c.Call.Fn), Key: "go " + last.Note, Path: way,
		Message: inloop.Fit("one "+by+" on which "+last.Note+" panics ends the program, for nothing recovers in this goroutine", "check it, or recover"),
	}
}

// before reports whether the function that starts a goroutine panics by the same expression before it does: a server recovers from that.
func before(f summary.FuncRef, start summary.CallRef, what string) bool {
	for ; !f.IsZero(); f = f.Outer() {
		if slices.ContainsFunc(f.Func.Panics, func(at summary.Panic) bool { return at.What == what && at.Pos.Line < start.Call.Pos.Line }) {
			return true
		}
	}
	return false
}

type judge struct {
	*goroutine.Index
	handlers *handler.Index
}

// panics returns the way from the function of a goroutine to a place at which it panics, if nothing on it recovers.
func (j *judge) panics(f summary.FuncRef, depth int, seen []*summary.Function) ([]rule.Hop, bool) {
	if slices.Contains(seen, f.Func) || j.recovers(f) {
		return nil, false
	}
	if i := slices.IndexFunc(f.Func.Panics, func(at summary.Panic) bool { return j.onInput(f, at) }); i >= 0 && !slices.Contains(f.Pkg.Generated, f.Func.Pos.File) {
		at := f.Func.Panics[i]
		return []rule.Hop{{Pos: at.Pos, Function: f.Func.Name, Note: at.What}}, true
	}
	if depth == 0 {
		return nil, false
	}
	seen = append(seen, f.Func)
	for _, c := range j.Program.Calls(f) {
		if c.Call.Go || c.Call.Defer {
			continue
		}
		callees := j.Program.Callees(c)
		if len(callees) != 1 || callees[0].Func.Test {
			continue // one of several
		}
		if g := callees[0]; g.Func.Lit {
			if runs, async := j.Effects.RunsHere(g); !runs || async {
				continue
			}
		}
		if way, ok := j.panics(callees[0], depth-1, seen); ok {
			return append([]rule.Hop{rule.HopAt(c, "calls "+callees[0].Func.Name)}, way...), true
		}
	}
	return nil, false
}

// onInput reports whether it is for a request or message to say whether a function panics at a place: a type that the program has put there itself is as it is.
func (j *judge) onInput(f summary.FuncRef, at summary.Panic) bool {
	switch {
	case at.Always || at.On == summary.None:
		return at.Always
	case at.Writes && (f.Pkg.Nodes[at.On].Kind == summary.Global || j.unmade(j.Program.ID(f.Pkg, at.On))):
		return j.unmade(j.Program.ID(f.Pkg, at.On))
	case at.Asserts:
		return j.handlers.Untyped(j.Program.ID(f.Pkg, at.On))
	}
	return j.handlers.Input(j.Program.ID(f.Pkg, at.On)) && !handler.Checked(&f.Pkg.Nodes[at.On])
}

// unmade reports whether a map is one of the program's own that nothing ever makes.
func (j *judge) unmade(id summary.ID) bool {
	v := j.Program.Value(id)
	own := v.Kind == summary.Global || v.Kind == summary.Field && !token.IsExported(v.Key[strings.LastIndexByte(v.Key, '.')+1:])
	return own && !j.Program.Partial && len(j.Program.Aliases(id)) == 1 && len(j.Program.Uses(id)) == 0 &&
		!slices.ContainsFunc(j.Program.Within(id), func(in summary.ID) bool {
			kind := j.Program.Value(in).Kind
			return kind != summary.Zero && kind != summary.Const
		})
}

// recovers reports whether a function recovers from panics: what it defers calls recover, or is called after that.
func (j *judge) recovers(f summary.FuncRef) bool {
	return slices.ContainsFunc(j.Program.Calls(f), func(c summary.CallRef) bool {
		if !c.Call.Defer {
			return false
		}
		callees := j.Program.Callees(c)
		if len(callees) == 0 && handler.HasWord(c.Name(), []string{"recover", "recoverer", "recovery", "panic", "panics", "crash", "catch"}) {
			return true
		}
		return slices.ContainsFunc(callees, func(g summary.FuncRef) bool { return g.Func.Recovers })
	})
}

// guarded reports whether a goroutine that a helper starts recovers.
func (j *judge) guarded(in summary.CallRef) bool {
	if f := j.Program.Enclosing(in); !f.IsZero() && !in.Call.Go && j.recovers(f) {
		return true // a literal that a library runs
	}
	return slices.ContainsFunc(j.Program.Callees(in), func(f summary.FuncRef) bool { return j.recovers(f) || j.calls(f) })
}

// calls reports whether a function does what it does by a helper that recovers.
func (j *judge) calls(f summary.FuncRef) bool {
	return slices.ContainsFunc(j.Program.Calls(f), func(c summary.CallRef) bool {
		return slices.ContainsFunc(j.Program.Callees(c), func(g summary.FuncRef) bool { return !g.Func.Lit && j.recovers(g) })
	})
}

// startedBy returns what starts the goroutine, a request or a message; "" for other code.
func (j *judge) startedBy(c summary.CallRef, f summary.FuncRef) string {
	switch handler.Waits(j.Program, f) {
	case "":
	case "consumer":
		return "message"
	default:
		return "request"
	}
	for i := c.Call.In; i >= 0; i = c.Pkg.Loops[i].Outer {
		l := &c.Pkg.Loops[i]
		if l.Class == summary.Consumer || l.Class == summary.Channel && l.Over != summary.None && work(c.Pkg.Nodes[l.Over].Type) {
			return "message"
		}
	}
	return ""
}

// work reports whether what a channel gives is work, and no signal, clock or word to stop.
func work(typ string) bool {
	return !slices.Contains([]string{"os.Signal", "struct{}", "error", "bool", "time.Time"}, typ)
}
