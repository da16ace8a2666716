package extract

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// maxConstant is how many elements a literal in a function may list for a loop over it to count as constant.
const maxConstant = 8

// loop is a loop while its function is looked at.
type loop struct {
	stmt  ast.Stmt
	body  *ast.BlockStmt
	index int32
	elems []types.Object // what holds the element of a turn
	over  []types.Object // what gives the element to whom asks it: rows, an iterator, a queue
	// states are those that one turn leaves to the next, once they were asked for.
	states []state
}

// loopOf records a loop: its class, and what stands for its element.
func (w *walker) loopOf(s ast.Stmt) *loop {
	l := &loop{stmt: s, index: int32(len(w.b.out.Loops))}
	out := summary.Loop{Fn: w.fn, Outer: w.loop, Over: summary.None}
	switch s := s.(type) {
	case *ast.RangeStmt:
		l.body = s.Body
		out.Pos = summary.Span(w.b.in.Fset, w.b.in.Path, s.Pos(), s.X.End())
		out.Map = overMap(w.typeOf(s.X))
		w.rangeClass(s, l, &out)
	case *ast.ForStmt:
		l.body = s.Body
		out.Pos = summary.Span(w.b.in.Fset, w.b.in.Path, s.Pos(), s.Body.Lbrace)
		w.forClass(s, l, &out)
	}
	out.End = w.b.in.Fset.Position(l.body.End()).Line
	if n := len(l.body.List); n > 0 && out.Class <= summary.Channel && leaves(l.body.List[n-1]) && !w.mentions(l.body, func(n ast.Node) bool { b, ok := n.(*ast.BranchStmt); return ok && b.Tok == token.CONTINUE }) {
		out.Class, out.Why = summary.Once, "it is left at the end of its first turn"
	}
	if r, ok := s.(*ast.RangeStmt); ok && out.Class == summary.Collection && (isPart(nameOf(r.X), true) || isPart(text(r.Value), false) && !w.splits(r.X)) {
		out.Class, out.Why = summary.Chunk, "each element is a part of one whole"
	}
	out.Bounded = w.bounds(l.body)
	w.starts(l, &out)
	w.b.out.Loops = append(w.b.out.Loops, out)
	return l
}

func (w *walker) rangeClass(s *ast.RangeStmt, l *loop, out *summary.Loop) {
	out.Over, out.Text = w.b.nodeOf(s.X), text(s.X)
	out.Item = w.item(s.X, s.Value)
	set := func(c summary.LoopClass, why string) { out.Class, out.Why = c, why }
	key, value := w.object(s.Key), w.object(s.Value)
	t := w.typeOf(s.X)
	if t == nil {
		set(summary.Counted, "its operand has no type")
		return
	}
	elem := value
	switch u := t.Underlying().(type) {
	case *types.Basic:
		if u.Info()&types.IsInteger == 0 {
			set(summary.Counted, "range over the characters of a string")
			return
		}
		if w.b.in.Info.Types[s.X].Value != nil {
			set(summary.Counted, "range over a constant number")
			return
		}
		if xs := w.indexed(l.body, key); xs != nil && (w.lengthIn(s.X) != nil || !w.filled(l.body, xs)) {
			set(summary.Collection, "range over the indexes of "+text(xs))
			out.Text, out.Item = text(xs), w.item(xs, nil)
			l.elems = append(l.elems, key)
			if call, ok := ast.Unparen(s.X).(*ast.CallExpr); ok && len(call.Args) == 1 && text(call.Fun) == "len" {
				out.Over = w.b.nodeOf(call.Args[0])
			}
			return
		}
		set(summary.Counted, "range over a number")
		return
	case *types.Chan:
		out.Item = w.item(s.X, s.Key)
		if ticks(t) {
			set(summary.Poll, "range over the channel of a clock")
			out.Ticks = !leftByBreak(s.Body)
			return
		}
		set(summary.Channel, "range over a channel")
		out.Unclosed = !leftByBreak(s.Body) && w.b.unclosed(s.X)
		l.elems = append(l.elems, key)
		return
	case *types.Signature:
		set(summary.Collection, "range over an iterator")
		l.elems = append(l.elems, key, value)
		if value == nil {
			out.Item, elem = w.item(s.X, s.Key), key
		}
	case *types.Array:
		set(summary.Collection, "range over an array")
		if u.Len() <= maxConstant {
			set(summary.Constant, "range over an array of a few elements")
		}
		l.elems = append(l.elems, key, value)
	case *types.Pointer:
		set(summary.Constant, "range over an array")
	default:
		set(summary.Collection, "range over a "+kindOf(u))
		l.elems = append(l.elems, key, value)
		if e := elemOf(t); e != nil && summary.TypeKey(e) == "time.Duration" && w.mentions(l.body, w.sleeps) {
			set(summary.Retry, "it waits for one delay after the other")
		}
	}
	if m, ok := t.Underlying().(*types.Map); ok && w.b.handle(m.Key()) || elemOf(t) != nil && w.b.handle(elemOf(t)) {
		set(summary.Constant, "each element is a connection")
	}
	if e := elemOf(t); e != nil && out.Class == summary.Collection {
		if _, ok := w.b.in.Catalog.Get(summary.TypeKey(e), "message"); ok {
			set(summary.Consumer, "it goes through the messages that were received")
		}
	}
	if lit, ok := ast.Unparen(s.X).(*ast.CompositeLit); ok && len(lit.Elts) <= maxConstant {
		set(summary.Constant, "range over a literal of a few elements")
	}
	if elem == nil || !w.isBatch(elem.Type()) || w.record(l.body, elem) {
		return
	}
	if isMap(t) && key != nil && !w.handsOver(l.body, elem) {
		out.Item = w.item(s.X, s.Key) // what is done is done for the key
		return
	}
	set(summary.Chunk, "each element is a batch")
	l.elems = nil
}

