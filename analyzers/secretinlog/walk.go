package secretinlog

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// walk follows a value that is written back to what it is made of, up to the parameters of the function.
type walk struct {
	*index
	seen   map[summary.ID]bool
	found  []leak
	params []summary.ID
	text   bool   // structs count for the secrets in them
	key    string // the name of a secret that the value is written under
	json   bool   // structs are written as JSON
}

func (w *walk) value(id summary.ID, depth int) {
	if id == summary.NoID || depth == 0 || w.seen[id] {
		return
	}
	w.seen[id] = true
	p, v := w.prog, w.prog.Value(id)
	if v.Value == summary.Cut && v.Kind == summary.Var || harmless(v.Type) && v.Kind != summary.Lit {
		return
	}
	name := v.Key
	switch v.Kind {
	case summary.Const, summary.Zero, summary.Func:
		return
	case summary.Load:
		name = v.Field
	case summary.Lit:
		w.literal(id, v, depth)
		return
	case summary.Text:
		for i, part := range v.Parts {
			if i > 0 && ofPage(v.Parts[i-1].Lit) {
				continue
			}
			w.value(p.ID(p.Owner(id), part.Node), depth-1)
		}
		return
	case summary.Expr:
		if v.Value == "+" {
			for _, in := range p.Inputs(id) {
				w.value(in, depth-1)
			}
		}
		return
	case summary.Result:
		w.result(id, v, depth)
		return
	}
	if masked(name) {
		return
	}
	if w.secret(id, v, name) {
		what := short(name)
		if !w.secretName(name) {
			what = short(v.Type)
		}
		w.report(leak{what: what, made: w.made(id, maxDepth)}, v)
		return
	}
	if (v.Kind == summary.Var || v.Kind == summary.Param) && v.Type == "string" && w.veiled(id, v) {
		w.report(leak{what: short(name)}, v)
		return
	}
	if w.text && (v.Kind == summary.Var || v.Kind == summary.Param || v.Kind == summary.Field) {
		if field := w.inside(v.Type, w.json); field != "" && w.whole(id) {
			w.report(leak{what: field, of: short(v.Type)}, v)
			return
		}
	}
	switch v.Kind {
	case summary.Param:
		if w.key != "" && v.Type == "string" && vague(name) {
			w.report(leak{what: w.key}, v)
			return
		}
		w.params = append(w.params, id)
		return
	case summary.Field, summary.Global:
		return // another object may be given what this one is not
	case summary.Load:
		if w.loaded(id, v) {
			w.report(leak{what: short(name), at: v.Pos}, v)
		}
		return
	}
	for _, in := range p.Within(id) {
		w.value(in, depth-1)
	}
}

func (w *walk) report(l leak, v *summary.Value) {
	if v.Pos.IsValid() && v.Pos.Pkg != "" && l.of == "" && v.Kind == summary.Field {
		l.path = []rule.Hop{{Pos: v.Pos, Note: "is declared here"}}
	}
	if !slices.ContainsFunc(w.found, func(o leak) bool { return o.what == l.what }) {
		w.found = append(w.found, l)
	}
}

// harmless reports whether values of a type hold no secret that can be read.
func harmless(typ string) bool {
	switch typ {
	case "bool", "int", "int8", "int16", "int32", "int64", "uint", "uint16", "uint32", "uint64", "float32", "float64", "error", "time.Time", "time.Duration", "context.Context", "uintptr":
		return true
	}
	return false
}

// secret reports whether a value is a secret by its name and type. What is known to be a constant is none here.
func (w *walk) secret(id summary.ID, v *summary.Value, name string) bool {
	if !w.secretName(name) && !w.secretName(short(v.Type)) || !text(w.prog, v.Type) || about(v, name) {
		return false
	}
	if (v.Kind == summary.Var || v.Kind == summary.Param) && syntax(w.prog.Owner(id).Path) {
		return false
	}
	if v.Kind == summary.Field && (v.FieldOwner() == "" || strings.Contains(reflect.StructTag(v.Value).Get("json"), "page")) {
		return false
	}
	froms := w.prog.Origins(id)
	constant := func(o summary.ID) bool { return w.prog.Value(o).Kind == summary.Const }
	if len(froms) > 0 && !slices.ContainsFunc(froms, func(o summary.ID) bool { return !constant(o) }) {
		return false
	}
	if v.Kind == summary.Param && slices.ContainsFunc(froms, func(o summary.ID) bool { return constant(o) && word(w.prog.Value(o).Value) }) && strings.EqualFold(name, "token") {
		return false // somebody gives it a word: it is a name
	}
	return !slices.ContainsFunc(w.prog.Within(id), func(in summary.ID) bool { // token := mask(token)
		c := w.prog.CallOf(in)
		return !c.IsZero() && masked(c.Name()) || w.prog.Value(in).Value == summary.Cut
	})
}

// word reports whether a text is a word.
func word(s string) bool {
	return len(s) > 1 && !strings.ContainsFunc(s, func(r rune) bool { return r < 'a' || r > 'z' })
}

// whole reports whether a struct is written as it is, and not the value of one of its fields.
func (w *walk) whole(id summary.ID) bool {
	v := w.prog.Value(id)
	return v.Kind != summary.Field || !v.List
}

