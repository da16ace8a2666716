package extract

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/cfg"

	"github.com/prodlint/prodlint/internal/summary"
)

// flower makes the Flow of a function from its control-flow graph.
type flower struct {
	b     *builder
	fn    int32 // the function
	graph *cfg.CFG
	calls [][]int32 // of each block of the graph
	moves [][]summary.Move
	stack []ast.Node      // for walk
	preds [][]*cfg.Block  // once somebody asks
	asked map[int32]bool  // blocks that a search for assignments has been to
	to    map[int32]int32 // blocks of the graph to those of the function
}

// flowOf notes the order in which the calls of function i run, whose body has been walked.
func (b *builder) flowOf(i int32, body *ast.BlockStmt) {
	f := &flower{b: b, fn: i, graph: cfg.New(body, b.mayReturn)}
	f.calls, f.moves = make([][]int32, len(f.graph.Blocks)), make([][]summary.Move, len(f.graph.Blocks))
	some := false
	for _, block := range f.graph.Blocks {
		if block.Live {
			f.walk(block)
			some = some || len(f.calls[block.Index]) > 0
		}
	}
	if some {
		b.out.Funcs[i].Flow = f.blocks()
	}
}

// mayReturn reports whether a call may return: the catalog knows those of libraries that never do.
func (b *builder) mayReturn(call *ast.CallExpr) bool {
	info := b.in.Info
	if info.Types[call.Fun].IsBuiltin() {
		return text(call.Fun) != "panic"
	}
	i, ok := b.calls[call]
	if !ok {
		return true
	}
	if _, ends := b.in.Catalog.Get(b.out.Calls[i].Callee, "noreturn"); ends {
		return false
	}
	for { // log.Fatal().Err(err).Msg("…") is an entry of a log that ends the program
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if call, ok = ast.Unparen(sel.X).(*ast.CallExpr); !ok {
			return true
		}
		if i, ok := b.calls[call]; ok {
			if _, ends := b.in.Catalog.Get(b.out.Calls[i].Callee, "fatalevent"); ends {
				return false
			}
		}
	}
}

// walk notes the calls in a block in the order in which they run, those in literals of functions left out, and what is handed on.
func (f *flower) walk(block *cfg.Block) {
	var calls []int32
	var moves []summary.Move
	around := f.stack[:0]
	defer func() { f.stack = around }()
	for _, n := range block.Nodes {
		ast.Inspect(n, func(n ast.Node) bool {
			if n == nil {
				last := around[len(around)-1]
				around = around[:len(around)-1]
				if call, ok := last.(*ast.CallExpr); ok {
					if i, ok := f.b.calls[call]; ok {
						calls = append(calls, i)
					}
				}
				return false
			}
			if _, lit := n.(*ast.FuncLit); lit {
				return false
			}
			around = append(around, n)
			return true
		})
		for _, m := range f.b.moved(f.fn, n) {
			m.At = len(calls)
			moves = append(moves, m)
		}
	}
	f.calls[block.Index], f.moves[block.Index] = calls, moves
}

// blocks are the blocks of the graph that are reached, without those that neither hold calls nor decide anything.
func (f *flower) blocks() []summary.Block {
	var out []summary.Block
	f.to = map[int32]int32{}
	queue := []*cfg.Block{f.skip(f.graph.Blocks[0])}
	f.to[queue[0].Index] = 0
	number := func(b *cfg.Block) int32 {
		b = f.skip(b)
		if n, ok := f.to[b.Index]; ok {
			return n
		}
		queue = append(queue, b)
		f.to[b.Index] = int32(len(queue) - 1)
		return f.to[b.Index]
	}
	for len(out) < len(queue) {
		b := queue[len(out)]
		block := summary.Block{Calls: f.calls[b.Index], Moves: f.moves[b.Index], Then: -1, Else: -1, Param: summary.None}
		switch next := after(b); len(next) {
		case 0:
			block.Exit, block.Line = f.exit(b)
		case 1:
			block.Then = number(next[0])
		default:
			block.Then, block.Else = number(next[0]), number(next[1])
			if f.asks(b, &block); block.Then == block.Else && len(block.Asks) == 0 {
				block.Else, block.Param = -1, summary.None
			}
		}
		out = append(out, block)
	}
	return out
}

// skip passes over blocks that hold no calls and lead to one place.
func (f *flower) skip(b *cfg.Block) *cfg.Block {
	for range len(f.graph.Blocks) { // they may go round
		next := after(b)
		if len(f.calls[b.Index]) > 0 || len(f.moves[b.Index]) > 0 || len(next) == 0 || len(next) == 2 && next[0] != next[1] {
			return b
		}
		b = next[0]
	}
	return b
}

