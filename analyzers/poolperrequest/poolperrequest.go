// Package poolperrequest finds pools of connections, and clients that own one, which are made anew for each request, message or element. Each opens connections
// of its own, keeps them when it is done, and the server runs out of them.
package poolperrequest

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/inloop"
	"github.com/prodlint/prodlint/internal/pools"
	"github.com/prodlint/prodlint/internal/route"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports pools that live for a request.
var Rule = rule.New("poolperrequest", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	prog := p.Program
	if prog.TestSupport(p.Summary) {
		return
	}
	for i := range p.Summary.Calls {
		c := summary.CallRef{Pkg: p.Summary, Call: &p.Summary.Calls[i]}
		e, ok := prog.Catalog.Get(c.Call.Callee, "connections")
		if !ok {
			e, ok = prog.Catalog.Get(c.Call.Callee, "pool")
		}
		if ok && !pools.FreeCall(prog, c, e) {
			judge(p, made{c, prog.Result(c, 0), catalog.ShortName(e.Key)})
		}
	}
	for i := range p.Summary.Nodes {
		v := &p.Summary.Nodes[i]
		if v.Kind != summary.Lit || strings.HasPrefix(v.Type, "[]") {
			continue
		}
		e, ok := prog.Catalog.Get(v.Type, "connections")
		if !ok {
			if e, ok = prog.Catalog.Get(v.Type, "pool"); !ok {
				continue
			}
		}
		id := prog.ID(p.Summary, summary.Node(i))
		if off := e.Attrs["without"]; off == "" || prog.Unset(prog.FieldsOf(id, off)) {
			judge(p, made{summary.CallRef{Pkg: p.Summary, Call: &summary.Call{Fn: v.Fn, Pos: v.Pos, In: -1, Dyn: summary.None, Recv: summary.None, Cond: v.Cond}}, id, catalog.ShortName(v.Type)})
		}
	}
}

// made is what owns connections: what a call gives, or a literal.
type made struct {
	call   summary.CallRef
	handle summary.ID
	name   string
}

func judge(p *rule.Pass, m made) {
	prog := p.Program
	c := m.call
	if c.Call.Fn < 0 || strings.HasSuffix(c.Call.Pos.File, "_test.go") || slices.Contains(c.Pkg.Generated, c.Call.Pos.File) || prog.OneShot(c) {
		return
	}
	x := effect.Of(prog)
	ways := prog.Reached(c, x.Seldom)
	each, way := "", []summary.CallRef(nil)
	switch {
	case ways.Has(summary.ByRequest):
		each, way = "request", ways[summary.ByRequest]
	case ways.Has(summary.ByClock) && !closed(prog, m.handle) && !retried(ways[summary.ByClock][0]):
		each, way = "tick", ways[summary.ByClock]
	default:
		each = looped(x, c, 3)
		for _, e := range entries(prog, c, each == "" && !x.Seldom(c)) {
			if e.Kind == route.Consumer {
				each = "message"
			}
		}
	}
	if each == "" || kept(prog, m.handle) || asked(prog, c) {
		return
	}
	f := rule.Finding{Pos: c.Call.Pos, Function: c.Pkg.FunctionName(c.Call.Fn), Key: m.name,
		Message: inloop.Fit("each "+each+" opens connections of its own by "+m.name+", until the server has none left", "make it once, when the program starts")}
	for i, w := range way {
		note := "is called here"
		if i == len(way)-1 {
			note = "opens connections"
		}
		f.Path = append(f.Path, rule.HopAt(w, note))
	}
	p.Report(f)
}

// entries returns what runs a call, where that is wanted.
func entries(prog *summary.Program, c summary.CallRef, wanted bool) []*route.Entry {
	if !wanted {
		return nil
	}
	return route.Of(prog).Through(c)
}

// looped returns what a call is made for each element of, if it is: in its own function, or in one that calls it.
func looped(x *effect.Index, c summary.CallRef, depth int) string {
	if c.Call.Guard&effect.Aside != 0 || x.Once(c) != "" {
		return ""
	}
	for _, t := range x.Turns(c) {
		if t.Guard&(effect.Aside|summary.FirstHit) == 0 && (t.Class == summary.Collection || t.Class == summary.Rows || t.Class == summary.Consumer) {
			return t.Item
		}
	}
	f := x.Program.Enclosing(c)
	if depth == 0 || f.IsZero() || f.Func.Lit {
		return ""
	}
	for _, up := range x.Program.Callers(f) {
		if len(x.Program.Callees(up)) > 1 || up.Call.Go {
			continue // one of several
		}
		if item := looped(x, up, depth-1); item != "" {
			return item
		}
	}
	return ""
}

// retried reports whether the loop around a call is left when it succeeds, or otherwise comes to an end by itself.
func retried(c summary.CallRef) bool {
	return c.Call.Guard&summary.FirstHit != 0 || c.Call.Use == summary.Returned || c.Call.In >= 0 && !c.Call.Endless
}

// closed reports whether something closes what is made.
func closed(prog *summary.Program, handle summary.ID) bool {
	if handle == summary.NoID {
		return true
	}
	return slices.ContainsFunc(prog.Aliases(handle), func(a summary.ID) bool {
		return slices.ContainsFunc(prog.Uses(a), func(u summary.Use) bool {
			return u.Arg == -1 && (strings.HasSuffix(u.Call.Callee, ").Close") || strings.HasSuffix(u.Call.Callee, ").Disconnect") || strings.HasSuffix(u.Call.Callee, ").CloseIdleConnections"))
		})
	})
}

// asked reports whether the request itself says where to connect to: it tries a connection that somebody is setting up.
func asked(prog *summary.Program, c summary.CallRef) bool {
	for k := range c.Call.Args {
		if a := prog.Arg(c, k); a != summary.NoID && prog.Value(a).Type != "context.Context" && !isRequest(prog, a) && prog.FromRequest(a) {
			return true
		}
	}
	return false
}

// isRequest reports whether a value is the request itself, which is a context, too.
func isRequest(prog *summary.Program, id summary.ID) bool {
	_, ok := prog.Catalog.Get(prog.Value(id).Type, "request")
	return ok
}
