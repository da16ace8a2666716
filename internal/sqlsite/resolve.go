package sqlsite

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

const (
	maxTexts = 16 // alternatives of one text
	maxDepth = 12 // values a text comes through
	maxHops  = 4  // functions a text is handed through
	// maxValues bounds the values looked at for one text.
	maxValues = 2000
)

// text is one of the texts that a value may be. Parameters are holes.
type text struct {
	pieces []summary.Piece
	origin summary.ID // the constant or text where it is written
	shared bool
	kept   bool // it was a parameter of a function that the call is not in
}

func (t text) mentions(params []summary.ID) bool {
	return slices.ContainsFunc(t.pieces, func(p summary.Piece) bool { return p.Hole != summary.NoID && slices.Contains(params, p.Hole) })
}

// holes returns the values that the holes of the text stand for.
func (t text) holes() []summary.ID {
	var out []summary.ID
	for _, p := range t.pieces {
		if p.Hole != summary.NoID {
			out = append(out, p.Hole)
		}
	}
	return out
}

// resolver follows strings back to where they are written. Other than Program.Texts it stops at parameters, so that each caller
// of a function can be judged by what it hands over.
type resolver struct {
	prog     *summary.Program
	memo     map[summary.ID][]text
	busy     map[summary.ID]bool
	wrappers map[*summary.Function][]wrapped
	calls    map[*summary.Package]map[*summary.Function][]summary.CallRef
	other    map[string]bool // types that hold no text, by key
	builders map[string]bool // packages with builders
	cut      int             // how often a search was cut short
	budget   int             // values that the current search may still look at
}

func newResolver(prog *summary.Program) *resolver {
	r := &resolver{prog: prog, memo: map[summary.ID][]text{}, busy: map[summary.ID]bool{}, wrappers: map[*summary.Function][]wrapped{}, calls: map[*summary.Package]map[*summary.Function][]summary.CallRef{}, other: map[string]bool{}}
	for _, pkg := range prog.Packages {
		for _, t := range pkg.Types {
			if t.Iface {
				r.other[t.Key] = true
			}
		}
	}
	return r
}

func hole(id summary.ID) []text {
	return []text{{pieces: []summary.Piece{{Hole: id}}, origin: summary.NoID}}
}

// template writes a text with holes.
func (r *resolver) template(t text) sqltext.Template {
	var b sqltext.Builder
	for _, p := range t.pieces {
		if p.Hole == summary.NoID {
			b.Text(p.Lit)
		} else {
			b.Hole()
		}
	}
	return b.Template()
}

// resolve returns what a value may be. There is always at least one text; a value that nothing is known of is a hole.
func (r *resolver) resolve(id summary.ID, depth int) []text {
	if id == summary.NoID {
		return hole(0)
	}
	if out, ok := r.memo[id]; ok {
		return out
	}
	if depth == maxDepth {
		r.budget = maxValues
	}
	if r.budget--; r.busy[id] || depth == 0 || r.budget < 0 {
		r.cut++
		return hole(id)
	}
	if v := r.prog.Value(id); !r.mayBeText(v.Type) && v.Kind != summary.Text && v.Kind != summary.Const {
		return hole(id)
	}
	cut := r.cut
	r.busy[id] = true
	out := r.unite(r.sources(id, depth))
	delete(r.busy, id)
	if len(out) == 0 {
		out = hole(id)
	}
	if depth == maxDepth || r.cut == cut { // what another search has cut short may be found yet
		r.memo[id] = out
	}
	return out
}

// mayBeText reports whether values of a type can be strings, expressions of a builder, or collections of them.
func (r *resolver) mayBeText(key string) bool {
	key = strings.TrimPrefix(key, "[]")
	if !strings.Contains(key, ".") {
		return key == "string" || key == "" || key == "byte" || key == "uint8"
	}
	return !r.other[key] && len(r.prog.StructFields(key)) == 0
}

