// Package singlebackend finds clients that send everything to one of several servers. The others idle while that one melts, and when it goes, all
// traffic fails at once.
package singlebackend

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/bound"
	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports RPC clients without a balancing policy, and clients and proxies that are pinned to one machine.
var Rule = rule.New("singlebackend", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

func init() { Rule.Fix = fix }

func check(p *rule.Pass) {
	if p.Program.TestSupport(p.Summary) {
		return
	}
	j := &judge{p, bound.New(p.Program)}
	for i := range p.Summary.Calls {
		c := summary.CallRef{Pkg: p.Summary, Call: &p.Summary.Calls[i]}
		if strings.HasSuffix(c.Call.Pos.File, "_test.go") || slices.Contains(p.Summary.Generated, c.Call.Pos.File) {
			continue
		}
		j.call(c)
	}
	for i := range p.Summary.Nodes {
		v := &p.Summary.Nodes[i]
		if e, ok := p.Program.Catalog.Get(v.Type, "proxy"); ok && e.Has("changes") && v.Kind == summary.Lit && !slices.Contains(p.Summary.Generated, v.Pos.File) {
			at := summary.CallRef{Pkg: p.Summary, Call: &summary.Call{Fn: v.Fn, Pos: v.Pos}}
			j.pinned(at, catalog.ShortName(e.Key), j.rewritten(p.Program.ID(p.Summary, summary.Node(i)), e), "this proxy")
		}
	}
}

type judge struct {
	*rule.Pass
	bound *bound.Judge
}

func (j *judge) call(c summary.CallRef) {
	for _, e := range j.Program.Catalog.Of(c.Call.Callee) {
		switch {
		case e.Kind == "rpcdial":
			j.dial(c, e)
		case e.Kind == "proxytarget" && c.Call.Results != nil && j.Program.Result(c, 0) != summary.NoID:
			j.pinned(c, catalog.ShortName(e.Key), j.hosts(j.Program.Arg(c, e.Int("url", 0))), "this proxy")
		case e.Kind == "baseurl", e.Kind == "outgoing" && e.Has("url"), e.Kind == "outbound" && e.Has("url"):
			name := catalog.ShortName(e.Key)
			j.pinned(c, name, bound.Hosts(j.Program, j.Program.Arg(c, e.Int("url", 0))), name)
		}
	}
}

// pinned reports a client or proxy whose only server is one machine.
func (j *judge) pinned(c summary.CallRef, key string, hosts []string, what string) {
	slices.Sort(hosts)
	hosts = slices.Compact(hosts)
	if len(hosts) != 1 || !machine(hosts[0]) || j.Program.OneShot(c) {
		return
	}
	j.tell(c, key, what+" sends everything to "+shorten(hosts[0])+", and all of it fails with that machine: use a name that stands for several")
}

func (j *judge) tell(c summary.CallRef, key, message string) {
	j.Report(rule.Finding{Pos: c.Call.Pos, Function: j.Summary.FunctionName(c.Call.Fn), Key: key, Message: message})
}

// shorten cuts a host to what a message has room for.
func shorten(host string) string {
	if len(host) > 30 {
		return host[:28] + "…"
	}
	return host
}

// hosts returns the hosts of the URLs that a value may be, none where one is not known.
func (j *judge) hosts(url summary.ID) []string {
	var out []string
	for _, o := range j.Program.Origins(url) {
		var found []string
		switch v, c := j.Program.Value(o), j.Program.CallOf(o); {
		case v.Kind == summary.Const && v.Value == "nil":
			continue
		case v.Kind == summary.Const || v.Kind == summary.Text:
			found = bound.Hosts(j.Program, o) // what the URL was parsed from
		case !c.IsZero() && strings.HasPrefix(c.Call.Callee, "net/url.Parse"):
			found = bound.Hosts(j.Program, j.Program.Arg(c, 0))
		case v.Type == "net/url.URL":
			for _, h := range j.Program.FieldsOf(o, "Host") {
				found = append(found, bound.Hosts(j.Program, h)...)
			}
		}
		if len(found) == 0 {
			return nil
		}
		out = append(out, found...)
	}
	return out
}

// rewritten returns the hosts that the functions of a proxy send its requests to, none where one is not known.
func (j *judge) rewritten(proxy summary.ID, e catalog.Entry) []string {
	var out []string
	add := func(hosts []string) bool {
		out = append(out, hosts...)
		return len(hosts) > 0
	}
	for field := range strings.SplitSeq(e.Attrs["changes"], ",") {
		for _, v := range j.Program.FieldsOf(proxy, field) {
			for _, f := range j.Program.FunctionsAt(v) {
				for i := range f.Pkg.Stores {
					s := &f.Pkg.Stores[i]
					if s.Field != "Host" || s.Fn < 0 || &f.Pkg.Funcs[s.Fn] != f.Func || f.Pkg.Nodes[s.Base].Type != "net/url.URL" {
						continue
					}
					if !add(bound.Hosts(j.Program, j.Program.ID(f.Pkg, s.Value))) {
						return nil
					}
				}
				for _, c := range j.Program.Calls(f) {
					if t, ok := j.Program.Catalog.Get(c.Call.Callee, "proxytarget"); ok && !add(j.hosts(j.Program.Arg(c, t.Int("url", 0)))) {
						return nil
					}
				}
			}
		}
	}
	return out
}
