package query

import "github.com/prodlint/prodlint/internal/sqltext"

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
