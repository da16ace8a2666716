package gracefulshutdown

import (
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// shown reports whether packages that are not seen may get at a value: through an exported field or variable, or as the result of an exported function.
func (x *index) shown(id summary.ID) bool {
	v := x.Value(id)
	switch v.Kind {
	case summary.Field, summary.Global:
		name := v.Key[strings.LastIndexByte(v.Key, '.')+1:]
		return name != "" && 'A' <= name[0] && name[0] <= 'Z'
	case summary.Return:
		f := x.FunctionOf(id)
		return !f.IsZero() && f.Func.Exported
	}
	return false
}

// alive reports whether something may run a call. In a package that main packages which are not seen may import, exported functions are run.
func (x *index) alive(c summary.CallRef) bool {
	if ways := x.Reached(c, nil); !ways.Only(summary.Unseen) {
		return true
	}
	f := x.fn(c)
	above := x.Above(f)
	above[f.Func] = true
	deployed := x.Deployed(c.Pkg)
	for g := range above {
		if g.Exported && !deployed || x.Valued(summary.FuncRef{Pkg: c.Pkg, Func: g}) || g.Recv != summary.None && x.handed(g) {
			return true
		}
	}
	return false
}

type handedKey struct{}

// handed reports whether a library is given values of the type that a method is of: it may call the method.
func (x *index) handed(method *summary.Function) bool {
	types := x.Memo(handedKey{}, func() any {
		out := map[string]bool{}
		for _, pkg := range x.Packages {
			for i := range pkg.Calls {
				c := &pkg.Calls[i]
				if lib := catalog.PackageOf(c.Callee); c.Callee == "" || x.Package(lib) != nil || catalog.Standard(lib) {
					continue
				}
				for _, a := range c.Args {
					if a != summary.None {
						out[pkg.Nodes[a].Type] = true
					}
				}
			}
		}
		return out
	}).(map[string]bool)
	f, ok := x.Function(method.Key)
	return ok && types[f.Pkg.Nodes[method.Recv].Type]
}

// runs reports whether a program serves there when it starts, or, in a package that no main package is seen to import, whoever imports it has it serve.
func (x *index) runs(c summary.CallRef) bool {
	ways := x.Reached(c, nil)
	switch {
	case ways.Has(summary.ByStart):
		return true
	case x.Deployed(c.Pkg):
		return ways.Has(summary.Listed)
	case ways.Has(summary.Listed, summary.ByCommand):
		return true
	}
	f := x.fn(c)
	if f.IsZero() {
		return false
	}
	above := x.Above(f)
	above[f.Func] = true
	for g := range above {
		if !g.Test && (g.Exported && ways.Has(summary.Unseen) || g.Lit && g.Parent < 0) { // a literal at package level: of a command, perhaps
			return true
		}
	}
	return false
}
