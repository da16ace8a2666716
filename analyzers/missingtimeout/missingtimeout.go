// Package missingtimeout finds calls to other services that wait for ever. When the other side accepts the connection and then says
// nothing, each caller keeps its goroutine, its memory and its place in the pool, until the service that waits is down as well.
package missingtimeout

import (
	"cmp"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/bound"
	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports outbound work that nothing bounds.
var Rule = rule.New("missingtimeout", check)

// Analyzer is the rule for drivers of go/analysis.
var Analyzer = Rule.Analyzer

func init() { Rule.Fix = fix }

func check(p *rule.Pass) {
	if p.Program.TestSupport(p.Summary) {
		return
	}
	j := &judge{bound.New(p.Program), detached(p.Program, p.Summary), map[*summary.Package]map[*summary.Function]int{}}
	lost := map[summary.Pos]bool{}
	for i := range p.Summary.Calls {
		c := summary.CallRef{Pkg: p.Summary, Call: &p.Summary.Calls[i]}
		if f, ok := j.lostContext(c); ok {
			lost[c.Call.Pos] = true
			j.report(p, c, f)
		}
	}
	for i := range p.Summary.Calls {
		c := summary.CallRef{Pkg: p.Summary, Call: &p.Summary.Calls[i]}
		if f, ok := j.unboundedCall(c); ok && !lost[c.Call.Pos] {
			j.report(p, c, f)
		}
		if _, ok := j.Catalog.Get(c.Call.Callee, "client"); ok {
			j.judgeClient(p, j.Result(c, 0))
		}
	}
	for i := range p.Summary.Nodes {
		id := j.ID(p.Summary, summary.Node(i))
		if v := j.Value(id); (v.Kind == summary.Lit || v.Kind == summary.Zero) && j.Owner(id) == p.Summary {
			if _, ok := j.Catalog.Get(v.Type, "client"); ok {
				j.judgeClient(p, id)
			}
		}
	}
}

// judge knows what bounds a wait, which function literals outlive the function they stand in, by key, and what ends has found.
type judge struct {
	*bound.Judge
	detached map[string]bool
	asked    map[*summary.Package]map[*summary.Function]int
}

// report completes a finding about a call, or about a value in the function of the call.
func (j *judge) report(p *rule.Pass, c summary.CallRef, f rule.Finding) {
	if !f.Pos.IsValid() {
		f.Pos = c.Call.Pos
	}
	f.Function = p.Summary.FunctionName(c.Call.Fn)
	if p.Program.Settings.Listed("missingtimeout", "streams", f.Function) {
		return
	}
	if j.OneShot(c) {
		f.Severity = rule.Info // whoever runs a tool sees that it hangs
	}
	p.Report(f)
}

// unboundedCall judges a call that no client of its own bounds: package-level helpers, default clients, calls bounded by a context alone.
func (j *judge) unboundedCall(c summary.CallRef) (rule.Finding, bool) {
	e, ok := j.Outbound(c)
	if !ok || e.Has("limited") || c.Call.Defer {
		return rule.Finding{}, false
	}
	v := j.Wait(c, e)
	if v.Fate != bound.Unbounded || j.Nearby(c, e) {
		return rule.Finding{}, false
	}
	if len(v.Roots) > 0 && !e.Has("client") {
		if v.Roots = slices.DeleteFunc(v.Roots, j.lostHere); len(v.Roots) == 0 {
			return rule.Finding{}, false // reported where the context was lost
		}
	}
	name := j.name(c, e)
	f := rule.Finding{Key: e.Key, Path: rootHop(v.Roots)}
	switch {
	case e.Has("client"):
		shared := ""
		for _, o := range j.Clients(c, e) {
			if k := j.Value(o); k.Kind == summary.Global && j.Client(o) == bound.Unbounded && !j.OwnCopy(j.Arg(c, e.Int("client", -1)), o) && !j.StandsIn(o, j.Arg(c, e.Int("client", -1))) {
				shared = k.Key
			}
		}
		if shared == "" {
			return f, false // the client is judged where it is made
		}
		f.Message = catalog.ShortName(shared) + " has no Timeout and the request no deadline: use a client with a Timeout"
	case e.Has("default"):
		if j.Brought(c, e) != bound.Unbounded {
			return f, false
		}
		f.Message = name + " waits for ever when the server stalls: use a client with a Timeout"
		if e.Has("ctx") {
			f.Message = name + " waits for ever when the server stalls: give its context a deadline"
		}
	case e.Has("ctx"):
		if j.RPCBounded(e) {
			return f, false
		}
		f.Message = name + " waits for ever when the server stalls: give its context a deadline"
	case e.Has("network"):
		f.Message = name + " waits as long as the server likes: dial with a net.Dialer that has a Timeout"
	case e.Has("options"):
		f.Message = name + " with a blocking dial waits for ever: dial with a context that has a deadline"
	default:
		f.Message = name + " waits for ever when the server stalls: connect with a timeout and set a deadline"
	}
	return f, true
}

// judgeClient reports a client without a limit where it is made, if it sends something that has no deadline either.
func (j *judge) judgeClient(p *rule.Pass, id summary.ID) {
	if j.Client(id) != bound.Unbounded || j.Replaced(id) {
		return
	}
	sends, exposed := j.Sends(id)
	if len(sends) == 0 && !exposed {
		return
	}
	v := j.Value(id)
	key := v.Type
	if c := j.CallOf(id); !c.IsZero() {
		key = c.Call.Callee
	}
	e, _ := j.Catalog.Get(key, "client")
	f := rule.Finding{Pos: v.Pos, Key: key, Message: clientMessage(e)}
	if len(sends) == 0 {
		f.Severity, f.Confidence = rule.Info, rule.Medium // whom it is handed to may set a deadline
	} else {
		s := slices.MinFunc(sends, func(a, b bound.Send) int {
			here := func(s bound.Send) int {
				return min(1, cmp.Compare(s.Call.Pos.Pkg, v.Pos.Pkg)*cmp.Compare(s.Call.Pos.Pkg, v.Pos.Pkg))
			}
			return cmp.Or(here(a)-here(b), cmp.Compare(a.Call.Pos.Pkg, b.Call.Pos.Pkg), cmp.Compare(a.Call.Pos.File, b.Call.Pos.File), a.Call.Pos.Line-b.Call.Pos.Line)
		})
		f.Path = append(rootHop(s.Roots), rule.HopAt(s.CallRef, "sends without a deadline"))
	}
	j.report(p, summary.CallRef{Pkg: p.Summary, Call: &summary.Call{Fn: v.Fn}}, f)
}

// rootHop is the step of a path at which a context is made that has no deadline.
func rootHop(roots []summary.CallRef) []rule.Hop {
	if len(roots) == 0 {
		return nil
	}
	r := roots[0]
	return []rule.Hop{{Pos: r.Call.Pos, Function: r.Pkg.FunctionName(r.Call.Fn), Note: catalog.ShortName(r.Call.Callee) + " has no deadline"}}
}

func clientMessage(e catalog.Entry) string {
	name := catalog.ShortName(e.Key)
	bound, _, _ := strings.Cut(e.Attrs["bounds"], ",")
	if e.Has("inner") {
		bound = e.Attrs["inner"] + " timeout"
	}
	switch {
	case e.Has("endless"):
		return name + " is given " + bound + " " + e.Attrs["endless"] + ", no limit: one stalled server holds every caller; keep the default"
	case bound == "":
		return name + " makes a client without a limit: one stalled server holds every caller; call SetTimeout"
	}
	return name + " has no " + bound + ": one stalled server holds every caller; set it or give each request a deadline"
}

// name is how a message calls what is called.
func (j *judge) name(c summary.CallRef, e catalog.Entry) string {
	if e.Kind == "calloption" {
		return catalog.ShortName(c.Call.Callee)
	}
	return catalog.ShortName(e.Key)
}
