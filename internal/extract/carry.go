package extract

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/prodlint/prodlint/internal/summary"
)

// carrier follows what calls give through the variables of a declared function to the calls that are given it, and to the conditions that ask
// it. It goes through the text from top to bottom: what a branch sets adds to what was there, other assignments replace it.
type carrier struct {
	w     *walker
	vars  map[types.Object]*holding
	given []given // the records that the function is given
	depth int     // how many branches and loops are around
	conds int     // how many branches
	ends  token.Pos
	root  *ast.BlockStmt
	when  []decision                 // what holds in the branches around
	sites []token.Pos                // of the calls of the function that may reach a database
	calls map[*ast.CallExpr][]origin // what calls gave
	lits  map[*ast.FuncLit]bool      // literals gone through
}

// given is a record that the function is given as a parameter.
type given struct {
	*holding
	param int32
}

// origin is a place where a value comes from.
type origin struct {
	from     int32 // a call, or -1
	param    int32
	field    string
	err      bool // it is the error that the call gave
	computed bool
	length   bool  // it is how many there are
	value    uint8 // which of the variables that the call fills it is, from 1
	through  []int32
	rec      *holding // the record that it is, with what was set in it
}

// holding is what a variable holds.
type holding struct {
	from    []origin
	parts   map[string][]origin // of a map or struct literal
	changes []change
	depth   int
	conds   int
	truths  []decision // what holds where it is true
}

// change is the setting of a field.
type change struct {
	summary.Change
	value []origin
}

const (
	maxOrigins = 6  // of one value
	maxChanges = 24 // of one record
	maxThrough = 3
)

// carry records the Carries and Checks of a function.
func (w *walker) carry(recv *ast.FieldList, typ *ast.FuncType, body *ast.BlockStmt) {
	k := &carrier{w: w, vars: map[types.Object]*holding{}, root: body, ends: body.End(), calls: map[*ast.CallExpr][]origin{}, lits: map[*ast.FuncLit]bool{}}
	for _, e := range w.calls {
		if k.relevant(e) {
			k.sites = append(k.sites, e.End())
		}
	}
	k.params(recv, -1)
	k.params(typ.Params, 0)
	if len(k.sites)+len(k.given) == 0 {
		return
	}
	k.list(body.List)
	f := &w.b.out.Funcs[w.root]
	for _, g := range k.given {
		for _, c := range g.changes {
			f.Changes = append(f.Changes, summary.ParamChange{Param: g.param, Change: c.Change})
		}
	}
}

// anyOf reports whether a parameter takes any number of values of any type.
func anyOf(f *ast.Field, typ types.Type) bool {
	_, variadic := f.Type.(*ast.Ellipsis)
	s, ok := typ.Underlying().(*types.Slice) // it is none in code that does not type-check
	return variadic && ok && anything(s.Elem())
}

// params makes records that the function is given origins.
func (k *carrier) params(list *ast.FieldList, i int32) {
	if list == nil {
		return
	}
	for _, f := range list.List {
		for _, name := range f.Names {
			if o := k.w.object(name); o != nil && (k.record(o.Type()) && k.plain(o.Type()) || anything(o.Type()) || anyOf(f, o.Type())) {
				h := &holding{}
				h.from = []origin{{from: -1, param: i, rec: h}}
				k.vars[o] = h
				k.given = append(k.given, given{h, i})
			}
			i++
		}
		if len(f.Names) == 0 {
			i++
		}
	}
}

func (k *carrier) list(stmts []ast.Stmt) {
	outer := k.ends
	if n := len(stmts); n > 0 {
		k.ends = stmts[n-1].End()
	}
	for _, s := range stmts {
		k.stmt(s)
	}
	k.ends = outer
}

// branch goes through statements that run under a condition only.
func (k *carrier) branch(holds []decision, stmts ...ast.Stmt) {
	n := len(k.when)
	k.when = append(k.when, holds...)
	k.conds++
	k.turn(stmts...)
	k.conds--
	k.when = k.when[:n]
}

// turn goes through the body of a loop, or of a branch.
func (k *carrier) turn(stmts ...ast.Stmt) {
	k.depth++
	k.list(stmts)
	k.depth--
}

