// Package unboundedpool finds pools of connections that live as long as the process and have no limit. Under load such a pool opens a
// connection for every request that waits, until the database refuses new ones: to this service and to all others that share it.
package unboundedpool

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
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
	if prog.TestSupport(p.Summary) {
		return
	}
	for _, o := range openings(prog) {
		for _, at := range places(p, o.call) {
			o.at = at
			judge(p, o)
		}
	}
	for i := range p.Summary.Calls {
		c := summary.CallRef{Pkg: p.Summary, Call: &p.Summary.Calls[i]}
		if e, ok := prog.Catalog.Get(c.Call.Callee, "poolsize"); ok && lifted(prog, prog.Arg(c, e.Int("n", 0))) && !prog.OneShot(c) {
			name := catalog.ShortName(c.Call.Callee)
			p.Report(rule.Finding{Pos: c.Call.Pos, Function: p.Summary.FunctionName(c.Call.Fn), Key: name,
				Message: name + " with 0 takes the limit off the pool, and load exhausts the server's connections: give it a limit"})
		}
	}
	for i := range p.Summary.Nodes {
		v := &p.Summary.Nodes[i]
		if v.Kind != summary.Lit && v.Kind != summary.Zero {
			continue
		}
		e, ok := prog.Catalog.Get(v.Type, "pool")
		if !ok || strings.HasSuffix(v.Pos.File, "_test.go") {
			continue
		}
		id := prog.ID(p.Summary, summary.Node(i))
		c := summary.CallRef{Pkg: p.Summary, Call: &summary.Call{Fn: v.Fn, Pos: v.Pos}}
		if v.Kind == summary.Lit && len(v.Fields) > 0 && v.Fields[0].Name == "" || v.Kind == summary.Zero && !builtUp(prog, id) {
			continue // a collection of pools; a variable that a whole pool is assigned to
		}
		judge(p, opened{e, id, c, c})
	}
}

type openingsKey struct{}

// openings returns the calls of the program that open a pool, without the places to report them at.
func openings(prog *summary.Program) []opened {
	return prog.Memo(openingsKey{}, func() any {
		var out []opened
		for _, pkg := range prog.Packages {
			for i := range pkg.Calls {
				c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
				if e, ok := prog.Catalog.Get(callee(prog, c), "pool"); ok {
					out = append(out, opened{entry: e, handle: prog.Result(c, 0), call: c})
				}
			}
		}
		return out
	}).([]opened)
}

// callee returns the function that a call is of, also of a variable or parameter that is always the same function of a library.
func callee(prog *summary.Program, c summary.CallRef) (key string) {
	if c.Call.Callee != "" || len(c.Call.Results) == 0 || len(prog.Callees(c)) > 0 {
		return c.Call.Callee
	}
	for _, o := range prog.Origins(prog.ID(c.Pkg, c.Call.Dyn)) {
		v := prog.Value(o)
		if v.Kind != summary.Func || key != "" && key != v.Value {
			return ""
		}
		key = v.Value
	}
	return key
}

// opened is a place where a pool comes to be: a call or a literal.
type opened struct {
	entry  catalog.Entry
	handle summary.ID
	call   summary.CallRef // a literal is a call without callee, receiver and arguments
	at     summary.CallRef // where to report it
}

// places returns the calls of the judged package that a reviewer would point at: the one that opens the pool, or, where that stands in a
// generated file, those of the generated function.
func places(p *rule.Pass, c summary.CallRef) []summary.CallRef {
	written := func(c summary.CallRef) bool {
		return c.Pkg == p.Summary && !slices.Contains(c.Pkg.Generated, c.Call.Pos.File) && !strings.HasSuffix(c.Call.Pos.File, "_test.go")
	}
	if written(c) {
		return []summary.CallRef{c}
	}
	f := p.Program.Enclosing(c)
	if f.IsZero() || !slices.Contains(c.Pkg.Generated, c.Call.Pos.File) {
		return nil
	}
	var out []summary.CallRef
	for _, caller := range p.Program.Callers(f) {
		if written(caller) {
			out = append(out, caller)
		}
	}
	return out
}

func judge(p *rule.Pass, o opened) {
	prog := p.Program
	if exempt(prog, o) || prog.OneShot(o.at) {
		return
	}
	h := follow(prog, o)
	if h.limited || prog.Partial && h.leaves || !h.lives {
		return
	}
	name := catalog.ShortName(o.entry.Key)
	f := rule.Finding{Pos: o.at.Call.Pos, Function: o.at.Pkg.FunctionName(o.at.Call.Fn), Key: name, Severity: rule.Severity(o.entry.Attrs["severity"])}
	limit, ok := o.entry.Attrs["limit"]
	switch {
	case !ok && len(h.lifts) > 0:
		f.Message = "the limit set on the pool of " + name + " is 0, which is none, and load exhausts the server's connections: set a positive one"
	case !ok:
		f.Message = name + " leaves the pool unlimited, and load exhausts the database's connections: call SetMaxOpenConns"
	case len(h.lifts) > 0:
		f.Message = name + " has a " + limit + " of 0, which is no limit, and load exhausts the server's connections: set a positive one"
	default:
		f.Message = name + " has no " + limit + ", so load opens connections until the server refuses them: set it"
	}
	f.Path = h.path
	p.Report(f)
}

// builtUp reports whether a zero value becomes a pool by assignments to its fields, and is not overwritten as a whole.
func builtUp(prog *summary.Program, id summary.ID) bool {
	stored := false
	for _, a := range prog.Aliases(id) {
		stored = stored || len(prog.Stores(a)) > 0
		for _, o := range prog.Origins(a) {
			if o != id && prog.Value(o).Kind != summary.Zero {
				return false
			}
		}
	}
	return stored
}
