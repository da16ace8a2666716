package extract

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/prodlint/prodlint/internal/summary"
)

// Piece is a part of a string: literal text, or a Hole for a part that the function alone does not show.
type Piece struct {
	Lit string
	// Hole is a parameter, field, package variable, call, element or computed value. It is a BadExpr, which has no type, where no single
	// expression stands for the part: what further rounds of a loop append, what a callee writes to a builder.
	Hole ast.Expr
}

const (
	maxAlternatives = 8       // of one text, and paths followed at once
	maxPieces       = 400     // in one text
	maxTextLen      = 1 << 16 // bytes of one text
	maxInline       = 4       // local closures within local closures
	maxWork         = 1 << 22 // of one body: statements, values and environments on all paths, see textRun.charge
)

// textResolver resolves the strings of one function body. What it learns about the body serves all of them.
type textResolver struct {
	info *types.Info
	body ast.Node
	key  func(*types.Func) string // summary.FuncKey

	indexed  bool
	events   map[*types.Var][]event
	closures map[*types.Var]*ast.FuncLit // variables that hold one literal for life
	calls    map[*ast.FuncLit][]*ast.CallExpr
	escaped  map[*types.Var]bool // buffers and strings that have another name
	jumps    []token.Pos         // of break, continue, goto and return, sorted
	mentions map[ast.Expr][]*types.Var
	callees  map[*ast.CallExpr]string // see textRun.callee
	budget   int                      // work left for the body
	known    map[ast.Expr][][]Piece   // what was resolved before
}

// event is a statement or call that may change a variable; deps are the expressions that decide to what.
type event struct {
	at   ast.Node
	deps []ast.Expr
}

func newTextResolver(info *types.Info, body ast.Node) *textResolver {
	return &textResolver{info: info, body: body, key: summary.FuncKey, budget: maxWork, mentions: map[ast.Expr][]*types.Var{}, callees: map[*ast.CallExpr]string{}, known: map[ast.Expr][][]Piece{}}
}

// alternatives returns what the string expression e may be where it stands in the body: that of a function declaration, or of a
// function literal, whose captured variables then are holes. It follows the statements of the body in their order along at most 8 paths.
// It never guesses: each alternative is the text on some path, with a hole for every part that is not certain.
// Work is bounded: once a body has used up maxWork, the variables in its further texts are holes.
func (r *textResolver) alternatives(e ast.Expr) [][]Piece {
	if out, ok := r.known[e]; ok {
		return out
	}
	run := &textRun{textResolver: r, target: e}
	if locals := r.locals(e); len(locals) > 0 && !isNil(r.body) && r.budget > 0 {
		r.index()
		if run.follow(locals); len(run.at) > 0 { // else nothing changes on any path
			run.slots = map[*types.Var]int{}
			run.block(ast.Node(r.body), []env{{}})
		}
	}
	if len(run.found) == 0 || r.budget <= 0 {
		run.found = []env{{}}
	}
	var out [][]Piece
	var seen []uint64
	for _, at := range run.found {
		for _, v := range run.eval(e, at) {
			parts := normalize(v.text(e))
			if key := hashParts(parts); len(out) < maxAlternatives && !slices.Contains(seen, key) {
				seen = append(seen, key)
				out = append(out, parts)
			}
		}
	}
	return out
}

func isNil(n ast.Node) bool {
	b, ok := n.(*ast.BlockStmt)
	return n == nil || ok && b == nil
}

// locals returns the variables of functions that an expression mentions, literals within it excluded.
func (r *textResolver) locals(e ast.Node) []*types.Var {
	var out []*types.Var
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.Ident:
			if v := r.local(n); v != nil && !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
		return true
	})
	return out
}

// mentioned is locals, worked out once for each expression.
func (r *textResolver) mentioned(e ast.Expr) []*types.Var {
	out, ok := r.mentions[e]
	if !ok {
		out = r.locals(e)
		r.mentions[e] = out
	}
	return out
}

