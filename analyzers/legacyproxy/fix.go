package legacyproxy

import (
	"go/ast"

	"github.com/prodlint/prodlint/internal/rule"
)

// fix gives a Transport that is written in the literal of the proxy a ResponseHeaderTimeout of 30 seconds.
func fix(f *rule.FixPass) []rule.Edit {
	proxy, ok := f.Node.(*ast.CompositeLit)
	if !ok || f.Finding.Severity == rule.Info {
		return nil
	}
	for _, e := range proxy.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			return nil
		}
		if id, ok := kv.Key.(*ast.Ident); !ok || id.Name != "Transport" {
			continue
		}
		value := kv.Value
		if ref, ok := value.(*ast.UnaryExpr); ok {
			value = ref.X
		}
		lit, ok := value.(*ast.CompositeLit)
		if !ok {
			return nil
		}
		if sel, ok := lit.Type.(*ast.SelectorExpr); !ok || sel.Sel.Name != "Transport" {
			return nil
		}
		pkg, edits, ok := f.Import("time")
		add := f.AddField(lit, "ResponseHeaderTimeout", "30 * "+pkg+".Second")
		if !ok || add == nil {
			return nil
		}
		return append(edits, add...)
	}
	return nil
}
