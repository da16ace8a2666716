package goroutineleak

import (
	"go/ast"
	"go/types"

	"github.com/prodlint/prodlint/internal/rule"
)

// deaf reports goroutines that wait for a channel to end a context, and do not hear that the context has ended: they stay until the channel says so.
func deaf(p *rule.Pass, fd *ast.FuncDecl) {
	ast.Inspect(fd.Body, func(n ast.Node) bool {
		g, ok := n.(*ast.GoStmt)
		if !ok {
			return true
		}
		typ, body := started(p, g)
		if body == nil {
			return true
		}
		var over ast.Expr // what it waits for
		ends := false
		for _, s := range body.List {
			var call *ast.CallExpr
			switch s := s.(type) {
			case *ast.ExprStmt:
				if from := receivedFrom(s); from != nil && over == nil {
					over = from
					continue
				}
				call, _ = s.X.(*ast.CallExpr)
			case *ast.DeferStmt:
				call = s.Call
			}
			if call == nil {
				return true // it does more than to wait
			}
			if id, ok := outside(p, g, typ, call.Fun).(*ast.Ident); ok && endsOther(p, fd, p.Info.Uses[id]) {
				ends = true
			}
		}
		if over == nil || !ends || !outlives(p, fd, outside(p, g, typ, over)) {
			return true
		}
		p.Report(rule.Finding{Pos: p.At(g), Function: displayName(p, fd), Key: "deaf " + types.ExprString(over),
			Message: "the goroutine waits for " + types.ExprString(over) + " though the context has ended, and they pile up: select on its Done as well"})
		return true
	})
}

// outside returns what an expression of a goroutine is in the function that starts it: itself, or what its parameter is given.
func outside(p *rule.Pass, g *ast.GoStmt, typ *ast.FuncType, e ast.Expr) ast.Expr {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return e
	}
	k := 0
	for _, field := range typ.Params.List {
		for _, name := range field.Names {
			if p.Info.Defs[name] == p.Info.Uses[id] && k < len(g.Call.Args) {
				return ast.Unparen(g.Call.Args[k])
			}
			k++
		}
	}
	return id
}

// endsOther reports whether a variable is the cancel function of a context that something else ends too: the context that it is derived from, or the
// function itself.
func endsOther(p *rule.Pass, fd *ast.FuncDecl, cancel types.Object) bool {
	call := assignedOnce(p, fd, cancel)
	if call == nil || len(call.Args) == 0 {
		return false
	}
	c := callAt(p, call)
	if c == nil {
		return false
	}
	if e, _ := p.Program.Catalog.Get(c.Callee, "acquire"); e.Attrs["what"] != "cancel" {
		return false
	}
	if in, ok := ast.Unparen(call.Args[0]).(*ast.CallExpr); !ok || !background(p, in) {
		return true
	}
	deferred := false
	inside(fd.Body, func(n ast.Node) {
		if d, ok := n.(*ast.DeferStmt); ok {
			id, ok := d.Call.Fun.(*ast.Ident)
			deferred = deferred || ok && p.Info.Uses[id] == cancel
		}
	})
	return deferred
}

// background reports whether a call gives a context that nothing ends.
func background(p *rule.Pass, call *ast.CallExpr) bool {
	c := callAt(p, call)
	if c == nil {
		return false
	}
	_, root := p.Program.Catalog.Get(c.Callee, "root")
	return root
}

// outlives reports whether a channel outlives the function that starts the goroutine: it is a parameter, a field or what a method gives, and not that
// of a context, a clock or the signals of the process.
func outlives(p *rule.Pass, fd *ast.FuncDecl, over ast.Expr) bool {
	ch, ok := p.Info.TypeOf(over).Underlying().(*types.Chan)
	if !ok {
		return false
	}
	switch types.TypeString(ch.Elem(), nil) {
	case "os.Signal", "time.Time":
		return false
	}
	switch x := over.(type) {
	case *ast.Ident:
		v, ok := p.Info.Uses[x].(*types.Var)
		return ok && (v.Pos() < fd.Body.Pos() || v.Pos() > fd.Body.End())
	case *ast.SelectorExpr:
		return true
	case *ast.CallExpr:
		sel, ok := x.Fun.(*ast.SelectorExpr)
		return ok && types.TypeString(p.Info.TypeOf(sel.X), nil) != "context.Context"
	}
	return false
}
