package handler

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// Answer is a call that answers a request with a value, as JSON.
type Answer struct {
	Call  summary.CallRef
	Value summary.ID
	// Status is the HTTP status, where it is a constant that is seen.
	Status string
}

// Failed reports whether an answer says that something went wrong.
func (a Answer) Failed() bool { return len(a.Status) == 3 && a.Status >= "400" }

type answersKey struct{}

// JSONAnswers returns the calls of a program that answer with JSON. Which calls may is in the catalog (kinds answers, answer, marshals and encoder).
func JSONAnswers(prog *summary.Program) map[*summary.Call]Answer {
	return prog.Memo(answersKey{}, func() any {
		out := map[*summary.Call]Answer{}
		for _, pkg := range prog.Packages {
			for i := range pkg.Calls {
				c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
				for _, a := range answer(prog, c) {
					out[a.Call.Call] = a
				}
			}
		}
		return out
	}).(map[*summary.Call]Answer)
}

// Doing returns the functions that make such a call, themselves, in a literal in them, or through depth other functions. What is called when something
// failed, by its name, does not count.
func Doing(prog *summary.Program, depth int, such func(summary.CallRef) bool) map[*summary.Function]bool {
	out := map[*summary.Function]bool{}
	var level []summary.FuncRef
	add := func(c summary.CallRef) {
		for f := prog.Enclosing(c); !f.IsZero(); f = f.Outer() {
			if !out[f.Func] {
				out[f.Func] = true
				level = append(level, f)
			}
		}
	}
	for _, pkg := range prog.Packages {
		for i := range pkg.Calls {
			if c := (summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}); such(c) {
				add(c)
			}
		}
	}
	for range depth {
		last := level
		level = nil
		for _, f := range last {
			if Fails(f.Func.Name) {
				continue
			}
			for _, c := range prog.Callers(f) {
				add(c)
			}
		}
	}
	return out
}

// failing are words in the names of functions that answer when something went wrong.
var failing = []string{"error", "errors", "err", "fail", "failed", "failure", "problem", "abort", "forbidden", "unauthorized", "notfound", "badrequest", "panic", "recover", "recovery"}

// Fails reports whether a function answers that something went wrong, by its name: NotFound, renderError.
func Fails(name string) bool {
	if _, own, ok := strings.Cut(name, ")."); ok {
		name = own
	}
	lower := strings.ToLower(name)
	return HasWord(name, failing) || strings.Contains(lower, "notfound") || strings.Contains(lower, "badrequest")
}

// answer returns the answers that a call gives. Bytes that a function of the program is given are those of its callers.
func answer(prog *summary.Program, c summary.CallRef) []Answer {
	e, ok := prog.Catalog.Get(c.Call.Callee, "answers")
	if !ok || c.Call.Fn < 0 {
		return nil
	}
	if e.Has("bytes") {
		return marshaled(prog, c, prog.Arg(c, e.Int("bytes", 0)), maxHelpers)
	}
	if !e.Has("value") {
		return nil
	}
	value := prog.Arg(c, e.Int("value", 0))
	if value == summary.NoID || e.Has("to") && !toClient(prog, prog.Arg(c, e.Int("to", 0))) {
		return nil
	}
	a := Answer{Call: c, Value: value}
	a.Status = status(prog, c)
	return []Answer{a}
}

// maxHelpers bounds how many functions hand on the bytes that are answered.
const maxHelpers = 3

// marshaled returns the answers that are given by a call with bytes, where they are made of a value as JSON.
func marshaled(prog *summary.Program, c summary.CallRef, id summary.ID, depth int) []Answer {
	if id == summary.NoID {
		return nil
	}
	var out []Answer
	f := prog.Enclosing(c)
	for _, v := range Local(prog, id) {
		if from := prog.CallOf(v); !from.IsZero() {
			if e, ok := prog.Catalog.Get(from.Call.Callee, "marshals"); ok {
				if of := prog.Arg(from, e.Int("of", 0)); of != summary.NoID {
					return []Answer{{Call: c, Value: of, Status: status(prog, c)}}
				}
			}
		}
		if n := prog.Value(v); n.Kind == summary.Param && n.Index >= 0 && depth > 0 && prog.FunctionOf(v).Func == f.Func {
			for _, from := range prog.Callers(f) {
				out = append(out, marshaled(prog, from, prog.Arg(from, int(n.Index)), depth-1)...)
			}
		}
	}
	return out
}

// maxLocal bounds how many values are followed in a function.
const maxLocal = 50

// Local returns a value and those of the same function that flow to it, elements of collections included; what literals hold is left out.
func Local(prog *summary.Program, id summary.ID) []summary.ID {
	values := []summary.ID{id}
	for i := 0; i < len(values); i++ {
		if prog.Value(values[i]).Kind == summary.Lit {
			continue
		}
		for _, in := range prog.Within(values[i]) {
			if !slices.Contains(values, in) && len(values) < maxLocal {
				values = append(values, in)
			}
		}
	}
	return values
}

// toClient reports whether an encoder, or what it writes to, takes the answer to a request.
func toClient(prog *summary.Program, id summary.ID) bool {
	if id == summary.NoID {
		return false
	}
	return slices.ContainsFunc(append(prog.Origins(id), id), func(o summary.ID) bool {
		if _, ok := prog.Catalog.Get(prog.Value(o).Type, "answer"); ok {
			return true
		}
		from := prog.CallOf(o)
		if from.IsZero() {
			return false
		}
		e, ok := prog.Catalog.Get(from.Call.Callee, "encoder")
		return ok && toClient(prog, prog.Arg(from, e.Int("to", 0)))
	})
}

// status returns the status that a call answers with, or that was set before: on its receiver, or by the last call before it under the same condition.
func status(prog *summary.Program, c summary.CallRef) string {
	of := func(s summary.CallRef) (string, bool) {
		e, ok := prog.Catalog.Get(s.Call.Callee, "answers")
		if !ok || !e.Has("status") || s.Call != c.Call && (e.Has("value") || e.Has("bytes")) {
			return "", false
		}
		v, _ := prog.ConstOf(prog.Arg(s, e.Int("status", 0)))
		return v, true
	}
	if v, ok := of(c); ok {
		return v
	}
	if c.Call.Recv != summary.None {
		for _, o := range prog.Origins(prog.Arg(c, -1)) {
			if from := prog.CallOf(o); !from.IsZero() {
				if v, ok := of(from); ok {
					return v
				}
			}
		}
	}
	last := ""
	for _, s := range prog.Calls(prog.Enclosing(c)) {
		if s.Call.Pos.File == c.Call.Pos.File && s.Call.Pos.Line <= c.Call.Pos.Line && s.Call.Cond == c.Call.Cond {
			if v, ok := of(s); ok {
				last = v
			}
		}
	}
	return last
}