func (k *carrier) stmt(s ast.Stmt) {
	switch s := s.(type) {
	case *ast.BlockStmt:
		k.list(s.List)
	case *ast.LabeledStmt:
		k.stmt(s.Stmt)
	case *ast.IfStmt:
		k.ifs(s)
	case *ast.SwitchStmt:
		k.switches(s)
	case *ast.TypeSwitchStmt:
		for _, c := range s.Body.List {
			k.branch(nil, c.(*ast.CaseClause).Body...)
		}
	case *ast.SelectStmt:
		for _, c := range s.Body.List {
			cc := c.(*ast.CommClause)
			if cc.Comm != nil {
				k.stmt(cc.Comm)
			}
			k.branch(nil, cc.Body...)
		}
	case *ast.ForStmt:
		if s.Init != nil {
			k.stmt(s.Init)
		}
		k.value(s.Cond)
		k.turn(s.Body)
		if s.Post != nil {
			k.turn(s.Post)
		}
	case *ast.RangeStmt:
		k.ranges(s)
	case *ast.AssignStmt:
		k.assigns(s.Lhs, s.Rhs, s.Tok)
	case *ast.IncDecStmt:
		k.set(s.X, k.value(s.X), true)
	case *ast.DeclStmt:
		if d, ok := s.Decl.(*ast.GenDecl); ok {
			for _, spec := range d.Specs {
				if v, ok := spec.(*ast.ValueSpec); ok && len(v.Values) > 0 {
					lhs := make([]ast.Expr, len(v.Names))
					for i, name := range v.Names {
						lhs[i] = name
					}
					k.assigns(lhs, v.Values, token.DEFINE)
				}
			}
		}
	case *ast.ExprStmt:
		k.value(s.X)
	case *ast.ReturnStmt:
		for _, e := range s.Results {
			k.value(e)
		}
	case *ast.GoStmt:
		k.value(s.Call)
	case *ast.DeferStmt:
		k.value(s.Call)
	case *ast.SendStmt:
		k.value(s.Value)
	}
}

func (k *carrier) ranges(s *ast.RangeStmt) {
	over := k.value(s.X)
	for _, e := range []ast.Expr{s.Key, s.Value} {
		if o := k.w.object(e); o != nil && e == s.Value && k.w.carries(o.Type()) {
			h := &holding{depth: k.depth + 1, conds: k.conds}
			for _, from := range over {
				from.rec, from.length, from.computed = nil, false, false
				h.from = append(h.from, from)
			}
			k.own(h, o.Type())
			k.vars[o] = h
		}
	}
	k.turn(s.Body)
}

// own makes a variable that holds a record the one whose changes count.
func (k *carrier) own(h *holding, t types.Type) {
	if !k.records(t) {
		return
	}
	for i := range h.from {
		if h.from[i].rec == nil && h.from[i].field == "" {
			h.from[i].rec = h
		}
	}
}

func (k *carrier) assigns(lhs, rhs []ast.Expr, tok token.Token) {
	if len(rhs) == 1 && len(lhs) > 1 {
		from := k.value(rhs[0])
		for _, l := range lhs {
			k.assign(l, rhs[0], k.part(from, l), false)
		}
		return
	}
	values := make([][]origin, len(rhs))
	for i, r := range rhs {
		values[i] = k.value(r)
	}
	for i, l := range lhs {
		if i < len(rhs) {
			r := rhs[i]
			if tok != token.DEFINE && tok != token.ASSIGN { // x += y
				values[i], r = computed(unite(k.value(l), values[i])), nil
			}
			k.assign(l, r, k.part(values[i], l), tok != token.DEFINE && tok != token.ASSIGN)
		}
	}
}

// part returns what one of several results of a call is: an error is not what was asked for.
func (k *carrier) part(from []origin, target ast.Expr) []origin {
	t := k.w.typeOf(target)
	if t == nil {
		return from
	}
	out := slices.Clone(from)
	for i := range out {
		out[i].err = isError(t)
	}
	return out
}

