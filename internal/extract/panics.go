package extract

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// maxPanics is how many places of a function are noted at which it may panic.
const maxPanics = 4

// panics notes where function i panics when what it is given is not what it expects: a type that is asserted without asking, an element that need not
// be there, an entry of a map that nobody has made. Literals are functions of their own.
func (b *builder) panics(i int32, body *ast.BlockStmt) {
	p := &panicker{b: b, body: b.whole, asked: map[ast.Expr]bool{}}
	ast.Inspect(body, func(n ast.Node) bool {
		if len(p.found) == maxPanics {
			return false
		}
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.AssignStmt:
			if len(n.Lhs) == 2 && len(n.Rhs) == 1 {
				p.asked[ast.Unparen(n.Rhs[0])] = true
			}
			for _, l := range n.Lhs {
				p.entry(l)
			}
		case *ast.ValueSpec:
			if len(n.Names) == 2 && len(n.Values) == 1 {
				p.asked[ast.Unparen(n.Values[0])] = true
			}
		case *ast.TypeAssertExpr:
			if n.Type != nil && !p.asked[n] && !p.ours(n.X) {
				p.add(n)
			}
		case *ast.IndexExpr:
			if p.short(n) {
				p.add(n)
			}
		}
		return true
	})
	b.out.Funcs[i].Panics = p.found
}

// panicker looks for the places at which a function may panic.
type panicker struct {
	b     *builder
	body  *ast.BlockStmt    // of the outermost function: what is asked before a goroutine is started counts
	asked map[ast.Expr]bool // what gives a second value, which says whether it worked
	found []summary.Panic
}

func (p *panicker) add(e ast.Expr) {
	p.found = append(p.found, summary.Panic{What: text(e), Pos: p.b.at(e)})
}

// ours reports whether a value of any type is one that the program has put there itself: in a pool, a heap, a list, an atomic.
func (p *panicker) ours(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
		if !ok {
			return false
		}
		f, ok := p.b.in.Info.Uses[sel.Sel].(*types.Func)
		if !ok || f.Pkg() == nil {
			return false
		}
		switch f.Pkg().Path() {
		case "sync", "sync/atomic", "container/heap", "reflect", "flag", "net", "net/http", "crypto", "hash":
			return true
		}
	case *ast.SelectorExpr:
		t := namedOf(p.b.in.Info.TypeOf(e.X))
		return t != nil && t.Obj().Pkg() != nil && (t.Obj().Pkg().Path() == "container/list" || t.Obj().Pkg().Path() == "net/http")
	case *ast.Ident:
		if o, ok := p.b.in.Info.Uses[e].(*types.Var); ok {
			if made := p.made(o); made != nil {
				return p.ours(made)
			}
		}
	}
	return false
}

// made returns what a variable is set to, if one statement of the function sets it.
func (p *panicker) made(o types.Object) (made ast.Expr) {
	n := 0
	ast.Inspect(p.body, func(m ast.Node) bool {
		switch m := m.(type) {
		case *ast.AssignStmt:
			for i, l := range m.Lhs {
				if id, ok := l.(*ast.Ident); ok && p.b.in.Info.ObjectOf(id) == o {
					n++
					made = m.Rhs[min(i, len(m.Rhs)-1)]
				}
			}
		case *ast.ValueSpec:
			for i, name := range m.Names {
				if p.b.in.Info.Defs[name] == o && len(m.Values) > 0 {
					n++
					made = m.Values[min(i, len(m.Values)-1)]
				}
			}
		}
		return true
	})
	if n != 1 {
		return nil
	}
	return ast.Unparen(made)
}

// short reports whether an element is asked for that may not be there: by a constant, or by a number that was read, of a slice or text that comes from
// elsewhere and whose length nobody asks.
func (p *panicker) short(e *ast.IndexExpr) bool {
	info := p.b.in.Info
	t := info.TypeOf(e.X)
	if t == nil {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Slice:
	case *types.Basic:
		if u.Info()&types.IsString == 0 {
			return false
		}
	default:
		return false
	}
	name := text(e.X)
	index := info.Types[e.Index].Value
	if index == nil && !p.read(e.Index) || p.lengthAsked(name) {
		return false
	}
	switch x := ast.Unparen(e.X).(type) {
	case *ast.Ident:
		o, ok := info.Uses[x].(*types.Var)
		if !ok || o.Parent() == p.b.in.Types.Scope() {
			return false
		}
		if made := p.made(o); made != nil {
			call, ok := made.(*ast.CallExpr)
			return ok && p.gives(call, index)
		}
		return index != nil && (p.filled(o) || o.Pos() < p.body.Pos() && o.Pos() > token.NoPos)
	case *ast.SelectorExpr:
		if id, ok := ast.Unparen(x.X).(*ast.Ident); ok {
			_, pkg := info.Uses[id].(*types.PkgName)
			return !pkg
		}
		return true
	case *ast.CallExpr:
		return p.gives(x, index)
	}
	return false
}

