// Package alwayshealthy finds health endpoints that have no way to say no. The load balancer goes on sending requests to an instance that cannot reach its
// database, and every dashboard stays green.
package alwayshealthy

import (
	"slices"
	"strconv"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/inloop"
	"github.com/prodlint/prodlint/internal/pools"
	"github.com/prodlint/prodlint/internal/route"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports health endpoints that always answer 200.
var Rule = rule.New("alwayshealthy", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	prog := p.Program
	if prog.TestSupport(p.Summary) {
		return
	}
	blind := blind(prog)
	for _, e := range route.Of(prog).Entries {
		if !blind[e] {
			continue
		}
		c := e.At
		in := e.Handler.Func.Pkg
		if !c.IsZero() {
			in = c.Pkg
		}
		if in != p.Summary || strings.HasSuffix(e.Pos.File, "_test.go") || slices.Contains(in.Generated, e.Pos.File) {
			continue
		}
		f := rule.Finding{Pos: e.Pos, Key: e.Path,
			Message: inloop.Fit(e.Path+" answers 200 whatever has failed, so requests still come", "ask the dependencies, and answer 503 if they fail")}
		if !c.IsZero() {
			f.Function = in.FunctionName(c.Call.Fn)
		}
		h := e.Handler.Func
		f.Path = []rule.Hop{{Pos: h.Func.Pos, Function: h.Func.Name, Note: "answers 200 alone"}}
		p.Report(f)
	}
}

type blindKey struct{}

// blind returns the endpoints of the programs that ought to tell whether these can serve, and cannot.
func blind(prog *summary.Program) map[*route.Entry]bool {
	return prog.Memo(blindKey{}, func() any {
		out := map[*route.Entry]bool{}
		programs := map[*summary.Package][]*route.Entry{} // by the main package that serves them; nil where none is seen to
		for _, e := range route.Of(prog).Entries {
			if e.Kind != route.HTTP || len(e.Methods) > 0 && !slices.Contains(e.Methods, "GET") || about(e.Path) == nothing {
				continue
			}
			in := e.Handler.Func
			if !e.At.IsZero() {
				in = prog.Enclosing(e.At)
			}
			mains := prog.Mains(in)
			if len(mains) == 0 {
				mains = []*summary.Package{nil}
			}
			for _, m := range mains {
				programs[m] = append(programs[m], e)
			}
		}
		for main, entries := range programs {
			if !owns(prog, main) {
				continue
			}
			for _, e := range asked(prog, entries) {
				out[e] = true
			}
		}
		return out
	}).(map[*route.Entry]bool)
}

// asked returns the endpoints about the health of one program that it is asked by, if none can say no: those about readiness, or where there are
// none, all.
func asked(prog *summary.Program, health []*route.Entry) []*route.Entry {
	if slices.ContainsFunc(health, func(e *route.Entry) bool { return refuses(prog, e) }) {
		return nil
	}
	ready := slices.DeleteFunc(slices.Clone(health), func(e *route.Entry) bool { return about(e.Path) != readiness })
	if len(ready) == 0 {
		return health
	}
	return ready
}

// What an endpoint is about.
const (
	nothing = iota
	readiness
	life
	other
)

// about says what a path is about, by its last two parts. Those with parameters are about something else than the program itself.
func about(path string) int {
	if strings.ContainsAny(path, "{}:*…") {
		return nothing
	}
	parts := strings.Split(strings.Trim(path, "/"), "/")
	what := nothing
	for _, part := range parts[max(0, len(parts)-2):] {
		for _, w := range handler.Words(part) {
			switch w {
			case "ready", "readyz", "readiness":
				return readiness
			case "live", "livez", "liveness", "alive":
				what = life
			case "health", "healthz", "healthcheck", "healthy", "heartbeat":
				if what == nothing {
					what = other
				}
			}
		}
	}
	if last := parts[len(parts)-1]; what == other && !strings.Contains(strings.ToLower(last), "health") && last != "check" && last != "heartbeat" && last != "status" {
		return nothing
	}
	return what
}

// owns reports whether a program has connections to a database, a cache or a broker on another machine.
func owns(prog *summary.Program, main *summary.Package) bool {
	opened, types := false, holders(prog)
	other := func(pkg *summary.Package) bool {
		return prog.TestFolder(pkg) || main != nil && !prog.Imports(main, pkg)
	}
	for _, pkg := range prog.Packages {
		if other(pkg) {
			continue
		}
		for i := range pkg.Calls {
			c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
			e, ok := prog.Catalog.Get(c.Call.Callee, "pool")
			if !ok {
				e, ok = prog.Catalog.Get(c.Call.Callee, "connections")
			}
			if ok && types[catalog.PackageOf(e.Key)] {
				if !pools.FreeCall(prog, c, e) {
					return true
				}
				opened = true
			}
		}
	}
	if opened {
		return false // in the process
	}
	for _, pkg := range prog.Packages {
		for i := range pkg.Nodes {
			if v := &pkg.Nodes[i]; (v.Kind == summary.Field || v.Kind == summary.Global || v.Kind == summary.Param) && types[v.Type] && !other(pkg) {
				return true
			}
		}
	}
	return false
}

// holders are the types of libraries whose methods read and write what is on another machine, and the packages of these.
func holders(prog *summary.Program) map[string]bool {
	out := map[string]bool{}
	for _, e := range prog.Catalog.All("effect") {
		switch e.Attrs["op"] {
		case "read", "write", "cacheget", "cacheset", "publish":
			if recv, _, ok := strings.Cut(e.Key, ")."); ok {
				out[strings.TrimLeft(recv, "(*")] = true
			}
			out[catalog.PackageOf(e.Key)] = true
		}
	}
	for _, e := range prog.Catalog.All("handle") {
		out[e.Key] = true
	}
	return out
}

// refuses reports whether the handler of an endpoint may answer with another status than success, or cannot be seen to answer.
func refuses(prog *summary.Program, e *route.Entry) bool {
	h := e.Handler.Func
	if h.IsZero() {
		return true
	}
	seen := map[*summary.Function]bool{h.Func: true}
	for queue := []summary.FuncRef{h}; len(queue) > 0; queue = queue[1:] {
		f := queue[0]
		for _, c := range prog.Calls(f) {
			if says(prog, c) {
				return true
			}
			for _, g := range prog.Callees(c) {
				if !seen[g.Func] {
					seen[g.Func] = true
					queue = append(queue, g)
				}
			}
		}
		for i := range f.Pkg.Funcs {
			if g := &f.Pkg.Funcs[i]; g.Lit && g.Parent >= 0 && &f.Pkg.Funcs[g.Parent] == f.Func && !seen[g] {
				seen[g] = true
				queue = append(queue, summary.FuncRef{Pkg: f.Pkg, Func: g})
			}
		}
	}
	return fails(prog, h)
}

// says reports whether a call may answer with something else than success: its status is no constant below 300, or it is not seen what it does with
// what the answer is written to.
func says(prog *summary.Program, c summary.CallRef) bool {
	e, ok := prog.Catalog.Get(c.Call.Callee, "answers")
	if ok {
		if e.Has("refuses") {
			return true
		}
		if !e.Has("status") {
			return false
		}
		status, known := prog.ConstOf(prog.Arg(c, e.Int("status", 0)))
		n, err := strconv.Atoi(status)
		return !known || err != nil || n >= 300
	}
	if len(prog.Callees(c)) > 0 {
		return false
	}
	for k := range c.Call.Args {
		if a := prog.Arg(c, k); a != summary.NoID && writer(prog, prog.Value(a).Type) {
			known := len(prog.Catalog.Of(c.Call.Callee)) > 0 // it takes the context of a framework for one
			return !known || prog.Value(a).Type == "net/http.ResponseWriter"
		}
	}
	return false
}

// writer reports whether what has a type may be what the answer is written to.
func writer(prog *summary.Program, typ string) bool {
	if typ == "net/http.ResponseWriter" {
		return true
	}
	_, ok := prog.Catalog.Get(typ, "request")
	return ok && typ != "net/http.Request"
}

// fails reports whether a handler that returns an error may return one: its framework answers with a failure then.
func fails(prog *summary.Program, h summary.FuncRef) bool {
	for _, n := range h.Func.Results {
		id := prog.ID(h.Pkg, n)
		if prog.Value(id).Type != "error" {
			continue
		}
		for _, o := range prog.Origins(id) {
			v := prog.Value(o)
			if v.Kind == summary.Const && v.Value == "nil" {
				continue
			}
			if c := prog.CallOf(o); !c.IsZero() {
				if _, ok := prog.Catalog.Get(c.Call.Callee, "answers"); ok {
					continue
				}
			}
			return true
		}
	}
	return false
}
