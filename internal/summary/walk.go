package summary

// state is a value reached with the call through which its function was entered; leaving is possible only there, or anywhere if it is 0.
type state struct {
	id   ID
	site int32
}

// walk visits the values connected with id along edges. dir is 1 when edges run forward and -1 when backward. visit, if given, sees each
// value once and says whether to go on from it. Edges of elements are left out unless elems is set.
func (p *Program) walk(id ID, edges [][]edge, dir int32, elems bool, visit func(ID, []edge) bool) []ID {
	return p.follow(id, edges, dir, func(e edge) bool { return elems || !e.elem }, visit)
}

// follow is walk over the edges that it is told to take.
func (p *Program) follow(id ID, edges [][]edge, dir int32, takes func(edge) bool, visit func(ID, []edge) bool) []ID {
	if id == NoID {
		return nil
	}
	w := p.trail()
	defer p.trails.Put(w)
	w.add(state{id, 0})
	order := []ID{id}
	for at := 0; at < len(w.queue); at++ {
		s := w.queue[at]
		if visit != nil && !w.goOn(s.id, visit, edges) {
			continue
		}
		if k := p.Value(s.id).Kind; k == Global || k == Field {
			s.site = 0
		}
		for _, e := range edges[s.id] {
			if !takes(e) {
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
				order = append(order, next.id)
			}
		}
	}
	return order
}

// trail is where a walk has been. It is used again by later walks: a mark counts only when it is that of the current one.
type trail struct {
	walk  uint32
	known []uint32 // by value: reached
	free  []uint32 // by value: reached with site 0
	asked []uint32 // by value: visit was called
	on    []bool   // what it said
	sited map[state]bool
	queue []state
}

// trail returns an empty trail.
func (p *Program) trail() *trail {
	w, ok := p.trails.Get().(*trail)
	if n := len(p.canon); !ok || len(w.known) != n || w.walk == 1<<32-1 {
		w = &trail{known: make([]uint32, n), free: make([]uint32, n), asked: make([]uint32, n), on: make([]bool, n)}
	}
	w.walk++
	w.queue = w.queue[:0]
	if len(w.sited) > 1<<8 || w.sited == nil {
		w.sited = map[state]bool{} // clearing a map takes as long as it ever was large
	} else {
		clear(w.sited)
	}
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
		if w.sited[s] {
			return true, false
		}
		w.sited[s] = true
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
