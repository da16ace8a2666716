package extract

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
)

// record reports whether a type is a struct that holds data, or a pointer to one.
func (k *carrier) record(t types.Type) bool {
	if t == nil || !k.w.carries(t) {
		return false
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	if n := namedOf(t); n != nil && n.Obj().Pkg() != nil && (catalog.Standard(n.Obj().Pkg().Path()) && !k.w.b.in.Workspace(n.Obj().Pkg().Path()) || k.tool(t)) {
		return false // time.Time, sql.NullString, a builder
	}
	_, ok := t.Underlying().(*types.Struct)
	return ok
}

// anything reports whether values of a type may be records of any kind: an empty interface, or a type parameter.
func anything(t types.Type) bool {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	if _, ok := types.Unalias(t).(*types.TypeParam); ok {
		return true
	}
	i, ok := t.Underlying().(*types.Interface)
	return ok && i.NumMethods() == 0
}

// plain reports whether a record has no connection, no interface and no function in it: those that have are services.
func (k *carrier) plain(t types.Type) bool {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for i := range st.NumFields() {
		f := st.Field(i).Type()
		switch f.Underlying().(type) {
		case *types.Signature, *types.Chan:
			return false
		case *types.Interface:
			if i, ok := f.Underlying().(*types.Interface); ok && i.NumMethods() > 0 {
				return false
			}
		}
		if k.w.b.handle(f) {
			return false
		}
	}
	return true
}

// records reports whether a type is a record, or a list of them.
func (k *carrier) records(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return k.record(u.Elem())
	case *types.Array:
		return k.record(u.Elem())
	}
	return k.record(t)
}

// tool reports whether a type is one of a library that the catalog knows: a builder, rows, an option.
func (k *carrier) tool(t types.Type) bool {
	n := namedOf(t)
	if n == nil || n.Obj().Pkg() == nil {
		return false
	}
	path := n.Obj().Pkg().Path()
	if path == "database/sql" {
		return strings.HasPrefix(n.Obj().Name(), "Row")
	}
	return !catalog.Standard(path) && !k.w.b.in.Workspace(path) && k.w.b.in.Catalog.Knows(path)
}

// relevant reports whether a call may reach a database: one of a function of the program, or of a library that the catalog knows.
func (k *carrier) relevant(e *ast.CallExpr) bool {
	i, ok := k.w.b.calls[e]
	if !ok {
		return false
	}
	c := &k.w.b.out.Calls[i]
	if c.Callee == "" {
		return c.Like != ""
	}
	pkg := catalog.PackageOf(c.Callee)
	if k.w.b.in.Workspace(pkg) || c.Iface != "" && k.w.b.in.Workspace(catalog.PackageOf(c.Iface)) {
		return true
	}
	return !catalog.Standard(pkg) && k.w.b.in.Catalog.Knows(pkg) || pkg == "database/sql"
}

// runs reports whether a call is known to ask a database itself: what it is given does not come out of it.
func (k *carrier) runs(e *ast.CallExpr) bool {
	c := &k.w.b.out.Calls[k.w.b.calls[e]]
	for _, entry := range k.w.b.in.Catalog.Of(c.Callee) {
		if (entry.Kind == "query" || entry.Kind == "exec" || entry.Kind == "effect" && entry.Attrs["op"] != "none") && !entry.Has("builder") {
			return true
		}
	}
	return false
}
