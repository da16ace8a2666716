package extract

import (
	"go/ast"
	"slices"
	"strings"
)

// value is what a local variable or an expression may hold: a text, or a list, map or struct of texts.
type value struct {
	parts []Piece // of a text
	list  bool
	elems []*held
	names []string // keys of a map, fields of a struct; nil for slices
	open  bool     // there may be other elements
	// from is the expression that a value stands for of which nothing else is known.
	from ast.Expr
}

func literal(s string) value { return value{parts: []Piece{{Lit: s}}} }

// unknown is a value that no expression stands for.
func unknown() value { return hole(&ast.BadExpr{}) }

func hole(e ast.Expr) value { return value{parts: []Piece{{Hole: e}}, from: e} }

// text returns the pieces of a value; lists are holes, for which e stands.
func (v value) text(e ast.Expr) []Piece {
	if v.list {
		return []Piece{{Hole: e}}
	}
	return v.parts
}

// held is a value that is stored, in a variable or a list, with its hash. It is never changed.
type held struct {
	value value
	hash  uint64
}

func hold(v value) *held { return &held{v, v.hash()} }

// size is what a value costs to make: its pieces and elements, and its bytes at a fraction of that.
func (v value) size() int {
	n := 1 + len(v.elems) + len(v.parts)
	for _, p := range v.parts {
		n += len(p.Lit) / 64
	}
	return n
}

func concat(a, b []Piece) []Piece {
	out := make([]Piece, 0, len(a)+len(b))
	return normalize(append(append(out, a...), b...))
}

// normalize joins literals that touch, drops empty ones and keeps texts within bounds.
func normalize(parts []Piece) []Piece {
	var out []Piece
	size := 0
	for _, p := range parts {
		if p.Hole == nil {
			size += len(p.Lit)
			if n := len(out); n > 0 && out[n-1].Hole == nil {
				out[n-1].Lit += p.Lit
				continue
			}
			if p.Lit == "" {
				continue
			}
		}
		if len(out) >= maxPieces || size > maxTextLen {
			return append(out, Piece{Hole: &ast.BadExpr{}})
		}
		out = append(out, p)
	}
	return out
}

// constText returns a text without holes.
func (v value) constText() (string, bool) {
	if v.list {
		return "", false
	}
	var b strings.Builder
	for _, p := range v.parts {
		if p.Hole != nil {
			return "", false
		}
		b.WriteString(p.Lit)
	}
	return b.String(), true
}

func bound[T any](list []T) []T {
	if len(list) <= maxAlternatives {
		return list
	}
	half := maxAlternatives / 2
	return append(slices.Clone(list[:half]), list[len(list)-half:]...)
}

// again adds to the paths through a loop's body that it may run again: what a round appended, others may append as well.
func again(before, after []env) []env {
	var out []env
	for _, a := range after {
		e := a
		for slot, now := range a.held {
			if now == nil {
				continue
			}
			for _, b := range before {
				past := b.at(slot)
				if past == nil || past.hash == now.hash {
					continue
				}
				val, old := now.value, past.value
				if val.list && old.list && len(val.elems) > len(old.elems) {
					val.open = true
					e = e.put(slot, hold(val))
				} else if !val.list && !old.list && extends(val.parts, old.parts) {
					e = e.put(slot, hold(value{parts: append(slices.Clone(val.parts), Piece{Hole: &ast.BadExpr{}})}))
				} else {
					continue
				}
				break
			}
		}
		out = append(out, e)
	}
	return out
}

// none is the paths around a loop's body: what a round appends is missing there, so that the text is not all that may be run.
func none(before, after []env) []env {
	var out []env
	for _, b := range before {
		e := b
		for slot, past := range b.held {
			if past == nil {
				continue
			}
			for _, a := range after {
				now := a.at(slot)
				if now == nil || now.hash == past.hash {
					continue
				}
				if val, old := now.value, past.value; val.list && old.list && len(val.elems) > len(old.elems) {
					old.open = true
					e = e.put(slot, hold(old))
				} else if !val.list && !old.list && extends(val.parts, old.parts) {
					rest := Piece{Hole: &ast.BadExpr{}}
					if joins(val.parts, old.parts) {
						e = e.put(slot, hold(value{parts: append(slices.Clone(old.parts), rest)}))
					} else {
						e = e.put(slot, hold(value{parts: append(slices.Clone(old.parts), Piece{Lit: " "}, rest)}))
					}
				} else {
					continue
				}
				break
			}
		}
		out = append(out, e)
	}
	return out
}

// joins reports whether what a text has behind another that it begins with may go on with the word at its end.
func joins(long, short []Piece) bool {
	size := func(parts []Piece) (n int) {
		for _, p := range parts {
			n += len(p.Lit)
		}
		return n
	}
	at := size(short)
	for _, p := range long {
		if p.Hole == nil && at < len(p.Lit) {
			c := p.Lit[at]
			return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
		}
		at -= len(p.Lit)
	}
	return true
}

// extends reports whether a text begins with another.
func extends(long, short []Piece) bool {
	long, short = normalize(long), normalize(short)
	for i, p := range short {
		if i >= len(long) {
			return false
		}
		q := long[i]
		last := i == len(short)-1
		switch {
		case p.Hole != nil || q.Hole != nil:
			if p.Hole != q.Hole {
				return false
			}
		case last && strings.HasPrefix(q.Lit, p.Lit):
		case q.Lit != p.Lit:
			return false
		}
	}
	return true
}

// cross combines the alternatives of several values.
func cross(lists [][]value, f func([]value) value) []value {
	if !slices.ContainsFunc(lists, func(l []value) bool { return len(l) != 1 }) {
		return []value{f(slices.Concat(lists...))}
	}
	combos := [][]value{nil}
	for _, list := range lists {
		var next [][]value
		for _, c := range combos {
			for _, v := range list {
				if len(next) < 4*maxAlternatives {
					next = append(next, append(slices.Clone(c), v))
				}
			}
		}
		combos = bound(next)
	}
	out := make([]value, 0, len(combos))
	for _, c := range combos {
		out = append(out, f(c))
	}
	return out
}
