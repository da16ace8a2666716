package rowflow

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// tableNames returns the tables of the struct types for which the program says so: to the mapper that is told the type, or by a method TableName.
func (x *Index) tableNames() map[string]string {
	out := map[string]string{}
	add := func(typ, table string) {
		name := plainTable(strings.TrimPrefix(typ, "[]"))
		if old, ok := out[name]; ok && !alike(old, table) {
			table = ""
		}
		out[name] = table
	}
	for _, pkg := range x.prog.Packages {
		for i := range pkg.Calls {
			c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
			e, ok := x.prog.Catalog.Get(c.Call.Callee, "tablename")
			if !ok || strings.HasSuffix(c.Call.Pos.File, "_test.go") {
				continue
			}
			typ, name := x.prog.Arg(c, e.Int("type", 0)), x.prog.Arg(c, e.Int("name", 1))
			if typ == summary.NoID || name == summary.NoID {
				continue
			}
			if table, ok := x.prog.ConstOf(name); ok {
				add(x.prog.Value(typ).Type, table)
			}
		}
		for i := range pkg.Funcs {
			f := &pkg.Funcs[i]
			if f.Recv == summary.None || f.Lit || len(f.Results) != 1 || !strings.HasSuffix(f.Key, ").TableName") {
				continue
			}
			if table, ok := x.prog.ConstOf(x.prog.ID(pkg, f.Results[0])); ok && table != "" {
				add(pkg.Nodes[f.Recv].Type, table)
			}
		}
	}
	return out
}

// alike reports whether two names, of which one may be that of a struct type, are those of one table.
func (x *Index) alike(a, b string) bool {
	return alike(a, b) || x.table(a) == x.table(b) && x.table(a) != ""
}

// table is the plain name of the table that a table or the struct type of its rows is called by.
func (x *Index) table(name string) string {
	name = plainTable(name)
	if t := x.names[name]; t != "" {
		return plainTable(t)
	}
	return name
}

// setters returns the plain names of the columns that the builder of a generated client sets by methods of its own, nil for other writes, and where a
// helper is handed the builder.
func (x *Index) setters(w *write) map[string]bool {
	var c summary.CallRef
	e := w.effect
	for ; e != nil && !e.Via.IsZero(); e = e.Next {
		c = e.Via
	}
	if e == nil || c.IsZero() {
		return nil // a library writes
	}
	builder, _, _ := strings.Cut(c.Call.Callee, ").")
	out := map[string]bool{}
	for _, o := range x.prog.Calls(x.prog.Enclosing(c)) {
		if slices.ContainsFunc(o.Call.Args, func(n summary.Node) bool { return n != summary.None && "(*"+o.Pkg.Nodes[n].Type == builder }) {
			return nil
		}
		recv, name, _ := strings.Cut(o.Call.Callee, ").")
		if recv != builder {
			continue
		}
		for _, verb := range []string{"SetNillable", "SetOrClear", "Set", "Add", "Append", "Clear"} {
			if column, ok := strings.CutPrefix(name, verb); ok {
				out[plain(column)] = true
				break
			}
		}
	}
	return out
}
