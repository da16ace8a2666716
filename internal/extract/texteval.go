package extract

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strconv"

	"github.com/prodlint/prodlint/internal/summary"
)

// eval returns what an expression may be on a path. There is always at least one alternative.
func (t *textRun) eval(e ast.Expr, at env) []value {
	out := t.evaluate(e, at)
	for _, v := range out {
		t.charge(v.size())
	}
	return out
}

func (t *textRun) evaluate(e ast.Expr, at env) []value {
	if tv, ok := t.info.Types[e]; ok && tv.Value != nil {
		if tv.Value.Kind() == constant.String {
			return []value{literal(constant.StringVal(tv.Value))}
		}
		return []value{hole(e)}
	}
	switch x := e.(type) {
	case *ast.ParenExpr:
		return t.eval(x.X, at)
	case *ast.StarExpr:
		return t.evalRef(x.X, e, at)
	case *ast.UnaryExpr:
		if id, ok := ast.Unparen(x.X).(*ast.Ident); x.Op == token.AND && (!ok || t.local(id) == nil || !t.escaped[t.local(id)]) {
			return t.eval(x.X, at)
		}
	case *ast.Ident:
		if v := t.local(x); v != nil {
			if val, ok := t.get(at, v); ok {
				return []value{val}
			}
		}
		if t.info.Types[e].IsNil() {
			return []value{literal("")}
		}
	case *ast.BinaryExpr:
		if typ := t.typeOf(x.X); x.Op == token.ADD && isString(typ) {
			return cross([][]value{t.eval(x.X, at), t.eval(x.Y, at)}, func(v []value) value {
				return value{parts: concat(v[0].text(x.X), v[1].text(x.Y))}
			})
		}
	case *ast.CompositeLit:
		return t.evalLit(x, at)
	case *ast.IndexExpr:
		return t.evalIndex(x, at)
	case *ast.SliceExpr:
		return t.evalSlice(x, at)
	case *ast.SelectorExpr:
		if id, ok := ast.Unparen(x.X).(*ast.Ident); ok {
			if v := t.local(id); v != nil {
				if val, ok := t.get(at, v); ok && val.list && val.names != nil {
					if i := slices.Index(val.names, x.Sel.Name); i >= 0 {
						return []value{val.elems[i].value}
					}
				}
			}
		}
	case *ast.CallExpr:
		return t.evalCall(x, at)
	}
	return []value{hole(e)}
}

// evalRef is eval for *x: the value of x where x is known to point to it.
func (t *textRun) evalRef(x, whole ast.Expr, at env) []value {
	vals := t.eval(x, at)
	for i, v := range vals {
		if v.from != nil && v.from == x {
			vals[i] = hole(whole)
		}
	}
	return vals
}

func (t *textRun) evalLit(x *ast.CompositeLit, at env) []value {
	typ := t.typeOf(x)
	if p, ok := typ.Underlying().(*types.Pointer); ok {
		typ = p.Elem()
	}
	if isBuffer(typ) {
		return []value{literal("")}
	}
	if len(x.Elts) > 64 {
		return []value{hole(x)}
	}
	v := value{list: true}
	st, isStruct := typ.Underlying().(*types.Struct)
	if isStruct {
		v = zeroValue(typ)
	} else if _, isMap := typ.Underlying().(*types.Map); isMap {
		v.names = []string{}
	} else if isBytes(typ) {
		return []value{hole(x)}
	}
	for i, elt := range x.Elts {
		kv, keyed := elt.(*ast.KeyValueExpr)
		if keyed {
			elt = kv.Value
		}
		val := hole(elt)
		if alts := t.eval(elt, at); len(alts) == 1 {
			val = alts[0]
		}
		switch {
		case isStruct && keyed:
			if id, ok := kv.Key.(*ast.Ident); ok {
				v = v.withElem(id.Name, val)
			}
		case isStruct && i < st.NumFields():
			v = v.withElem(st.Field(i).Name(), val)
		case v.names != nil && !keyed: // a mistake
			return []value{hole(x)}
		case v.names != nil:
			key, ok := t.constKey(kv.Key)
			if !ok {
				key = "?" + strconv.Itoa(i)
			}
			v = v.withElem(key, val)
		case keyed:
			return []value{hole(x)} // [...]string{2: "x"}
		default:
			v.elems = append(v.elems, hold(val))
		}
	}
	return []value{v}
}

