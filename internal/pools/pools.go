// Package pools tells which pools of connections cost a server something: those of databases in the process do not.
package pools

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// Free reports whether the connections of a pool that is opened with a driver and a source cost no server anything, or the pool stands on one that was
// opened elsewhere. Either may be NoID. Where the driver is a matter of configuration, they are free only if all that can be seen are.
func Free(prog *summary.Program, driver, source summary.ID) bool {
	return source != summary.NoID && exemptSource(prog, source) || driver != summary.NoID && exemptDriver(prog, driver)
}

// FreeCall is Free for a call that opens a pool, as the line of the catalog for it says where its driver and source are.
func FreeCall(prog *summary.Program, c summary.CallRef, e catalog.Entry) bool {
	return Free(prog, attr(prog, c, e, "driver"), attr(prog, c, e, "source"))
}

// attr returns the argument that an attribute of the line for a call names, NoID where the line has none.
func attr(prog *summary.Program, c summary.CallRef, e catalog.Entry, name string) summary.ID {
	if !e.Has(name) {
		return summary.NoID
	}
	return prog.Arg(c, e.Int(name, 0))
}

// exemptSource judges a connector, dialector or handle.
func exemptSource(prog *summary.Program, id summary.ID) bool {
	for _, s := range prog.Sources(id) {
		if _, ok := prog.Catalog.Get(prog.Value(s).Type, "handle"); ok {
			return true // a pool over an open handle: the limit is that of the handle
		}
	}
	known, ok := false, true
	for _, o := range prog.Origins(id) {
		if v := prog.Value(o); v.Kind == summary.Const && v.Value == "nil" {
			continue
		}
		known, ok = true, ok && unpooled(prog, o)
	}
	return known && ok
}

// unpooled reports whether a value is a connector or dialector whose connections cost no server anything.
func unpooled(prog *summary.Program, id summary.ID) bool {
	v := prog.Value(id)
	key := v.Type
	if v.Kind == summary.Result {
		key = prog.CallOf(id).Call.Callee
	}
	_, ok := prog.Catalog.Get(key, "unpooled")
	return ok
}

// exemptDriver judges the name of a driver.
func exemptDriver(prog *summary.Program, id summary.ID) bool {
	texts := prog.Texts(id)
	for _, t := range texts {
		if !slices.ContainsFunc(t, func(part summary.Piece) bool { return unpooledName(prog, part.Lit) }) {
			return false
		}
	}
	return len(texts) > 0 || onlyUnpooled(prog)
}

// unpooledName reports whether a driver's name, or part of it ("sqlite3_with_hooks"), is that of a driver without cost to a server, or one
// under which the program registers such a driver.
func unpooledName(prog *summary.Program, name string) bool {
	if name == "" {
		return false
	}
	for _, e := range prog.Catalog.All("unpooled") {
		for n := range strings.SplitSeq(e.Attrs["names"], ",") {
			if n != "" && strings.Contains(name, n) {
				return true
			}
		}
	}
	for _, pkg := range prog.Packages {
		for i := range pkg.Calls {
			c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
			if c.Call.Callee != "database/sql.Register" {
				continue
			}
			if n, ok := prog.ConstOf(prog.Arg(c, 0)); ok && n == name && exemptSource(prog, prog.Arg(c, 1)) {
				return true
			}
		}
	}
	return false
}

// onlyUnpooled reports whether the program imports drivers, and none whose connections cost a server.
func onlyUnpooled(prog *summary.Program) bool {
	imports := func(kind string) bool {
		for _, e := range prog.Catalog.All(kind) {
			pkg := catalog.PackageOf(e.Key)
			if pkg != "database/sql" && slices.ContainsFunc(prog.Packages, func(p *summary.Package) bool { return slices.Contains(p.Uses, pkg) }) {
				return true
			}
		}
		return false
	}
	return imports("unpooled") && !imports("sqldriver")
}
