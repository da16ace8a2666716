package extract

import (
	"go/ast"
	"go/token"
	"go/types"
)

// unclosed reports whether a channel is in a field that nobody closes: the field holds nothing but channels that the package makes for it, and the
// package does nothing with them but send and receive. It hands them to nobody who may close them.
func (b *builder) unclosed(ch ast.Expr) bool {
	v := b.channelField(ch)
	if v == nil || v.Exported() || v.Pkg() != b.in.Types {
		return false
	}
	return b.strayed()[v] == 0
}

// straying returns how often the package uses each of its fields with channels other than to make one, send to it or receive from it.
func (b *builder) straying() map[*types.Var]int {
	out := map[*types.Var]int{}
	for _, f := range b.in.Files {
		b.stray(f, out)
	}
	return out
}

// channelField returns the field with a channel that an expression is, or nil.
func (b *builder) channelField(e ast.Expr) *types.Var {
	switch x := ast.Unparen(e).(type) {
	case *ast.SelectorExpr:
		return b.channelVar(x.Sel)
	case *ast.Ident:
		return b.channelVar(x)
	}
	return nil
}

func (b *builder) channelVar(id *ast.Ident) *types.Var {
	v, ok := b.in.Info.Uses[id].(*types.Var)
	if !ok || !v.IsField() {
		return nil
	}
	if _, ok = v.Type().Underlying().(*types.Chan); !ok {
		return nil
	}
	return v.Origin()
}

// stray counts such uses in a file.
func (b *builder) stray(f *ast.File, out map[*types.Var]int) {
	plain := func(es ...ast.Expr) {
		for _, e := range es {
			if v := b.channelField(e); v != nil {
				out[v]--
			}
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if v := b.channelVar(n); v != nil {
				out[v]++
			}
		case *ast.RangeStmt:
			plain(n.X)
		case *ast.SendStmt:
			plain(n.Chan)
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				plain(n.X)
			}
		case *ast.CallExpr:
			if name := text(n.Fun); b.in.Info.Types[n.Fun].IsBuiltin() && (name == "len" || name == "cap") {
				plain(n.Args...)
			}
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				if len(n.Lhs) == len(n.Rhs) && b.makes(n.Rhs[i]) {
					plain(l)
				}
			}
		case *ast.CompositeLit:
			b.strayIn(n, out)
		case *ast.KeyValueExpr:
			if b.makes(n.Value) {
				plain(n.Key)
			}
		case *ast.FuncDecl:
			if f, ok := b.in.Info.Defs[n.Name].(*types.Func); ok && n.Body != nil {
				plain(received(f.Signature(), n.Body)...)
			}
		case *ast.FuncLit:
			if sig, ok := b.in.Info.TypeOf(n).(*types.Signature); ok {
				plain(received(sig, n.Body)...)
			}
		}
		return true
	})
}

// strayIn counts the fields that a literal of a struct without names gives other channels than new ones.
func (b *builder) strayIn(lit *ast.CompositeLit, out map[*types.Var]int) {
	t := b.in.Info.TypeOf(lit)
	if t == nil || len(lit.Elts) == 0 {
		return
	}
	st, ok := t.Underlying().(*types.Struct)
	if _, named := lit.Elts[0].(*ast.KeyValueExpr); !ok || named {
		return
	}
	for i, e := range lit.Elts {
		if i < st.NumFields() && !b.makes(e) {
			out[st.Field(i).Origin()]++
		}
	}
}

// received returns what a function returns as channels that can only be received from.
func received(sig *types.Signature, body *ast.BlockStmt) (out []ast.Expr) {
	ast.Inspect(body, func(n ast.Node) bool {
		ret, ok := n.(*ast.ReturnStmt)
		if ok && len(ret.Results) == sig.Results().Len() {
			for i, e := range ret.Results {
				if c, ok := sig.Results().At(i).Type().Underlying().(*types.Chan); ok && c.Dir() == types.RecvOnly {
					out = append(out, e)
				}
			}
		}
		_, lit := n.(*ast.FuncLit)
		return !lit
	})
	return out
}

// makes reports whether an expression makes a channel.
func (b *builder) makes(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	return ok && b.in.Info.Types[call.Fun].IsBuiltin() && text(call.Fun) == "make"
}
