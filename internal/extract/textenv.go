package extract

import (
	"go/ast"
	"go/types"
	"math/bits"
	"slices"
)

// env holds the known values of local variables on one path. Variables that are not in it are holes. An env is never changed, so that
// paths share what they agree on.
type env struct {
	held []*held // by the slot of the variable in its run; nil where nothing is known
	hash uint64  // of all of them
}

// at returns what a slot holds, or nil.
func (e env) at(slot int) *held {
	if slot < 0 || slot >= len(e.held) {
		return nil
	}
	return e.held[slot]
}

// put returns a copy of the environment in which a slot holds h.
func (e env) put(slot int, h *held) env {
	out := env{held: make([]*held, max(len(e.held), slot+1)), hash: e.hash}
	copy(out.held, e.held)
	if old := e.at(slot); old != nil {
		out.hash -= mix(uint64(slot), old.hash)
	}
	if h != nil {
		out.hash += mix(uint64(slot), h.hash)
	}
	out.held[slot] = h
	return out
}

// charge counts work against the budget of the body. The run ends where none is left.
func (t *textRun) charge(n int) {
	t.budget -= n
	t.done = t.done || t.budget <= 0
}

// slotOf returns the slot of a variable, -1 where no path has known it yet.
func (t *textRun) slotOf(v *types.Var) int {
	if slot, ok := t.slots[v]; ok {
		return slot
	}
	return -1
}

// get returns what is known of a variable on a path.
func (t *textRun) get(e env, v *types.Var) (value, bool) {
	if h := e.at(t.slotOf(v)); h != nil {
		return h.value, true
	}
	return value{}, false
}

// with returns a copy of the environment in which v has a value.
func (t *textRun) with(e env, v *types.Var, val value) env { return t.hold(e, v, hold(val)) }

// hold is with for a value that is stored already.
func (t *textRun) hold(e env, v *types.Var, h *held) env {
	slot := t.slotOf(v)
	if slot < 0 {
		slot = len(t.slots)
		t.slots[v] = slot
	}
	t.charge(h.value.size() + len(e.held)/8)
	return e.put(slot, h)
}

// without returns the environment with nothing known of v.
func (t *textRun) without(e env, v *types.Var) env {
	if slot := t.slotOf(v); e.at(slot) != nil {
		return e.put(slot, nil)
	}
	return e
}

// join unites the paths that meet at one point. Where there are too many it keeps the first and the last.
// Paths with the same hash are one: that two hashes of 64 bits agree by chance is not provided for.
func join(lists ...[]env) []env {
	all := slices.Concat(lists...)
	if len(all) < 2 {
		return all
	}
	var out []env
	seen := map[uint64]bool{}
	for _, e := range all {
		if !seen[e.hash] {
			seen[e.hash] = true
			out = append(out, e)
		}
	}
	return bound(out)
}

// mix hashes two words into one.
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a^0x9e3779b97f4a7c15, b^0xd1b54a32d192ed03)
	return hi ^ lo ^ bits.RotateLeft64(b, 29) + a
}

func hashString(h uint64, s string) uint64 {
	h = mix(h, uint64(len(s)))
	for len(s) >= 8 {
		h = mix(h, uint64(s[0])|uint64(s[1])<<8|uint64(s[2])<<16|uint64(s[3])<<24|uint64(s[4])<<32|uint64(s[5])<<40|uint64(s[6])<<48|uint64(s[7])<<56)
		s = s[8:]
	}
	var last uint64
	for i := range len(s) {
		last |= uint64(s[i]) << (8 * i)
	}
	return mix(h, last)
}

// hashParts hashes the pieces of a text: literals by content, holes by position, those that no expression stands for alike.
func hashParts(parts []Piece) uint64 {
	h := uint64(1)
	for _, p := range parts {
		if p.Hole == nil {
			h = hashString(mix(h, 1), p.Lit)
		} else if _, bad := p.Hole.(*ast.BadExpr); bad {
			h = mix(h, 2)
		} else {
			h = mix(mix(mix(h, 3), uint64(p.Hole.Pos())), uint64(p.Hole.End()))
		}
	}
	return h
}

// hash hashes a value. Texts that read alike have the same hash, however their literals are cut.
func (v value) hash() uint64 {
	if !v.list {
		return hashParts(normalize(v.parts))
	}
	h := uint64(2)
	for i, e := range v.elems {
		if v.names != nil {
			h = hashString(h, v.names[i])
		}
		h = mix(h, e.hash)
	}
	if v.open {
		h = mix(h, 4)
	}
	return h
}
