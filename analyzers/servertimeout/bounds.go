package servertimeout

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// bounded reports whether one of the fields that bound a server is given a value, or is for others to set.
func bounded(prog *summary.Program, id summary.ID, s catalog.Entry) bool {
	for field := range strings.SplitSeq(s.Attrs["bounds"], ",") {
		if !unset(prog, prog.FieldsOf(id, field)) {
			return true
		}
		for _, a := range prog.Aliases(id) {
			for _, l := range prog.Loads(a) {
				if prog.Value(l).Field == field && pointed(prog, l) {
					return true
				}
			}
		}
	}
	return false
}

// unset reports whether a limit is given no value, or only such as mean none: zero and less.
func unset(prog *summary.Program, values []summary.ID) bool {
	return prog.Unset(slices.DeleteFunc(values, func(id summary.ID) bool {
		c, ok := prog.ConstOf(id)
		return ok && strings.HasPrefix(c, "-")
	}))
}

// pointed reports whether a field is set through its address, by a flag or by a function that assigns to what it is given.
func pointed(prog *summary.Program, field summary.ID) bool {
	for _, u := range prog.Uses(field) {
		if _, ok := prog.Catalog.Get(u.Call.Callee, "setting"); ok {
			return true
		}
	}
	for _, a := range prog.Aliases(field) {
		for _, in := range prog.Assigned(a) {
			if prog.Value(a).Kind == summary.Param && prog.FunctionOf(in) == prog.FunctionOf(a) {
				return true
			}
		}
	}
	return false
}

// replaced reports whether a zero value is overwritten as a whole, or a field may hold something else.
func replaced(prog *summary.Program, id summary.ID) bool {
	switch v := prog.Value(id); v.Kind {
	case summary.Load:
		return !slices.Equal(prog.Origins(id), []summary.ID{id}) || given(prog, prog.ID(prog.Owner(id), v.Base))
	case summary.Zero:
		for _, a := range prog.Aliases(id) {
			for _, o := range prog.Origins(a) {
				if o != id && prog.Value(o).Kind != summary.Zero {
					return true
				}
			}
		}
	}
	return false
}

// completed reports whether a library that the catalog does not know is handed a server and gives one back: it may set what bounds it.
func completed(prog *summary.Program, id summary.ID) bool {
	for _, a := range prog.Aliases(id) {
		for _, u := range prog.Uses(a) {
			if u.Arg < 0 || u.Call.Callee == "" || len(prog.Catalog.Of(u.Call.Callee)) > 0 || prog.Package(catalog.PackageOf(u.Call.Callee)) != nil {
				continue
			}
			if r := prog.Result(u.CallRef, 0); r != summary.NoID && prog.Value(r).Type == prog.Value(id).Type {
				return true
			}
		}
	}
	return false
}

// given reports whether a value may come from code that is not seen.
func given(prog *summary.Program, id summary.ID) bool {
	return slices.ContainsFunc(prog.Origins(id), prog.Foreign)
}

// madeBounded is bounded for servers that a function makes.
func madeBounded(prog *summary.Program, c summary.CallRef, s catalog.Entry) bool {
	if option := s.Attrs["options"]; option != "" {
		for i := range c.Call.Args {
			for _, o := range prog.Origins(prog.Arg(c, i)) {
				v := prog.Value(o)
				if v.Kind != summary.Const && (v.Kind != summary.Result || prog.CallOf(o).Call.Callee == option) && v.Kind != summary.Lit {
					return true // it is there, or what is given cannot be told
				}
			}
		}
		return false
	}
	config := prog.Arg(c, s.Int("config", 0))
	if config == summary.NoID {
		return false
	}
	for _, o := range elements(prog, config) {
		if k := prog.Value(o).Kind; k != summary.Lit && k != summary.Zero || bounded(prog, o, s) {
			return true
		}
	}
	return false
}

// elements is Origins with what collections hold in place of them.
func elements(prog *summary.Program, id summary.ID) []summary.ID {
	var out []summary.ID
	for _, o := range prog.Origins(id) {
		v := prog.Value(o)
		if v.Kind != summary.Lit || !strings.HasPrefix(v.Type, "[]") {
			out = append(out, o)
			continue
		}
		for _, f := range v.Fields {
			out = append(out, prog.Origins(prog.ID(prog.Owner(o), f.Value))...)
		}
	}
	return out
}

// fieldBounded reports whether the server in a field of the receiver is bounded or was replaced; another that stands there is judged by itself.
func fieldBounded(prog *summary.Program, c summary.CallRef, s catalog.Entry) bool {
	field := s.Attrs["field"]
	if field == "" {
		return false
	}
	for _, o := range prog.Origins(prog.Arg(c, -1)) {
		if prog.Foreign(o) || len(prog.FieldsOf(o, field)) > 0 {
			return true
		}
		for _, a := range prog.Aliases(o) {
			for _, l := range prog.Loads(a) {
				if prog.Value(l).Field == field && bounded(prog, l, s) {
					return true
				}
			}
		}
	}
	return false
}
