package unboundedbody

import (
	"slices"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/route"
	"github.com/prodlint/prodlint/internal/summary"
)

// kind is a set of what is known of a reader.
type kind uint8

const (
	request  kind = 1 << iota // gives the body of a request that is being served
	response                  // gives the body of an answer
	unpacked                  // gives more than what it reads
	bounded                   // ends after so many bytes
	own                       // gives what is in a file that the program opens, or in an answer of a library
)

func (k kind) has(o kind) bool { return k&o == o }

// maxReaders bounds how many readers stand one behind the other.
const maxReaders = 6

// what says what a reader or request gives.
func (j *judge) what(id summary.ID) kind { return j.whatAt(id, maxReaders) }

func (j *judge) whatAt(id summary.ID, depth int) (out kind) {
	if id == summary.NoID || depth == 0 {
		return 0
	}
	prog := j.Program
	if _, ok := prog.Catalog.Get(prog.Value(id).Type, "request"); ok {
		return j.body(id, depth)
	}
	if prog.Value(id).Type == "net/http.Response" {
		return j.answer(id)
	}
	for _, o := range prog.Origins(id) {
		v := prog.Value(o)
		switch v.Kind {
		case summary.Load:
			if v.Field != "Body" || v.Base == summary.None {
				continue
			}
			base := prog.ID(prog.Owner(o), v.Base)
			switch prog.Value(base).Type {
			case "net/http.Request":
				out |= j.served(base)
			case "net/http.Response":
				out |= j.answer(base)
			default:
				out |= own // an answer that a library has put into a struct
			}
		case summary.Result:
			out |= j.made(prog.CallOf(o), depth)
		case summary.Lit:
			if _, ok := prog.Catalog.Get(v.Type, "capped"); ok {
				out |= bounded
			}
			for _, f := range v.Fields { // a decoder's options, a reader around another
				if f.Name == "R" || f.Name == "Reader" {
					out |= j.whatAt(prog.ID(prog.Owner(o), f.Value), depth-1)
				}
			}
		}
	}
	return out
}

// made says what the result of a call gives.
func (j *judge) made(c summary.CallRef, depth int) kind {
	table := j.Program.Catalog
	if _, ok := table.Get(c.Call.Callee, "opensfile"); ok {
		return own
	}
	if _, ok := table.Get(c.Call.Callee, "capped"); ok {
		var inner kind
		for k := range c.Call.Args {
			inner |= j.whatAt(j.Program.Arg(c, k), depth-1)
		}
		return bounded | inner
	}
	if e, ok := table.Get(c.Call.Callee, "rereads"); ok {
		return j.whatAt(j.Program.Arg(c, e.Int("of", 0)), depth-1)
	}
	if e, ok := table.Get(c.Call.Callee, "expands"); ok {
		of := -1
		if e.Attrs["of"] != "recv" {
			of = e.Int("of", 0)
		}
		return unpacked | j.whatAt(j.Program.Arg(c, of), depth-1)&^bounded
	}
	return 0
}

// body says what a request gives that is being served: its body may have been bounded.
func (j *judge) body(id summary.ID, depth int) kind {
	out := j.served(id)
	if out == 0 {
		return 0
	}
	for _, v := range j.Program.FieldValues(id, "Body") {
		out |= j.whatAt(v, depth-1) & bounded
	}
	return out
}

// served says what the body of a request gives if it is one that is being served: frameworks bound some.
func (j *judge) served(id summary.ID) kind {
	prog := j.Program
	if !handler.Served(prog, id) {
		return 0
	}
	for _, o := range append(prog.Origins(id), id) {
		if v := prog.Value(o); v.Kind == summary.Load && v.Base != summary.None {
			if e, ok := prog.Catalog.Get(prog.Owner(o).Nodes[v.Base].Type, "request"); ok && e.Has("limited") && !j.early(prog.FunctionOf(o)) {
				return request | bounded
			}
		}
	}
	return request
}

// early reports whether a function is middleware that runs before the library bounds bodies.
func (j *judge) early(f summary.FuncRef) bool {
	return slices.ContainsFunc(route.Of(j.Program).Entering(f), func(e *route.Entry) bool {
		return slices.ContainsFunc(e.Chain, func(s route.Step) bool {
			return s.Early && slices.ContainsFunc(s.Funcs, func(g summary.FuncRef) bool { return g.Func == f.Func })
		})
	})
}

// answer says what a response gives: nothing that matters where the program itself has made it.
func (j *judge) answer(id summary.ID) kind {
	if slices.ContainsFunc(j.Program.Origins(id), func(o summary.ID) bool {
		c := j.Program.CallOf(o)
		return !c.IsZero() && catalog.PackageOf(c.Call.Callee) == "net/http/httptest"
	}) {
		return 0
	}
	return response
}
