package extract

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/prodlint/prodlint/internal/summary"
)

// walker goes over a declared function, or a literal at package level, with all literals in it, once the builder has recorded its calls.
// It notes the loops, what stands between a call and its running in every turn, and what its receiver and arguments depend on.
type walker struct {
	b     *builder
	root  int32 // the function whose Sources count
	fn    int32
	loop  int32 // innermost loop of fn, or -1
	guard summary.Guard
	inner ast.Node // the innermost loop of fn, else its body
	body  *ast.BlockStmt
	typ   *ast.FuncType
	skips summary.Guard // what guards the rest of a turn, or of the function, because some are left out
	rest  []block       // what follows in the lists of statements around, innermost last, up to the body of the innermost loop

	loops     []*loop
	found     map[types.Object]summary.Guard // what tells whether a look into memory found something, and what guards the place where it did not
	flags     map[types.Object]summary.Deps  // the sources that parameters of type bool are
	named     map[types.Object]summary.Deps  // the sources that parameters of type string and number are
	given     map[types.Object]summary.Need  // the parameters that may be told to be zero
	when      when                           // what holds of parameters where the walk is
	changed   map[summary.Need]bool          // what was changed before, and so says nothing of what was given
	wanting   map[types.Object]summary.Guard // lists of what a look into memory did not find
	recovered map[types.Object]bool
	settled   map[string]bool             // what assignments set, to something, by its text; nil until it is asked for
	aging     map[types.Object]bool       // what the time is, and what was found out by it
	pulled    map[types.Object]bool       // functions that give the next element of an iterator
	blank     map[types.Object]bool       // pointers and maps that are made empty, for a call to fill
	answers   map[types.Object]answer     // conditions that have a name
	wrapped   map[types.Object][]ast.Expr // what is behind writers
	deps      map[types.Object]summary.Deps
	isParam   map[types.Object]bool
	parts     map[types.Object]map[string]types.Object // what stands for the fields of parameters that are set
	flows     []func() bool                            // each adds to deps and reports whether that changed them
	calls     []*ast.CallExpr
	grown     []int32 // the Growths in its loops
}

// block is the rest of a list of statements.
type block struct {
	stmts []ast.Stmt
	inner bool // a break in it ends a switch or select, not the loop
}

// walk looks at a function.
func (b *builder) walk(l *look) *walker {
	w := &walker{b: b, root: l.fn, fn: l.fn, loop: -1, inner: l.body, body: l.body, typ: l.typ, aging: map[types.Object]bool{}, found: map[types.Object]summary.Guard{}, blank: map[types.Object]bool{}, flags: map[types.Object]summary.Deps{}, named: map[types.Object]summary.Deps{}, given: map[types.Object]summary.Need{}, changed: map[summary.Need]bool{}, recovered: map[types.Object]bool{}, pulled: map[types.Object]bool{}, wanting: map[types.Object]summary.Guard{}, deps: map[types.Object]summary.Deps{}, isParam: map[types.Object]bool{}, parts: map[types.Object]map[string]types.Object{}}
	w.params(l.fn, l.recv, l.typ)
	w.block(l.body.List, false)
	for range 12 {
		changed := false
		for _, f := range w.flows {
			changed = f() || changed
		}
		if !changed {
			break
		}
	}
	for _, e := range w.calls {
		w.dependsOn(e)
	}
	w.rowKeys(l.body)
	w.carry(l.recv, l.typ, l.body)
	w.after(l.body)
	return w
}

func (w *walker) typeOf(e ast.Expr) types.Type { return w.b.in.Info.TypeOf(e) }

// object returns the local variable that an expression is, or nil.
func (w *walker) object(e ast.Expr) types.Object {
	if e == nil {
		return nil
	}
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok || id.Name == "_" {
		return nil
	}
	v, ok := w.b.in.Info.ObjectOf(id).(*types.Var)
	if !ok || v.Parent() == w.b.in.Types.Scope() {
		return nil
	}
	return v
}

