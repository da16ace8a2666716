package extract

import (
	"go/ast"
	"go/constant"
	"go/token"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// decision is what a condition says of what a call gave.
type decision struct {
	call  int32
	via   [maxThrough]int32 // the calls of the program that it came through, counted from 1
	holds uint8
	field string
	value uint8
	but   string
}

// via are the calls that an origin came through, counted from 1.
func (o origin) via() (out [maxThrough]int32) {
	for i := range min(len(o.through), maxThrough) {
		out[i] = o.through[i] + 1
	}
	return out
}

func (k *carrier) ifs(s *ast.IfStmt) {
	if s.Init != nil {
		k.stmt(s.Init)
	}
	k.value(s.Cond)
	yes, no := k.decide(s.Cond, true), k.decide(s.Cond, false)
	k.check(yes, s.Cond, s.Body.Pos(), s.Body.End(), false)
	k.branch(yes, s.Body)
	if s.Else != nil {
		k.check(no, s.Cond, s.Else.Pos(), s.Else.End(), false)
		k.branch(no, s.Else)
		return
	}
	if n := len(s.Body.List); n > 0 && ends(s.Body.List[n-1]) {
		k.check(no, s.Cond, s.End(), k.ends, k.ends >= k.last())
	}
}

// last is where the last statement of the function or literal ends.
func (k *carrier) last() token.Pos {
	if n := len(k.root.List); n > 0 {
		return k.root.List[n-1].End()
	}
	return k.root.End()
}

func (k *carrier) switches(s *ast.SwitchStmt) {
	if s.Init != nil {
		k.stmt(s.Init)
	}
	tag := k.value(s.Tag)
	for _, c := range s.Body.List {
		cc := c.(*ast.CaseClause)
		var holds []decision
		for _, e := range cc.List {
			k.value(e)
			if s.Tag == nil {
				holds = append(holds, k.decide(e, true)...)
			} else if holds == nil {
				holds = fits(tag)
			}
		}
		if len(cc.List) > 0 {
			k.check(holds, cc, cc.Colon, cc.End(), false)
		}
		k.branch(holds, cc.Body...)
	}
}

// check records what decides about a part of the function, if a call stands there.
func (k *carrier) check(holds []decision, cond ast.Node, from, to token.Pos, whole bool) {
	if !whole && !slices.ContainsFunc(k.sites, func(p token.Pos) bool { return p > from && p <= to }) {
		return
	}
	span := summary.Span(k.w.b.in.Fset, k.w.b.in.Path, from, to)
	at := k.w.b.at(cond)
	if cc, ok := cond.(*ast.CaseClause); ok {
		at = summary.Span(k.w.b.in.Fset, k.w.b.in.Path, cc.Case, cc.Colon)
	}
	seen := map[decision]bool{}
	for _, d := range holds {
		if d.call < 0 || seen[d] {
			continue
		}
		seen[d] = true
		var through []int32
		for _, i := range d.via {
			if i > 0 {
				through = append(through, i-1)
			}
		}
		k.w.b.out.Checks = append(k.w.b.out.Checks, summary.Check{Call: d.call, Through: through, Holds: d.holds, Field: d.field, Value: d.value, But: d.but, Line: span.Line, Col: span.Col, EndLine: span.EndLine, EndCol: span.EndCol, Whole: whole, Pos: at})
	}
}

// decide returns what is known of the results of calls where a condition holds (want), or where it does not.
func (k *carrier) decide(e ast.Expr, want bool) []decision {
	switch e := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			return k.decide(e.X, !want)
		}
	case *ast.Ident, *ast.SelectorExpr:
		return k.truth(e, want)
	case *ast.CallExpr:
		return k.answer(e, want)
	case *ast.BinaryExpr:
		switch e.Op {
		case token.LAND, token.LOR:
			return append(k.decide(e.X, want), k.decide(e.Y, want)...)
		case token.EQL:
			return k.equal(e.X, e.Y, want)
		case token.NEQ:
			return k.equal(e.X, e.Y, !want)
		case token.LSS:
			return k.less(e.X, e.Y, want)
		case token.GTR:
			return k.less(e.Y, e.X, want)
		case token.LEQ:
			return k.less(e.Y, e.X, !want)
		case token.GEQ:
			return k.less(e.X, e.Y, !want)
		}
	}
	return nil
}

// truth is decide for a value of type bool.
func (k *carrier) truth(e ast.Expr, want bool) (out []decision) {
	if h := k.vars[k.w.object(e)]; h != nil && want {
		out = append(out, h.truths...)
	}
	for _, o := range k.value(e) {
		out = append(out, k.told(o, text(e), want)...)
	}
	return out
}

// told is what a bool says of the call that it comes from, by its name: that something is there, that it is not, or that a limit allows it.
func (k *carrier) told(o origin, name string, want bool) []decision {
	if o.err || o.from < 0 {
		return nil
	}
	if o.field == "Valid" && o.value > 0 { // sql.NullTime
		return []decision{{call: o.from, via: o.via(), holds: summary.Fits, field: "", value: o.value}}
	}
	name = plainly(name + " " + k.nameOf(o.from))
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(name, w) })
	}
	switch {
	case o.field != "" && !existing(o.field):
		return []decision{{call: o.from, via: o.via(), holds: summary.Fits, field: o.field, value: o.value, but: but(constant.MakeBool(!want))}}
	case has("can", "allow", "within", "limit", "quota", "below", "permit", "enough"):
		return []decision{{call: o.from, via: o.via(), holds: summary.Below, field: "", value: o.value}}
	case has("unique", "free", "avail", "unused", "missing", "absent", "notexist", "isnew", "nottaken", "notfound"):
		want = !want
	}
	if want {
		return nil
	}
	return []decision{{call: o.from, via: o.via(), holds: summary.Missing, field: "", value: o.value}}
}

