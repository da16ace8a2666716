// Package alwayshealthy finds health endpoints that have no way to say no. The load balancer goes on sending requests to an instance that cannot reach its
// database, and every dashboard stays green.
package alwayshealthy

import (
	"cmp"
	"slices"
	"strings"

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
		routes := route.Of(prog)
		health := slices.DeleteFunc(slices.Clone(routes.Entries), func(e *route.Entry) bool {
			return e.Kind != route.HTTP || about(e.Path) == nothing || !handler.Reports(prog, e)
		})
		for main, entries := range routes.ByMain(health) {
			if !pools.Remote(prog, main) {
				continue
			}
			for _, e := range once(prog, asked(prog, entries)) {
				out[e] = true
			}
		}
		return out
	}).(map[*route.Entry]bool)
}

// asked returns the endpoints about the health of one program that it is asked by, if none can say no: those about readiness, or where there are
// none, all.
func asked(prog *summary.Program, health []*route.Entry) []*route.Entry {
	if slices.ContainsFunc(health, func(e *route.Entry) bool { return handler.Refuses(prog, e.Handler.Func) }) {
		return nil
	}
	ready := slices.DeleteFunc(slices.Clone(health), func(e *route.Entry) bool { return about(e.Path) != readiness })
	if len(ready) == 0 {
		return health
	}
	return ready
}

// once leaves out endpoints with a handler that the same function registers under a shorter path, too.
func once(prog *summary.Program, entries []*route.Entry) []*route.Entry {
	return slices.DeleteFunc(slices.Clone(entries), func(e *route.Entry) bool {
		return slices.ContainsFunc(entries, func(o *route.Entry) bool {
			return o != e && o.Handler.Func.Func == e.Handler.Func.Func && !e.At.IsZero() && !o.At.IsZero() && prog.Enclosing(o.At).Func == prog.Enclosing(e.At).Func &&
				cmp.Or(cmp.Compare(len(o.Path), len(e.Path)), cmp.Compare(o.Path, e.Path), cmp.Compare(o.Method(), e.Method())) < 0
		})
	})
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