// rootOf returns the local variable that an expression is a part of.
func (w *walker) rootOf(e ast.Expr) types.Object {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		case *ast.UnaryExpr:
			e = x.X
		case *ast.TypeAssertExpr:
			e = x.X
		default:
			return w.object(x)
		}
	}
}

func (w *walker) callee(call *ast.CallExpr) *types.Func {
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		fn, _ := w.b.in.Info.Uses[f].(*types.Func)
		return fn
	case *ast.SelectorExpr:
		fn, _ := w.b.in.Info.Uses[f.Sel].(*types.Func)
		return fn
	}
	return nil
}

// mentions reports whether a node contains another, literals of functions excluded.
func (w *walker) mentions(n ast.Node, is func(ast.Node) bool) bool {
	found := false
	ast.Inspect(n, func(m ast.Node) bool {
		found = found || m != nil && is(m)
		return !found
	})
	return found
}

func (w *walker) uses(n ast.Node, o types.Object) bool {
	return w.mentions(n, func(m ast.Node) bool {
		id, ok := m.(*ast.Ident)
		return ok && w.b.in.Info.Uses[id] == o
	})
}

// source adds a source and returns the set with it alone.
func (w *walker) source(s summary.Source) summary.Deps {
	f := &w.b.out.Funcs[w.root]
	if len(f.Sources) == summary.MaxSources {
		return 0
	}
	f.Sources = append(f.Sources, s)
	return 1 << (len(f.Sources) - 1)
}

// params makes the parameters of a function sources, those that hold data.
func (w *walker) params(i int32, recv *ast.FieldList, typ *ast.FuncType) {
	add := func(list *ast.FieldList, k int32) {
		if list == nil {
			return
		}
		for _, field := range list.List {
			for _, name := range field.Names {
				if o := w.object(name); o != nil && w.carries(o.Type()) {
					w.isParam[o] = true
					from := w.source(summary.Source{Loop: -1, Fn: i, Param: k})
					w.deps[o] |= from
					if b, ok := o.Type().Underlying().(*types.Basic); ok && b.Kind() == types.Bool {
						w.flags[o] = from
					} else if ok {
						w.named[o] = from
					}
				}
				if o := w.object(name); o != nil && (k >= 0 && !isBasic(o.Type()) || k < 0 && isData(o.Type())) {
					w.given[o] = summary.Need{Fn: i, Param: k}
				}
				k++
			}
			if len(field.Names) == 0 {
				k++
			}
		}
	}
	add(recv, -1)
	add(typ.Params, 0)
}

// carries reports whether values of a type carry data: contexts, errors and connections do not.
func (w *walker) carries(t types.Type) bool {
	if isError(t) || w.b.handle(t) {
		return false
	}
	n := namedOf(t)
	return n == nil || n.Obj().Pkg() == nil || n.Obj().Pkg().Path() != "context"
}

func (w *walker) block(list []ast.Stmt, inner bool) {
	outer, when := w.guard, w.when
	w.rest = append(w.rest, block{inner: inner})
	for i, s := range list {
		w.rest[len(w.rest)-1].stmts = list[i+1:]
		w.stmt(s)
	}
	w.rest = w.rest[:len(w.rest)-1]
	w.guard, w.when = outer, when
}

// within walks statements under further guards, and without some of those around.
func (w *walker) within(g, without summary.Guard, s ast.Stmt) {
	outer := w.guard
	w.guard = w.guard&^without | g
	w.stmt(s)
	w.guard = outer
}

