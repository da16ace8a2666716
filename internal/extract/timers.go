package extract

import (
	"go/ast"
	"go/token"
	"go/version"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// keptTimers reports whether timers that nobody stops are never collected: the go directive of the module, or a debug line of the program, says so.
func keptTimers(in Input) bool {
	if v := in.Types.GoVersion(); v != "" && version.Compare(version.Lang(v), "go1.23") < 0 {
		return true
	}
	if in.Types.Name() != "main" {
		return false
	}
	for _, f := range in.Files {
		for _, g := range f.Comments {
			if g.Pos() > f.Package {
				break // debug lines stand before the package clause
			}
			for _, c := range g.List {
				if strings.HasPrefix(c.Text, "//go:debug asynctimerchan=1") {
					return true
				}
			}
		}
	}
	return false
}

// awaits notes the calls whose channels a select statement receives from, beside others.
func (b *builder) awaits(s *ast.SelectStmt) {
	if len(s.Body.List) < 2 {
		return
	}
	for _, clause := range s.Body.List {
		var e ast.Expr
		switch comm := clause.(*ast.CommClause).Comm.(type) {
		case *ast.ExprStmt:
			e = comm.X
		case *ast.AssignStmt:
			e = comm.Rhs[0]
		}
		if recv, ok := e.(*ast.UnaryExpr); ok && recv.Op == token.ARROW {
			if call, ok := ast.Unparen(recv.X).(*ast.CallExpr); ok {
				b.mark(call, func(c *summary.Call) { c.Awaited = true })
			}
		}
	}
}
