package handler

import (
	"reflect"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/summary"
)

// inputs are the values of a program that hold what was sent to it: what documents are read into, and the types of what requests and messages are.
type inputs struct {
	*Index
	values map[summary.ID]bool
	types  map[string]bool // TypeKeys of structs, with those of their fields
}

type inputsKey struct{}

func (x *Index) inputs() *inputs {
	return x.Program.Memo(inputsKey{}, func() any {
		in := &inputs{x, map[summary.ID]bool{}, map[string]bool{}}
		for _, pkg := range x.Program.Packages {
			for i := range pkg.Calls {
				c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
				if e, ok := x.Program.Catalog.Get(c.Call.Callee, "decodes"); ok && !strings.HasSuffix(c.Call.Pos.File, "_test.go") {
					in.decodes(c, e)
				}
			}
		}
		return in
	}).(*inputs)
}

// decodes notes what a call reads a document into. What a program reads when it starts is its own.
func (in *inputs) decodes(c summary.CallRef, e catalog.Entry) {
	into := in.Program.Arg(c, e.Int("into", 0))
	if into == summary.NoID || effect.Of(in.Program).Once(c) != "" {
		return
	}
	from := in.Program.Arg(c, -1)
	if e.Attrs["from"] != "recv" {
		from = in.Program.Arg(c, e.Int("from", 0))
	}
	sent := in.request(from) || in.input(from, maxCuts)
	for _, id := range append(in.Program.Origins(into), into) {
		in.values[id] = true
		if sent {
			in.add(in.Program.Value(id).Type)
		}
	}
}

func (in *inputs) request(id summary.ID) bool {
	if id == summary.NoID {
		return false
	}
	_, ok := in.Program.Catalog.Get(in.Program.Value(id).Type, "request")
	return ok
}

// add notes a struct type and those of its fields.
func (in *inputs) add(typ string) {
	typ = strings.TrimPrefix(typ, "[]")
	if in.types[typ] || !strings.Contains(typ, ".") {
		return
	}
	in.types[typ] = true
	for _, f := range in.Program.StructFields(typ) {
		in.add(in.Program.Value(f).Type)
	}
}

// Input reports whether a value is as a request, a message or a document says that the program is sent: text of it, parts of such a text, a number that is
// read from it, what it is decoded into. What the program keeps in a context or a cache for itself is none.
func (x *Index) Input(id summary.ID) bool { return x.inputs().input(id, maxCuts) }

func (in *inputs) input(id summary.ID, depth int) bool {
	if id == summary.NoID || depth == 0 {
		return false
	}
	p := in.Program
	for _, o := range append(p.Origins(id), id) {
		v := p.Value(o)
		hit := in.values[o]
		switch v.Kind {
		case summary.Field:
			hit = in.types[v.FieldOwner()]
		case summary.Load:
			hit = in.sent(o, depth)
		case summary.Result:
			hit = in.gives(p.CallOf(o), depth)
		case summary.Text:
			hit = len(v.Parts) == 1 && v.Parts[0].Lit == "" && in.input(p.ID(p.Owner(o), v.Parts[0].Node), depth-1)
		}
		if hit {
			return true
		}
	}
	return false
}

// Untyped reports whether a value is what a document was decoded into without saying its type, or a part of it: it has the type that the sender likes.
func (x *Index) Untyped(id summary.ID) bool {
	if id == summary.NoID {
		return false
	}
	in, p := x.inputs(), x.Program
	return slices.ContainsFunc(append(p.Origins(id), id), func(o summary.ID) bool {
		v := p.Value(o)
		open := v.Type == "" || p.Package(catalog.PackageOf(v.Type)) != nil && len(p.StructFields(v.Type)) == 0
		return open && in.values[o] || v.Type == "" && v.Kind == summary.Field && in.types[v.FieldOwner()]
	})
}

// told are the fields in which a request of net/http holds what the client says.
var told = []string{"Form", "PostForm", "MultipartForm", "Header", "Trailer", "URL", "Path", "RawPath", "RawQuery", "Body", "Host", "RequestURI"}

// sent reports whether a field of a library's struct holds what a client or a queue has sent.
func (in *inputs) sent(o summary.ID, depth int) bool {
	p := in.Program
	v := p.Value(o)
	base := p.ID(p.Owner(o), v.Base)
	if base == summary.NoID {
		return false
	}
	return in.delivered(p.Value(base).Type) || slices.Contains(told, v.Field) && p.FromRequest(base) || in.input(base, depth-1)
}

// delivered reports whether a type is one of what queues deliver.
func (in *inputs) delivered(typ string) bool {
	_, one := in.Program.Catalog.Get(typ, "delivered")
	_, many := in.Program.Catalog.Get(typ, "message")
	return one || many
}

// gives reports whether a call of a library gives what a client or a queue has sent, or a part of it.
func (in *inputs) gives(c summary.CallRef, depth int) bool {
	p, key := in.Program, c.Call.Callee
	recv := p.Arg(c, -1)
	for _, e := range p.Catalog.Of(key) {
		switch e.Kind {
		case "requestdata":
			return true
		case "param":
			if e.Attrs["via"] != "recv" || p.FromRequest(recv) {
				return true
			}
		case "parse", "opaqueid":
			return in.input(p.Arg(c, 0), depth-1)
		case "excerpt", "pieces":
			if e.Attrs["of"] == "recv" {
				return in.input(recv, depth-1)
			}
			return in.input(p.Arg(c, e.Int("of", 0)), depth-1)
		}
	}
	if recv == summary.NoID {
		return false
	}
	if in.delivered(p.Value(recv).Type) {
		return true
	}
	v := p.Value(recv)
	return v.Kind == summary.Load && catalog.Standard(catalog.PackageOf(key)) && in.sent(recv, depth-1)
}

// Checked reports whether a field says by its tag what values it may have: something asks that after it was read.
func Checked(v *summary.Value) bool {
	if v.Kind != summary.Field {
		return false
	}
	for _, key := range []string{"validate", "binding", "valid"} {
		if rules, ok := reflect.StructTag(v.Value).Lookup(key); ok && rules != "-" && rules != "omitempty" {
			return true
		}
	}
	return false
}
