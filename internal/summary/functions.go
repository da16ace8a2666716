package summary

import (
	"slices"
	"strings"
)

// findFunctions notes the values that a function of the program may flow to, whichever way: the others need not be looked at to find what a call
// of a function value calls. Edges that are added later are taken along by join.
func (p *Program) findFunctions() {
	p.holds = make([]bool, len(p.canon))
	for _, pkg := range p.Packages {
		for i := range pkg.Nodes {
			if v := &pkg.Nodes[i]; v.Kind == Func && (p.through[v.Value] != nil || !p.funcs[v.Value].IsZero()) {
				if id := p.ID(pkg, Node(i)); !p.holds[id] {
					p.spread(id)
				}
			}
		}
	}
}

// spread notes that a function may flow to a value, and to where that flows.
func (p *Program) spread(id ID) {
	p.holds[id] = true
	for queue := []ID{id}; len(queue) > 0; {
		at := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for _, e := range p.succ[at] {
			if !p.holds[e.to] {
				p.holds[e.to] = true
				queue = append(queue, e.to)
			}
		}
	}
}

// FunctionsAt returns the functions that a value, or an element of the collection that it is, may be.
func (p *Program) FunctionsAt(id ID) []FuncRef {
	var fs []FuncRef
	seen := map[ID]bool{}
	for queue := p.functionOrigins(id); len(queue) > 0; queue = queue[1:] {
		o := queue[0]
		if seen[o] {
			continue
		}
		seen[o] = true
		switch v := p.Value(o); v.Kind {
		case Func:
			if f, ok := p.funcs[v.Value]; ok {
				fs = append(fs, f)
			}
			fs = append(fs, p.through[v.Value]...)
		case Lit:
			for _, e := range v.Fields {
				queue = append(queue, p.functionOrigins(p.ID(p.owner[o], e.Value))...)
			}
		}
	}
	return fs
}

// functionOrigins returns those of the Origins of a value that are functions of the program or literals of collections that may hold some.
func (p *Program) functionOrigins(id ID) []ID {
	if id == NoID || !p.holds[id] {
		return nil
	}
	var out []ID
	p.follow(id, p.pred, -1, func(e edge) bool { return p.holds[e.to] }, func(n ID, _ []edge) bool {
		switch v := p.Value(n); v.Kind {
		case Func:
			out = append(out, n)
			return false
		case Lit:
			if strings.HasPrefix(v.Type, "[]") {
				out = append(out, n)
			}
			return false
		case Const, Zero, Text, Expr, Unknown:
			return false
		}
		return true
	})
	slices.Sort(out)
	return out
}
