package extract

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// value returns where the value of an expression comes from, and goes through the calls in it.
func (k *carrier) value(e ast.Expr) []origin {
	if e == nil {
		return nil
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if h := k.vars[k.w.object(e)]; h != nil {
			return h.from
		}
	case *ast.SelectorExpr:
		return k.field(e)
	case *ast.StarExpr:
		return k.value(e.X)
	case *ast.UnaryExpr:
		return k.value(e.X)
	case *ast.TypeAssertExpr:
		return k.value(e.X)
	case *ast.SliceExpr:
		return k.value(e.X)
	case *ast.IndexExpr:
		k.value(e.Index)
		return k.value(e.X)
	case *ast.BinaryExpr:
		from := unite(k.value(e.X), k.value(e.Y))
		switch e.Op {
		case token.ADD, token.SUB, token.MUL, token.QUO, token.REM, token.AND, token.OR, token.XOR, token.SHL, token.SHR, token.AND_NOT:
			return computed(from)
		}
		return from
	case *ast.CompositeLit:
		var out []origin
		for _, x := range e.Elts {
			if kv, ok := x.(*ast.KeyValueExpr); ok {
				x = kv.Value
			}
			out = unite(out, k.value(x))
		}
		return out
	case *ast.FuncLit:
		k.literal(e)
	case *ast.CallExpr:
		from, ok := k.calls[e]
		if !ok {
			k.calls[e] = nil // until it is known
			from = k.call(e)
			k.calls[e] = from
		}
		return from
	}
	return nil
}

// literal goes through the body of a function literal, where it stands.
func (k *carrier) literal(e *ast.FuncLit) {
	if !k.lits[e] {
		k.lits[e] = true
		root, when := k.root, k.when
		k.root, k.when = e.Body, nil
		k.list(e.Body.List)
		k.root, k.when = root, when
	}
}

// field returns where a field of a value comes from: what it was set to, or what the value comes from.
func (k *carrier) field(e *ast.SelectorExpr) []origin {
	from := k.value(e.X)
	if len(from) == 0 {
		return nil
	}
	if s, ok := k.w.b.in.Info.Selections[e]; !ok || s.Kind() != types.FieldVal {
		return nil
	}
	var out []origin
	t := k.w.typeOf(e)
	for _, o := range from {
		if o.err {
			continue
		}
		if o.field == "" {
			o.field = e.Sel.Name
		}
		o.rec, o.err = nil, t != nil && isError(t)
		out = append(out, o)
	}
	h := k.vars[k.aliased(e.X)]
	if h == nil {
		return out
	}
	for _, c := range h.changes {
		if c.By >= 0 && (c.Field == "" || c.Field == e.Sel.Name) { // it may be what that call has made of it
			out = slices.Clone(out)
			for i := range out {
				if len(out[i].through) < maxThrough && !slices.Contains(out[i].through, c.By) {
					out[i].through = append(slices.Clone(out[i].through), c.By)
				}
			}
			continue
		}
		if c.Field != e.Sel.Name {
			continue
		}
		set := c.value
		if c.Computed {
			set = computed(unite(out, set))
		}
		if !c.Cond {
			out = nil
		}
		out = unite(out, set)
	}
	return out
}

// call goes through a call: what it is given is noted, and what it gives.
func (k *carrier) call(e *ast.CallExpr) []origin {
	info := k.w.b.in.Info
	if tv := info.Types[e.Fun]; tv.IsType() && len(e.Args) == 1 {
		return k.value(e.Args[0])
	} else if tv.IsBuiltin() {
		return k.builtin(e)
	}
	var recv ast.Expr
	if sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr); ok {
		if s, ok := info.Selections[sel]; ok && s.Kind() == types.MethodVal {
			recv = sel.X
		}
	} else if lit, ok := ast.Unparen(e.Fun).(*ast.FuncLit); ok {
		k.literal(lit)
	}
	var from, self []origin
	given := 0 // arguments that bring data
	if recv != nil {
		self = k.value(recv)
		from = self
	}
	args := make([][]origin, len(e.Args))
	for i, a := range e.Args {
		args[i] = k.value(a)
		if tv := info.Types[a]; tv.Type != nil && k.brings(tv.Type) && !k.fills(a) && (tv.Value == nil || len(self) > 0) {
			given++
		}
		if !k.fills(a) {
			from = unite(from, args[i])
		}
	}
	if len(self) > 0 && !k.tool(k.w.typeOf(recv)) {
		given++
	}
	index, known := k.w.b.calls[e]
	relevant := known && k.relevant(e)
	from = slices.DeleteFunc(slices.Clone(from), func(o origin) bool { return o.err })
	if relevant {
		if recv != nil {
			k.give(index, -1, recv, self)
		}
		for i, a := range e.Args {
			k.give(index, int32(i), a, args[i])
		}
	}
	k.fill(e, recv, index, relevant, from)
	return k.result(e, index, relevant, given, from)
}

