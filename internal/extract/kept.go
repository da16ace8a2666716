package extract

import (
	"go/ast"
	"go/types"
	"strings"
)

// maxKept is how many statements a function has at most that only looks something up.
const maxKept = 8

// givesKept reports whether a function of the package does nothing but give what a map holds that is older than the call: a field of its
// receiver, or a variable of the package.
func (b *builder) givesKept(f *types.Func) bool {
	if f.Pkg() != b.in.Types || f.Signature().Results().Len() == 0 {
		return false
	}
	if b.kept == nil {
		b.kept = map[*types.Func]bool{}
		for _, file := range b.in.Files {
			for _, d := range file.Decls {
				fd, ok := d.(*ast.FuncDecl)
				if !ok || fd.Body == nil || len(fd.Body.List) > maxKept {
					continue
				}
				if self, ok := b.in.Info.Defs[fd.Name].(*types.Func); ok && self.Signature().Results().Len() > 0 && b.onlyLooksUp(fd, self) {
					b.kept[self] = true
				}
			}
		}
	}
	return b.kept[f]
}

// onlyLooksUp reports whether a function gives back the elements of a map, by an index, and calls nothing but the methods of a lock.
func (b *builder) onlyLooksUp(fd *ast.FuncDecl, f *types.Func) bool {
	found, only := false, true
	ast.Inspect(fd.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.GoStmt, *ast.FuncLit:
			only = false
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				_, local := ast.Unparen(l).(*ast.Ident)
				only = only && local
			}
		case *ast.CallExpr:
			tv := b.in.Info.Types[n.Fun]
			sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr)
			only = only && (tv.IsType() || tv.IsBuiltin() || ok && strings.HasSuffix(sel.Sel.Name, "ock")) // Lock, RLock, Unlock, RUnlock
		case *ast.IndexExpr:
			found = found || b.holdsOlder(n.X, f.Signature().Results().At(0).Type())
		}
		return only
	})
	return found && only
}

// holdsOlder reports whether an expression is a field or a variable of the package, and a map of elements of a type, or of what it points to.
// Marks are none: they only tell elements apart.
func (b *builder) holdsOlder(m ast.Expr, elem types.Type) bool {
	t := b.in.Info.TypeOf(m)
	if t == nil {
		return false
	}
	kept, ok := t.Underlying().(*types.Map)
	if !ok || isBool(kept.Elem()) {
		return false
	}
	if ptr, ok := elem.Underlying().(*types.Pointer); ok && !types.Identical(kept.Elem(), elem) {
		elem = ptr.Elem()
	}
	if !types.Identical(kept.Elem(), elem) {
		return false
	}
	switch m := ast.Unparen(m).(type) {
	case *ast.SelectorExpr:
		return true
	case *ast.Ident:
		v, ok := b.in.Info.Uses[m].(*types.Var)
		return ok && v.Parent() == b.in.Types.Scope()
	}
	return false
}
