package goroutineleak

import (
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/cfg"

	"github.com/prodlint/prodlint/internal/rule"
)

// paths is the control-flow graph of a function.
type paths struct {
	blocks []*cfg.Block
	comms  map[ast.Stmt]bool   // what the clauses of select statements send or receive: the graph has it before the choice
	cases  map[*cfg.Block]bool // the clauses that receive from the channel
}

func graph(p *rule.Pass, body *ast.BlockStmt) *paths {
	return &paths{blocks: cfg.New(body, func(call *ast.CallExpr) bool {
		if p.Info.Types[call.Fun].IsBuiltin() {
			return false
		}
		c := callAt(p, call)
		if c == nil {
			return true
		}
		_, ends := p.Program.Catalog.Get(c.Callee, "noreturn")
		return !ends
	}).Blocks}
}

// returns reports whether the function may come to its end.
func (g *paths) returns() bool {
	return slices.ContainsFunc(g.blocks, func(b *cfg.Block) bool { return b.Live && len(b.Succs) == 0 && b.Return() != nil })
}

// leaves reports whether the function may return while a goroutine that it has started still has to send: before it receives, or from inside of the loop in
// which it receives from several.
func (g *paths) leaves(p *rule.Pass, ch *channel) bool {
	g.clauses(p, ch)
	stops := func(n ast.Node) bool { return g.receives(p, ch, n) }
	var ends []*cfg.Block // of the loops that receive: they turn as often as there is something to receive
	for _, b := range g.blocks {
		if b.Live && (g.cases[b] || slices.ContainsFunc(b.Nodes, stops)) && g.reaches(b, b) {
			ends = append(ends, g.loopEnd(b)...)
		}
	}
	for _, start := range ch.starts {
		from, at := g.find(start)
		if from == nil {
			continue
		}
		if g.search(from, at+1, stops, ends) {
			return true
		}
		turning := g.reaches(from, from) && !g.remade(ch)
		if turning && g.first(p, ch) || !turning && !ch.many && g.fewer(p, ch) {
			return true
		}
		if !turning && !ch.many && len(ch.starts) == 1 {
			continue
		}
		for _, b := range g.blocks {
			if !b.Live || !g.reaches(b, b) {
				continue
			}
			at := slices.IndexFunc(b.Nodes, stops)
			if at < 0 && !g.cases[b] && !g.rangesOver(p, ch, b) {
				continue
			}
			if g.search(b, at+1, func(ast.Node) bool { return false }, g.loopEnd(b)) {
				return true
			}
		}
	}
	return false
}

// receives reports whether a node of the graph receives from the channel, or is the operand of a range statement that does. A clause of a
// select statement does so where it begins.
func (g *paths) receives(p *rule.Pass, ch *channel, n ast.Node) bool { return g.count(p, ch, n) > 0 }

// count returns how often a node receives from the channel.
func (g *paths) count(p *rule.Pass, ch *channel, n ast.Node) (times int) {
	if s, ok := n.(ast.Stmt); ok && g.comms[s] {
		return 0
	}
	ranged := g.ranged(ch, p)
	inside(n, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.UnaryExpr:
			if id, ok := ast.Unparen(n.X).(*ast.Ident); ok && n.Op == token.ARROW && (p.Info.Uses[id] == ch.obj || ch.ends[p.Info.Uses[id]]) {
				times++
			}
		case *ast.Ident:
			if n == ranged {
				times++
			}
		case *ast.CallExpr:
			if ch.waits[n] {
				times++
			}
		}
	})
	return times
}

// clauses finds what the select statements of the function receive.
func (g *paths) clauses(p *rule.Pass, ch *channel) {
	g.comms, g.cases = map[ast.Stmt]bool{}, map[*cfg.Block]bool{}
	for _, b := range g.blocks {
		if cc, ok := b.Stmt.(*ast.CommClause); ok && b.Kind == cfg.KindSelectCaseBody && cc.Comm != nil {
			g.cases[b] = g.receives(p, ch, cc.Comm)
			defer func() { g.comms[cc.Comm] = true }()
		}
	}
}

// rangesOver reports whether a block begins the body of a range statement over the channel.
func (g *paths) rangesOver(p *rule.Pass, ch *channel, b *cfg.Block) bool {
	r, ok := b.Stmt.(*ast.RangeStmt)
	if !ok || b.Kind != cfg.KindRangeBody {
		return false
	}
	id, ok := ast.Unparen(r.X).(*ast.Ident)
	return ok && p.Info.Uses[id] == ch.obj
}

// ranged returns the channel where a range statement of the function goes over it.
func (g *paths) ranged(ch *channel, p *rule.Pass) (id *ast.Ident) {
	for _, b := range g.blocks {
		if r, ok := b.Stmt.(*ast.RangeStmt); ok {
			if x, ok := ast.Unparen(r.X).(*ast.Ident); ok && p.Info.Uses[x] == ch.obj {
				id = x
			}
		}
	}
	return id
}

// find returns the block that a statement, or a part of one, stands in, and its place there. What a clause of a select statement sends is sent where
// the clause begins.
func (g *paths) find(s ast.Node) (*cfg.Block, int) {
	for _, b := range g.blocks {
		if cc, ok := b.Stmt.(*ast.CommClause); ok && b.Live && b.Kind == cfg.KindSelectCaseBody && cc.Comm != nil && around(cc.Comm, s) {
			return b, -1
		}
	}
	for _, b := range g.blocks {
		if i := slices.IndexFunc(b.Nodes, func(n ast.Node) bool { return around(n, s) }); i >= 0 && b.Live {
			return b, i
		}
	}
	return nil, 0
}

// around reports whether one node is, or holds, another.
func around(n, part ast.Node) bool { return n.Pos() <= part.Pos() && part.End() <= n.End() }

// search reports whether a return is reached from a place without passing a node that stops, or one of the blocks in but.
func (g *paths) search(from *cfg.Block, at int, stops func(ast.Node) bool, but []*cfg.Block) bool {
	seen := map[*cfg.Block]bool{}
	var visit func(b *cfg.Block, at int) bool
	visit = func(b *cfg.Block, at int) bool {
		if at == 0 && (slices.Contains(but, b) || stops != nil && g.cases[b] && b != from) || slices.ContainsFunc(b.Nodes[at:], stops) {
			return false
		}
		if len(b.Succs) == 0 {
			return b.Return() != nil
		}
		for _, s := range b.Succs {
			if !seen[s] {
				seen[s] = true
				if visit(s, 0) {
					return true
				}
			}
		}
		return false
	}
	return visit(from, at)
}

// reaches reports whether one block is reached from another by at least one step.
func (g *paths) reaches(from, to *cfg.Block) bool {
	seen := map[*cfg.Block]bool{}
	for queue := slices.Clone(from.Succs); len(queue) > 0; queue = queue[1:] {
		if queue[0] == to {
			return true
		}
		if !seen[queue[0]] {
			seen[queue[0]] = true
			queue = append(queue, queue[0].Succs...)
		}
	}
	return false
}

// loopEnd returns the blocks at which the loops around a block are left in the ordinary way.
func (g *paths) loopEnd(b *cfg.Block) (out []*cfg.Block) {
	for _, o := range g.blocks {
		if (o.Kind == cfg.KindForDone || o.Kind == cfg.KindRangeDone) && o.Stmt != nil && len(b.Nodes) > 0 && o.Stmt.Pos() <= b.Nodes[0].Pos() && b.Nodes[0].End() <= o.Stmt.End() {
			out = append(out, o)
		}
	}
	return out
}
