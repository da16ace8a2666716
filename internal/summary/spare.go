package summary

import (
	"slices"
	"strings"
)

// StandsIn reports whether an origin flows to a value only where that would be nil, and it never is, as far as the program shows: whatever
// else flows there is made, and fields on the way are set wherever what they belong to is made.
func (p *Program) StandsIn(origin, id ID) bool {
	firm, others := true, false
	p.follow(id, p.pred, -1, func(e edge) bool { return !e.spare }, func(n ID, from []edge) bool {
		if n == origin {
			firm = false // on another way
		}
		v := p.Value(n)
		switch k := p.kinds[n]; {
		case k == Const && v.Value == "nil", k == Zero, k == Unknown, k == Result, v.List, k == Lit && strings.HasPrefix(v.Type, "[]"):
			firm = false // or may be, as what a map does not hold
		case k == Field:
			firm = firm && p.alwaysSet(n)
		case k == Lit:
			others = true
		case len(from) == 0:
			firm = false // a variable or parameter that nothing is seen to set
		}
		return firm && p.kinds[n] != Lit
	})
	return firm && others && slices.Contains(p.Origins(id), origin)
}

// alwaysSet reports whether a field is given a value wherever a struct of its type is seen to be made.
func (p *Program) alwaysSet(field ID) bool {
	v := p.Value(field)
	owner := v.FieldOwner()
	name := v.Key[strings.LastIndexByte(v.Key, '.')+1:]
	made := false
	for _, pkg := range p.Packages {
		for i := range pkg.Nodes {
			n := &pkg.Nodes[i]
			if n.Type != owner || n.Kind != Lit && n.Kind != Zero || n.Fn >= 0 && pkg.Funcs[n.Fn].Test {
				continue
			}
			made = true
			set := false
			for _, f := range n.Fields {
				set = set || f.Name == name && f.Value != None && (pkg.Nodes[f.Value].Kind != Const || pkg.Nodes[f.Value].Value != "nil")
			}
			if !set {
				return false
			}
		}
	}
	return made
}
