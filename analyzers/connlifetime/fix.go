package connlifetime

import (
	"go/ast"

	"github.com/prodlint/prodlint/internal/pools"
	"github.com/prodlint/prodlint/internal/rule"
)

// fix gives connections of a database five minutes, which are shorter than the idle limits of common proxies, and idle ones of a transport the 90
// seconds of http.DefaultTransport.
func fix(p *rule.FixPass) []rule.Edit {
	if lit, ok := p.Node.(*ast.CompositeLit); ok {
		sel, ok := lit.Type.(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != "Transport" {
			return nil
		}
		pkg, edits, ok := p.Import("time")
		add := p.AddField(lit, "IdleConnTimeout", "90 * "+pkg+".Second")
		if !ok || add == nil {
			return nil
		}
		return append(edits, add...)
	}
	return pools.Tune(p, []pools.Setting{{Method: "SetConnMaxLifetime", Arg: "5 * %s.Minute"}}, "SetConnMaxLifetime")
}
