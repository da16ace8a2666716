package goroutineleak

import (
	"go/ast"
	"slices"

	"golang.org/x/tools/go/cfg"

	"github.com/prodlint/prodlint/internal/rule"
)

// remade reports whether the channel is made anew in each turn of a loop.
func (g *paths) remade(ch *channel) bool {
	if ch.make == nil {
		return false
	}
	for _, b := range g.blocks {
		if slices.ContainsFunc(b.Nodes, func(n ast.Node) bool { return n.Pos() <= ch.make.Pos() && ch.make.End() <= n.End() }) {
			return g.reaches(b, b)
		}
	}
	return false
}

// receivers returns the blocks that receive from the channel, and reports whether none of them stands in a loop.
func (g *paths) receivers(p *rule.Pass, ch *channel) (out []*cfg.Block, straight bool) {
	if g.ranged(ch, p) != nil {
		return nil, false
	}
	for _, b := range g.blocks {
		if b.Live && (g.cases[b] || slices.ContainsFunc(b.Nodes, func(n ast.Node) bool { return g.receives(p, ch, n) })) {
			if g.reaches(b, b) {
				return nil, false
			}
			out = append(out, b)
		}
	}
	return out, true
}

// first reports whether a function that has started several goroutines in a loop receives from one of them and returns.
func (g *paths) first(p *rule.Pass, ch *channel) bool {
	in, straight := g.receivers(p, ch)
	return straight && len(in) == 1 && g.search(in[0], 0, func(ast.Node) bool { return false }, nil)
}

// fewer reports whether a function may return with fewer values than the goroutines send that it has started one by one.
func (g *paths) fewer(p *rule.Pass, ch *channel) bool {
	if _, straight := g.receivers(p, ch); !straight {
		return false
	}
	last := ch.starts[0]
	var all []ast.Stmt
	for _, s := range ch.starts {
		if b, _ := g.find(s); b == nil || g.reaches(b, b) {
			return false
		}
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
		if s.Pos() > last.Pos() {
			last = s
		}
	}
	type state struct {
		b   *cfg.Block
		got int
	}
	seen := map[state]bool{}
	var visit func(b *cfg.Block, at, got int) bool
	visit = func(b *cfg.Block, at, got int) bool {
		if at == 0 && g.cases[b] {
			got++
		}
		for _, n := range b.Nodes[at:] {
			got += g.count(p, ch, n)
		}
		if got >= len(all) {
			return false
		}
		if len(b.Succs) == 0 {
			return b.Return() != nil
		}
		return slices.ContainsFunc(b.Succs, func(s *cfg.Block) bool {
			if seen[state{s, got}] {
				return false
			}
			seen[state{s, got}] = true
			return visit(s, 0, got)
		})
	}
	from, at := g.find(last)
	return visit(from, at+1, 0)
}