// unite drops texts that are there already and bounds their number.
func (r *resolver) unite(list []text) []text {
	var out []text
	seen := map[string]bool{}
	for _, t := range list {
		var b strings.Builder
		for _, p := range t.pieces {
			if p.Hole == summary.NoID {
				b.WriteString(p.Lit)
			} else {
				b.WriteByte(0)
			}
		}
		if key := b.String(); (!seen[key] || t.mentionsAny()) && len(out) < maxTexts {
			seen[key] = true
			out = append(out, t)
		}
	}
	return out
}

func (t text) mentionsAny() bool {
	return slices.ContainsFunc(t.pieces, func(p summary.Piece) bool { return p.Hole != summary.NoID })
}

func (r *resolver) sources(id summary.ID, depth int) []text {
	v := r.prog.Value(id)
	switch v.Kind {
	case summary.Const:
		return []text{{pieces: []summary.Piece{{Lit: v.Value, Hole: summary.NoID}}, origin: id}}
	case summary.Text:
		return r.parts(id, v, depth)
	case summary.Param, summary.Expr, summary.Unknown, summary.Func:
		return hole(id)
	case summary.Result:
		return r.result(id, depth)
	case summary.Lit:
		if !strings.HasPrefix(v.Type, "[]") {
			return hole(id)
		}
	}
	var out []text
	for _, in := range r.inputs(id) {
		out = append(out, r.resolve(in, depth-1)...)
	}
	// A Var with elements is a field of a struct type without a name.
	if len(out) > 1 && (v.Kind == summary.Global || v.Kind == summary.Field || v.Kind == summary.Lit || len(r.prog.Assigned(id)) < len(r.prog.Inputs(id))) {
		out = slices.Clone(out)
		for i := range out {
			out[i].shared = true
		}
	}
	return out
}

// inputs are the values that flow directly to a value, in a stable order and without repetitions.
func (r *resolver) inputs(id summary.ID) []summary.ID {
	in := slices.Clone(r.prog.Inputs(id))
	slices.Sort(in)
	return slices.Compact(in)
}

func (r *resolver) parts(id summary.ID, v *summary.Value, depth int) []text {
	alts := []text{{origin: id}}
	for _, part := range v.Parts {
		next := []text{{pieces: []summary.Piece{{Lit: part.Lit, Hole: summary.NoID}}}}
		if part.Node != summary.None {
			next = r.resolve(r.prog.ID(r.prog.Owner(id), part.Node), depth-1)
		}
		alts = cross(alts, next)
	}
	return alts
}

// cross appends each of the texts next to each of alts.
func cross(alts, next []text) []text {
	var out []text
	for _, a := range alts {
		for _, n := range next {
			if len(out) < maxTexts {
				out = append(out, text{pieces: append(slices.Clone(a.pieces), n.pieces...), origin: a.origin, shared: a.shared || n.shared})
			}
		}
	}
	return out
}

// result returns the texts that a call gives back: those its callees return, made of what they are called with here, and those that a
// library function hands through.
func (r *resolver) result(id summary.ID, depth int) []text {
	v := r.prog.Value(id)
	c := r.prog.CallOf(id)
	if _, ok := r.prog.Catalog.Get(c.Call.Callee, "star"); ok {
		return []text{{pieces: []summary.Piece{{Lit: "*", Hole: summary.NoID}}, origin: summary.NoID}}
	}
	var out []text
	for _, f := range r.prog.Callees(c) {
		if int(v.Index) >= len(f.Func.Results) {
			continue
		}
		for _, t := range r.resolve(r.prog.ID(f.Pkg, f.Func.Results[v.Index]), depth-1) {
			out = append(out, r.substituteAt(t, f, c, depth-1)...)
		}
	}
	for _, in := range r.inputs(id) {
		if r.prog.Value(in).Kind != summary.Return {
			out = append(out, r.resolve(in, depth-1)...)
		}
	}
	return out
}

