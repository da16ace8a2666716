// Package claims collects what is claimed by the tokens that a program signs: in maps and structs, through embedded structs, helpers,
// assignments, builders and options. What counts as claims is said in the catalog.
package claims

import (
	"reflect"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/summary"
)

// Site is a place where a claim is given a value.
type Site struct {
	Value    summary.ID
	Pos      summary.Pos
	Function string          // as in findings
	In       summary.FuncRef // where the value is calculated
	Date     string          // how the expiry is written, as in the catalog
}

// Set is what is known of the claims of one token.
type Set struct {
	At      summary.ID // the literal or variable that holds them, NoID if calls put them together
	Made    summary.CallRef
	Exp     []Site
	Names   []string     // of other claims, in lower case
	IDs     []summary.ID // values of the token's id
	Unknown bool         // there may be claims that are not seen
}

// ownExpiry matches names of claims by which programs say in their own way when a token ends.
var ownExpiry = lazyre.New(`(?i)^exp|expir|valid_?(un)?till?|not_?after|deadline|max_?age|^ttl$`)

// Finite reports whether something other than exp ends the token: a claim of its own, or the time it was issued where nothing but that
// and the issuer is claimed (push gateways), or proofs of one request (DPoP).
func (s *Set) Finite() bool {
	short := slices.Contains(s.Names, "iat") || slices.Contains(s.Names, "issuedat")
	for _, n := range s.Names {
		if ownExpiry().MatchString(n) || n == "htu" || n == "htm" {
			return true
		}
		if !slices.Contains([]string{"iss", "issuer", "iat", "issuedat"}, n) {
			short = false
		}
	}
	return short
}

// maxDepth bounds structs within structs.
const maxDepth = 5

// Holds reports whether a type is one of a library's claims, or a struct that has such a field.
func Holds(prog *summary.Program, typ string) bool { return holds(prog, typ, maxDepth) }

func holds(prog *summary.Program, typ string, depth int) bool {
	_, ok := prog.Catalog.Get(typ, "claims")
	return ok || depth > 0 && slices.ContainsFunc(prog.StructFields(typ), func(f summary.ID) bool { return holds(prog, prog.Value(f).Type, depth-1) })
}

// reader collects claims.
type reader struct {
	prog *summary.Program
}

// claims returns what is known of each object that a value with claims may be.
func (r reader) claims(id summary.ID) []*Set {
	var out []*Set
	for _, o := range r.prog.Objects(id) {
		if v := r.prog.Value(o); v.Kind == summary.Const && v.Value == "nil" {
			continue
		}
		s := &Set{At: o}
		r.object(s, o, maxDepth)
		out = append(out, s)
	}
	return out
}

// object adds what the object created at o claims.
func (r reader) object(s *Set, o summary.ID, depth int) {
	v := r.prog.Value(o)
	known, isClaims := r.prog.Catalog.Get(v.Type, "claims")
	if depth == 0 || v.Kind != summary.Lit && v.Kind != summary.Zero || r.escapes(o) {
		s.Unknown = true
		return
	}
	if fields := r.prog.StructFields(v.Type); len(fields) > 0 {
		r.ownStruct(s, o, fields, depth)
		return
	}
	exp, date := "exp", "number"
	if isClaims {
		exp, date = known.Attrs["exp"], known.Attrs["date"]
	}
	for _, e := range r.elements(o) {
		switch {
		case e.name == exp:
			e.Date = date
			s.Exp = append(s.Exp, e.Site)
		case e.name == "":
			s.Unknown = true // a key that is not constant
		default:
			s.Names = append(s.Names, strings.ToLower(e.name))
			if e.name == "jti" || isClaims && e.name == known.Attrs["id"] {
				s.IDs = append(s.IDs, e.Value)
			}
		}
	}
}

