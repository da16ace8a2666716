// Package handler says what handlers take out of the requests that they answer: path, query, form and body, at any distance, and as what.
// Which calls give it is in the catalog (kinds param and decodes).
package handler

import (
	"reflect"
	"slices"
	"strings"
	"unicode"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/route"
	"github.com/prodlint/prodlint/internal/summary"
)

// Index answers questions about the handlers of a program.
type Index struct {
	Program *summary.Program
	Routes  *route.Map

	handles map[*summary.Function]bool
	// decoded are the struct types (TypeKey) that a declared function has something read into; the empty one is a struct without a name.
	decoded map[*summary.Function]map[string]bool
}

type indexKey struct{}

// Of returns the index of a program. It is made once.
func Of(prog *summary.Program) *Index {
	return prog.Memo(indexKey{}, func() any { return build(prog) }).(*Index)
}

func build(prog *summary.Program) *Index {
	x := &Index{Program: prog, Routes: route.Of(prog), handles: map[*summary.Function]bool{}, decoded: map[*summary.Function]map[string]bool{}}
	for _, e := range x.Routes.Entries {
		if e.Kind.Requests() && !e.Handler.Func.IsZero() {
			x.handles[e.Handler.Func.Func] = true
		}
	}
	for _, pkg := range prog.Packages {
		for i := range pkg.Calls {
			c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
			if e, ok := prog.Catalog.Get(c.Call.Callee, "decodes"); ok {
				x.decodes(c, e)
			}
		}
	}
	return x
}

// decodes notes the types of what a call reads something into.
func (x *Index) decodes(c summary.CallRef, e catalog.Entry) {
	into := x.Program.Arg(c, e.Int("into", 0))
	if into == summary.NoID {
		return
	}
	for _, id := range append(x.Program.Origins(into), into) {
		f := Root(x.Program.FunctionOf(id))
		if f.IsZero() {
			continue
		}
		if x.decoded[f.Func] == nil {
			x.decoded[f.Func] = map[string]bool{}
		}
		x.decoded[f.Func][x.Program.Value(id).Type] = true
	}
}

// Root returns the function that a literal is part of: the handler in which it stands, which may be a literal itself, or else the declared function.
func Root(f summary.FuncRef) summary.FuncRef {
	for !f.IsZero() && f.Func.Lit && f.Func.Request == summary.None && !f.Outer().IsZero() {
		f = f.Outer()
	}
	return f
}

// Host returns the handler that a function is or stands in, or a function that is given the request by one; the zero FuncRef where there is none.
func (x *Index) Host(f summary.FuncRef) summary.FuncRef {
	for ; !f.IsZero(); f = f.Outer() {
		if f.Func.Request != summary.None || x.handles[f.Func] {
			return f
		}
	}
	return f
}

// Served reports whether a value is a request that is being served, or taken out of one, and not a request that the program sends.
func Served(prog *summary.Program, id summary.ID) bool {
	return prog.FromRequest(id) && !slices.ContainsFunc(prog.Origins(id), func(o summary.ID) bool {
		c := prog.CallOf(o)
		if c.IsZero() {
			return prog.Value(o).Kind == summary.Param && sends(prog.FunctionOf(o))
		}
		e, ok := prog.Catalog.Get(c.Call.Callee, "outgoing")
		return ok && !e.Has("of")
	})
}

// sends reports whether a function gives the answer to the request that it is given, as a transport does.
func sends(f summary.FuncRef) bool {
	return !f.IsZero() && slices.ContainsFunc(f.Func.Results, func(n summary.Node) bool { return f.Pkg.Nodes[n].Type == "net/http.Response" })
}

// Taken is something that a request says.
type Taken struct {
	Name   string // what the code calls it, for who asks to fill in
	Number bool   // it is a number
	Opaque bool   // it is an id that nobody can guess
}

// maxCuts bounds how often a text is followed to what it is cut out of.
const maxCuts = 6

// Takes reports whether a value of a handler is taken out of the request that it is given.
func (x *Index) Takes(host summary.FuncRef, id summary.ID) (Taken, bool) {
	t := taker{Index: x, host: host}
	ok := t.takes(id, maxCuts)
	return t.Taken, ok
}

// taker follows a value of a handler.
type taker struct {
	*Index
	Taken
	host summary.FuncRef
}

func (x *taker) takes(id summary.ID, depth int) bool {
	if id == summary.NoID || depth == 0 {
		return false
	}
	p := x.Program
	if v := p.Value(id); v.Kind == summary.Field { // what else it is given may be in other objects
		x.note(v)
		return x.field(id)
	}
	found := false
	for _, o := range append(p.Origins(id), id) {
		v := p.Value(o)
		hit := false
		switch v.Kind {
		case summary.Result:
			hit = x.given(o, depth)
		case summary.Load:
			hit = slices.Contains([]string{"Form", "PostForm", "Path", "RawQuery"}, v.Field) && p.FromRequest(o)
		case summary.Field:
			hit = x.field(o)
		case summary.Var:
			hit = o == id && len(p.Inputs(o)) == 0 && x.anonymous(o)
		}
		if hit {
			found = true
			x.note(v)
		}
	}
	return found
}

