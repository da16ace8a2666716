package pools

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

type openingsKey struct{}

// Openings returns the calls of the program that open a pool, without the places to report them at.
func Openings(prog *summary.Program) []Opened {
	return prog.Memo(openingsKey{}, func() any {
		var out []Opened
		for _, pkg := range prog.Packages {
			for i := range pkg.Calls {
				c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
				if e, ok := prog.Catalog.Get(callee(prog, c), "pool"); ok {
					out = append(out, Opened{Entry: e, Handle: prog.Result(c, 0), Call: c})
				}
			}
		}
		return out
	}).([]Opened)
}

// callee returns the function that a call is of, also of a variable or parameter that is always the same function of a library.
func callee(prog *summary.Program, c summary.CallRef) (key string) {
	if c.Call.Callee != "" || len(c.Call.Results) == 0 || len(prog.Callees(c)) > 0 {
		return c.Call.Callee
	}
	for _, o := range prog.Origins(prog.ID(c.Pkg, c.Call.Dyn)) {
		v := prog.Value(o)
		if v.Kind != summary.Func || key != "" && key != v.Value {
			return ""
		}
		key = v.Value
	}
	return key
}

// Opened is a place where a pool comes to be: a call or a literal.
type Opened struct {
	Entry  catalog.Entry
	Handle summary.ID
	Call   summary.CallRef // a literal is a call without callee, receiver and arguments
	At     summary.CallRef // where to report it
}

// Places returns the calls of a package that a reviewer would point at: the one that opens the pool, or, where that stands in a
// generated file, those of the generated function.
func Places(prog *summary.Program, pkg *summary.Package, c summary.CallRef) []summary.CallRef {
	written := func(c summary.CallRef) bool {
		return c.Pkg == pkg && !slices.Contains(c.Pkg.Generated, c.Call.Pos.File) && !strings.HasSuffix(c.Call.Pos.File, "_test.go")
	}
	if written(c) {
		return []summary.CallRef{c}
	}
	f := prog.Enclosing(c)
	if f.IsZero() || !slices.Contains(c.Pkg.Generated, c.Call.Pos.File) {
		return nil
	}
	var out []summary.CallRef
	for _, caller := range prog.Callers(f) {
		if written(caller) {
			out = append(out, caller)
		}
	}
	return out
}

// Literals returns the literals of a package, and the variables that begin without a value, that are pools.
func Literals(prog *summary.Program, pkg *summary.Package) []Opened {
	var out []Opened
	for i := range pkg.Nodes {
		v := &pkg.Nodes[i]
		if v.Kind != summary.Lit && v.Kind != summary.Zero {
			continue
		}
		e, ok := prog.Catalog.Get(v.Type, "pool")
		if !ok || strings.HasSuffix(v.Pos.File, "_test.go") {
			continue
		}
		id := prog.ID(pkg, summary.Node(i))
		c := summary.CallRef{Pkg: pkg, Call: &summary.Call{Fn: v.Fn, Pos: v.Pos}}
		if v.Kind == summary.Lit && len(v.Fields) > 0 && v.Fields[0].Name == "" || v.Kind == summary.Zero && !builtUp(prog, id) {
			continue // a collection of pools; a variable that a whole pool is assigned to
		}
		out = append(out, Opened{e, id, c, c})
	}
	return out
}

// builtUp reports whether a zero value becomes a pool by assignments to its fields, and is not overwritten as a whole.
func builtUp(prog *summary.Program, id summary.ID) bool {
	stored := false
	for _, a := range prog.Aliases(id) {
		stored = stored || len(prog.Stores(a)) > 0
		for _, o := range prog.Origins(a) {
			if o != id && prog.Value(o).Kind != summary.Zero {
				return false
			}
		}
	}
	return stored
}

// Each calls judge for each pool that a package opens for more than a while: by calls, those of generated files at who calls them, and by literals.
// Left out are pools that need no limit, those of tests and of programs that do their work and end.
func Each(p *rule.Pass, judge func(Opened)) {
	prog := p.Program
	if prog.TestSupport(p.Summary) {
		return
	}
	see := func(o Opened) {
		if !Exempt(prog, o) && !prog.OneShot(o.At) && !ofTests(prog, prog.Enclosing(o.Call), maxOpeners) {
			judge(o)
		}
	}
	for _, o := range Openings(prog) {
		for _, o.At = range Places(prog, p.Summary, o.Call) {
			see(o)
		}
	}
	for _, o := range Literals(prog, p.Summary) {
		if !slices.Contains(p.Summary.Generated, o.At.Call.Pos.File) {
			see(o)
		}
	}
}

// maxOpeners bounds how far up the calls of an opener are looked at.
const maxOpeners = 4

// ofTests reports whether a function is called, and by nothing but tests and what there is for them.
func ofTests(prog *summary.Program, f summary.FuncRef, depth int) bool {
	if f.IsZero() || depth == 0 {
		return false
	}
	if f.Func.Test || prog.TestSupport(f.Pkg) {
		return true
	}
	callers := prog.Callers(f)
	return len(callers) > 0 && !prog.Valued(f) && !slices.ContainsFunc(callers, func(c summary.CallRef) bool { return !ofTests(prog, prog.Enclosing(c), depth-1) })
}

// Exempt reports whether a pool needs no limit: its connections cost no server anything, or it is one that was opened elsewhere.
// Where the driver is a matter of configuration, it is exempt only if all that can be seen are.
func Exempt(prog *summary.Program, o Opened) bool {
	return Free(prog, arg(prog, o, "driver"), arg(prog, o, "source"))
}

// arg returns the argument, or the field of a literal, that an attribute of the entry names.
func arg(prog *summary.Program, o Opened, attr string) summary.ID {
	name, ok := o.Entry.Attrs[attr]
	if !ok {
		return summary.NoID
	}
	if len(o.Call.Call.Results) > 0 {
		return prog.Arg(o.Call, o.Entry.Int(attr, 0))
	}
	for _, id := range prog.FieldsOf(o.Handle, name) {
		return id
	}
	return summary.NoID
}