// literal follows the elements of a literal: fields of a log entry, labels, the list of arguments.
func (w *walk) literal(id summary.ID, v *summary.Value, depth int) {
	if hides(w.prog, v.Type) {
		return
	}
	for _, f := range v.Fields {
		outer := w.key
		if w.key = ""; secretName(f.Name) && !strings.Contains(f.Name, " ") {
			w.key = f.Name
		}
		w.value(w.prog.ID(w.prog.Owner(id), f.Value), depth-1)
		w.key = outer
	}
}

// result judges what a call gives.
func (w *walk) result(id summary.ID, v *summary.Value, depth int) {
	p := w.prog
	c := p.CallOf(id)
	if masked(c.Name()) {
		return
	}
	if e, ok := p.Catalog.Get(c.Call.Callee, "secret"); ok {
		if e.Has("named") {
			if name, ok := p.ConstOf(p.Arg(c, e.Int("named", 0))); ok && secretName(name) {
				w.report(leak{what: name}, v)
			}
			return
		}
		if int(v.Index) == e.Int("result", 0) && (!e.Has("called") || login(w.called(c, e))) {
			w.report(leak{what: cmp.Or(e.Attrs["is"], strings.ToLower(c.Name()))}, v)
		}
		return
	}
	if e, ok := p.Catalog.Get(c.Call.Callee, "prints"); ok {
		outer := w.json
		defer func() { w.json = outer }()
		w.json = outer || e.Attrs["as"] == "json"
		for k := e.Int("args", 0); k < len(c.Call.Args); k++ {
			w.value(p.Arg(c, k), depth-1)
		}
		return
	}
	for _, as := range p.KeptAs(id) {
		if kept := p.Value(as); masked(kept.Key) {
			return
		} else if w.secretName(kept.Key) && text(p, kept.Type) {
			w.report(leak{what: short(kept.Key)}, v)
			return
		}
	}
	callees := p.Callees(c)
	if name := c.Name(); secretName(name) && v.Index == 0 && v.Type == "string" && len(c.Call.Args) < 3 && !verb(name) {
		w.report(leak{what: short(name)}, v)
		return
	}
	for _, f := range callees {
		if int(v.Index) < len(f.Func.Results) && len(callees) == 1 {
			params := len(w.params)
			w.value(p.ID(f.Pkg, f.Func.Results[v.Index]), depth-1)
			for _, param := range w.params[params:] { // what the call gives it
				if at := p.Value(param); p.FunctionOf(param) == f && at.Index >= 0 {
					w.value(p.Arg(c, int(at.Index)), depth-1)
				}
			}
			w.params = slices.DeleteFunc(w.params, func(param summary.ID) bool { return p.FunctionOf(param) == f })
		}
	}
}

// verb reports whether a function does something with a secret, by its name: what it gives is another thing.
func verb(name string) bool {
	for _, prefix := range []string{"Is", "is", "Has", "has", "Check", "check", "Validate", "validate", "Verify", "verify", "Set", "set", "Delete", "delete", "Revoke", "Describe"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// loaded reports whether a field of a library's struct is a secret that its name does not tell: the headers of a request, what a cookie holds.
func (w *walk) loaded(id summary.ID, v *summary.Value) bool {
	if v.Base == summary.None {
		return false
	}
	base := w.prog.ID(w.prog.Owner(id), v.Base)
	if _, ok := w.prog.Catalog.Get(w.prog.Value(base).Type+"."+v.Field, "secret"); !ok {
		return false
	}
	for _, o := range w.prog.Origins(base) {
		c := w.prog.CallOf(o)
		if c.IsZero() {
			continue
		}
		if e, ok := w.prog.Catalog.Get(c.Call.Callee, "secret"); ok && e.Has("called") && !login(w.called(c, e)) {
			return false
		}
	}
	return true
}

// called returns what is known of the name by which a call asks for something.
func (w *walk) called(c summary.CallRef, e catalog.Entry) (name string) {
	for _, o := range w.prog.Origins(w.prog.Arg(c, e.Int("called", 0))) {
		switch v := w.prog.Value(o); v.Kind {
		case summary.Const:
			name += v.Value
		case summary.Text:
			for _, part := range v.Parts {
				name += part.Lit
			}
		}
	}
	return name
}

// made reports whether a secret is one that the program makes up, and that nobody gives it.
func (w *walk) made(id summary.ID, depth int) bool {
	up := false
	if depth == 0 {
		return false
	}
	for _, in := range w.prog.Within(id) {
		switch v := w.prog.Value(in); v.Kind {
		case summary.Const, summary.Zero:
		case summary.Result:
			if up = handler.HasWord(w.prog.CallOf(in).Name(), []string{"random", "rand", "generate", "gen", "create"}); !up {
				return false
			}
		default:
			if up = w.made(in, depth-1); !up {
				return false
			}
		}
	}
	return up
}

// short is a name without its package and type.
func short(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// vague reports whether a name does not tell what a value is, so that what it is written under does.
func vague(name string) bool {
	return slices.Contains([]string{"s", "v", "val", "value", "p", "x", "str", "in", "raw", "text", "data", "input", "given"}, name)
}

// ofPage reports whether a text says that what follows tells where a page begins: "/users?page=".
func ofPage(before string) bool {
	before = strings.ToLower(strings.TrimRight(before, "= :"))
	return slices.ContainsFunc([]string{"page", "page_token", "pagetoken", "next", "next_token", "cursor", "continue", "after", "before", "offset"}, func(w string) bool { return strings.HasSuffix(before, w) })
}
