package summary

// roomForEdges makes the lists of edges, with room for those that the packages bring along.
func (p *Program) roomForEdges() {
	out, in := make([]int32, len(p.canon)), make([]int32, len(p.canon))
	n := 0
	for _, pkg := range p.Packages {
		canon := p.canon[p.base[pkg]:]
		for _, e := range pkg.Edges {
			if e.From != None && e.To != None {
				out[canon[e.From]]++
				in[canon[e.To]]++
				n++
			}
		}
	}
	p.succ, p.pred = room[edge](out, n), room[edge](in, n)
}

// findUses lists the uses of each value.
func (p *Program) findUses() {
	counts, n := make([]int32, len(p.canon)), 0
	each := func(see func(id ID, ref CallRef, arg int)) {
		for _, pkg := range p.Packages {
			canon := p.canon[p.base[pkg]:]
			for i := range pkg.Calls {
				c := &pkg.Calls[i]
				if c.Recv != None {
					see(canon[c.Recv], CallRef{pkg, c}, -1)
				}
				for k, a := range c.Args {
					if a != None {
						see(canon[a], CallRef{pkg, c}, k)
					}
				}
			}
		}
	}
	each(func(id ID, _ CallRef, _ int) { counts[id]++; n++ })
	p.uses = room[Use](counts, n)
	each(func(id ID, ref CallRef, arg int) { p.uses[id] = append(p.uses[id], Use{ref, arg}) })
}

// room returns empty lists with room for so many each, n in all.
func room[T any](counts []int32, n int) [][]T {
	lists, all, at := make([][]T, len(counts)), make([]T, n), 0
	for i, c := range counts {
		if c > 0 {
			lists[i] = all[at : at : at+int(c)]
			at += int(c)
		}
	}
	return lists
}