// local returns the local variable that an identifier names, or nil.
func (r *textResolver) local(id *ast.Ident) *types.Var {
	v, ok := r.info.ObjectOf(id).(*types.Var)
	if !ok || v.IsField() || v.Pkg() != nil && v.Parent() == v.Pkg().Scope() {
		return nil
	}
	return v
}

// root returns the local variable that x.f, x[i], *x, &x or (x) is a part of.
func (r *textResolver) root(e ast.Expr) *types.Var {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return r.local(x)
		case *ast.ParenExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		case *ast.UnaryExpr:
			if x.Op != token.AND {
				return nil
			}
			e = x.X
		default:
			return nil
		}
	}
}

// index finds what may change each variable of the body.
func (r *textResolver) index() {
	if r.indexed {
		return
	}
	r.indexed = true
	r.events, r.closures, r.calls = map[*types.Var][]event{}, map[*types.Var]*ast.FuncLit{}, map[*ast.FuncLit][]*ast.CallExpr{}
	add := func(lhs ast.Expr, at ast.Node, deps ...ast.Expr) {
		if v := r.root(lhs); v != nil {
			r.events[v] = append(r.events[v], event{at, deps})
		}
	}
	var calls []*ast.CallExpr
	ast.Inspect(r.body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				deps := n.Rhs
				if len(n.Rhs) == len(n.Lhs) {
					deps = n.Rhs[i : i+1]
				}
				add(l, n, deps...)
			}
		case *ast.ValueSpec:
			for _, name := range n.Names {
				add(name, n, n.Values...)
			}
		case *ast.RangeStmt:
			add(n.Key, n, n.X)
			add(n.Value, n, n.X)
		case *ast.CallExpr:
			r.indexCall(n)
			calls = append(calls, n)
		case *ast.BranchStmt, *ast.ReturnStmt:
			r.jumps = append(r.jumps, n.Pos())
		}
		return true
	})
	for v, events := range r.events {
		if lit := r.closureOf(v, events); lit != nil {
			r.closures[v] = lit
		}
	}
	r.indexEscapes()
	if len(r.closures) == 0 {
		return
	}
	for _, call := range calls {
		if lit := r.closureCalled(call); lit != nil {
			r.calls[lit] = append(r.calls[lit], call)
		}
	}
}

// indexCall records the variables that a call may write to through a pointer or a method.
func (r *textResolver) indexCall(call *ast.CallExpr) {
	note := func(e ast.Expr) {
		if v := r.root(e); v != nil {
			r.events[v] = append(r.events[v], event{call, call.Args})
		}
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && r.info.Selections[sel] != nil {
		note(sel.X)
	}
	for _, a := range call.Args {
		a = ast.Unparen(a)
		if u, ok := a.(*ast.UnaryExpr); ok && u.Op == token.AND {
			note(a)
		} else if _, ok := r.typeOf(a).Underlying().(*types.Pointer); ok {
			note(a)
		}
	}
}

// indexEscapes finds buffers and strings that are reached under a second name: p := &q, w = b, T{b}.
func (r *textResolver) indexEscapes() {
	r.escaped = map[*types.Var]bool{}
	var stack []ast.Node
	ast.Inspect(r.body, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return false
		}
		stack = append(stack, n)
		id, ok := n.(*ast.Ident)
		if !ok || len(stack) < 2 {
			return true
		}
		parent, above := stack[len(stack)-2], ast.Node(nil)
		switch parent.(type) {
		case *ast.UnaryExpr, *ast.AssignStmt, *ast.ValueSpec, *ast.CompositeLit, *ast.KeyValueExpr, *ast.SendStmt:
		default:
			return true
		}
		v := r.local(id)
		if v == nil {
			return true
		}
		if len(stack) > 2 {
			above = stack[len(stack)-3]
		}
		_, isPtr := v.Type().Underlying().(*types.Pointer)
		switch p := parent.(type) {
		case *ast.UnaryExpr:
			_, inCall := above.(*ast.CallExpr)
			if p.Op == token.AND && !inCall && (isBuffer(v.Type()) || isString(v.Type())) {
				r.escaped[v] = true
			}
		case *ast.AssignStmt:
			if isPtr && isBuffer(v.Type()) && slices.Contains(p.Rhs, ast.Expr(id)) {
				r.escaped[v] = true
			}
		case *ast.ValueSpec:
			if isPtr && isBuffer(v.Type()) && slices.Contains(p.Values, ast.Expr(id)) {
				r.escaped[v] = true
			}
		case *ast.CompositeLit, *ast.KeyValueExpr, *ast.SendStmt:
			if isPtr && isBuffer(v.Type()) {
				r.escaped[v] = true
			}
		}
		return true
	})
}