// result returns where the result of a call comes from.
func (k *carrier) result(e *ast.CallExpr, index int32, relevant bool, given int, from []origin) []origin {
	var out []origin
	program := relevant && k.w.b.in.Workspace(pkgOf(k.w.callee(e)))
	if relevant && (program || len(from) == 0 || k.runs(e)) {
		out = append(out, origin{from: index})
		if k.runs(e) {
			return out
		}
	}
	for _, o := range from {
		if changed := o.rec != nil && len(o.rec.changes) > 0; given > 1 || changed {
			o.computed = true
		}
		if program && len(o.through) < maxThrough {
			o.through = append(slices.Clone(o.through), index)
		}
		if o.length = false; o.rec != nil && !k.record(k.w.typeOf(e)) {
			o.rec = nil
		}
		out = unite(out, []origin{o})
	}
	return out
}

func pkgOf(f *types.Func) string {
	if f == nil || f.Pkg() == nil {
		return ""
	}
	return f.Pkg().Path()
}

func (k *carrier) builtin(e *ast.CallExpr) []origin {
	var from []origin
	for _, a := range e.Args {
		from = unite(from, k.value(a))
	}
	switch text(e.Fun) {
	case "append", "min", "max":
		return computed(from)
	case "len":
		from = slices.Clone(from)
		for i := range from {
			from[i].length, from[i].rec = true, nil
		}
		return from
	}
	return nil
}

// brings reports whether a value of a type is data, from which something may be calculated.
func (k *carrier) brings(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Signature, *types.Chan, *types.Interface:
		return false
	}
	return k.w.carries(t) && !k.tool(t)
}

// fills reports whether an argument is a pointer to a variable, for the call to fill.
func (k *carrier) fills(a ast.Expr) bool {
	u, ok := ast.Unparen(a).(*ast.UnaryExpr)
	return ok && u.Op == token.AND && k.aliased(u) != nil
}

// fill notes what a call may put into the variables that it is given pointers to.
func (k *carrier) fill(e *ast.CallExpr, recv ast.Expr, index int32, relevant bool, from []origin) {
	gives := slices.Clone(from)
	for i := range gives {
		gives[i].rec = nil
	}
	if relevant {
		self := []origin{{from: index}}
		if k.runs(e) || k.w.b.in.Workspace(pkgOf(k.w.callee(e))) || len(gives) == 0 {
			gives = self
		}
	}
	for i, a := range e.Args {
		one := slices.Clone(gives)
		for g := range one {
			one[g].value = uint8(min(i+1, 255))
		}
		k.filled(e, a, index, int32(i), relevant, one)
	}
	if recv != nil && relevant {
		if o := k.aliased(recv); o != nil && k.record(o.Type()) {
			k.filled(e, recv, index, -1, relevant, nil)
		}
	}
}

func (k *carrier) filled(e *ast.CallExpr, a ast.Expr, index, arg int32, relevant bool, gives []origin) {
	o := k.aliased(a)
	if o == nil {
		if field, f := k.place(ast.Unparen(a)); relevant && field != nil && f != "" && k.vars[field] != nil {
			return
		}
		k.filledField(a, index, arg, relevant, gives)
		return
	}
	_, pointer := o.Type().Underlying().(*types.Pointer)
	if !k.fills(a) && !(pointer && k.record(o.Type())) || !k.w.carries(o.Type()) {
		return
	}
	h := k.vars[o]
	switch {
	case h == nil || len(h.from) == 0 || relevant && k.runs(e) && k.fills(a) && k.depth <= h.depth && arg >= 0 && !slices.ContainsFunc(h.from, func(o origin) bool { return o.from >= 0 || o.from < 0 && o.param >= -1 }):
		parts := map[string][]origin(nil)
		if h != nil {
			parts = h.parts
		}
		h = &holding{from: slices.Clone(gives), depth: k.depth, conds: k.conds, parts: parts}
		k.own(h, o.Type())
		k.vars[o] = h
	default:
		by := int32(-1)
		if relevant {
			by = index
		}
		k.changed(h, change{value: gives, Change: summary.Change{By: by, Arg: arg, Cond: k.conds > h.conds, Pos: k.w.b.at(e)}})
		if relevant && len(h.from) < maxOrigins && arg >= 0 && k.fills(a) {
			h.from = unite(h.from, []origin{{from: index}})
			k.own(h, o.Type())
		}
	}
}

// filledField notes that a call is given a pointer to a field of a variable.
func (k *carrier) filledField(a ast.Expr, index, arg int32, relevant bool, gives []origin) {
	u, ok := ast.Unparen(a).(*ast.UnaryExpr)
	if !ok || u.Op != token.AND {
		return
	}
	o, field := k.place(u.X)
	if o == nil || field == "" {
		return
	}
	h := k.vars[o]
	if h == nil || len(h.from) == 0 {
		h = &holding{from: gives, depth: k.depth, conds: k.conds} // rows.Scan(&u.ID, &u.Name)
		k.own(h, o.Type())
		k.vars[o] = h
		return
	}
	if relevant && slices.ContainsFunc(h.from, func(o origin) bool {
		return o.from == index || slices.ContainsFunc(gives, func(g origin) bool { return g.from == o.from && g.param == o.param })
	}) {
		return // one more field of it
	}
	by := int32(-1)
	if relevant {
		by = index
	}
	k.changed(h, change{value: gives, Change: summary.Change{Field: field, By: by, Arg: arg, Cond: k.conds > h.conds, Pos: k.w.b.at(a)}})
}