// note says as what a value is taken, by its type.
func (x *taker) note(v *summary.Value) {
	if IsNumber(v.Type) {
		x.Number = true
	}
	if _, ok := x.Program.Catalog.Get(v.Type, "opaqueid"); ok {
		x.Opaque = true
	}
}

// IsNumber reports whether a TypeKey is that of an integer.
func IsNumber(typ string) bool {
	return strings.HasPrefix(typ, "int") && !strings.HasPrefix(typ, "interface") || strings.HasPrefix(typ, "uint")
}

// given reports whether the result of a call of a library is what a request says.
func (x *taker) given(o summary.ID, depth int) bool {
	p := x.Program
	c := p.CallOf(o)
	table := p.Catalog
	if e, ok := table.Get(c.Call.Callee, "param"); ok {
		if e.Attrs["via"] == "recv" && !x.ofRequest(p.Arg(c, -1), depth) {
			return false
		}
		x.Number = x.Number || e.Attrs["number"] == "yes"
		return true
	}
	if _, ok := table.Get(c.Call.Callee, "parse"); ok {
		if x.takes(p.Arg(c, 0), depth-1) {
			x.Number = true
			return true
		}
		return false
	}
	if _, ok := table.Get(c.Call.Callee, "opaqueid"); ok {
		if x.takes(p.Arg(c, 0), depth-1) {
			x.Opaque = true
			return true
		}
		return false
	}
	if e, ok := table.Get(c.Call.Callee, "excerpt"); ok {
		return x.takes(p.Arg(c, e.Int("of", 0)), depth-1)
	}
	return false
}

// ofRequest reports whether a value is the URL of a request that is being served, or what stands in it.
func (x *taker) ofRequest(id summary.ID, depth int) bool {
	for _, o := range append(x.Program.Origins(id), id) {
		if v := x.Program.Value(o); v.Kind == summary.Load && x.Program.FromRequest(o) {
			return true
		}
	}
	return x.takes(id, depth-1)
}

// fromURL are the keys of struct tags by which frameworks fill fields with what the URL of a request says.
var fromURL = []string{"path", "uri", "param", "params", "query", "form"}

// field reports whether a field is one of a struct that the handler has its request read into, or is given by a framework that does.
func (x *taker) field(o summary.ID) bool {
	v := x.Program.Value(o)
	owner := v.FieldOwner()
	if x.decoded[Root(x.host).Func][owner] {
		return true
	}
	given := x.host.Func.Request == summary.None && slices.ContainsFunc(x.host.Func.Params, func(n summary.Node) bool { return x.host.Pkg.Nodes[n].Type == owner })
	return given && slices.ContainsFunc(fromURL, func(key string) bool {
		_, ok := reflect.StructTag(v.Value).Lookup(key)
		return ok
	})
}

// anonymous reports whether a variable is a field of a struct without a name that a request is read into.
func (x *taker) anonymous(o summary.ID) bool {
	f := Root(x.Program.FunctionOf(o))
	return !f.IsZero() && x.decoded[f.Func][""]
}

// Calls returns the calls of a function and of the literals in it.
func Calls(prog *summary.Program, f summary.FuncRef) []summary.CallRef {
	bodies := prog.Memo(bodiesKey{}, func() any {
		out := map[*summary.Function][]summary.CallRef{}
		for _, pkg := range prog.Packages {
			for i := range pkg.Calls {
				c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
				for f := prog.Enclosing(c); !f.IsZero(); f = f.Outer() {
					out[f.Func] = append(out[f.Func], c)
				}
			}
		}
		return out
	}).(map[*summary.Function][]summary.CallRef)
	return bodies[f.Func]
}

type bodiesKey struct{}

// HandsOn reports whether a function, or a literal in it, hands a request on to another handler.
func HandsOn(prog *summary.Program, f summary.FuncRef) bool {
	return slices.ContainsFunc(Calls(prog, f), func(c summary.CallRef) bool {
		_, ok := prog.Catalog.Get(c.Call.Callee, "handson")
		return ok
	})
}

// Words splits a name at its capitals, dots and underscores: "NewRateLimiter" is new, rate, limiter.
func Words(name string) []string {
	var out []string
	rs := []rune(name)
	start := 0
	for i := 0; i <= len(rs); i++ {
		cut := i == len(rs) || !unicode.IsLetter(rs[i])
		if cut || i > start && unicode.IsUpper(rs[i]) && (!unicode.IsUpper(rs[i-1]) || i+1 < len(rs) && unicode.IsLower(rs[i+1])) {
			if i > start {
				out = append(out, strings.ToLower(string(rs[start:i])))
			}
			start = i
			if cut {
				start++
			}
		}
	}
	return out
}

// HasWord reports whether one of the words of a name is one of these.
func HasWord(name string, words []string) bool {
	return slices.ContainsFunc(Words(name), func(w string) bool { return slices.Contains(words, w) })
}