// after returns where a block goes on. A select statement without default takes its last clause if none before it.
func after(b *cfg.Block) []*cfg.Block {
	if len(b.Succs) == 2 {
		if last := b.Succs[1]; last.Kind == cfg.KindSelectAfterCase && len(last.Succs) == 0 && len(last.Nodes) == 0 {
			return b.Succs[:1]
		}
	}
	return b.Succs
}

// exit says how a block without successors leaves the function, and in which line.
func (f *flower) exit(b *cfg.Block) (summary.Exit, int) {
	if len(b.Nodes) == 0 {
		return summary.Ends, 0
	}
	line := f.b.in.Fset.Position(b.Nodes[len(b.Nodes)-1].Pos()).Line
	if b.Return() != nil {
		return summary.Returns, line
	}
	return summary.Ends, line
}

// asks notes whose result decides where a block goes on.
func (f *flower) asks(b *cfg.Block, out *summary.Block) {
	if len(b.Nodes) == 0 {
		return
	}
	cond, ok := b.Nodes[len(b.Nodes)-1].(ast.Expr)
	if !ok {
		return
	}
	what, then, els := f.outcome(cond)
	out.Fails = f.fails(cond)
	if e, ok := ast.Unparen(cond).(*ast.BinaryExpr); what == nil || ok && (e.Op == token.LAND || e.Op == token.LOR) {
		f.compares(b, cond, out)
	}
	if what == nil {
		return
	}
	if call, ok := what.(*ast.CallExpr); ok {
		if i, ok := f.b.calls[call]; ok {
			out.Asks = []int32{i}
		}
	} else if o := f.b.in.Info.ObjectOf(what.(*ast.Ident)); o != nil {
		f.asked = map[int32]bool{}
		if calls, known := f.assigned(b, len(b.Nodes)-1, o); known {
			slices.Sort(calls)
			out.Asks = slices.Compact(calls)
		} else if n, ok := f.b.vars[o]; ok && f.given(n, o) {
			out.Param = n
		}
	}
	if len(out.Asks) > 0 || out.Param != summary.None {
		out.ThenIs, out.ElseIs = then, els
	}
}

// fails says which way is that of a failure where a condition asks for nothing but whether there is an error: x.Err() != nil, db.Find(&v).Error == nil.
func (f *flower) fails(cond ast.Expr) uint8 {
	e, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok || e.Op != token.EQL && e.Op != token.NEQ || !isNull(f.b.in.Info, ast.Unparen(e.Y)) {
		return 0
	}
	if t := f.b.in.Info.TypeOf(e.X); t == nil || !isError(t) {
		return 0
	}
	if e.Op == token.NEQ {
		return 1
	}
	return 2
}

// compares notes the calls that gave what the parts of a condition are about: variables, fields of them, and what is called there. Those that ask
// for an error are left out.
func (f *flower) compares(b *cfg.Block, cond ast.Expr, out *summary.Block) {
	switch e := ast.Unparen(cond).(type) {
	case *ast.UnaryExpr:
		f.compares(b, e.X, out)
	case *ast.BinaryExpr:
		if t := f.b.in.Info.TypeOf(e.X); t == nil || !isError(t) {
			f.compares(b, e.X, out)
			f.compares(b, e.Y, out)
		}
	case *ast.SelectorExpr:
		f.compares(b, e.X, out)
	case *ast.CallExpr:
		if i, ok := f.b.calls[e]; ok && !f.b.isErrorsIs(e) {
			out.Compares = append(out.Compares, i)
		}
	case *ast.Ident:
		if o, ok := f.b.in.Info.ObjectOf(e).(*types.Var); ok {
			f.asked = map[int32]bool{}
			if calls, known := f.assigned(b, len(b.Nodes)-1, o); known {
				slices.Sort(calls)
				out.Compares = append(out.Compares, slices.Compact(calls)...)
			}
		}
	}
}