func (t *textRun) evalIndex(x *ast.IndexExpr, at env) []value {
	var out []value
	for _, v := range t.eval(x.X, at) {
		if !v.list || v.open && v.names == nil {
			return []value{hole(x)}
		}
		key, isConst := t.constKey(x.Index)
		n, err := strconv.Atoi(key)
		switch i := slices.Index(v.names, key); {
		case isConst && i >= 0:
			out = append(out, v.elems[i].value)
		case isConst && v.names == nil && err == nil && n >= 0 && n < len(v.elems):
			out = append(out, v.elems[n].value)
		case !isConst && len(v.elems) > 0 && len(v.elems) <= maxAlternatives && !v.open:
			for _, e := range v.elems {
				if e.value.list {
					return []value{hole(x)}
				}
				out = append(out, e.value)
			}
		default:
			return []value{hole(x)}
		}
	}
	return bound(out)
}

// evalSlice cuts constant lengths off a text: q[:len(q)-2], q[5:].
func (t *textRun) evalSlice(x *ast.SliceExpr, at env) []value {
	low, okLow := 0, x.Low == nil
	if key, isConst := t.constKey(x.Low); x.Low != nil && isConst {
		n, err := strconv.Atoi(key)
		low, okLow = n, err == nil
	}
	cut, okHigh := 0, x.High == nil
	if b, ok := x.High.(*ast.BinaryExpr); ok && b.Op == token.SUB {
		call, isCall := ast.Unparen(b.X).(*ast.CallExpr)
		if key, isConst := t.constKey(b.Y); isConst && isCall && len(call.Args) == 1 && t.isBuiltin(call, "len") && types.ExprString(call.Args[0]) == types.ExprString(x.X) {
			n, err := strconv.Atoi(key)
			cut, okHigh = n, err == nil
		}
	}
	var out []value
	for _, v := range t.eval(x.X, at) {
		parts := normalize(v.parts)
		if v.list || !okLow || !okHigh || x.Max != nil || len(parts) == 0 {
			return []value{hole(x)}
		}
		parts = slices.Clone(parts)
		first, last := &parts[0], &parts[len(parts)-1]
		if low > 0 {
			if first.Hole != nil || len(first.Lit) < low {
				return []value{hole(x)}
			}
			first.Lit = first.Lit[low:]
		}
		if cut > 0 && last.Hole == nil {
			if len(last.Lit) < cut {
				return []value{hole(x)}
			}
			last.Lit = last.Lit[:len(last.Lit)-cut]
		} // what is cut off a hole is part of the hole
		out = append(out, value{parts: normalize(parts)})
	}
	return out
}

func (t *textRun) isBuiltin(call *ast.CallExpr, name string) bool {
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	return ok && id.Name == name && t.info.Types[call.Fun].IsBuiltin()
}

func (t *textRun) evalCall(x *ast.CallExpr, at env) []value {
	if tv := t.info.Types[x.Fun]; tv.IsType() && len(x.Args) == 1 {
		from := t.typeOf(x.Args[0])
		if (isString(from) || isBytes(from)) && (isString(tv.Type) || isBytes(tv.Type)) {
			return t.eval(x.Args[0], at)
		}
		return []value{hole(x)}
	}
	if t.info.Types[x.Fun].IsBuiltin() {
		return t.evalBuiltin(x, at)
	}
	if sel, ok := ast.Unparen(x.Fun).(*ast.SelectorExpr); ok {
		switch t.callee(x) {
		case "(*strings.Builder).String", "(*bytes.Buffer).String", "(*bytes.Buffer).Bytes":
			if v := t.buffer(sel.X); v != nil {
				if val, ok := t.get(at, v); ok && !val.list {
					return []value{{parts: val.parts}}
				}
			}
			return []value{hole(x)}
		}
	}
	if out := t.evalLibrary(x, at); len(out) > 0 {
		return out
	}
	return []value{hole(x)}
}