// existing reports whether a field says whether there is something.
func existing(field string) bool {
	switch strings.ToLower(field) {
	case "id", "uid", "uuid", "exists", "exist", "found", "count", "total", "cnt", "num", "n", "rowsaffected", "valid":
		return true
	}
	return false
}

// nameOf returns the name of the function that a call calls.
func (k *carrier) nameOf(call int32) string {
	c := &k.w.b.out.Calls[call]
	return c.Callee[strings.LastIndexByte(c.Callee, '.')+1:]
}

// answer is decide for a call.
func (k *carrier) answer(e *ast.CallExpr, want bool) (out []decision) {
	name := ""
	if f := k.w.callee(e); f != nil {
		name = f.Name()
	}
	for i, a := range e.Args {
		for _, o := range k.value(a) {
			switch {
			case !o.err || o.from < 0:
			case absent(name) || i == 0 && name == "Is" && len(e.Args) == 2 && absent(text(e.Args[1])):
				if want {
					out = append(out, decision{call: o.from, via: o.via(), holds: summary.Missing, field: "", value: o.value})
				}
			}
		}
	}
	if len(out) > 0 {
		return out
	}
	if sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr); ok { // u.ExpiresAt.Before(now), u.CanBeSold()
		for _, o := range k.value(sel.X) {
			if _, ok := k.w.b.in.Info.Selections[sel]; ok && !o.err && o.from >= 0 && (o.field != "" || k.record(k.w.typeOf(sel.X))) {
				out = append(out, decision{call: o.from, via: o.via(), holds: summary.Fits, field: o.field, value: o.value})
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	for _, o := range k.value(e) {
		if o.from >= 0 && len(o.through) == 0 && !o.computed && o.field == "" && !k.w.b.in.Info.Types[e.Fun].IsBuiltin() {
			out = append(out, k.told(o, name, want)...)
		}
	}
	return out
}

// equal is decide for x == y.
func (k *carrier) equal(x, y ast.Expr, want bool) (out []decision) {
	info := k.w.b.in.Info
	if isNull(info, x) || info.Types[x].Value != nil {
		x, y = y, x
	}
	zero, constant := isNull(info, y), isNull(info, y) || info.Types[y].Value != nil
	if v := info.Types[y].Value; v != nil {
		zero = zero || v.ExactString() == "0" || v.ExactString() == `""`
		if s := v.ExactString(); s == "true" || s == "false" {
			return k.decide(x, want == (s == "true"))
		}
	}
	for _, o := range unite(k.value(x), k.value(y)) {
		if o.from < 0 {
			continue
		}
		switch {
		case o.err && isNull(info, y): // no error: it is there
			if !want {
				out = append(out, decision{call: o.from, via: o.via(), holds: summary.Missing, field: "", value: o.value})
			}
		case o.err:
			if want && absent(text(y)) {
				out = append(out, decision{call: o.from, via: o.via(), holds: summary.Missing, field: "", value: o.value})
			}
		case zero && (o.field == "" || existing(o.field)):
			if want {
				out = append(out, decision{call: o.from, via: o.via(), holds: summary.Missing, field: "", value: o.value})
			}
		case constant && (o.field != "" || want || !zero): // what is the same as something else need not be written
			d := decision{call: o.from, via: o.via(), holds: summary.Fits, field: o.field, value: o.value}
			if v := info.Types[y].Value; v != nil && !want {
				d.but = but(v)
			}
			out = append(out, d)
		}
	}
	return out
}

// but writes the constant that a value must not be.
func but(v constant.Value) string { return strings.ToLower(unquoted(v)) }

// less is decide for x < y.
func (k *carrier) less(x, y ast.Expr, want bool) (out []decision) {
	one := func(e ast.Expr) bool {
		v := k.w.b.in.Info.Types[e].Value
		return v != nil && (v.ExactString() == "0" || v.ExactString() == "1")
	}
	for _, o := range k.value(x) { // count < y
		switch {
		case o.from < 0 || o.err:
		case o.field != "" && !existing(o.field):
			out = append(out, decision{call: o.from, via: o.via(), holds: summary.Fits, field: o.field, value: o.value})
		case want && one(y):
			out = append(out, decision{call: o.from, via: o.via(), holds: summary.Missing, field: "", value: o.value})
		case want || !o.length:
			out = append(out, decision{call: o.from, via: o.via(), holds: summary.Below, field: "", value: o.value})
		}
	}
	for _, o := range k.value(y) { // x < count
		switch {
		case o.from < 0 || o.err:
		case o.field != "" && !existing(o.field):
			out = append(out, decision{call: o.from, via: o.via(), holds: summary.Fits, field: o.field, value: o.value})
		case one(x):
			if !want {
				out = append(out, decision{call: o.from, via: o.via(), holds: summary.Missing, field: "", value: o.value})
			}
		case !want || !o.length:
			out = append(out, decision{call: o.from, via: o.via(), holds: summary.Below, field: "", value: o.value})
		}
	}
	return out
}

// fits is what the cases of a switch say of the value that they are about.
func fits(tag []origin) (out []decision) {
	for _, o := range tag {
		if !o.err && o.from >= 0 {
			out = append(out, decision{call: o.from, via: o.via(), holds: summary.Fits, field: o.field, value: o.value})
		}
	}
	return out
}