func (w *walker) stmt(s ast.Stmt) {
	switch s := s.(type) {
	case nil:
	case *ast.BlockStmt:
		w.block(s.List, false)
	case *ast.LabeledStmt:
		w.stmt(s.Stmt)
	case *ast.IfStmt:
		w.init(s.Init, s)
		w.exprs(s, s.Cond)
		then, els := w.cond(s.Cond)
		aged := w.ages(s.Cond)
		if aged {
			then, els = then|summary.Aged, els|summary.Aged
		}
		if w.gives(s.Body) {
			then |= summary.OnError
		}
		first, later := w.notYet(s.Cond)
		then, els = then|first, els|later
		absent, others := w.notFound(s.Cond)
		outer, no := w.when, w.conditions(s.Cond, false)
		w.when = outer.and(w.conditions(s.Cond, true))
		w.within(then, absent, s.Body)
		w.when = outer.and(no)
		w.within(els, others, s.Else)
		w.when = outer
		if miss := els & (summary.OnMiss | summary.OnMemo); miss != 0 && w.mentions(s.Body, isReturn) {
			w.guard |= miss // what is found may be told behind further conditions
		}
		if n := len(s.Body.List); n > 0 && ends(s.Body.List[n-1]) {
			w.guard = w.guard&^others | els // until the end of the list that the statement stands in
			w.when = outer.and(no)
			if aged {
				w.skips |= summary.Aged
			}
		}
	case *ast.ForStmt:
		if s.Init != nil {
			w.stmt(s.Init)
		}
		w.turn(s, func() {
			w.exprs(s, s.Cond)
			if s.Post != nil {
				w.stmt(s.Post)
			}
		})
	case *ast.RangeStmt:
		w.exprs(s, s.X)
		w.puts(s.Key, s.Value)
		outer := w.when
		w.when = outer.and(when{needs: w.place(s.X)})
		w.turn(s, func() {})
		w.when = outer
	case *ast.SwitchStmt:
		w.init(s.Init, s)
		w.exprs(s, s.Tag)
		for _, c := range s.Body.List {
			cc := c.(*ast.CaseClause)
			w.exprs(s, cc.List...)
			outer, held := w.guard, w.when
			if s.Tag != nil && len(cc.List) > 0 && w.object(s.Tag) != nil {
				w.when.deps[2] |= w.named[w.object(s.Tag)]
			}
			if s.Tag != nil && len(cc.List) > 0 && !slices.ContainsFunc(cc.List, func(e ast.Expr) bool { return !w.isSome(e) }) {
				w.when = w.when.and(when{needs: w.place(s.Tag)})
			}
			if s.Tag == nil && len(cc.List) == 1 {
				then, _ := w.cond(cc.List[0])
				absent, _ := w.notFound(cc.List[0])
				w.guard |= then &^ absent
			} else if s.Tag != nil && len(cc.List) > 0 && w.isElement(s.Tag) {
				w.guard |= summary.OnOne
			}
			w.block(cc.Body, true)
			w.guard, w.when = outer, held
		}
	case *ast.TypeSwitchStmt:
		if s.Init != nil {
			w.stmt(s.Init)
		}
		w.stmt(s.Assign)
		for _, c := range s.Body.List {
			cc := c.(*ast.CaseClause)
			if v, ok := w.b.in.Info.Implicits[cc].(*types.Var); ok {
				w.flow(v, func() summary.Deps { return w.switched(s.Assign) })
			}
			w.block(cc.Body, true)
		}
	case *ast.SelectStmt:
		for _, c := range s.Body.List {
			cc := c.(*ast.CommClause)
			if cc.Comm != nil {
				w.stmt(cc.Comm)
			}
			w.block(cc.Body, true)
		}
	case *ast.GoStmt:
		outer := w.guard
		w.guard |= summary.Async
		w.exprs(s, s.Call)
		w.guard = outer
	case *ast.SendStmt:
		w.exprs(s, s.Chan, s.Value)
		w.b.out.Sends = append(w.b.out.Sends, summary.Send{Chan: w.b.nodeOf(s.Chan), Fn: w.fn, In: w.loop, Pos: w.b.at(s)})
		w.assign(s.Chan, []ast.Expr{s.Value}, true)
	case *ast.AssignStmt:
		w.turnOf(s)
		w.exprs(s, s.Rhs...)
		for _, e := range s.Lhs {
			if w.object(e) == nil {
				w.exprs(s, e)
			}
		}
		w.bind(s.Lhs, s.Rhs, s.Tok)
		if s.Tok != token.DEFINE {
			w.puts(s.Lhs...)
		}
		for _, e := range s.Lhs {
			if name := text(e); slices.Contains(w.when.ones, name) {
				w.when.ones = slices.DeleteFunc(slices.Clone(w.when.ones), func(s string) bool { return s == name })
			}
		}
	case *ast.DeclStmt:
		d, ok := s.Decl.(*ast.GenDecl)
		if !ok {
			return
		}
		for _, spec := range d.Specs {
			if v, ok := spec.(*ast.ValueSpec); ok {
				w.exprs(s, v.Values...)
				var lhs []ast.Expr
				for _, name := range v.Names {
					lhs = append(lhs, name)
				}
				w.bind(lhs, v.Values, token.DEFINE)
			}
		}
	case *ast.ReturnStmt:
		w.exprs(s, s.Results...)
	case *ast.DeferStmt:
		w.exprs(s, s.Call)
		w.lasting(s)
	case *ast.ExprStmt:
		w.exprs(s, s.X)
		if call, ok := ast.Unparen(s.X).(*ast.CallExpr); ok && len(call.Args) == 1 && text(call.Fun) == "close" && w.b.in.Info.Types[call.Fun].IsBuiltin() {
			w.closes(call)
		}
	case *ast.IncDecStmt:
		w.turnOf(s)
		w.exprs(s, s.X)
		w.puts(s.X)
	}
}

