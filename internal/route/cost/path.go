package cost

import (
	"slices"

	"github.com/prodlint/prodlint/internal/summary"
)

// way is a way through pieces of a function, with what it costs.
type way struct {
	parts  []Part
	weight int
}

func (w way) then(o way) way {
	return way{append(slices.Clip(w.parts), o.parts...), w.weight + o.weight}
}

// pieces finds the most costly way through a function. Pieces that a loop leads through again are one knot: the most costly way through it is
// followed once, and then the most costly way out of it.
type pieces struct {
	flow   []summary.Block
	own    []way   // of each piece
	knot   []int   // by piece
	within [][]int // the pieces of each knot
	known  map[int]way
}

// worst returns what is done on the way through a function that costs most.
func (b *Book) worst(f summary.FuncRef) []Part {
	if len(f.Func.Flow) == 0 {
		return nil
	}
	p := &pieces{flow: f.Func.Flow, known: map[int]way{}}
	for i := range p.flow {
		var w way
		for _, k := range p.flow[i].Calls {
			for _, part := range b.parts(summary.CallRef{Pkg: f.Pkg, Call: &f.Pkg.Calls[k]}) {
				w = w.then(way{[]Part{part}, part.Sum.Weight() + 1})
			}
		}
		p.own = append(p.own, w)
	}
	p.tie()
	return p.from(0).parts
}

// from returns the most costly way from a piece to an exit.
func (p *pieces) from(i int) way {
	if w, ok := p.known[i]; ok {
		return w
	}
	knot := p.knot[i]
	w := p.through(i, map[int]bool{})
	var best way
	for _, k := range p.within[knot] {
		for _, next := range p.flow[k].Next() {
			if p.knot[next] == knot {
				continue
			}
			if o := p.from(int(next)); o.weight > best.weight {
				best = o
			}
		}
	}
	w = w.then(best)
	p.known[i] = w
	return w
}

// through returns the most costly way from a piece on that stays within its knot and comes by no piece twice.
func (p *pieces) through(i int, been map[int]bool) way {
	been[i] = true
	defer delete(been, i)
	var best way
	if len(p.within[p.knot[i]]) <= maxKnot {
		for _, next := range p.flow[i].Next() {
			if n := int(next); p.knot[n] == p.knot[i] && !been[n] {
				if o := p.through(n, been); o.weight > best.weight {
					best = o
				}
			}
		}
		return p.own[i].then(best)
	}
	for _, k := range p.within[p.knot[i]] { // too many ways: all of it
		best = best.then(p.own[k])
	}
	return best
}

// maxKnot bounds the pieces of a knot in which ways are looked for one by one.
const maxKnot = 8

// tie finds the knots: the strongly connected components, after Tarjan.
func (p *pieces) tie() {
	n := len(p.flow)
	p.knot = make([]int, n)
	index, low, on := make([]int, n), make([]int, n), make([]bool, n)
	var stack []int
	count := 0
	var visit func(i int)
	visit = func(i int) {
		count++
		index[i], low[i], on[i] = count, count, true
		stack = append(stack, i)
		for _, next := range p.flow[i].Next() {
			switch k := int(next); {
			case index[k] == 0:
				visit(k)
				low[i] = min(low[i], low[k])
			case on[k]:
				low[i] = min(low[i], index[k])
			}
		}
		if low[i] != index[i] {
			return
		}
		var knot []int
		for {
			k := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			on[k] = false
			p.knot[k] = len(p.within)
			knot = append(knot, k)
			if k == i {
				break
			}
		}
		slices.Sort(knot)
		p.within = append(p.within, knot)
	}
	for i := range p.flow {
		if index[i] == 0 {
			visit(i)
		}
	}
}
