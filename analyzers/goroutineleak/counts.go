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

// fewer reports whether a function may return with fewer values than the goroutines send, two or more in all, that it has started one by one on its way.
func (g *paths) fewer(p *rule.Pass, ch *channel) bool {
	if _, straight := g.receivers(p, ch); !straight {
		return false
	}
	for _, s := range ch.starts {
		if b, _ := g.find(s); b == nil || g.reaches(b, b) {
			return false
		}
	}
	type state struct {
		b            *cfg.Block
		started, got int
	}
	seen := map[state]bool{}
	var visit func(state) bool
	visit = func(at state) bool {
		if seen[at] {
			return false
		}
		seen[at] = true
		if g.cases[at.b] {
			at.got++
		}
		for _, n := range at.b.Nodes {
			at.got += g.count(p, ch, n)
		}
		for _, s := range ch.starts {
			if b, _ := g.find(s); b == at.b {
				at.started++
				if ch.twice[s] {
					at.started++
				}
			}
		}
		if len(at.b.Succs) == 0 {
			return at.b.Return() != nil && at.started > 1 && at.got < at.started
		}
		return slices.ContainsFunc(at.b.Succs, func(s *cfg.Block) bool { return visit(state{s, at.started, at.got}) })
	}
	return len(g.blocks) > 0 && visit(state{b: g.blocks[0]})
}