// filled reports whether a variable is declared without a value and filled by a call that is given its address.
func (p *panicker) filled(o types.Object) bool {
	declared, given := false, false
	ast.Inspect(p.body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ValueSpec:
			for _, name := range n.Names {
				declared = declared || p.b.in.Info.Defs[name] == o && len(n.Values) == 0
			}
		case *ast.CallExpr:
			for _, a := range n.Args {
				if u, ok := ast.Unparen(a).(*ast.UnaryExpr); ok && u.Op == token.AND {
					id, ok := ast.Unparen(u.X).(*ast.Ident)
					given = given || ok && p.b.in.Info.Uses[id] == o
				}
			}
		}
		return true
	})
	return declared && given
}

// gives reports whether a call gives a slice that may lack an element: none is always there but the first of a text that was cut.
func (p *panicker) gives(call *ast.CallExpr, index constant.Value) bool {
	info := p.b.in.Info
	if tv := info.Types[call.Fun]; tv.IsBuiltin() || tv.IsType() {
		return false
	}
	first := index != nil && index.ExactString() == "0"
	name := text(call.Fun)
	name = name[strings.LastIndexByte(name, '.')+1:]
	return !first || !strings.HasPrefix(name, "Split")
}

// read reports whether an index is a number that a call gave: no counter of a loop, and no parameter.
func (p *panicker) read(e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return false
	}
	o, ok := p.b.in.Info.Uses[id].(*types.Var)
	if !ok || p.lengthAsked(id.Name) {
		return false
	}
	call, ok := p.made(o).(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return ok && (sel.Sel.Name == "Atoi" || strings.HasPrefix(sel.Sel.Name, "Parse")) && !p.compared(id.Name)
}

// lengthAsked reports whether the function asks how long something is, goes over it, compares it, or makes it.
func (p *panicker) lengthAsked(name string) bool {
	found := name == ""
	ast.Inspect(p.body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if fun := text(n.Fun); len(n.Args) > 0 && text(n.Args[0]) == name && (fun == "len" || fun == "cap" || strings.Contains(fun, "Len") || strings.Contains(fun, "HasPrefix") || strings.Contains(fun, "HasSuffix") || strings.Contains(fun, "Contains") || strings.Contains(fun, "Equal")) {
				found = true
			}
		case *ast.RangeStmt:
			found = found || text(n.X) == name
		case *ast.SwitchStmt:
			found = found || n.Tag != nil && text(n.Tag) == name
		}
		return !found
	})
	return found || p.compared(name)
}

// compared reports whether the function compares something with anything.
func (p *panicker) compared(name string) bool {
	found := false
	ast.Inspect(p.body, func(n ast.Node) bool {
		if e, ok := n.(*ast.BinaryExpr); ok {
			switch e.Op {
			case token.EQL, token.NEQ, token.LSS, token.GTR, token.LEQ, token.GEQ:
				found = found || text(e.X) == name || text(e.Y) == name
			}
		}
		return !found
	})
	return found
}

// entry notes an entry that is set of a map which nothing makes: a variable that is declared without a value and never given one.
func (p *panicker) entry(l ast.Expr) {
	x, ok := ast.Unparen(l).(*ast.IndexExpr)
	if !ok {
		return
	}
	id, ok := ast.Unparen(x.X).(*ast.Ident)
	if !ok || len(p.found) == maxPanics {
		return
	}
	o, ok := p.b.in.Info.Uses[id].(*types.Var)
	if !ok || o.Parent() == p.b.in.Types.Scope() {
		return
	}
	if _, isMap := o.Type().Underlying().(*types.Map); isMap && p.unmade(o) {
		p.add(x)
	}
}

// unmade reports whether a variable of the function is declared without a value, and neither given one nor filled by a call.
func (p *panicker) unmade(o types.Object) bool {
	declared, given := false, false
	ast.Inspect(p.body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ValueSpec:
			for _, name := range n.Names {
				declared = declared || p.b.in.Info.Defs[name] == o && len(n.Values) == 0
			}
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				id, ok := ast.Unparen(l).(*ast.Ident)
				given = given || ok && p.b.in.Info.ObjectOf(id) == o
			}
		case *ast.RangeStmt:
			for _, l := range []ast.Expr{n.Key, n.Value} {
				id, ok := l.(*ast.Ident)
				given = given || ok && p.b.in.Info.ObjectOf(id) == o
			}
		case *ast.UnaryExpr:
			id, ok := ast.Unparen(n.X).(*ast.Ident)
			given = given || n.Op == token.AND && ok && p.b.in.Info.Uses[id] == o
		}
		return true
	})
	return declared && !given
}
