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
const maxPanics = 8

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
		case *ast.IncDecStmt:
			p.entry(n.X)
		case *ast.ValueSpec:
			if len(n.Names) == 2 && len(n.Values) == 1 {
				p.asked[ast.Unparen(n.Values[0])] = true
			}
		case *ast.TypeAssertExpr:
			if n.Type != nil && !p.asked[n] && !p.ours(n.X) {
				p.add(n, n.X)
			}
		case *ast.IndexExpr:
			switch {
			case p.short(n.X, n.Index):
				p.add(n, n.X)
			case p.numbered(n):
				p.add(n, n.Index)
			}
		case *ast.SliceExpr:
			for _, at := range []ast.Expr{n.Low, n.High} {
				if tv, ok := b.in.Info.Types[at]; at != nil && ok && tv.Value != nil && tv.Value.ExactString() != "0" && p.short(n.X, at) {
					p.add(n, n.X)
					break
				}
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

func (p *panicker) add(e, on ast.Expr) {
	if len(p.found) < maxPanics {
		_, asserts := e.(*ast.TypeAssertExpr)
		p.found = append(p.found, summary.Panic{What: text(e), On: p.node(on), Asserts: asserts, Pos: p.b.at(e)})
	}
}

// node returns the node of an expression whose calls are recorded already.
func (p *panicker) node(e ast.Expr) summary.Node {
	b := p.b
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if v, ok := b.in.Info.Uses[e].(*types.Var); ok {
			return b.variable(v)
		}
	case *ast.SelectorExpr:
		if sel, ok := b.in.Info.Selections[e]; ok && sel.Kind() == types.FieldVal {
			return b.path(p.node(e.X), sel.Recv(), sel.Index(), e)
		}
	case *ast.IndexExpr:
		return p.node(e.X)
	case *ast.StarExpr:
		return p.node(e.X)
	case *ast.SliceExpr:
		return p.node(e.X)
	case *ast.TypeAssertExpr:
		return p.node(e.X)
	case *ast.CallExpr:
		if b.in.Info.Types[e.Fun].IsType() && len(e.Args) == 1 {
			return p.node(e.Args[0])
		}
		if i, ok := b.calls[e]; ok {
			return b.first(b.out.Calls[i].Results)
		}
	}
	return summary.None
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

// short reports whether an element is asked for, by a constant, that may not be there: of a slice or text that comes from elsewhere and whose length
// nobody asks.
func (p *panicker) short(of, at ast.Expr) bool {
	info := p.b.in.Info
	index := info.Types[at].Value
	if index == nil || !listed(info.TypeOf(of), false) || p.lengthAsked(text(of)) {
		return false
	}
	switch x := ast.Unparen(of).(type) {
	case *ast.Ident:
		o, ok := info.Uses[x].(*types.Var)
		if !ok || o.Parent() == p.b.in.Types.Scope() {
			return false
		}
		switch made := p.made(o).(type) {
		case nil:
			return p.filled(o) || p.ranged(o) || o.Pos() < p.body.Pos() && o.Pos() > token.NoPos
		case *ast.CallExpr:
			return p.gives(made, index)
		case *ast.SelectorExpr, *ast.IndexExpr, *ast.TypeAssertExpr:
			return !p.lengthAsked(text(made))
		}
	case *ast.SelectorExpr:
		if id, ok := ast.Unparen(x.X).(*ast.Ident); ok {
			_, pkg := info.Uses[id].(*types.PkgName)
			return !pkg
		}
		return true
	case *ast.IndexExpr:
		return listed(info.TypeOf(x.X), true) // of an entry of a map, or of a list of lists
	case *ast.CallExpr:
		return p.gives(x, index)
	}
	return false
}

// listed reports whether values of a type are slices or texts, or with maps, maps, slices and arrays.
func listed(t types.Type, maps bool) bool {
	if t == nil {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return true
	case *types.Array, *types.Map:
		return maps
	case *types.Basic:
		return !maps && u.Info()&types.IsString != 0
	}
	return false
}

// numbered reports whether an element is asked for by a number that was read, and that nobody compares with anything.
func (p *panicker) numbered(e *ast.IndexExpr) bool {
	t := p.b.in.Info.TypeOf(e.X)
	if _, isMap := under(t).(*types.Map); isMap || !listed(t, true) && !listed(t, false) {
		return false
	}
	if sel, ok := ast.Unparen(e.Index).(*ast.SelectorExpr); ok {
		s, ok := p.b.in.Info.Selections[sel]
		return ok && s.Kind() == types.FieldVal && !p.compared(text(sel)) && !p.lengthAsked(text(e.X))
	}
	return p.read(e.Index) && !p.lengthAsked(text(e.X))
}

func under(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	return t.Underlying()
}

// ranged reports whether a variable is the element of a loop.
func (p *panicker) ranged(o types.Object) (found bool) {
	ast.Inspect(p.body, func(n ast.Node) bool {
		if r, ok := n.(*ast.RangeStmt); ok && r.Value != nil {
			id, ok := r.Value.(*ast.Ident)
			found = found || ok && p.b.in.Info.ObjectOf(id) == o
		}
		return !found
	})
	return found
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

// entry notes an entry that is set of a map which nothing makes: a variable that is declared without a value and never given one, or a field or a
// variable of the package that the function does not look at before.
func (p *panicker) entry(l ast.Expr) {
	x, ok := ast.Unparen(l).(*ast.IndexExpr)
	if !ok {
		return
	}
	if _, isMap := under(p.b.in.Info.TypeOf(x.X)).(*types.Map); !isMap {
		return
	}
	name := text(x.X)
	writes := func(always bool) {
		if len(p.found) < maxPanics {
			p.found = append(p.found, summary.Panic{What: text(x), On: p.node(x.X), Writes: true, Always: always, Pos: p.b.at(x)})
		}
	}
	switch of := ast.Unparen(x.X).(type) {
	case *ast.Ident:
		o, ok := p.b.in.Info.Uses[of].(*types.Var)
		if global := ok && o.Parent() == p.b.in.Types.Scope(); global && !p.lengthAsked(name) || ok && !global && p.unmade(o) {
			writes(!global)
		}
	case *ast.SelectorExpr:
		if s, ok := p.b.in.Info.Selections[of]; ok && s.Kind() == types.FieldVal && s.Obj().Pkg() != nil && p.b.in.Workspace(s.Obj().Pkg().Path()) && !p.lengthAsked(name) && !p.assigned(name) {
			writes(false)
		}
	}
}

// assigned reports whether the function sets something.
func (p *panicker) assigned(name string) (found bool) {
	ast.Inspect(p.body, func(n ast.Node) bool {
		if as, ok := n.(*ast.AssignStmt); ok {
			for _, l := range as.Lhs {
				found = found || text(l) == name
			}
		}
		return !found
	})
	return found
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