// params returns the receiver and the parameters of a function that may hold text.
func (r *resolver) params(f summary.FuncRef) []summary.ID {
	var out []summary.ID
	for _, n := range append([]summary.Node{f.Func.Recv}, f.Func.Params...) {
		if id := r.prog.ID(f.Pkg, n); id != summary.NoID && r.mayBeText(r.prog.Value(id).Type) && r.local(r.prog.Value(id).Type) {
			out = append(out, id)
		}
	}
	return out
}

// local reports whether a type is a basic type or one of the program.
func (r *resolver) local(key string) bool {
	key = strings.TrimPrefix(key, "[]")
	return !strings.Contains(key, ".") || r.prog.Package(catalog.PackageOf(key)) != nil
}

// arguments returns what a call hands over for each parameter of f.
func (r *resolver) arguments(f summary.FuncRef, c summary.CallRef) map[summary.ID]summary.ID {
	args := map[summary.ID]summary.ID{}
	if f.Func.Recv != summary.None {
		args[r.prog.ID(f.Pkg, f.Func.Recv)] = r.prog.Arg(c, -1)
	}
	for i, p := range f.Func.Params {
		if f.Func.Variadic && i == len(f.Func.Params)-1 && !c.Call.Spread && len(c.Call.Args) != i+1 {
			break
		}
		args[r.prog.ID(f.Pkg, p)] = r.prog.Arg(c, i)
	}
	return args
}

// substitute puts the arguments of call c for the parameters of f.
func (r *resolver) substitute(t text, f summary.FuncRef, c summary.CallRef) []text {
	return r.substituteAt(t, f, c, maxDepth)
}

func (r *resolver) substituteAt(t text, f summary.FuncRef, c summary.CallRef, depth int) []text {
	args := r.arguments(f, c)
	alts := []text{{origin: t.origin, shared: t.shared}}
	for _, p := range t.pieces {
		next := []text{{pieces: []summary.Piece{p}}}
		if p.Hole != summary.NoID {
			if arg, ok := args[p.Hole]; ok && arg != summary.NoID {
				next = r.resolve(arg, max(depth, 1))
				if len(t.pieces) == 1 && len(next) > 0 {
					return next
				}
			}
		}
		alts = cross(alts, next)
	}
	return alts
}

// ground puts what callers hand over for those parameters in a text of call c that belong to functions around which c does not stand: the
// function has kept the parameter somewhere, as a constructor or an option does.
func (r *resolver) ground(t text, c summary.CallRef, hops int) []text {
	at := slices.IndexFunc(t.pieces, func(p summary.Piece) bool { return p.Hole != summary.NoID && r.foreign(p.Hole, c) })
	if at < 0 || hops == 0 {
		return []text{t}
	}
	var given []text
	for _, in := range r.inputs(t.pieces[at].Hole) {
		if given = append(given, r.resolve(in, maxDepth)...); len(given) > maxTexts {
			break
		}
	}
	var out []text
	for _, n := range given[:min(len(given), maxTexts)] {
		next := text{pieces: slices.Concat(t.pieces[:at], n.pieces, t.pieces[at+1:]), origin: t.origin, shared: t.shared || n.shared || len(given) > 1}
		if len(t.pieces) == 1 {
			next.origin, next.kept = n.origin, true
		}
		for _, g := range r.ground(next, c, hops-1) {
			if len(out) < maxTexts {
				out = append(out, g)
			}
		}
	}
	if len(out) == 0 {
		return []text{t}
	}
	return r.unite(out)
}

// foreign reports whether a value is a parameter of a function that call c is not in.
func (r *resolver) foreign(id summary.ID, c summary.CallRef) bool {
	if r.prog.Value(id).Kind != summary.Param {
		return false
	}
	owner := r.prog.FunctionOf(id)
	for f := r.prog.Enclosing(c); !f.IsZero(); f = f.Outer() {
		if f.Func == owner.Func {
			return false
		}
	}
	return true
}
