package query

import (
	"reflect"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// tagValue returns the value of a key in a struct tag.
func tagValue(tag, key string) string { return reflect.StructTag(tag).Get(key) }

// Dest returns the values that rows are read into: what the library's call takes for it, and what is given to the methods of its result that
// read rows, in the order of the calls.
func (s *Statement) Dest() []summary.ID {
	return slices.Clone(s.dest)
}

// shape says how many rows are read, and into what.
func (s *Statement) shape() {
	if s.prog == nil { // a text in a file
		return
	}
	calls := slices.Clone(s.runs)
	if len(calls) == 0 {
		calls = []summary.CallRef{s.Library()}
	}
	for _, c := range calls {
		if e, ok := s.prog.Catalog.Get(c.Call.Callee, "dest"); ok {
			s.take(c, e.Attrs)
		}
		for i := range c.Call.Results {
			result := s.prog.Result(c, i)
			if result == summary.NoID {
				continue
			}
			if !s.reads(s.prog.Value(result).Type) {
				s.raw(c, result)
				continue
			}
			for _, a := range s.prog.Aliases(result) {
				for _, u := range s.prog.Uses(a) {
					if e, ok := s.prog.Catalog.Get(u.Call.Callee, "dest"); ok && u.Arg == e.Int("rows", -1) {
						s.take(u.CallRef, e.Attrs)
					}
				}
			}
		}
	}
}

// list reports whether an argument is a collection, or a parameter that whoever hands the statement over gives one for.
func (s *Statement) list(c summary.CallRef, i int) bool {
	if c.Call.Lists&(1<<min(i, 31)) != 0 {
		return true
	}
	id := s.prog.Arg(c, i)
	if id == summary.NoID || s.prog.Value(id).Kind != summary.Param {
		return false
	}
	f := s.prog.FunctionOf(id)
	for _, hop := range append([]summary.CallRef{s.Call}, s.Path...) {
		if slices.Contains(s.prog.Callees(hop), f) {
			return s.list(hop, int(max(s.prog.Value(id).Index, 0)))
		}
	}
	return false
}

// written follows a statement that a builder writes out as text to the calls of the library that run it.
func (s *Statement) written(run summary.CallRef) {
	text := s.prog.Result(run, 0)
	if text == summary.NoID || s.prog.Value(text).Type != "string" {
		return
	}
	for _, a := range s.prog.Aliases(text) {
		for _, u := range s.prog.Uses(a) {
			e, ok := s.prog.Catalog.Statement(u.Call.Callee)
			if !ok {
				e, ok = s.prog.Catalog.Statement(u.Call.Like)
			}
			if ok && u.Arg == e.Int("sql", -2) && len(s.runs) < 8 {
				s.runs = append(s.runs, u.CallRef)
			}
		}
	}
}

// raw follows a statement that a mapper was given as text to the calls that run it.
func (s *Statement) raw(c summary.CallRef, result summary.ID) {
	if _, ok := s.prog.Catalog.Statement(c.Call.Callee); !ok {
		return
	}
	for _, a := range s.prog.Aliases(result) {
		for _, u := range s.prog.Uses(a) {
			if e, ok := s.prog.Catalog.Get(u.Call.Callee, "dest"); ok && u.Arg == -1 && !e.Has("rows") && len(s.runs) < 8 {
				s.runs = append(s.runs, u.CallRef)
				s.take(u.CallRef, e.Attrs)
			}
		}
	}
}

// reads reports whether values of a type are rows that are still to be read.
func (s *Statement) reads(typ string) bool {
	_, ok := s.prog.Catalog.Get(typ, "rows")
	return ok
}

// take adds what a call reads rows into.
func (s *Statement) take(c summary.CallRef, attrs map[string]string) {
	switch attrs["count"] {
	case "one":
		s.One = true
	case "many":
		s.Many = true
	}
	at, ok := attrs["into"]
	if !ok {
		return
	}
	for n := range strings.SplitSeq(at, ",") {
		first, variadic := strings.CutSuffix(n, "+")
		i := int(first[0] - '0')
		for ; i < len(c.Call.Args); i++ {
			if attrs["count"] == "" && s.list(c, i) {
				s.Many = true
			}
			if id := s.prog.Arg(c, i); id != summary.NoID && !slices.Contains(s.dest, id) {
				s.dest = append(s.dest, id)
			}
			if !variadic {
				break
			}
		}
	}
}