func (w *walker) forClass(s *ast.ForStmt, l *loop, out *summary.Loop) {
	set := func(c summary.LoopClass, why string) { out.Class, out.Why = c, why }
	sleeps := w.mentions(l.body, w.sleeps)
	if w.b.always(s.Cond) {
		w.endlessClass(s, l, out, sleeps)
		return
	}
	for _, cond := range conjuncts(s.Cond) {
		if call, ok := cond.(*ast.CallExpr); ok {
			sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
			if !ok {
				continue
			}
			if f := w.callee(call); f != nil && w.consumes(f) {
				set(summary.Consumer, "each turn waits for the next with "+text(call.Fun))
				return
			}
			switch it := w.object(sel.X); sel.Sel.Name {
			case "Next", "Scan", "More", "HasNext", "NextRow", "Advance", "MoveNext", "TryNext":
				w.fetches(s, text(sel.X))
				set(summary.Rows, "each turn reads the next with "+text(call.Fun))
				if w.followed(it) {
					set(summary.Consumer, "lines come as somebody writes them")
					return
				}
				out.Text, out.Item = text(sel.X), rowName(sel.X)
				if it == nil {
					it = w.rootOf(sel.X)
				}
				l.over = append(l.over, it)
				return
			case "HasMorePages", "NextPage", "HasNextPage":
				set(summary.Page, "each turn reads the next page")
				return
			}
		}
	}
	if q := w.worklist(s); q != nil {
		set(summary.Collection, "each turn takes one from a queue")
		out.Text, out.Item = q.Name(), singular(lastWord(q.Name()))
		if out.Item == "" {
			out.Item = "item"
		}
		l.over = append(l.over, q)
		return
	}
	if node := w.nextNode(s); node != nil && w.climbs(s, node) {
		set(summary.Counted, "each turn goes up to what holds the one before")
		return
	} else if node != nil {
		set(summary.Collection, "each turn goes to the next node")
		if out.Text, out.Item = node.Name(), node.Name(); len(out.Item) < 3 {
			out.Item = "node"
		}
		l.elems = append(l.elems, node)
		return
	}
	init := w.initialised(s.Init)
	step := w.step(s.Post)
	if s.Post == nil && init != nil {
		step = w.stepsIn(s.Body, init)
	}
	for _, cond := range conjuncts(s.Cond) {
		b, ok := cond.(*ast.BinaryExpr)
		if !ok {
			continue
		}
		if xs := w.lengthOf(b); xs != nil && init == nil {
			if first := w.head(l.body, xs); first {
				set(summary.Collection, "each turn takes one from a queue")
				out.Text, out.Item = text(xs), w.item(xs, nil)
				l.over = append(l.over, w.rootOf(xs))
				return
			}
			set(summary.Chunk, "each turn takes a part")
			return
		}
		if init == nil {
			continue
		}
		if !w.uses(b, init) {
			continue
		}
		switch {
		case step == "part":
			set(summary.Chunk, "its index goes up by more than one")
			return
		case step == "" && s.Post != nil:
			continue
		}
		xs := w.lengthOf(b)
		if v := w.b.in.Info.Types[b.Y].Value; xs == nil && v != nil {
			if n, ok := constant.Int64Val(constant.ToInt(v)); ok && n <= maxConstant && !sleeps && step == "one" && (b.Op == token.LSS || b.Op == token.LEQ) {
				set(summary.Counted, "it counts to "+text(b.Y))
				return
			}
		}
		if xs == nil && !sleeps {
			xs = w.indexed(l.body, init)
		}
		if xs == nil && s.Init != nil {
			if from := w.lengthIn(s.Init); from != nil {
				xs = from
			}
		}
		if xs != nil {
			set(summary.Collection, "its index goes over "+text(xs))
			out.Over = w.b.nodeOf(xs)
			out.Text, out.Item = text(xs), w.item(xs, nil)
			l.elems = append(l.elems, init)
			return
		}
		if sleeps {
			set(summary.Retry, "it counts tries and waits between them")
		} else {
			set(summary.Counted, "it counts to "+text(b.Y))
		}
		return
	}
	switch {
	case countsTries(s.Cond):
		set(summary.Retry, "it counts tries")
	case sleeps:
		set(summary.Poll, "it waits until a condition holds")
	default:
		set(summary.Page, "it runs until a condition holds")
	}
}