func (t *textRun) evalBuiltin(x *ast.CallExpr, at env) []value {
	typ := t.typeOf(x)
	switch {
	case t.isBuiltin(x, "new") && len(x.Args) == 1 && t.info.Types[x.Args[0]].IsType():
		return []value{zeroValue(t.typeOf(x.Args[0]))}
	case t.isBuiltin(x, "make"):
		if _, isMap := typ.Underlying().(*types.Map); isMap {
			return []value{{list: true, names: []string{}}}
		}
		if n, ok := t.constKey(x.Args[min(1, len(x.Args)-1)]); ok && n == "0" {
			return []value{zeroValue(typ)}
		}
	case len(x.Args) == 0: // none of those that follow takes nothing
	case t.isBuiltin(x, "append") && isBytes(typ):
		lists := [][]value{t.eval(x.Args[0], at)}
		for _, a := range x.Args[1:] {
			if c, ok := t.constKey(a); ok && !x.Ellipsis.IsValid() {
				if n, err := strconv.Atoi(c); err == nil && n > 0 && n < 128 {
					lists = append(lists, []value{literal(string(rune(n)))})
					continue
				}
			}
			lists = append(lists, t.eval(a, at))
		}
		return cross(lists, func(vs []value) value {
			var parts []Piece
			for i, v := range vs {
				parts = concat(parts, v.text(x.Args[i]))
			}
			return value{parts: parts}
		})
	case t.isBuiltin(x, "append"):
		return t.evalAppend(x, at)
	}
	return []value{hole(x)}
}

func (t *textRun) evalAppend(x *ast.CallExpr, at env) []value {
	var out []value
	for _, v := range t.eval(x.Args[0], at) {
		switch {
		case !v.list && len(v.parts) == 0: // nil
			v = value{list: true}
		case !v.list || v.names != nil:
			v = value{list: true, open: true}
		}
		v.elems = slices.Clone(v.elems)
		for _, a := range x.Args[1:] {
			alts := t.eval(a, at)
			switch {
			case x.Ellipsis.IsValid() && len(alts) == 1 && alts[0].list && alts[0].names == nil:
				v.elems, v.open = append(v.elems, alts[0].elems...), v.open || alts[0].open
			case x.Ellipsis.IsValid():
				v.open = true
			case len(alts) == 1:
				v.elems = append(v.elems, hold(alts[0]))
			default:
				v.elems = append(v.elems, hold(hole(a)))
			}
		}
		if len(v.elems) > 64 {
			v.elems, v.open = v.elems[:64], true
		}
		out = append(out, v)
	}
	return out
}

// harmless reports whether a method of a buffer leaves its text alone.
func (t *textRun) harmless(call *ast.CallExpr, sel *ast.SelectorExpr) bool {
	typ := t.typeOf(sel.X)
	if !isBuffer(typ) {
		return false
	}
	switch sel.Sel.Name {
	case "String", "Bytes", "Len", "Cap", "Grow", "Available", "AvailableBuffer":
		return true
	}
	return false
}

// printsItself reports whether a constant of a type has a String or Error method, which decides how it prints.
func (t *textRun) printsItself(typ types.Type) bool {
	ms := types.NewMethodSet(typ)
	return ms.Lookup(nil, "String") != nil || ms.Lookup(nil, "Error") != nil || summary.TypeKey(typ) == "time.Duration"
}
