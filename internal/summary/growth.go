package summary

import "slices"

// Growth is something done to how much a map or slice holds, where that may be more than a variable of one run of a function.
type Growth struct {
	In   Node // the map or slice, or what it is read out of
	Does uint8
	// Key is what an element is put in or deleted by, None for slices; of Asks the answer.
	Key Node
	// Type is the type of the map or slice: one that is an element of another has another type.
	Type string
	// Inner says that it is an element of In.
	Inner bool
	// Var says that In is a variable that holds a slice: what it was read out of has as many elements as before, unless it is assigned to that.
	Var bool
	// Few says of what adds that there can be few elements only: the key is a constant, or its type has few values.
	Few bool
	// Acts says that the elements are functions, channels or interfaces with methods.
	Acts bool
	Cond Node // as of Value
	Fn   int32
	Loop int32 // innermost loop of the function around it, an index into Package.Loops, or -1
	Pos  Pos
}

// What may be done to how much a map or slice holds.
const (
	Adds    uint8 = 1 + iota // an element is put in
	Removes                  // elements are taken out
	Resets                   // it, or the struct that it is a field of, becomes another
	Limits                   // how much there is is compared with what may be a limit
	Lends                    // its address is handed on
	Asks                     // it is asked how much there is, and the answer is used in some way
)

// KeptAs returns the variables that a value is assigned to as it is, within the function.
func (p *Program) KeptAs(id ID) []ID {
	var out []ID
	for _, e := range p.succ[id] {
		if e.site == 0 && !e.elem && p.kinds[e.to] == Var {
			out = append(out, e.to)
		}
	}
	return out
}

// Becomes reports whether a value may be assigned to a field or variable, by whatever ways. What it was put into does not count, nor do copies.
func (p *Program) Becomes(id, to ID) bool {
	return slices.Contains(p.follow(id, p.succ, 1, edge.same, nil), to)
}

// same reports whether what comes out of an edge is what went in, and neither something that it was put into nor a copy of it.
func (e edge) same() bool { return !e.elem && !e.added && !e.copy }

// ReadFrom returns the fields and variables of packages that a value is read from, each the nearest on its way, or the variables and parameters
// that it begins with. What was put into collections on the way does not count, nor does what it is a copy of.
func (p *Program) ReadFrom(id ID) []ID {
	var held, begin []ID
	p.follow(id, p.pred, -1, edge.same, func(n ID, from []edge) bool {
		switch p.kinds[n] {
		case Global, Field:
			held = append(held, n)
			return false
		case Var, Param:
			begin = append(begin, n)
		}
		return true
	})
	if len(held) > 0 {
		return held
	}
	return begin
}
