package summary

import "slices"

// maxCuts bounds how often a text is followed to what it is cut out of.
const maxCuts = 6

// FromRequest reports whether a value is taken out of a request that is being served: read from what the catalog calls request, returned
// as requestdata, or cut out of such a text.
func (p *Program) FromRequest(id ID) bool { return p.fromRequest(id, maxCuts) }

func (p *Program) fromRequest(id ID, depth int) bool {
	if id == NoID || depth == 0 {
		return false
	}
	for _, o := range append(p.Origins(id), id) {
		v := p.Value(o)
		if _, ok := p.Catalog.Get(v.Type, "request"); ok {
			return true
		}
		var from []ID
		switch v.Kind {
		case Text:
			for _, part := range v.Parts {
				from = append(from, p.ID(p.owner[o], part.Node))
			}
		case Load:
			from = append(from, p.ID(p.owner[o], v.Base))
		case Result:
			c := p.CallOf(o)
			if _, ok := p.Catalog.Get(c.Call.Callee, "requestdata"); ok {
				return true
			}
			from = append(from, p.Arg(c, -1))
			if e, ok := p.Catalog.Get(c.Call.Callee, "excerpt"); ok {
				from = append(from, p.Arg(c, e.Int("of", 0)))
			}
		}
		if slices.ContainsFunc(from, func(f ID) bool { return p.fromRequest(f, depth-1) }) {
			return true
		}
	}
	return false
}

// Methods returns the methods that a request to another service may be made with. ok is false where one is not known.
func (p *Program) Methods(id ID) (out []string, ok bool) { return p.sentWith(id, maxCuts/2) }

func (p *Program) sentWith(id ID, depth int) (out []string, ok bool) {
	all, fits := p.OriginsWhile(id, func(o ID) bool {
		from := p.CallOf(o)
		if from.IsZero() || depth == 0 {
			return false
		}
		e, _ := p.Catalog.Get(from.Call.Callee, "outgoing")
		if e.Attrs["of"] == "recv" {
			of, ok := p.sentWith(p.Arg(from, -1), depth-1)
			out = append(out, of...)
			return ok
		}
		k := e.Int("method", -1)
		if k < 0 || k >= len(from.Call.Args) {
			return false
		}
		made := p.Origins(p.Arg(from, k))
		for _, m := range made {
			v := p.Value(m)
			if v.Kind != Const {
				return false
			}
			out = append(out, v.Value)
		}
		return len(made) > 0
	})
	return out, fits && len(all) > 0
}

// CutFrom returns the values that a text is made of, or cut out of, itself first. Of two texts that share one, the one says something of the other.
func (p *Program) CutFrom(id ID) []ID {
	var out []ID
	walked, seen := map[ID]int{}, map[ID]int{} // how many texts deep
	var follow func(id ID, depth int)
	follow = func(id ID, depth int) {
		if id == NoID || walked[id] >= depth {
			return
		}
		walked[id] = depth
		for _, r := range p.Sources(id) {
			if seen[r] >= depth {
				continue
			}
			if seen[r] == 0 {
				out = append(out, r)
			}
			seen[r] = depth
			for _, part := range p.Value(r).Parts {
				follow(p.ID(p.owner[r], part.Node), depth-1)
			}
			if c := p.CallOf(r); !c.IsZero() {
				if e, ok := p.Catalog.Get(c.Call.Callee, "excerpt"); ok {
					follow(p.Arg(c, e.Int("of", 0)), depth-1)
				}
			}
		}
	}
	follow(id, maxCuts/2+1)
	return out
}

// Above returns the functions that a function is called by, directly or not, or stands in.
func (p *Program) Above(f FuncRef) map[*Function]bool {
	seen := map[*Function]bool{}
	for queue := []FuncRef{f}; len(queue) > 0; queue = queue[1:] {
		next := []FuncRef{queue[0].Outer()}
		for _, c := range p.Callers(queue[0]) {
			next = append(next, p.Enclosing(c))
		}
		for _, n := range next {
			if !n.IsZero() && !seen[n.Func] {
				seen[n.Func] = true
				queue = append(queue, n)
			}
		}
	}
	return seen
}
