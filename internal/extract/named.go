package extract

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/prodlint/prodlint/internal/summary"
)

// answer is what a variable says that holds the answer to a condition: the guards of what runs where it is true, and where it is false.
type answer struct{ then, els summary.Guard }

// names notes that an assignment gives a condition a name: full := len(buf) >= max.
func (w *walker) names(l, r ast.Expr, tok token.Token) {
	o := w.object(l)
	if o == nil || !isBool(o.Type()) {
		return
	}
	delete(w.answers, o)
	switch ast.Unparen(r).(type) {
	case *ast.BinaryExpr, *ast.UnaryExpr:
	default:
		return
	}
	if tok != token.DEFINE {
		return
	}
	if then, els := w.cond(r); then|els != 0 {
		if w.answers == nil {
			w.answers = map[types.Object]answer{}
		}
		w.answers[o] = answer{then, els}
	}
}

func isBool(t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsBoolean != 0
}
