package summary

import "slices"

// state is a value reached with the call through which its function was entered; leaving is possible only there, or anywhere if it is 0.
type state struct {
	id   ID
	site int32
}

// walk visits the values connected with id along edges. dir is 1 when edges run forward and -1 when backward. visit, if given, sees each
// value once and says whether to go on from it; without it the values are returned, in the order in which they are reached. Edges of elements
// are left out unless elems is set.
func (p *Program) walk(id ID, edges [][]edge, dir int32, elems bool, visit func(ID, []edge) bool) []ID {
	if elems {
		return p.follow(id, edges, dir, nil, visit)
	}
	return p.follow(id, edges, dir, func(e edge) bool { return !e.elem }, visit)
}

// follow is walk over the edges that it is told to take; nil takes all.
func (p *Program) follow(id ID, edges [][]edge, dir int32, takes func(edge) bool, visit func(ID, []edge) bool) []ID {
	if id == NoID {
		return nil
	}
	w := p.trail()
	defer p.trails.Put(w)
	w.add(state{id, 0})
	w.order = append(w.order, id)
	for at := 0; at < len(w.queue); at++ {
		s := w.queue[at]
		if visit != nil && !w.goOn(s.id, visit, edges) {
			continue
		}
		if k := p.kinds[s.id]; k == Global || k == Field {
			s.site = 0
		}
		for _, e := range edges[s.id] {
			if takes != nil && !takes(e) {
				continue
			}
			next := state{e.to, s.site}
			switch site := e.site * dir; {
			case site > 0: // into a callee (backward: into what it returns)
				next.site = site
			case site < 0:
				if s.site != 0 && s.site != -site {
					continue
				}
				next.site = 0
			}
			if known, fresh := w.add(next); fresh && !known {
				w.order = append(w.order, next.id)
			}
		}
	}
	if visit != nil {
		return nil
	}
	return slices.Clone(w.order)
}

// trail is where a walk has been. It is used again by later walks: a mark counts only when it is that of the current one.
type trail struct {
	walk  uint32
	known []uint32 // by value: reached
	free  []uint32 // by value: reached with site 0
	asked []uint32 // by value: visit was called
	on    []bool   // what it said
	sited siteSet
	queue []state
	order []ID // the values, as they were reached
}

// trail returns an empty trail.
func (p *Program) trail() *trail {
	w, ok := p.trails.Get().(*trail)
	if n := len(p.canon); !ok || len(w.known) != n || w.walk == 1<<32-1 {
		w = &trail{known: make([]uint32, n), free: make([]uint32, n), asked: make([]uint32, n), on: make([]bool, n)}
	}
	w.walk++
	w.queue, w.order = w.queue[:0], w.order[:0]
	w.sited.n = 0
	return w
}

// add queues a state. It reports whether its value was known before, and whether the state adds something.
func (w *trail) add(s state) (known, fresh bool) {
	if w.free[s.id] == w.walk {
		return true, false
	}
	if s.site == 0 {
		w.free[s.id] = w.walk
	} else {
		if !w.sited.add(s, w.walk) {
			return true, false
		}
	}
	known = w.known[s.id] == w.walk
	w.known[s.id] = w.walk
	w.queue = append(w.queue, s)
	return known, true
}

// goOn asks visit about a value, once.
func (w *trail) goOn(id ID, visit func(ID, []edge) bool, edges [][]edge) bool {
	if w.asked[id] != w.walk {
		w.asked[id] = w.walk
		w.on[id] = visit(id, edges[id])
	}
	return w.on[id]
}

// siteSet is a set of states: a table that is probed in line. What stands there without the mark of the current walk counts as empty, so that
// nothing has to be cleared between two.
type siteSet struct {
	table []marked
	n     int // how many states the current walk has added
}

type marked struct {
	state
	walk uint32
}

// add adds a state and reports whether it was not there.
func (s *siteSet) add(v state, walk uint32) bool {
	if 2*s.n >= len(s.table) {
		s.grow(walk)
	}
	i := s.place(v, walk)
	if s.table[i].walk == walk {
		return false
	}
	s.table[i] = marked{v, walk}
	s.n++
	return true
}

// place returns where a state stands, or where there is room for it.
func (s *siteSet) place(v state, walk uint32) int {
	mask := len(s.table) - 1
	hash := (uint64(uint32(v.id))<<32 | uint64(uint32(v.site))) * 0x9e3779b97f4a7c15
	i := int(hash>>32) & mask
	for s.table[i].walk == walk && s.table[i].state != v {
		i = (i + 1) & mask
	}
	return i
}

// grow doubles the table.
func (s *siteSet) grow(walk uint32) {
	old := s.table
	s.table = make([]marked, max(64, 2*len(old)))
	for _, m := range old {
		if m.walk == walk {
			s.table[s.place(m.state, walk)] = m
		}
	}
}
