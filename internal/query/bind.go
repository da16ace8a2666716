package query

import (
	"slices"
	"strconv"
	"strings"

	"github.com/prodlint/prodlint/internal/sqlsite"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// binder says which values are bound to the placeholders of a text.
type binder struct {
	prog  *summary.Program
	hops  []summary.CallRef // from the call that is handed the text to that of the library
	args  []summary.ID
	loose []summary.ID
	exact bool
	named []summary.ID // structs and maps whose fields are bound by name
	marks int          // placeholders "?" in the text
	holes bool         // it has parts that are not known, which may hold further ones
	next  int          // placeholders "?" seen so far
}

// maxLoose bounds how many values are kept of a list that is put together in several statements.
const maxLoose = 64

// newBinder reads what is given to the call that runs the text of a site: that of the library, or one of a prepared statement.
func newBinder(prog *summary.Program, site sqlsite.Site, run summary.CallRef) *binder {
	b := &binder{prog: prog, hops: append([]summary.CallRef{site.Call}, site.Path...), exact: true}
	e := site.Entry
	if !run.IsZero() {
		b.hops = []summary.CallRef{run}
		e, _ = prog.Catalog.Get(run.Call.Callee, "runprepared")
	}
	lib := b.hops[len(b.hops)-1]
	switch {
	case e.Has("args"):
		b.call(lib, e.Int("args", 0), len(b.hops)-1)
	case e.Has("named"):
		b.named = append(b.named, b.given(prog.Arg(lib, e.Int("named", 0)), len(b.hops)-1)...)
	case e.Kind == "": // the text is the first string
		for i := range lib.Call.Args {
			if id := prog.Arg(lib, i); id != summary.NoID && prog.Value(id).Type == "string" {
				b.call(lib, i+1, len(b.hops)-1)
				break
			}
		}
	default: // the values follow in the list that the text begins
		b.call(lib, e.Int("sql", 0)+1, len(b.hops)-1)
	}
	for _, t := range sqltext.Tokens(site.Text) {
		if t.Kind == sqltext.Placeholder && t.Text == "?" {
			b.marks++
		}
		b.holes = b.holes || t.Kind == sqltext.Unknown
	}
	return b
}

// call adds the arguments of a call from number i on, which stands at hop n.
func (b *binder) call(c summary.CallRef, i, n int) {
	for ; i < len(c.Call.Args); i++ {
		id := b.prog.Arg(c, i)
		if c.Call.Spread && i == len(c.Call.Args)-1 {
			b.list(id, n, 8)
			continue
		}
		b.add(id, n)
	}
}

// add adds a value that is an argument at hop n.
func (b *binder) add(id summary.ID, n int) {
	for _, v := range b.given(id, n) {
		_, named := b.prog.Catalog.Get(b.typeOf(v), "namedargs")
		switch {
		case named || b.entryOf(v, "namedarg") != nil:
			b.named = append(b.named, v)
		case !b.exact: // others may stand before it
			b.loose = append(b.loose, v)
		default:
			b.args = append(b.args, v)
		}
	}
}

func (b *binder) typeOf(id summary.ID) string {
	if id == summary.NoID {
		return ""
	}
	return b.prog.Value(id).Type
}

// entryOf returns the call of a library with a line of a kind that a value is the result of.
func (b *binder) entryOf(id summary.ID, kind string) *summary.CallRef {
	if id == summary.NoID {
		return nil
	}
	for _, o := range b.prog.Origins(id) {
		if c := b.prog.CallOf(o); !c.IsZero() {
			if _, ok := b.prog.Catalog.Get(c.Call.Callee, kind); ok {
				return &c
			}
		}
	}
	return nil
}

// given returns what a value at hop n is for whoever hands the statement over: where it is a parameter, the argument of the hop before.
func (b *binder) given(id summary.ID, n int) []summary.ID {
	for range 4 {
		if id == summary.NoID || n == 0 {
			return []summary.ID{id}
		}
		v := b.prog.Value(id)
		if v.Kind == summary.Var && len(b.prog.Assigned(id)) == 1 && len(b.prog.Inputs(id)) == 1 {
			id = b.prog.Assigned(id)[0]
			continue
		}
		f := b.prog.FunctionOf(id)
		before := b.hops[n-1]
		if v.Kind != summary.Param || f.IsZero() || !slices.Contains(b.prog.Callees(before), f) {
			return []summary.ID{id}
		}
		if f.Func.Variadic && int(v.Index) == len(f.Func.Params)-1 && !before.Call.Spread {
			var out []summary.ID
			for i := int(v.Index); i < len(before.Call.Args); i++ {
				out = append(out, b.given(b.prog.Arg(before, i), n-1)...)
			}
			return out
		}
		id, n = b.prog.Arg(before, int(v.Index)), n-1
	}
	return []summary.ID{id}
}

// list adds the elements of a slice at hop n.
func (b *binder) list(id summary.ID, n, depth int) {
	if id == summary.NoID || depth == 0 {
		b.exact = false
		return
	}
	v := b.prog.Value(id)
	switch v.Kind {
	case summary.Param:
		if n > 0 {
			f, before := b.prog.FunctionOf(id), b.hops[n-1]
			if slices.Contains(b.prog.Callees(before), f) {
				last := f.Func.Variadic && int(v.Index) == len(f.Func.Params)-1
				switch {
				case v.Index < 0:
					b.exact = false
				case last && !before.Call.Spread:
					b.call(before, int(v.Index), n-1)
				default:
					b.list(b.prog.Arg(before, int(v.Index)), n-1, depth-1)
				}
				return
			}
		}
	case summary.Lit:
		if strings.HasPrefix(v.Type, "[]") {
			if len(v.Fields) == 0 && len(b.prog.Inputs(id)) > 0 {
				b.scatter(id)
				return
			}
			for _, f := range v.Fields {
				b.add(b.prog.ID(b.prog.Owner(id), f.Value), n)
			}
			return
		}
		if len(b.prog.Inputs(id)) == 0 && v.Type == "" { // make([]any, 0)
			return
		}
	case summary.Const: // nil
		return
	case summary.Result:
		c := b.prog.CallOf(id)
		if e, ok := b.prog.Catalog.Get(c.Call.Callee, "bindargs"); ok {
			b.call(c, e.Int("from", 0), n)
			return
		}
	case summary.Var:
		if in := b.prog.Inputs(id); len(in) == 1 && len(b.prog.Assigned(id)) == 1 {
			b.list(in[0], n, depth-1)
			return
		}
	}
	b.scatter(id)
}

// scatter keeps what flows into a list that is put together in several statements. Only the elements it begins with are known by their place.
func (b *binder) scatter(id summary.ID) {
	var begin []summary.ID
	sources := b.prog.Sources(id)
	for _, s := range sources {
		if v := b.prog.Value(s); v.Kind == summary.Lit && v.Type == "[]" {
			begin = append(begin, s)
		}
		if len(b.loose) < maxLoose {
			b.loose = append(b.loose, s)
		}
	}
	if b.exact && len(begin) == 1 {
		for _, f := range b.prog.Value(begin[0]).Fields {
			b.args = append(b.args, b.prog.ID(b.prog.Owner(begin[0]), f.Value))
		}
	}
	b.exact = false
}

// placeholder returns the value that is bound to a placeholder, NoID where it is not known. Placeholders "?" must be asked for in their order.
func (b *binder) placeholder(t sqltext.Token) summary.ID {
	text := t.Text
	switch {
	case text == "?":
		n := b.next
		b.next++
		if n < len(b.args) && (!b.holes || b.exact && b.marks == len(b.args)) {
			return b.args[n]
		}
	case len(text) > 1 && (text[0] == '$' || text[0] == '?' || text[0] == ':') && text[1] >= '0' && text[1] <= '9', strings.HasPrefix(text, "@p") && len(text) > 2 && text[2] >= '0' && text[2] <= '9':
		n, err := strconv.Atoi(strings.TrimLeft(text, "$?:@p"))
		if err == nil && n >= 1 && n <= len(b.args) {
			return b.args[n-1]
		}
	case len(text) > 1 && (text[0] == ':' || text[0] == '@' || text[0] == '$'):
		return b.byName(text[1:])
	}
	return summary.NoID
}

// byName returns the value that is bound under a name.
func (b *binder) byName(name string) summary.ID {
	for _, id := range append(slices.Clone(b.named), b.args...) {
		if id == summary.NoID {
			continue
		}
		if c := b.entryOf(id, "namedarg"); c != nil {
			e, _ := b.prog.Catalog.Get(c.Call.Callee, "namedarg")
			if n, ok := b.prog.ConstOf(b.prog.Arg(*c, e.Int("name", 0))); ok && n == name {
				return b.prog.Arg(*c, e.Int("value", 1))
			}
			continue
		}
		for _, o := range b.prog.Objects(id) {
			v := b.prog.Value(o)
			for _, f := range v.Fields {
				if f.Name == name {
					return b.prog.ID(b.prog.Owner(o), f.Value)
				}
			}
			for _, a := range b.prog.Aliases(o) {
				for _, s := range b.prog.Stores(a) {
					if s.Store.Field == name {
						return b.prog.ID(s.Pkg, s.Store.Value)
					}
				}
			}
		}
		for _, f := range b.prog.StructFields(b.typeOf(id)) {
			v := b.prog.Value(f)
			if field := v.Key[strings.LastIndexByte(v.Key, '.')+1:]; tagName(v.Value, "db") == name || strings.EqualFold(field, name) {
				return f
			}
		}
	}
	return summary.NoID
}

// tagName returns the name in a struct tag, before the first comma.
func tagName(tag, key string) string {
	name, _, _ := strings.Cut(tagValue(tag, key), ",")
	return name
}
