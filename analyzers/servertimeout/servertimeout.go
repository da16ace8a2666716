// Package servertimeout finds servers that wait for ever for a client to send its request. Clients that open connections and send
// slowly, or not at all, then hold a connection and a goroutine each until the process has none left.
package servertimeout

import (
	"go/ast"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/serving"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports servers without a read timeout.
var Rule = rule.New("servertimeout", check)

// Analyzer is the rule for drivers of go/analysis.
var Analyzer = Rule.Analyzer

func init() { Rule.Fix = fix }

func check(p *rule.Pass) {
	prog := p.Program
	if prog.TestSupport(p.Summary) {
		return
	}
	for i := range p.Summary.Nodes {
		id := prog.ID(p.Summary, summary.Node(i))
		v := prog.Value(id)
		if v.Kind != summary.Lit && v.Kind != summary.Zero && v.Kind != summary.Load || prog.Owner(id) != p.Summary {
			continue
		}
		if s, ok := prog.Catalog.Get(v.Type, "server"); ok && !bounded(prog, id, s) && !replaced(prog, id) && !completed(prog, id) {
			addrs := prog.FieldsOf(id, s.Attrs["addr"])
			if serves := serving.Calls(prog, id); len(serves) > 0 || v.Kind == summary.Lit {
				report(p, server{v.Pos, p.Summary.FunctionName(v.Fn), s, v.Type, addrs, serves})
			}
		}
	}
	for i := range p.Summary.Calls {
		for _, c := range serving.Resolved(prog, summary.CallRef{Pkg: p.Summary, Call: &p.Summary.Calls[i]}) {
			fn := p.Summary.FunctionName(c.Call.Fn)
			if s, ok := prog.Catalog.Get(c.Call.Callee, "server"); ok && !madeBounded(prog, c, s) {
				if serves := serving.Calls(prog, prog.Result(c, 0)); len(serves) > 0 {
					report(p, server{c.Call.Pos, fn, s, c.Call.Callee, nil, serves})
				}
			}
			if s, ok := prog.Catalog.Get(c.Call.Callee, "serve"); ok && !s.Has("server") && !fieldBounded(prog, c, s) {
				report(p, server{c.Call.Pos, fn, s, c.Call.Callee, nil, []summary.CallRef{c}})
			}
		}
	}
}

// server is one server that nothing bounds.
type server struct {
	pos    summary.Pos
	fn     string
	entry  catalog.Entry
	key    string // the type or function that made it
	addrs  []summary.ID
	serves []summary.CallRef
}

func report(p *rule.Pass, s server) {
	f := rule.Finding{Pos: s.pos, Function: s.fn, Key: s.key, Severity: rule.Severity(s.entry.Attrs["severity"])}
	name := catalog.ShortName(s.key)
	switch bound, _, _ := strings.Cut(s.entry.Attrs["bounds"], ","); {
	case s.entry.Has("options"):
		f.Message = name + " never ends the connections of clients that are gone: give it keepalive.ServerParameters"
	case bound == "" || s.entry.Kind == "serve" && !s.entry.Has("field"):
		f.Message = name + " lets slow clients hold connections for ever: serve with a server that has a ReadHeaderTimeout"
	default:
		f.Message = name + " has no " + bound + ", so slow clients hold connections until none are left: set it"
	}
	local := len(s.serves) > 0
	for _, c := range s.serves {
		if c.Call.Pos.Line != s.pos.Line || c.Call.Pos.File != s.pos.File {
			f.Path = append(f.Path, rule.HopAt(c, "serves here"))
		}
		local = local && p.Program.Local(c, s.addrs)
	}
	if local {
		f.Severity = rule.Info // only programs on the same machine can reach it
	}
	p.Report(f)
}

func fix(f *rule.FixPass) []rule.Edit {
	lit, ok := f.Node.(*ast.CompositeLit)
	if call, isCall := f.Node.(*ast.CallExpr); isCall && len(call.Args) == 1 {
		lit, ok = call.Args[0].(*ast.CompositeLit) // the configuration
	}
	if !ok {
		return nil
	}
	name, field := "ReadHeaderTimeout", f.Finding.Message
	if !strings.Contains(field, name) {
		name = "ReadTimeout"
	}
	pkg, edits, ok := f.Import("time")
	add := f.AddField(lit, name, "10 * "+pkg+".Second")
	if !ok || add == nil {
		return nil
	}
	return append(edits, add...)
}
