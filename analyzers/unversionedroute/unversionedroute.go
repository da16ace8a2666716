// Package unversionedroute finds routes of an API that name no version. When an answer has to change, there is no place for the old one beside the
// new one, and the clients that nobody can update break on the day of the deployment.
package unversionedroute

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/prodlint/prodlint/internal/inloop"
	"github.com/prodlint/prodlint/internal/route"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports the routes of an API that have no version.
var Rule = rule.New("unversionedroute", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	for _, g := range of(p.Program) {
		if first := g.routes[0]; first.Pos.Pkg == p.Summary.Path {
			p.Report(g.finding(p, first))
		}
	}
}

// fewest is how many routes make an API that others may build on.
const fewest = 5

// group is routes that get their version in one place, in the order of the text.
type group struct {
	routes []*route.Entry
	beside string // the version that the rest of the API has
}

// api is what a program answers with JSON, by whether it has a version.
type api struct {
	main       *summary.Package
	open, with []*route.Entry
}

type key struct{}

// of returns the routes that lack a version. They are worked out once.
func of(prog *summary.Program) []*group {
	return prog.Memo(key{}, func() any {
		var out []*group
		routes := route.Of(prog)
		if !slices.ContainsFunc(routes.Entries, func(e *route.Entry) bool { return e.Kind == route.HTTP }) {
			return out
		}
		chosen := byHeader(prog)
		told := map[*route.Entry]bool{} // what two programs serve is told of once
		for _, a := range apis(prog, routes) {
			if len(a.with) == 0 && len(a.open) < fewest || chosen(a.main) {
				continue
			}
			a.open = slices.DeleteFunc(a.open, func(e *route.Entry) bool { return told[e] })
			for _, e := range a.open {
				told[e] = true
			}
			out = append(out, a.groups()...)
		}
		return out
	}).([]*group)
}

// apis returns what each main package of a program answers, the largest first; routes that none is seen to serve are taken together.
func apis(prog *summary.Program, routes *route.Map) []*api {
	json, page := answering(prog), shown(prog, routes)
	judged := slices.DeleteFunc(slices.Clone(routes.Entries), func(e *route.Entry) bool {
		pkg := prog.Package(e.Pos.Pkg)
		return e.Kind != route.HTTP || pkg == nil || unknown(e) || prog.TestSupport(pkg) || slices.Contains(pkg.Generated, e.Pos.File) || strings.HasSuffix(e.Pos.File, "_test.go") ||
			!e.At.IsZero() && prog.OneShot(e.At) || version(e) == "" && (exempt(prog, e) || page(e) || !json(e))
	})
	var out []*api
	for main, entries := range routes.ByMain(judged) {
		a := &api{main: main}
		for _, e := range entries {
			if version(e) != "" {
				a.with = append(a.with, e)
			} else {
				a.open = append(a.open, e)
			}
		}
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b *api) int {
		return cmp.Or(cmp.Compare(len(b.open), len(a.open)), cmp.Compare(a.path(), b.path()))
	})
	return out
}

func (a *api) path() string {
	if a.main == nil {
		return ""
	}
	return a.main.Path
}

// groups puts the routes together that get their version in one place: where most have one, those of a resource, else all.
func (a *api) groups() []*group {
	slices.SortStableFunc(a.open, func(a, b *route.Entry) int {
		return cmp.Or(cmp.Compare(a.Pos.Pkg, b.Pos.Pkg), cmp.Compare(a.Pos.File, b.Pos.File), cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Col, b.Pos.Col))
	})
	counts, beside := map[string]int{}, ""
	for _, e := range a.with {
		v := version(e)
		if counts[v]++; counts[v] > counts[beside] || counts[v] == counts[beside] && v > beside {
			beside = v
		}
	}
	var out []*group
	at := map[string]*group{}
	for _, e := range a.open {
		k := ""
		if beside != "" && len(a.open) <= max(len(a.with), fewest) {
			k = resource(e)
		}
		if at[k] == nil {
			at[k] = &group{beside: beside}
			out = append(out, at[k])
		}
		at[k].routes = append(at[k].routes, e)
	}
	return out
}

func (g *group) finding(p *rule.Pass, first *route.Entry) rule.Finding {
	f := rule.Finding{Pos: first.Pos, Key: first.Name()}
	if !first.At.IsZero() && first.At.Call.Pos == first.Pos {
		f.Function = p.Summary.FunctionName(first.At.Call.Fn)
	}
	names := map[string]bool{}
	for _, e := range g.routes {
		if name := e.Name(); !names[name] {
			names[name] = true
			if len(f.Path) < 10 && e != first {
				f.Path = append(f.Path, rule.Hop{Pos: e.Pos, Function: e.Handler.Name, Note: name + " has no version"})
			}
		}
	}
	what, verb := strings.TrimPrefix(first.Name(), "ANY "), " has"
	if n := len(names) - 1; n == 1 {
		what, verb = what+" and another route", " have"
	} else if n > 1 {
		what, verb = what+" and "+strconv.Itoa(n)+" other routes", " have"
	}
	if g.beside != "" {
		f.Message = inloop.Fit(what+verb+" no version, though the API has /"+g.beside, "register them below it before clients depend on them")
	} else {
		f.Message = inloop.Fit(what+verb+" no version, so no answer can change without breaking clients", "put the API below /v1")
	}
	return f
}