// ownStruct adds the fields of a struct of the program: exp by its tag, and the claims of the structs it embeds.
func (r reader) ownStruct(s *Set, o summary.ID, fields []summary.ID, depth int) {
	typ := r.prog.Value(o).Type
	if _, ok := r.prog.Function("(*" + typ + ").MarshalJSON"); ok {
		s.Unknown = true
	}
	if _, ok := r.prog.Function("(" + typ + ").MarshalJSON"); ok {
		s.Unknown = true
	}
	given := map[string]Site{}
	for _, e := range r.elements(o) {
		given[e.name] = e.Site
	}
	for _, f := range fields {
		v := r.prog.Value(f)
		name := v.Key[strings.LastIndexByte(v.Key, '.')+1:]
		tag, _, _ := strings.Cut(reflect.StructTag(v.Value).Get("json"), ",")
		lit, inLit := given[name]
		var values []Site
		if inLit {
			values = append(values, lit)
		}
		for _, a := range r.prog.Assigned(f) {
			if av := r.prog.Value(a); av.Kind != summary.Zero {
				values = append(values, Site{Value: a, Pos: av.Pos, Function: r.function(a), In: r.prog.FunctionOf(a)})
			}
		}
		_, library := r.prog.Catalog.Get(v.Type, "claims")
		if tag == "" && (library || len(r.prog.StructFields(v.Type)) > 0) {
			r.embedded(s, f, values, depth)
			continue
		}
		if len(values) == 0 {
			continue
		}
		switch key := strings.ToLower(tag); {
		case key == "exp" || key == "" && strings.EqualFold(name, "exp"):
			for _, e := range values {
				e.Date = "number"
				if v.Type == "time.Time" {
					e.Date = "time"
				} else if _, ok := r.prog.Catalog.Get(v.Type, "timecalc"); ok {
					e.Date = "date"
				}
				s.Exp = append(s.Exp, e)
			}
		default:
			s.Names = append(s.Names, key, strings.ToLower(name))
			if key == "jti" {
				s.IDs = append(s.IDs, values[0].Value)
			}
		}
	}
}

// embedded adds the claims of a struct held in field f: of the literals it is given, and what is assigned to its fields.
func (r reader) embedded(s *Set, f summary.ID, values []Site, depth int) {
	for _, v := range values {
		for _, o := range r.prog.Objects(v.Value) {
			if c := r.prog.Value(o); c.Kind != summary.Const {
				r.object(s, o, depth-1)
			}
		}
	}
	typ := r.prog.Value(f).Type
	if fields := r.prog.StructFields(typ); len(fields) > 0 {
		if len(values) == 0 {
			r.ownStruct(s, f, fields, depth-1)
		}
		return
	}
	known, _ := r.prog.Catalog.Get(typ, "claims")
	for _, e := range r.stores(f) {
		if e.name == known.Attrs["exp"] {
			e.Date = known.Attrs["date"]
			s.Exp = append(s.Exp, e.Site)
		}
	}
	if r.escapes(f) {
		s.Unknown = true
	}
}

// element is a named value of a literal or map, or an assignment to one.
type element struct {
	name string
	Site
}

// elements returns what the object created at o is given, in its literal and by assignments to anything it flows to.
func (r reader) elements(o summary.ID) []element {
	var out []element
	pkg, v := r.prog.Owner(o), r.prog.Value(o)
	for _, f := range v.Fields {
		out = append(out, element{f.Name, Site{Value: r.prog.ID(pkg, f.Value), Pos: f.Pos, Function: pkg.FunctionName(v.Fn), In: r.prog.FunctionOf(o)}})
	}
	return append(out, r.stores(o)...)
}

func (r reader) stores(o summary.ID) []element {
	var out []element
	for _, a := range r.prog.Aliases(o) {
		for _, s := range r.prog.Stores(a) {
			out = append(out, element{s.Store.Field, Site{Value: r.prog.ID(s.Pkg, s.Store.Value), Pos: s.Store.Pos, Function: s.Pkg.FunctionName(s.Store.Fn), In: r.prog.FunctionOf(r.prog.ID(s.Pkg, s.Store.Value))}})
		}
	}
	return out
}

func (r reader) function(id summary.ID) string {
	return r.prog.Owner(id).FunctionName(r.prog.Value(id).Fn)
}

// harmless are packages whose functions only read what they are given.
var harmless = []string{"fmt", "log", "log/slog", "errors", "encoding/json.Marshal", "context"}

// escapes reports whether an object is handed to code that may add claims to it and is not seen.
func (r reader) escapes(o summary.ID) bool {
	for _, a := range r.prog.Aliases(o) {
		for _, u := range r.prog.Uses(a) {
			if u.Arg < 0 || len(r.prog.Callees(u.CallRef)) > 0 || r.reads(u.Call.Callee) {
				continue
			}
			return true
		}
	}
	return false
}

func (r reader) reads(callee string) bool {
	for _, kind := range []string{"signtoken", "addclaims", "setclaim", "checkclaims"} {
		if _, ok := r.prog.Catalog.Get(callee, kind); ok {
			return true
		}
	}
	return slices.ContainsFunc(harmless, func(p string) bool {
		rest, ok := strings.CutPrefix(strings.TrimLeft(callee, "(*"), p)
		return ok && (strings.HasPrefix(rest, ".") || strings.Contains(p, "."))
	})
}
