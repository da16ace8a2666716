package singlebackend

import (
	"go/ast"
	"strings"

	"github.com/prodlint/prodlint/internal/rule"
)

// fix adds a service config with round_robin to the options of a call that has them written out.
func fix(f *rule.FixPass) []rule.Edit {
	if !strings.Contains(f.Finding.Message, "round_robin") {
		return nil
	}
	for _, n := range append([]ast.Node{f.Node}, f.Parents...) {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			continue
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || call.Ellipsis.IsValid() || len(call.Args) == 0 {
			return nil
		}
		pkg, ok := sel.X.(*ast.Ident)
		if !ok {
			return nil
		}
		at := f.Offset(call.Args[len(call.Args)-1].End())
		return []rule.Edit{{Start: at, End: at, New: ", " + pkg.Name + ".WithDefaultServiceConfig(`{\"loadBalancingConfig\": [{\"round_robin\": {}}]}`)"}}
	}
	return nil
}
