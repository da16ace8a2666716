package missingtimeout

import (
	"go/ast"
	"go/token"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/rule"
)

// fix gives an http.Client a Timeout of 30 seconds, and a call the variant that takes the context at hand.
func fix(f *rule.FixPass) []rule.Edit {
	if lit, ok := f.Node.(*ast.CompositeLit); ok {
		if f.Finding.Key != "net/http.Client" || hasField(lit, "Timeout") {
			return nil
		}
		pkg, edits, ok := f.Import("time")
		add := f.AddField(lit, "Timeout", "30 * "+pkg+".Second")
		if !ok || add == nil {
			return nil
		}
		return append(edits, add...)
	}
	call, ok := callAt(f)
	if !ok {
		return nil
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	ctx := contextAt(f)
	if !ok || ctx == "" {
		return nil
	}
	for _, e := range catalog.Default().Of(f.Finding.Key) {
		if with := e.Attrs["noctx"]; with != "" && !e.Has("local") && len(call.Args) > 0 {
			at := f.Offset(call.Args[0].Pos())
			return []rule.Edit{
				{Start: f.Offset(sel.Sel.Pos()), End: f.Offset(sel.Sel.End()), New: with},
				{Start: at, End: at, New: ctx + ", "},
			}
		}
	}
	return nil
}

func hasField(lit *ast.CompositeLit, name string) bool {
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok && id.Name == name {
				return true
			}
		}
	}
	return false
}

// callAt returns the call that a finding stands at. A call that spans lines is found by the name of its method.
func callAt(f *rule.FixPass) (*ast.CallExpr, bool) {
	for _, n := range append([]ast.Node{f.Node}, f.Parents...) {
		switch n := n.(type) {
		case *ast.CallExpr:
			return n, true
		case *ast.BlockStmt, *ast.FuncLit:
			return nil, false
		}
	}
	return nil, false
}

// contextAt returns the expression for the context of the innermost function that was handed one or an *http.Request, or "" if there is
// none or its name means something else somewhere in the function.
func contextAt(f *rule.FixPass) string {
	for _, n := range f.Parents {
		var typ *ast.FuncType
		var body *ast.BlockStmt
		switch n := n.(type) {
		case *ast.FuncDecl:
			typ, body = n.Type, n.Body
		case *ast.FuncLit:
			typ, body = n.Type, n.Body
		default:
			continue
		}
		for _, kind := range []struct{ pkg, name, suffix string }{{"context", "Context", ""}, {"http", "Request", ".Context()"}} {
			for _, p := range typ.Params.List {
				if !isType(p.Type, kind.pkg, kind.name) || len(p.Names) == 0 {
					continue
				}
				if name := p.Names[0].Name; name != "_" && !redefined(body, name) {
					return name + kind.suffix
				}
				return ""
			}
		}
	}
	return ""
}

func isType(e ast.Expr, pkg, name string) bool {
	if star, ok := e.(*ast.StarExpr); ok {
		e = star.X
	}
	sel, ok := e.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != name {
		return false
	}
	id, ok := sel.X.(*ast.Ident)
	return ok && id.Name == pkg
}

// redefined reports whether a name is assigned or declared in a body.
func redefined(body *ast.BlockStmt, name string) bool {
	found := false
	is := func(e ast.Expr) bool {
		id, ok := e.(*ast.Ident)
		return ok && id.Name == name
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				found = found || is(l)
			}
		case *ast.RangeStmt:
			found = found || n.Tok == token.DEFINE && (is(n.Key) || is(n.Value))
		case *ast.ValueSpec:
			for _, id := range n.Names {
				found = found || id.Name == name
			}
		case *ast.Field:
			for _, id := range n.Names {
				found = found || id.Name == name
			}
		}
		return true
	})
	return found
}