// outcome returns the variable or call that a condition is about, and what that is where the condition holds and where it does not.
func (f *flower) outcome(cond ast.Expr) (what ast.Expr, then, els summary.Outcome) {
	info := f.b.in.Info
	cond = ast.Unparen(cond)
	if t := info.TypeOf(cond); t == nil && !clause(cond) || t != nil && !isBool(t) {
		return nil, 0, 0
	}
	switch e := cond.(type) {
	case *ast.Ident:
		return e, summary.True, summary.False
	case *ast.UnaryExpr:
		what, then, els = f.outcome(e.X)
		return what, els, then
	case *ast.CallExpr:
		if f.b.isErrorsIs(e) {
			if id, ok := ast.Unparen(e.Args[0]).(*ast.Ident); ok {
				return id, summary.Failed, summary.Unsure
			}
		}
		return e, summary.True, summary.False
	case *ast.BinaryExpr:
		switch e.Op {
		case token.LAND, token.LOR:
			if x, then, els := f.outcome(e.X); e.Op == token.LOR && then == summary.Failed && x != nil {
				if _, also, _ := f.outcome(e.Y); also == summary.Nothing { // err != nil || v == nil
					return x, then, els
				}
			}
			for _, side := range []ast.Expr{e.X, e.Y} {
				if what, then, els = f.outcome(side); e.Op == token.LAND && then != summary.Unsure {
					return what, then, summary.Unsure
				} else if e.Op == token.LOR && els != summary.Unsure {
					return what, summary.Unsure, els
				}
			}
		case token.EQL, token.NEQ:
			x, y := ast.Unparen(e.X), ast.Unparen(e.Y)
			t := info.TypeOf(x)
			if t == nil || !isError(t) && !isNull(info, y) {
				return nil, 0, 0
			}
			switch x.(type) {
			case *ast.Ident, *ast.CallExpr:
			default:
				return nil, 0, 0
			}
			then, els = summary.Succeeded, summary.Failed
			if !isError(t) {
				then, els = summary.Nothing, summary.Something
			} else if !isNull(info, y) { // err == sql.ErrNoRows
				then, els = summary.Failed, summary.Unsure
			}
			if e.Op == token.NEQ {
				then, els = els, then
			}
			return x, then, els
		}
	}
	return nil, 0, 0
}

// clause reports whether an expression is what the graph has for a clause of a switch statement over a value.
func clause(e ast.Expr) bool {
	b, ok := e.(*ast.BinaryExpr)
	return ok && b.Op == token.EQL
}

// isErrorsIs reports whether a call asks whether an error is, or wraps, a certain one.
func (b *builder) isErrorsIs(call *ast.CallExpr) bool {
	i, ok := b.calls[call]
	return ok && len(call.Args) == 2 && (b.out.Calls[i].Callee == "errors.Is" || b.out.Calls[i].Callee == "errors.As")
}

// assigned returns the calls that may have set a variable before node n of a block. It reports false where something else may have, nil apart.
func (f *flower) assigned(b *cfg.Block, n int, o types.Object) (calls []int32, known bool) {
	for n--; n >= 0; n-- {
		var lhs []ast.Expr
		var rhs []ast.Expr
		switch s := b.Nodes[n].(type) {
		case *ast.AssignStmt:
			lhs, rhs = s.Lhs, s.Rhs
		case *ast.ValueSpec:
			for _, name := range s.Names {
				lhs = append(lhs, name)
			}
			if rhs = s.Values; len(rhs) == 0 && slices.ContainsFunc(lhs, func(e ast.Expr) bool { return f.is(e, o) }) {
				return nil, true
			}
		}
		for k, l := range lhs {
			if !f.is(l, o) {
				continue
			}
			from := rhs[min(k, len(rhs)-1)]
			if isNull(f.b.in.Info, from) {
				return nil, true
			}
			call, ok := ast.Unparen(from).(*ast.CallExpr)
			if !ok {
				return nil, false
			}
			i, ok := f.b.calls[call]
			return []int32{i}, ok
		}
	}
	if b.Index == 0 {
		if n, ok := f.b.vars[o]; ok && f.b.out.Nodes[n].Kind == summary.Return && f.b.out.Nodes[n].Fn == f.fn {
			return nil, true // a result that has a name is nil at first
		}
		return nil, false // a parameter, or of a function around
	}
	for _, p := range f.before(b) {
		if f.asked[p.Index] {
			continue
		}
		f.asked[p.Index] = true
		more, known := f.assigned(p, len(p.Nodes), o)
		if !known {
			return nil, false
		}
		calls = append(calls, more...)
	}
	return calls, true
}

// given reports whether a variable is a parameter of the function that no statement of it assigns to.
func (f *flower) given(n summary.Node, o types.Object) bool {
	if !slices.Contains(f.b.out.Funcs[f.fn].Params, n) {
		return false
	}
	for _, b := range f.graph.Blocks {
		for _, s := range b.Nodes {
			if as, ok := s.(*ast.AssignStmt); ok && slices.ContainsFunc(as.Lhs, func(e ast.Expr) bool { return f.is(e, o) }) {
				return false
			}
		}
	}
	return true
}

func (f *flower) is(e ast.Expr, o types.Object) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	return ok && f.b.in.Info.ObjectOf(id) == o
}

// before returns the blocks that go on at b.
func (f *flower) before(b *cfg.Block) []*cfg.Block {
	if f.preds == nil {
		f.preds = make([][]*cfg.Block, len(f.graph.Blocks))
		for _, p := range f.graph.Blocks {
			if p.Live {
				for _, s := range p.Succs {
					f.preds[s.Index] = append(f.preds[s.Index], p)
				}
			}
		}
	}
	return f.preds[b.Index]
}