// init walks the statement that an if or switch begins with: s is what follows it.
func (w *walker) init(first, s ast.Stmt) {
	if first == nil {
		return
	}
	inner := len(w.rest) > 0 && w.rest[len(w.rest)-1].inner
	w.rest = append(w.rest, block{stmts: []ast.Stmt{s}, inner: inner})
	w.stmt(first)
	w.rest = w.rest[:len(w.rest)-1]
}

func (w *walker) closes(call *ast.CallExpr) {
	w.b.out.Closes = append(w.b.out.Closes, summary.Send{Chan: w.b.nodeOf(call.Args[0]), Fn: w.fn, In: w.loop, Pos: w.b.at(call)})
}

// turn walks the body of a loop.
func (w *walker) turn(s ast.Stmt, head func()) {
	l := w.loopOf(s)
	w.loops = append(w.loops, l)
	out := &w.b.out.Loops[l.index]
	elem := w.source(summary.Source{Loop: l.index, Param: -2})
	out.Elem = elem
	w.streams(l)
	for _, o := range slices.Concat(l.elems, l.over) {
		if o != nil && w.carries(o.Type()) || o != nil && slices.Contains(l.over, o) {
			w.deps[o] |= elem
		}
	}
	if r, ok := s.(*ast.RangeStmt); ok { // what the whole depends on, its elements do
		for _, e := range []ast.Expr{r.Key, r.Value} {
			if e != nil {
				w.assign(e, []ast.Expr{r.X}, false)
			}
		}
	}
	loop, inner, rest, guard, skips := w.loop, w.inner, w.rest, w.guard, w.skips
	w.loop, w.inner, w.rest, w.guard, w.skips = l.index, s, nil, guard&summary.Async, 0
	head()
	w.block(l.body.List, false)
	w.loop, w.inner, w.rest, w.guard, w.skips = loop, inner, rest, guard, skips
}

// exprs walks the expressions of a statement: it notes the calls in them and goes into literals of functions.
func (w *walker) exprs(s ast.Stmt, es ...ast.Expr) {
	for _, e := range es {
		if e == nil {
			continue
		}
		ast.Inspect(e, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				w.literal(n)
				return false
			case *ast.CallExpr:
				w.call(s, n)
			case *ast.UnaryExpr:
				if n.Op == token.AND && w.object(n.X) == nil {
					w.puts(n.X)
				}
			}
			return true
		})
	}
}

func isReturn(n ast.Node) bool { _, ok := n.(*ast.ReturnStmt); return ok }

// ends reports whether nothing after a statement of the same list runs.
func ends(s ast.Stmt) bool {
	switch s := s.(type) {
	case *ast.ReturnStmt, *ast.BranchStmt:
		return true
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		return ok && text(call.Fun) == "panic"
	}
	return false
}

func (w *walker) switched(s ast.Stmt) summary.Deps {
	switch a := s.(type) {
	case *ast.AssignStmt:
		return w.of(a.Rhs[0])
	case *ast.ExprStmt:
		return w.of(a.X)
	}
	return 0
}