// give notes what an argument of a relevant call brings.
func (k *carrier) give(to, arg int32, a ast.Expr, from []origin) {
	if t := k.w.typeOf(a); t == nil || isError(t) || k.w.b.handle(t) || k.tool(t) {
		return
	}
	if parts := k.partsOf(a); len(parts) > 0 {
		names := make([]string, 0, len(parts))
		for name := range parts {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			k.note(to, arg, name, parts[name], false)
		}
		return
	}
	k.note(to, arg, "", from, k.record(k.w.typeOf(a)))
}

func (k *carrier) note(to, arg int32, key string, from []origin, record bool) {
	for _, o := range from {
		if o.err || o.length || o.from == to {
			continue
		}
		c := summary.Carry{From: o.from, Param: o.param, To: to, Arg: arg, Key: key, Field: o.field, Computed: o.computed, Through: o.through, Record: record && o.field == ""}
		if o.rec != nil && (o.field == "" || o.computed) {
			for _, ch := range o.rec.changes {
				c.Changes = append(c.Changes, ch.Change)
			}
		}
		k.w.b.out.Carries = append(k.w.b.out.Carries, c)
	}
}

// partsOf returns the elements of the map or struct literal that an argument is.
func (k *carrier) partsOf(a ast.Expr) map[string][]origin {
	if o := k.aliased(a); o != nil {
		if h := k.vars[o]; h != nil {
			return h.parts
		}
		return nil
	}
	return k.elements(a)
}

// elements returns where the elements of a literal with keys come from.
func (k *carrier) elements(e ast.Expr) map[string][]origin {
	x := ast.Unparen(e)
	if u, ok := x.(*ast.UnaryExpr); ok && u.Op == token.AND {
		x = ast.Unparen(u.X)
	}
	lit, ok := x.(*ast.CompositeLit)
	if !ok {
		return nil
	}
	var out map[string][]origin
	put := func(name string, from []origin) {
		if name != "" && len(from) > 0 {
			if out == nil {
				out = map[string][]origin{}
			}
			out[name] = from
		}
	}
	for _, el := range lit.Elts {
		name, value := k.entry(el)
		inner := k.elements(value)
		for n, from := range inner { // bson.M{"$set": bson.M{"n": v}}
			put(n, from)
		}
		if len(inner) == 0 && value != nil {
			put(name, k.value(value))
		}
	}
	return out
}

// entry returns name and value of an element of a literal: of one with a key, or of a pair of a name and a value.
func (k *carrier) entry(el ast.Expr) (name string, value ast.Expr) {
	var key ast.Expr
	switch x := el.(type) {
	case *ast.KeyValueExpr:
		key, value = x.Key, x.Value
	case *ast.CompositeLit: // bson.D{{"n", v}}, bson.D{{Key: "n", Value: v}}
		if len(x.Elts) != 2 {
			return "", nil
		}
		key, value = x.Elts[0], x.Elts[1]
		if a, ok := key.(*ast.KeyValueExpr); ok {
			key = a.Value
		}
		if b, ok := value.(*ast.KeyValueExpr); ok {
			value = b.Value
		}
		if k.w.b.in.Info.Types[key].Value == nil {
			return "", nil
		}
	default:
		return "", nil
	}
	if v := k.w.b.in.Info.Types[key].Value; v != nil {
		name = unquoted(v)
	} else if id, ok := key.(*ast.Ident); ok {
		name = id.Name
	}
	return name, value
}

func unquoted(v constant.Value) string {
	if v.Kind() == constant.String {
		return constant.StringVal(v)
	}
	return v.String()
}

// unite returns the origins of both lists, each once.
func unite(a, b []origin) []origin {
	if len(a) == 0 {
		return b
	}
	out := a
	for _, o := range b {
		if i := slices.IndexFunc(out, func(p origin) bool {
			return p.from == o.from && p.param == o.param && p.field == o.field && p.err == o.err && p.length == o.length
		}); i >= 0 {
			if o.computed && !out[i].computed || o.rec != nil && out[i].rec == nil {
				out = slices.Clone(out)
				out[i].computed = out[i].computed || o.computed
				out[i].rec = o.rec
			}
			continue
		}
		if len(out) < maxOrigins {
			out = append(slices.Clone(out), o)
		}
	}
	return out
}

// computed returns the origins of what is calculated from something.
func computed(from []origin) []origin {
	out := slices.Clone(from)
	for i := range out {
		out[i].computed = true
	}
	return out
}

// plainly lowers a name and takes what joins words out of it.
func plainly(name string) string { return strings.ReplaceAll(strings.ToLower(name), "_", "") }
