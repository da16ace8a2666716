package effect

import (
	"slices"
	"strings"
	"unicode"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// reading are the first words of the names of operations that change nothing where they are answered.
var reading = []string{"get", "list", "find", "search", "describe", "lookup", "query", "check", "ping", "fetch", "read", "count", "exists", "head", "has", "is", "show", "view", "status"}

// Asks reports whether a remote call only asks: over HTTP by its method, where the program looks at what it is told; else by the name of the operation.
func (x *Index) Asks(e *Effect) bool {
	c := e.Last().Via
	if e.Kind != Call || c.IsZero() {
		return false
	}
	if !x.speaksHTTP(c) {
		name := c.Name()
		if i := strings.IndexFunc(name[min(1, len(name)):], unicode.IsUpper); i >= 0 {
			name = name[:i+1]
		}
		return slices.Contains(reading, strings.ToLower(name))
	}
	return x.getsBy(c) && x.looksAt(c)
}

// speaksHTTP reports whether a call is one of a client of HTTP that speaks with any server.
func (x *Index) speaksHTTP(c summary.CallRef) bool {
	pkg := catalog.PackageOf(c.Call.Callee)
	return slices.ContainsFunc(x.Program.Catalog.All("client"), func(e catalog.Entry) bool { return catalog.PackageOf(e.Key) == pkg })
}

// getsBy reports whether the method that a request is sent with changes nothing.
func (x *Index) getsBy(c summary.CallRef) bool {
	switch c.Name() {
	case "Get", "Head", "Options", "GetContext":
		return true
	}
	for k, n := range c.Call.Args {
		if n == summary.None {
			continue
		}
		if _, ok := x.Program.Catalog.Get(c.Pkg.Nodes[n].Type, "outgoing"); ok {
			methods, ok := x.Program.Methods(x.Program.Arg(c, k))
			return ok && !slices.ContainsFunc(methods, func(m string) bool { return m != "" && m != "GET" && m != "HEAD" && m != "OPTIONS" })
		}
	}
	return false
}

// looksAt reports whether the program looks at what a call is answered, besides closing it.
func (x *Index) looksAt(c summary.CallRef) bool {
	for _, id := range x.Program.Aliases(x.Program.Result(c, 0)) {
		all := []summary.ID{id}
		for _, l := range x.Program.Loads(id) {
			all = append(all, x.Program.Aliases(l)...)
		}
		for _, a := range all {
			for _, u := range x.Program.Uses(a) {
				if name := u.Name(); name != "Close" && name != "Discard" {
					return true
				}
			}
		}
	}
	return false
}
