package query

import (
	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/sqlsite"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// Text returns the statements of a text that stands in a file of its own, such as one of sqlc's queries. They have no Call, and nothing is known
// of what is bound to their placeholders.
func Text(t sqltext.Template) []*Statement {
	var out []*Statement
	for _, st := range sqltext.Statements(t) {
		if st.Query.Verb == "" {
			continue
		}
		s := &Statement{Template: t, Base: t, Sure: true}
		r := reader{binder: &binder{}, st: s}
		r.read(st)
		out = append(out, s)
	}
	return out
}

// Run returns the statements of a text that call c runs, which is not handed the text: it runs a prepared statement, or is told a name. e is the
// line of the catalog that says what the call binds.
func (x *Index) Run(t sqltext.Template, c summary.CallRef, e catalog.Entry) []*Statement {
	site := sqlsite.Site{Call: c, Entry: e, Text: t, Base: t, Origin: summary.NoID}
	run := summary.CallRef{}
	if e.Kind == "runprepared" {
		run = c
	}
	return x.statements(site, newBinder(x.Program, site, run), summary.CallRef{})
}
