package goroutineleak

import (
	"go/ast"
	"go/types"

	"github.com/prodlint/prodlint/internal/rule"
)

// lent looks at whom the channel is given to: functions of the package, and structs whose field nobody receives from.
func (ch *channel) lent(p *rule.Pass, body *ast.BlockStmt) {
	ch.ends = map[types.Object]bool{}
	ch.fields, ch.lits, ch.holders = map[*types.Var]bool{}, map[ast.Expr]bool{}, map[types.Object]bool{}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			ch.literal(p, n)
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				sel, ok := ast.Unparen(l).(*ast.SelectorExpr)
				if !ok || len(n.Lhs) != len(n.Rhs) {
					continue
				}
				if field, ok := p.Info.Uses[sel.Sel].(*types.Var); ok && ch.put(p, field, n.Rhs[i]) {
					if base, ok := ast.Unparen(sel.X).(*ast.Ident); ok {
						ch.holds(p, base)
					}
				}
			}
		}
		return true
	})
	started := map[*ast.CallExpr]bool{}
	inside(body, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.GoStmt:
			_, _, known := function(p, n.Call)
			started[n.Call] = known != nil
		case *ast.CallExpr:
			if !started[n] {
				ch.helped(p, n)
			}
		}
	})
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				if id, ok := l.(*ast.Ident); ok && (len(n.Lhs) == len(n.Rhs) || i == 0) && ch.carries(p, n.Rhs[i]) {
					ch.holds(p, id)
				}
			}
		case *ast.ValueSpec:
			for i, id := range n.Names {
				if i < len(n.Values) && ch.carries(p, n.Values[i]) {
					ch.holds(p, id)
				}
			}
		}
		return true
	})
}

// holds notes that a variable has a struct with the channel.
func (ch *channel) holds(p *rule.Pass, id *ast.Ident) {
	if obj := p.Info.ObjectOf(id); obj != nil {
		ch.holders[obj] = true
	}
}

// literal looks at the fields of a literal of a struct.
func (ch *channel) literal(p *rule.Pass, lit *ast.CompositeLit) {
	t := p.Info.TypeOf(lit)
	if t == nil {
		return
	}
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return
	}
	var others []types.Object
	for i, e := range lit.Elts {
		var field *types.Var
		if kv, ok := e.(*ast.KeyValueExpr); !ok && i < st.NumFields() {
			field = st.Field(i)
		} else if !ok {
			return // does not type-check
		} else if key, ok := kv.Key.(*ast.Ident); ok {
			field, _ = p.Info.Uses[key].(*types.Var)
			e = kv.Value
		}
		if field != nil && ch.put(p, field, e) {
			ch.lits[lit] = true
		} else if id, ok := e.(*ast.Ident); ok && field != nil {
			others = append(others, p.Info.Uses[id])
		}
	}
	if ch.lits[lit] { // one of them may be sent to in place of this one
		for _, o := range others {
			ch.ends[o] = true
		}
	}
}

// put looks at a value that a field is set to, and reports whether it is the channel and nobody receives from the field.
func (ch *channel) put(p *rule.Pass, field *types.Var, value ast.Expr) bool {
	if id, ok := ast.Unparen(value).(*ast.Ident); !ok || !ch.names[p.Info.Uses[id]] || !onlySent(p, field.Origin()) {
		return false
	}
	ch.fields[field.Origin()] = true
	ch.sent, ch.closed, ch.given = true, true, true
	return ch.is(p, value)
}

// carries reports whether an expression gives a struct with the channel.
func (ch *channel) carries(p *rule.Pass, e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return ch.holders[p.Info.Uses[e]]
	case *ast.UnaryExpr:
		return ch.carries(p, e.X)
	case *ast.KeyValueExpr:
		return ch.carries(p, e.Value)
	case *ast.CompositeLit:
		if ch.lits[e] {
			return true
		}
		for _, elt := range e.Elts {
			if ch.carries(p, elt) {
				return true
			}
		}
	case *ast.CallExpr:
		return ch.lits[e]
	}
	return false
}

// handedOver looks at what a statement hands to others: where the package sends to such a struct without another choice, somebody may from then on. s is
// what starts that in the function.
func (ch *channel) handedOver(p *rule.Pass, s, n ast.Node, values ...ast.Expr) {
	if call, ok := n.(*ast.CallExpr); ok && s == n && mayRefuse(p, call) {
		return
	}
	for _, v := range values {
		if !ch.carries(p, v) {
			continue
		}
		for field := range ch.fields {
			if send, _ := answers(p, field); send != nil {
				ch.start(s)
				ch.free[send] = true
			}
		}
	}
}

