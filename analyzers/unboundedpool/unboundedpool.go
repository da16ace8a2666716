// Package unboundedpool finds pools of connections that live as long as the process and have no limit. Under load such a pool opens a
// connection for every request that waits, until the database refuses new ones: to this service and to all others that share it.
package unboundedpool

import (
	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/pools"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports pools whose limit is never set, or set to none.
var Rule = rule.New("unboundedpool", check)

// Analyzer is the rule for drivers of go/analysis.
var Analyzer = Rule.Analyzer

func init() { Rule.Fix = fix }

func check(p *rule.Pass) {
	prog := p.Program
	pools.Each(p, func(o pools.Opened) { judge(p, o) })
	if prog.TestSupport(p.Summary) {
		return
	}
	for i := range p.Summary.Calls {
		c := summary.CallRef{Pkg: p.Summary, Call: &p.Summary.Calls[i]}
		if e, ok := prog.Catalog.Get(c.Call.Callee, "poolsize"); ok && pools.Lifted(prog, prog.Arg(c, e.Int("n", 0))) && !prog.OneShot(c) {
			name := catalog.ShortName(c.Call.Callee)
			p.Report(rule.Finding{Pos: c.Call.Pos, Function: p.Summary.FunctionName(c.Call.Fn), Key: name,
				Message: name + " with 0 takes the limit off the pool, and load exhausts the server's connections: give it a limit"})
		}
	}
}

func judge(p *rule.Pass, o pools.Opened) {
	prog := p.Program
	h := pools.Follow(prog, o)
	if h.Limited || prog.Partial && h.Leaves || !h.Lives {
		return
	}
	name := catalog.ShortName(o.Entry.Key)
	f := rule.Finding{Pos: o.At.Call.Pos, Function: o.At.Pkg.FunctionName(o.At.Call.Fn), Key: name, Severity: rule.Severity(o.Entry.Attrs["severity"])}
	limit, ok := o.Entry.Attrs["limit"]
	switch {
	case !ok && len(h.Lifts) > 0:
		f.Message = "the limit set on the pool of " + name + " is 0, which is none, and load exhausts the server's connections: set a positive one"
	case !ok:
		f.Message = name + " leaves the pool unlimited, and load exhausts the database's connections: call SetMaxOpenConns"
	case len(h.Lifts) > 0:
		f.Message = name + " has a " + limit + " of 0, which is no limit, and load exhausts the server's connections: set a positive one"
	default:
		f.Message = name + " has no " + limit + ", so load opens connections until the server refuses them: set it"
	}
	if !ok && len(h.Lifts) == 0 && !h.Renewed {
		f.Message += " and SetConnMaxLifetime" // what connlifetime would report by itself
	}
	f.Path = h.Path
	p.Report(f)
}