// countsTries reports whether a condition compares what is called a number of tries.
func countsTries(cond ast.Expr) bool {
	found := false
	ast.Inspect(cond, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			name := strings.ToLower(id.Name)
			found = found || strings.Contains(name, "attempt") || strings.Contains(name, "retry") || strings.HasSuffix(name, "tries") && !strings.HasSuffix(name, "entries")
		}
		return !found
	})
	return found
}

// fetches marks the calls by which a loop reads the next of what it goes over, in its condition and in its body.
func (w *walker) fetches(s *ast.ForStmt, it string) {
	mark := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.FuncLit:
			return false
		case *ast.CallExpr:
			if sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr); ok && text(sel.X) == it {
				w.b.mark(n, func(c *summary.Call) { c.Fetches = true })
			}
		}
		return true
	}
	ast.Inspect(s.Cond, mark)
	ast.Inspect(s.Body, mark)
}

// goesAway reports whether a node is a call other than one that goes on in a list in memory.
func (w *walker) goesAway(n ast.Node) bool {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return false
	}
	f := w.callee(call)
	return f == nil || f.Pkg() == nil || !strings.HasPrefix(f.Pkg().Path(), "container/")
}

// sleeps reports whether a node waits by a clock.
func (w *walker) sleeps(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.CallExpr:
		f := w.callee(n)
		if f == nil {
			return false
		}
		switch name := strings.ToLower(f.Name()); {
		case f.Pkg() != nil && f.Pkg().Path() == "time":
			return f.Name() == "Sleep" || f.Name() == "After" || f.Name() == "NewTimer"
		default:
			return strings.Contains(name, "sleep") || strings.Contains(name, "backoff")
		}
	case *ast.UnaryExpr:
		if n.Op == token.ARROW {
			t := w.typeOf(n.X)
			return t != nil && ticks(t)
		}
	}
	return false
}

func isNull(info *types.Info, e ast.Expr) bool { return info.Types[e].IsNil() }

// conjuncts returns the operands of a condition joined by &&.
func conjuncts(e ast.Expr) []ast.Expr {
	e = ast.Unparen(e)
	if b, ok := e.(*ast.BinaryExpr); ok && b.Op == token.LAND {
		return append(conjuncts(b.X), conjuncts(b.Y)...)
	}
	return []ast.Expr{e}
}

// leaves reports whether a statement ends the loop around it.
func leaves(s ast.Stmt) bool {
	switch s := s.(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return s.Tok == token.BREAK || s.Tok == token.GOTO
	}
	return false
}

// handle reports whether values of a type are connections to what effects reach, not data.
func (b *builder) handle(t types.Type) bool {
	n := namedOf(t)
	if n == nil || n.Obj().Pkg() == nil {
		return false
	}
	is, ok := b.handles[n.Obj()]
	if !ok {
		is = b.in.Catalog.Handles(n.Obj().Pkg().Path() + "." + n.Obj().Name())
		b.handles[n.Obj()] = is
	}
	return is
}

// splits reports whether a collection is what a text is split into.
func (w *walker) splits(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	f := w.callee(call)
	return f != nil && f.Pkg() != nil && f.Pkg().Path() == "strings"
}