// assign sets a variable, or a part of one.
func (k *carrier) assign(l, r ast.Expr, from []origin, adds bool) {
	o := k.w.object(l)
	if o == nil {
		k.set(l, from, adds)
		return
	}
	old := k.vars[o]
	h := &holding{from: from, depth: k.depth, conds: k.conds}
	if r != nil {
		if same := k.vars[k.aliased(r)]; same != nil && same != old && k.record(o.Type()) {
			if _, pointer := o.Type().Underlying().(*types.Pointer); pointer {
				k.own(same, o.Type()) // what was not known to be a record until here
				k.vars[o] = same
				return
			}
			h.changes = slices.Clone(same.changes)
			h.from = slices.Clone(same.from)
			for i := range h.from {
				h.from[i].rec = nil
			}
		}
		h.parts = k.elements(r)
		if tv := k.w.b.in.Info.Types[r]; tv.Value != nil && tv.Value.String() == "true" {
			h.truths = slices.Clone(k.when)
		}
	}
	if old != nil && k.depth > old.depth { // in a branch
		h.from, h.depth, h.conds = unite(old.from, h.from), old.depth, old.conds
		h.changes = append(slices.Clone(old.changes), h.changes...)
		h.truths = append(slices.Clone(old.truths), h.truths...)
		if h.parts == nil {
			h.parts = old.parts
		}
		for i := range h.from {
			if h.from[i].rec == old {
				h.from[i].rec = nil
			}
		}
	}
	k.own(h, o.Type())
	k.vars[o] = h
}

// aliased returns the variable whose object an expression is: u, &u, *u.
func (k *carrier) aliased(e ast.Expr) types.Object {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.StarExpr:
			e = x.X
		case *ast.UnaryExpr:
			if x.Op != token.AND {
				return nil
			}
			e = x.X
		case *ast.TypeAssertExpr:
			e = x.X
		default:
			return k.w.object(x)
		}
	}
}

// set notes that a field of a record, or an element of what a variable holds, is set.
func (k *carrier) set(l ast.Expr, from []origin, adds bool) {
	o, field := k.place(l)
	h := k.vars[o]
	if o == nil {
		return
	}
	if h == nil {
		h = &holding{depth: k.depth, conds: k.conds}
		k.vars[o] = h
	}
	if x, ok := ast.Unparen(l).(*ast.IndexExpr); ok && field == "" {
		k.element(h, x, from)
		return
	}
	if field == "" { // *u = …, x++
		h.from = from
		if adds {
			h.from = computed(from)
		}
		return
	}
	deep := !k.isField(l) // an element or a field of the field
	k.changed(h, change{value: from, Change: summary.Change{Field: field, By: -1, Computed: adds || deep || k.same(h, from, field), Cond: k.conds > h.conds, Pos: k.w.b.at(l)}})
}

// element notes that an element of a map or slice is set.
func (k *carrier) element(h *holding, x *ast.IndexExpr, from []origin) {
	if v := k.w.b.in.Info.Types[x.Index].Value; v != nil && len(from) > 0 {
		if h.parts == nil {
			h.parts = map[string][]origin{}
		}
		h.parts[unquoted(v)] = from
	}
	if len(h.from) > 0 { // the whole is not what it was
		h.from = computed(h.from)
	}
}

// isField reports whether an expression is a field of a variable, and not a part of one.
func (k *carrier) isField(e ast.Expr) bool {
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	x := ast.Unparen(sel.X)
	if i, ok := x.(*ast.IndexExpr); ok { // list[i].F
		x = i.X
	}
	return k.aliased(x) != nil
}

// same reports whether a field is set to what comes from that field of the same record, as it was read.
func (k *carrier) same(h *holding, from []origin, field string) bool {
	return slices.ContainsFunc(from, func(o origin) bool {
		return !o.err && o.field == field && slices.ContainsFunc(h.from, func(r origin) bool {
			return r.from == o.from && r.param == o.param && !r.err && len(r.through) == 0
		})
	})
}

func (k *carrier) changed(h *holding, c change) {
	if len(h.changes) < maxChanges && len(h.from) > 0 {
		h.changes = append(h.changes, c)
	}
}

// place returns the variable that an expression is a part of, and the field of it that it is or is a part of.
func (k *carrier) place(e ast.Expr) (o types.Object, field string) {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.SelectorExpr:
			field, e = x.Sel.Name, x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		default:
			return k.w.object(x), field
		}
	}
}
