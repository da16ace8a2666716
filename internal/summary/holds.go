package summary

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
)

// bindHolds lets what the catalog's "holds" fields of library structs are given flow to the struct: whoever has the struct has it too.
func (p *Program) bindHolds() {
	hold := func(typ, field string, value, holder ID) {
		if _, ok := p.Catalog.Get(typ+"."+field, "holds"); ok {
			p.connect(value, holder, 0)
		}
	}
	for _, pkg := range p.Packages {
		for i := range pkg.Nodes {
			v := &pkg.Nodes[i]
			if v.Kind != Lit || !p.Catalog.Knows(catalog.PackageOf(v.Type)) {
				continue
			}
			for _, f := range v.Fields {
				hold(v.Type, f.Name, p.ID(pkg, f.Value), p.ID(pkg, Node(i)))
			}
		}
		for i := range pkg.Stores {
			s := &pkg.Stores[i]
			if base := p.ID(pkg, s.Base); base != NoID {
				hold(p.Value(base).Type, s.Field, p.ID(pkg, s.Value), base)
			}
		}
	}
}

// Implementers returns the TypeKeys of the concrete types of the program that implement one of its interfaces, sorted; none if there are
// too many to say which it is.
func (p *Program) Implementers(iface string) []string {
	methods := p.interfaces()
	p.methodsMu.Lock()
	defer p.methodsMu.Unlock()
	want := methods.ifaces[iface]
	if len(want) == 0 {
		return nil
	}
	methods.implementations(iface, want[0].Name)
	var keys []string
	for _, t := range methods.memo[iface] {
		keys = append(keys, t.Key)
	}
	slices.Sort(keys)
	return keys
}

// FieldOwner returns the TypeKey of the struct that a Field belongs to.
func (v *Value) FieldOwner() string {
	return v.Key[:max(strings.LastIndexByte(v.Key, '.'), 0)]
}
