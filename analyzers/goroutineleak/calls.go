package goroutineleak

import (
	"go/ast"
	"slices"

	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

type callsKey struct{ pkg *summary.Package }

// callAt returns what the summary of the package holds of a call, nil where it holds nothing.
func callAt(p *rule.Pass, call *ast.CallExpr) *summary.Call {
	return p.Program.Memo(callsKey{p.Summary}, func() any {
		out := map[summary.Pos]*summary.Call{}
		for i := range p.Summary.Calls {
			out[p.Summary.Calls[i].Pos] = &p.Summary.Calls[i]
		}
		return out
	}).(map[summary.Pos]*summary.Call)[p.At(call)]
}

// servesIn reports whether a goroutine serves with a server: it lives as long as the process, which ends when it does.
func servesIn(p *rule.Pass, body *ast.BlockStmt) (found bool) {
	ast.Inspect(body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && !found {
			c := callAt(p, call)
			found = c != nil && serves(p.Program, summary.CallRef{Pkg: p.Summary, Call: c}, 2)
		}
		return !found
	})
	return found
}

// serves reports whether a call serves, in a function that it calls up to a depth as well.
func serves(prog *summary.Program, c summary.CallRef, depth int) bool {
	if _, ok := prog.Catalog.Get(c.Call.Callee, "serve"); ok {
		return true
	}
	return depth > 0 && slices.ContainsFunc(prog.Callees(c), func(f summary.FuncRef) bool {
		for i := range f.Func.Flow {
			for _, k := range f.Func.Flow[i].Calls {
				if in := (summary.CallRef{Pkg: f.Pkg, Call: &f.Pkg.Calls[k]}); !in.Call.Go && serves(prog, in, depth-1) {
					return true
				}
			}
		}
		return false
	})
}
