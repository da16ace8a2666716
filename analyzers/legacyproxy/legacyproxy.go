// Package legacyproxy finds reverse proxies that wait for their upstream as long as it likes. The old system behind the proxy stalls, as it does, and
// holds a goroutine and a connection of the proxy for each request, those for the new system among them.
package legacyproxy

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/bound"
	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/route"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports reverse proxies without a bound, an answer for failures, or a way to hand on streams.
var Rule = rule.New("legacyproxy", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

func init() { Rule.Fix = fix }

func check(p *rule.Pass) {
	if p.Program.TestSupport(p.Summary) {
		return
	}
	j := &judge{p, bound.New(p.Program)}
	for i := range p.Summary.Nodes {
		v := &p.Summary.Nodes[i]
		if e, ok := p.Program.Catalog.Get(v.Type, "proxy"); ok && (v.Kind == summary.Lit && !strings.HasPrefix(v.Type, "[]") || v.Kind == summary.Zero) {
			j.proxy(proxy{e, p.Program.ID(p.Summary, summary.Node(i)), summary.CallRef{Pkg: p.Summary, Call: &summary.Call{Fn: v.Fn, Pos: v.Pos}}})
		}
	}
	for i := range p.Summary.Calls {
		c := summary.CallRef{Pkg: p.Summary, Call: &p.Summary.Calls[i]}
		if e, ok := p.Program.Catalog.Get(c.Call.Callee, "proxy"); ok {
			j.proxy(proxy{e, p.Program.Result(c, 0), c})
		}
	}
}

type judge struct {
	*rule.Pass
	bound *bound.Judge
}

// proxy is where a reverse proxy is made; a literal is a call without a callee.
type proxy struct {
	entry catalog.Entry
	id    summary.ID
	at    summary.CallRef
}

func (j *judge) proxy(x proxy) {
	prog := j.Program
	if x.id == summary.NoID || strings.HasSuffix(x.at.Call.Pos.File, "_test.go") || slices.Contains(j.Summary.Generated, x.at.Call.Pos.File) {
		return
	}
	if v := prog.Value(x.id); v.Kind == summary.Zero && (j.bound.Replaced(x.id) || !j.used(x)) || prog.OneShot(x.at) {
		return
	}
	f := rule.Finding{Pos: x.at.Call.Pos, Function: j.Summary.FunctionName(x.at.Call.Fn), Key: catalog.ShortName(x.entry.Key)}
	switch fate := j.bound.Sender(x.id, x.entry.Attrs["transport"]); {
	case fate == bound.Unbounded && !j.changes(x) && !j.limited(x):
		f.Message = "nothing bounds how long this proxy waits for its upstream: give its Transport a ResponseHeaderTimeout, or requests a deadline"
	case x.entry.Has("errors") && prog.Unset(prog.FieldsOf(x.id, x.entry.Attrs["errors"])):
		f.Severity = rule.Info
		f.Message = "clients get an empty 502 while the upstream of this proxy is down, and nobody counts it: set an ErrorHandler"
	case x.entry.Has("flush") && prog.Unset(prog.FieldsOf(x.id, x.entry.Attrs["flush"])) && j.streams(x):
		f.Severity = rule.Info
		f.Message = "this proxy hands a stream on when its buffer is full, and clients wait for what was sent long ago: set FlushInterval to -1"
	default:
		return
	}
	j.Report(f)
}

// used reports whether a proxy that begins as a zero value becomes one: its fields are set, or it answers requests.
func (j *judge) used(x proxy) bool {
	return slices.ContainsFunc(j.Program.Aliases(x.id), func(a summary.ID) bool {
		return len(j.Program.Stores(a)) > 0 || slices.ContainsFunc(j.Program.Uses(a), func(u summary.Use) bool {
			_, ok := j.Program.Catalog.Get(u.Call.Callee, "forwards")
			return ok && u.Arg == -1
		})
	})
}

// changes reports whether a function that changes the requests of a proxy gives them a deadline.
func (j *judge) changes(x proxy) bool {
	for field := range strings.SplitSeq(x.entry.Attrs["changes"], ",") {
		for _, v := range j.Program.FieldsOf(x.id, field) {
			if slices.ContainsFunc(j.Program.FunctionsAt(v), j.deadline) {
				return true
			}
		}
	}
	return false
}

// deadline reports whether a function, or a literal in it, gives a request a deadline.
func (j *judge) deadline(f summary.FuncRef) bool {
	return slices.ContainsFunc(handler.Calls(j.Program, f), j.bound.Limits)
}

// limited reports whether all requests that come to a proxy, as far as that is seen, have a deadline.
func (j *judge) limited(x proxy) bool {
	prog := j.Program
	timed, open := 0, 0
	count := func(ok bool) {
		if ok {
			timed++
		} else {
			open++
		}
	}
	pos := []summary.Pos{x.at.Call.Pos} // of the proxy as the handler of routes
	seen := map[summary.ID]bool{}
	for queue := []summary.ID{x.id}; len(queue) > 0; queue = queue[1:] {
		for _, a := range prog.Aliases(queue[0]) {
			if seen[a] {
				continue
			}
			seen[a] = true
			for _, m := range prog.MethodValues(a) {
				pos = append(pos, prog.Value(m).Pos)
				queue = append(queue, m)
			}
			for _, u := range prog.Uses(a) {
				switch req, answers := j.answers(u); {
				case answers:
					count(j.bound.Request(req).Fate == bound.Bounded || j.routed(prog.Enclosing(u.CallRef)))
				case u.Arg < 0:
				case j.has(u.Call.Callee, "requestdeadline"):
					count(true)
				case j.has(u.Call.Callee, "wraps"):
					queue = append(queue, prog.Result(u.CallRef, 0))
				case j.has(u.Call.Callee, "serve"):
					count(false)
				}
			}
		}
	}
	for _, e := range route.Of(prog).Entries {
		if slices.Contains(pos, e.Handler.Pos) && e.Handler.Func.IsZero() {
			count(j.timed(e))
		}
	}
	return timed > 0 && open == 0
}

func (j *judge) has(callee, kind string) bool {
	_, ok := j.Program.Catalog.Get(callee, kind)
	return ok
}

// answers reports whether a use has a proxy, or the handler that it is used as, answer a request, and which.
func (j *judge) answers(u summary.Use) (summary.ID, bool) {
	if u.Arg != -1 {
		return summary.NoID, false
	}
	if e, ok := j.Program.Catalog.Get(u.Call.Callee, "forwards"); ok {
		return j.Program.Arg(u.CallRef, e.Int("req", 1)), true
	}
	if j.has(u.Call.Callee, "handson") {
		return j.Program.Arg(u.CallRef, 1), true
	}
	return summary.NoID, false
}

// routed reports whether all routes that reach a function give their requests a deadline.
func (j *judge) routed(f summary.FuncRef) bool {
	entries := route.Of(j.Program).Entering(f)
	return len(entries) > 0 && !slices.ContainsFunc(entries, func(e *route.Entry) bool { return !j.timed(e) })
}

// timed reports whether something before the handler of a route gives its requests a deadline.
func (j *judge) timed(e *route.Entry) bool {
	return e.Does("timeout") || slices.ContainsFunc(e.Chain, func(s route.Step) bool {
		return j.has(s.Key, "requestdeadline") || slices.ContainsFunc(s.Funcs, j.deadline)
	}) || j.around(e)
}

// around reports whether the router of a route, or another of its package, is handed to what gives all its requests a deadline.
func (j *judge) around(e *route.Entry) bool {
	prog := j.Program
	for _, pkg := range prog.Packages {
		for i := range pkg.Calls {
			c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
			if !j.has(c.Call.Callee, "requestdeadline") && !slices.ContainsFunc(prog.Callees(c), j.deadline) {
				continue
			}
			for k := range c.Call.Args {
				for _, o := range prog.Origins(prog.Arg(c, k)) {
					if j.has(prog.Value(o).Type, "router") && (prog.Owner(o) == e.At.Pkg || pkg == e.At.Pkg) {
						return true
					}
				}
			}
		}
	}
	return false
}

// streaming are words in the names of what hands on answers that have no end.
var streaming = []string{"stream", "streams", "streaming", "sse", "events", "watch", "subscribe", "tail", "follow", "live"}

// streams reports whether a proxy is there for streams, by the names around it and the routes that lead there.
func (j *judge) streams(x proxy) bool {
	names := []string{x.at.Pkg.FunctionName(x.at.Call.Fn)}
	for _, a := range j.Program.Aliases(x.id) {
		v := j.Program.Value(a)
		names = append(names, v.Key[strings.LastIndexByte(v.Key, '.')+1:])
	}
	for _, e := range route.Of(j.Program).Entries {
		if e.Handler.Pos == x.at.Call.Pos {
			names = append(names, strings.ReplaceAll(e.Path, "/", " "))
		}
	}
	for _, e := range route.Of(j.Program).Entering(j.Program.Enclosing(x.at)) {
		names = append(names, strings.ReplaceAll(e.Path, "/", " "))
	}
	return slices.ContainsFunc(names, func(n string) bool {
		return slices.ContainsFunc(handler.Words(n), func(w string) bool { return slices.Contains(streaming, w) })
	})
}
