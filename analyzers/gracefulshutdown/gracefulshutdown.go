// Package gracefulshutdown finds servers that a deploy ends in the middle of requests: nothing shuts them down when SIGTERM comes, or what does
// waits for ever or not at all.
package gracefulshutdown

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/serving"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports servers that do not drain when the program is told to stop.
var Rule = rule.New("gracefulshutdown", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	x := p.Program.Memo(indexKey{}, func() any { return build(p.Program) }).(*index)
	for _, f := range x.found {
		if f.pkg == p.Summary {
			p.Report(f.Finding)
		}
	}
}

type indexKey struct{}

// index is what is found in a program, and what is asked on the way.
type index struct {
	*summary.Program
	sites   []site
	signals []summary.CallRef
	mains   map[*summary.Function][]*summary.Package
	found   []found
}

type found struct {
	pkg *summary.Package
	rule.Finding
}

// site is where a server serves. value is set where a method is handed over that will: call is then none of the program's.
type site struct {
	call   summary.CallRef
	entry  catalog.Entry
	server summary.ID // NoID for a server of the library's own
	value  summary.ID
}

func (x *index) fn(c summary.CallRef) summary.FuncRef { return x.Enclosing(c) }

func (x *index) report(c summary.CallRef, key, message string, path ...rule.Hop) {
	x.found = append(x.found, found{c.Pkg, rule.Finding{Pos: c.Call.Pos, Function: c.Pkg.FunctionName(c.Call.Fn), Key: key, Message: message, Path: path}})
}

func build(prog *summary.Program) *index {
	x := &index{Program: prog, mains: map[*summary.Function][]*summary.Package{}}
	x.collect()
	if len(x.sites) == 0 {
		return x
	}
	slices.SortStableFunc(x.sites, func(a, b site) int { return order(a.call, b.call) })
	judged, loud := map[summary.ID]bool{}, map[*summary.Function]bool{}
	var drained []summary.CallRef
	for i, s := range x.sites {
		if !x.runs(s.call) || x.supervised(s) || x.aside(s) {
			continue
		}
		servers := x.servers(s)
		twin := slices.ContainsFunc(x.sites[:i], func(o site) bool { return alternatives(o, s) && loud[x.fn(o.call).Func] })
		if twin || slices.ContainsFunc(servers, func(id summary.ID) bool { return judged[id] }) {
			continue
		}
		ends, trust := x.endings(s, servers)
		if trust {
			continue
		}
		if !x.judge(s, ends) {
			if shuts := ends.shuts(); len(shuts) > 0 {
				drained = append(drained, shuts...)
			}
			continue
		}
		loud[x.fn(s.call).Func] = true
		for _, id := range servers {
			judged[id] = true
		}
	}
	x.halfHeard(drained)
	x.endless()
	x.skipped(loud)
	return x
}

// collect finds the calls that serve, and those that ask for signals.
func (x *index) collect() {
	serve, signals := keys(x.Catalog, "serve"), keys(x.Catalog, "signals")
	for _, pkg := range x.Packages {
		if x.TestSupport(pkg) || shows(pkg.Path) {
			continue
		}
		for i := range pkg.Calls {
			call := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
			if f := x.fn(call); !f.IsZero() && f.Func.Test {
				continue
			}
			for _, c := range serving.Resolved(x.Program, call) {
				if e, ok := serve[c.Call.Callee]; ok {
					s := site{call: call, entry: e, server: summary.NoID, value: summary.NoID}
					if e.Has("server") || e.Has("field") {
						s.server = x.Arg(c, e.Int("server", -1))
					}
					x.sites = append(x.sites, s)
				}
			}
			if _, ok := signals[call.Call.Callee]; ok {
				x.signals = append(x.signals, call)
			}
		}
		for i := range pkg.Nodes {
			v := &pkg.Nodes[i]
			if v.Kind != summary.Func || v.Base == summary.None {
				continue
			}
			if e, ok := serve[v.Value]; ok {
				call := &summary.Call{Callee: v.Value, Dyn: summary.None, Recv: v.Base, Cond: v.Cond, Fn: v.Fn, In: -1, Pos: v.Pos}
				x.sites = append(x.sites, site{call: summary.CallRef{Pkg: pkg, Call: call}, entry: e, server: x.ID(pkg, v.Base), value: x.ID(pkg, summary.Node(i))})
			}
		}
	}
}

// shows reports whether a package is there to show how something is used, by its path.
func shows(path string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune("/-_.", r) }), func(w string) bool {
		return w == "demo" || w == "demos" || w == "sample" || w == "samples" || w == "tutorial"
	})
}

// keys returns the entries of a kind by their key.
func keys(t *catalog.Table, kind string) map[string]catalog.Entry {
	out := map[string]catalog.Entry{}
	for _, e := range t.All(kind) {
		out[e.Key] = e
	}
	return out
}

func order(a, b summary.CallRef) int {
	if c := strings.Compare(a.Pkg.Path, b.Pkg.Path); c != 0 {
		return c
	}
	if c := strings.Compare(a.Call.Pos.File, b.Call.Pos.File); c != 0 {
		return c
	}
	return a.Call.Pos.Line - b.Call.Pos.Line
}

// alternatives reports whether two calls of a function serve in one another's place: in the branches of a condition.
func alternatives(a, b site) bool {
	return a.call.Pkg == b.call.Pkg && a.call.Call.Fn == b.call.Call.Fn && a.call.Call.Cond == b.call.Call.Cond && a.call.Call.Cond != summary.None
}

// judge reports a server that does not drain, and says whether it did.
func (x *index) judge(s site, ends endings) bool {
	key := s.entry.Key
	name := catalog.ShortName(key)
	if i := strings.LastIndexByte(name, '.'); s.server != summary.NoID && i > 0 {
		name = name[:i] // of the type
	}
	switch {
	case len(ends) == 0 && s.server == summary.NoID:
		x.report(s.call, key, "SIGTERM cuts the requests that "+name+" is answering: serve with a server that is shut down then")
	case len(ends) == 0:
		x.report(s.call, key, "SIGTERM cuts the requests that this "+name+" is answering: shut it down, with a deadline, when the signal comes")
	case len(ends.shuts()) == 0:
		x.report(s.call, key, catalog.ShortName(ends[0].key)+" cuts the requests that are being answered: shut the "+name+" down with a deadline first", hop(ends[0], "ended here"))
	case len(ends.alive()) == 0:
		dead := ends.shuts()[0]
		x.report(s.call, key, "SIGTERM cuts the requests that this "+name+" is answering: nothing calls "+dead.Pkg.FunctionName(dead.Call.Fn)+", which shuts it down", rule.HopAt(dead, "shut down here"))
	case x.unheard(s):
		x.report(s.call, key, "SIGTERM cuts the requests that this "+name+" is answering: nothing waits for the signal, so nothing shuts it down")
	default:
		return x.hasty(s) || x.unawaited(s, ends)
	}
	return true
}

func hop(e ending, note string) rule.Hop { return rule.HopAt(e.call, note) }