// closureOf returns the function literal that a variable holds for life.
func (r *textResolver) closureOf(v *types.Var, events []event) *ast.FuncLit {
	if _, ok := v.Type().Underlying().(*types.Signature); !ok {
		return nil
	}
	var lit *ast.FuncLit
	for _, ev := range events {
		if _, isSpec := ev.at.(*ast.ValueSpec); isSpec && len(ev.deps) == 0 {
			continue // var f func(); f = func() {…}
		}
		l, ok := (*ast.FuncLit)(nil), false
		if len(ev.deps) == 1 {
			l, ok = ast.Unparen(ev.deps[0]).(*ast.FuncLit)
		}
		if !ok || lit != nil {
			return nil
		}
		lit = l
	}
	return lit
}

// closureCalled returns the literal that a call runs through a local variable.
func (r *textResolver) closureCalled(call *ast.CallExpr) *ast.FuncLit {
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	if !ok {
		return nil
	}
	if v := r.local(id); v != nil {
		return r.closures[v]
	}
	return nil
}

// textRun resolves one expression.
type textRun struct {
	*textResolver
	target   ast.Expr
	relevant map[*types.Var]bool
	slots    map[*types.Var]int // of the variables that some path knew, in its environments
	at       []token.Pos        // of all events that matter, sorted
	frames   []*frame
	label    string
	inline   int
	returns  [][]env // of the closures being run
	found    []env   // the paths that reach target
	done     bool
}

// follow finds the variables that the ones given depend on, and where they change.
func (t *textRun) follow(vars []*types.Var) {
	t.relevant = map[*types.Var]bool{}
	var lits []*ast.FuncLit
	for len(vars) > 0 {
		v := vars[len(vars)-1]
		vars = vars[:len(vars)-1]
		if t.relevant[v] {
			continue
		}
		t.relevant[v] = true
		for _, ev := range t.events[v] {
			t.at = append(t.at, ev.at.Pos())
			for _, d := range ev.deps {
				if d != nil {
					vars = append(vars, t.mentioned(d)...)
				}
			}
			for f, lit := range t.closures {
				if within(ev.at, lit) && !slices.Contains(lits, lit) {
					lits = append(lits, lit)
					vars = append(vars, f)
					for _, call := range t.calls[lit] {
						t.at = append(t.at, call.Pos())
						for _, a := range call.Args {
							vars = append(vars, t.mentioned(a)...)
						}
					}
				}
			}
		}
	}
	slices.SortFunc(t.at, cmp.Compare)
}

// touched reports whether something that matters happens within n.
func (t *textRun) touched(n ast.Node) bool { return anyWithin(t.at, n) }

// leaves reports whether n may leave the loop or closure being run.
func (t *textRun) leaves(n ast.Node) bool {
	return (len(t.frames) > 0 || len(t.returns) > 0) && anyWithin(t.jumps, n)
}

func anyWithin(sorted []token.Pos, n ast.Node) bool {
	i, _ := slices.BinarySearch(sorted, n.Pos())
	return i < len(sorted) && sorted[i] < n.End()
}

func (t *textRun) hasTarget(n ast.Node) bool { return within(t.target, n) }

// within reports whether a stands inside b.
func within(a, b ast.Node) bool {
	return b != nil && !isNil(b) && a.Pos() >= b.Pos() && a.End() <= b.End()
}

// typeOf returns the type of an expression, which is invalid in packages that do not type-check.
func (r *textResolver) typeOf(e ast.Expr) types.Type {
	if t := r.info.TypeOf(e); t != nil {
		return t
	}
	return types.Typ[types.Invalid]
}
