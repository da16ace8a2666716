package extract

import (
	"go/ast"
	"go/token"
)

// spare reports whether an if statement gives something a value where it is nil, and does nothing else: if c == nil { c = defaults }.
func (b *builder) spare(s *ast.IfStmt) bool {
	asks, ok := ast.Unparen(s.Cond).(*ast.BinaryExpr)
	if !ok || asks.Op != token.EQL || !isNull(b.in.Info, asks.Y) || s.Init != nil || s.Else != nil || len(s.Body.List) != 1 {
		return false
	}
	set, ok := s.Body.List[0].(*ast.AssignStmt)
	return ok && set.Tok == token.ASSIGN && len(set.Lhs) == 1 && len(set.Rhs) == 1 && text(set.Lhs[0]) == text(asks.X)
}
