package handler

import (
	"slices"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/route"
	"github.com/prodlint/prodlint/internal/summary"
)

// maxReports bounds how many calls lie between a handler and what reads the body of its request.
const maxReports = 3

// Reports reports whether a route tells whoever asks how something is, as a health check does, and takes nothing in: it answers to GET, and nothing
// that it runs reads a body.
func Reports(prog *summary.Program, e *route.Entry) bool {
	if len(e.Methods) > 0 {
		return slices.Contains(e.Methods, "GET") || slices.Contains(e.Methods, "HEAD")
	}
	return e.Handler.Func.IsZero() || !takesIn(prog)[e.Handler.Func.Func]
}

type takesKey struct{}

// takesIn returns the functions that read the bodies of requests, themselves or through others.
func takesIn(prog *summary.Program) map[*summary.Function]bool {
	return prog.Memo(takesKey{}, func() any {
		body := func(id summary.ID) bool {
			_, request := prog.Catalog.Get(prog.Value(id).Type, "request")
			return request || IsBody(prog, id)
		}
		return Doing(prog, maxReports, func(c summary.CallRef) bool {
			return slices.ContainsFunc(prog.Catalog.Of(c.Call.Callee), func(e catalog.Entry) bool {
				if e.Kind != "decodes" && e.Kind != "readsall" && e.Kind != "readsform" || e.Attrs["in"] != "" && e.Attrs["in"] != "body" {
					return false
				}
				from := prog.Arg(c, -1)
				if e.Attrs["from"] != "recv" {
					from = prog.Arg(c, e.Int("from", 0))
				}
				return from != summary.NoID && (body(from) || MadeOf(prog, from, body))
			})
		})
	}).(map[*summary.Function]bool)
}