// borrowed notes what a function of the package does that the channel is handed to: it sends, or has others send.
func (ch *channel) borrowed(p *rule.Pass, call *ast.CallExpr, by *channel) {
	ch.sent, ch.closed, ch.given = true, true, true
	ch.many = ch.many || by.many
	if len(by.starts) > 0 && !mayRefuse(p, call) {
		ch.start(call)
		ch.sends += by.sends
		ch.given = len(by.starts) > 1 || by.given
		for _, s := range by.starts {
			ch.twice[call] = ch.twice[call] || by.twice[s]
		}
	}
	for field := range by.fields {
		ch.fields[field] = true
		ch.lits[call] = true
	}
}

// mayRefuse reports whether the result of a call may say that it has not done what it was asked to: it is an error, or a bool.
func mayRefuse(p *rule.Pass, call *ast.CallExpr) bool {
	sig := signature(p, call)
	if sig == nil {
		return false
	}
	for v := range sig.Results().Variables() {
		if t := types.TypeString(v.Type(), nil); t == "error" || t == "bool" {
			return true
		}
	}
	return false
}

// lostTo notes that it is not seen what becomes of an argument of a call: who can only send to it sends, or closes it.
func (ch *channel) lostTo(p *rule.Pass, call *ast.CallExpr, k int) {
	if t := paramType(p, call, k); t != nil && sendOnly(t) {
		ch.is(p, call.Args[k])
		ch.sent, ch.closed, ch.given = true, true, true
	}
}

// paramType returns the type of what a call hands over as its argument k, as the function has it, nil where that is not known.
func paramType(p *rule.Pass, call *ast.CallExpr, k int) types.Type {
	sig := signature(p, call)
	switch {
	case sig == nil || call.Ellipsis.IsValid():
	case sig.Variadic() && k >= sig.Params().Len()-1:
		if last, ok := sig.Params().At(sig.Params().Len() - 1).Type().(*types.Slice); ok {
			return last.Elem()
		}
	case k < sig.Params().Len():
		return sig.Params().At(k).Type()
	}
	return nil
}

// signature returns the signature of what is called, nil for conversions and what has no type.
func signature(p *rule.Pass, call *ast.CallExpr) *types.Signature {
	t := p.Info.TypeOf(call.Fun)
	if t == nil {
		return nil
	}
	sig, _ := t.Underlying().(*types.Signature)
	return sig
}

// sendOnly reports whether a type is that of a channel from which cannot be received.
func sendOnly(t types.Type) bool {
	c, ok := t.Underlying().(*types.Chan)
	return ok && c.Dir() == types.SendOnly
}

// onlySent reports whether nobody receives from the channel in a field: nobody can, or the package, which alone sees it, does nothing but send.
func onlySent(p *rule.Pass, field *types.Var) bool {
	if sendOnly(field.Type()) {
		return true
	}
	if field.Exported() || field.Pkg() != p.Types {
		return false
	}
	uses, plain := 0, 0
	count := func(e ast.Expr) {
		if isField(p, e, field) {
			plain++
		}
	}
	for _, file := range p.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				if v, ok := p.Info.Uses[n].(*types.Var); ok && v.Origin() == field {
					uses++
				}
			case *ast.SendStmt:
				count(n.Chan)
			case *ast.BinaryExpr:
				count(n.X)
			case *ast.AssignStmt:
				for _, l := range n.Lhs {
					count(l)
				}
			case *ast.KeyValueExpr:
				if id, ok := n.Key.(*ast.Ident); ok && p.Info.Uses[id] == field {
					plain++
				}
			case *ast.CallExpr:
				for i, a := range n.Args {
					if t := paramType(p, n, i); p.Info.Types[n.Fun].IsBuiltin() || t != nil && sendOnly(t) {
						count(a)
					}
				}
			}
			return true
		})
	}
	return uses == plain
}

// isField reports whether an expression is a field of something.
func isField(p *rule.Pass, e ast.Expr, field *types.Var) bool {
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	v, ok := p.Info.Uses[sel.Sel].(*types.Var)
	return ok && v.Origin() == field
}

// answers returns where the package sends to the channel in a field without another choice, and reports whether a function that does so with an error gives
// that to its caller as well.
func answers(p *rule.Pass, field *types.Var) (send *ast.SendStmt, tells bool) {
	for _, file := range p.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			body := bodyOf(n)
			if body == nil {
				return true
			}
			choice := choices(body)
			inside(body, func(n ast.Node) {
				s, ok := n.(*ast.SendStmt)
				if !ok || choice[s] || !isField(p, s.Chan, field) {
					return
				}
				if send == nil {
					send = s
				}
				tells = tells || returns(p, body, s)
			})
			return true
		})
	}
	return send, tells
}

// bodyOf returns the body of a function or literal, nil for anything else.
func bodyOf(n ast.Node) *ast.BlockStmt {
	switch n := n.(type) {
	case *ast.FuncDecl:
		return n.Body
	case *ast.FuncLit:
		return n.Body
	}
	return nil
}
