package poolperrequest

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// kept reports whether what is made is put where later requests find it: into a field or a variable of the package by an assignment, or into a map
// or a cache. The literal of a struct that is made for the request is no such place.
func kept(prog *summary.Program, handle summary.ID) bool {
	if handle == summary.NoID {
		return false
	}
	aliases := wrapped(prog, around(prog, handle))
	for _, a := range aliases {
		switch prog.Value(a).Kind {
		case summary.Field, summary.Global:
			if slices.ContainsFunc(prog.Assigned(a), func(in summary.ID) bool { return slices.Contains(aliases, in) && prog.Value(in).Kind != summary.Field }) {
				return true
			}
		}
		if prog.Value(a).List {
			return true
		}
		for _, u := range prog.Uses(a) {
			name := u.Call.Callee[strings.LastIndexByte(u.Call.Callee, '.')+1:]
			if u.Arg > 0 && (strings.HasPrefix(name, "Store") || strings.HasPrefix(name, "LoadOrStore") || name == "Set" || name == "Add" || name == "Put" || name == "Swap") {
				return true
			}
		}
	}
	return false
}

// wrapped adds the objects of the program that have what is made in a field, and what they flow to: one of them may be what is kept.
func wrapped(prog *summary.Program, aliases []summary.ID) []summary.ID {
	for depth, from := 0, 0; depth < 3 && from < len(aliases) && len(aliases) < maxAround; depth++ {
		next := len(aliases)
		for _, a := range aliases[from:] {
			pkg := prog.Owner(a)
			for i := range pkg.Nodes {
				if v := &pkg.Nodes[i]; v.Kind == summary.Lit && slices.ContainsFunc(v.Fields, func(f summary.FieldValue) bool {
					return f.Value != summary.None && prog.ID(pkg, f.Value) == a
				}) {
					for _, o := range prog.Aliases(prog.ID(pkg, summary.Node(i))) {
						if !slices.Contains(aliases, o) {
							aliases = append(aliases, o)
						}
					}
				}
			}
		}
		from = next
	}
	return aliases
}

// maxAround bounds how many values are looked at for what is made.
const maxAround = 400

// around returns the values that what is made flows to, with the objects of libraries that take it in: a client with a transport, what wraps that.
func around(prog *summary.Program, handle summary.ID) []summary.ID {
	var out []summary.ID
	seen := map[summary.ID]bool{}
	for queue := []summary.ID{handle}; len(queue) > 0 && len(out) < maxAround; queue = queue[1:] {
		if queue[0] == summary.NoID || seen[queue[0]] {
			continue
		}
		for _, a := range prog.Aliases(queue[0]) {
			if seen[a] {
				continue
			}
			seen[a] = true
			out = append(out, a)
			for _, u := range prog.Uses(a) {
				if u.Arg >= 0 && prog.Package(catalog.PackageOf(u.Call.Callee)) == nil && len(prog.Callees(u.CallRef)) == 0 && u.Call.Callee != "" {
					queue = append(queue, prog.Result(u.CallRef, 0), prog.Arg(u.CallRef, -1))
				}
			}
			queue = append(queue, holders(prog, a)...)
		}
	}
	return out
}

// holders returns the literals and objects of library types that have a value as a field.
func holders(prog *summary.Program, id summary.ID) (out []summary.ID) {
	pkg := prog.Owner(id)
	for i := range pkg.Nodes {
		v := &pkg.Nodes[i]
		if v.Kind == summary.Lit && len(v.Fields) > 0 && prog.Package(catalog.PackageOf(v.Type)) == nil && !strings.HasPrefix(v.Type, "[]") &&
			slices.ContainsFunc(v.Fields, func(f summary.FieldValue) bool { return f.Value != summary.None && prog.ID(pkg, f.Value) == id }) {
			out = append(out, prog.ID(pkg, summary.Node(i)))
		}
	}
	for i := range pkg.Stores {
		if s := &pkg.Stores[i]; s.Base != summary.None && s.Value != summary.None && prog.ID(pkg, s.Value) == id {
			base := prog.ID(pkg, s.Base)
			out = append(out, base)
			for v := prog.Value(base); v.Kind == summary.Load && v.Base != summary.None; v = prog.Value(base) {
				base = prog.ID(prog.Owner(base), v.Base)
				out = append(out, base)
			}
			out = append(out, prog.Origins(base)...)
		}
	}
	return out
}
