package delta

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/route/cost"
	"github.com/prodlint/prodlint/internal/route/show"
	"github.com/prodlint/prodlint/internal/term"
)

// route is "GET /feed handler", with what it reads.
func route(line string, reads cost.Poly, guards ...string) Route {
	w := strings.Fields(line)
	r := Route{Row: show.Row{Name: w[0] + " " + w[1], Kind: "http", Path: w[1], Handler: w[2], At: show.Place{File: "a.go", Line: 3}, Reads: reads.String()}, Seen: true}
	r.Sum.Of[cost.Reads] = reads
	for term := range reads {
		e := Effect{What: "SELECT on t", Place: show.Place{File: "s.go", Line: 9}}
		if term != "" {
			e.Per = strings.Split(term, "×")
		}
		r.Does = append(r.Does, e)
	}
	for _, g := range guards {
		r.Row.Middleware = append(r.Row.Middleware, show.Middleware{Name: g, What: g})
	}
	return r
}

// says are the changes in words.
func says(before, after []Route) []string {
	var out []string
	for _, c := range Compare(before, after) {
		out = append(out, c.Route().Row.Name+": "+strings.Join(c.Says(), ", "))
	}
	return out
}

func TestCompare(t *testing.T) {
	one := cost.Poly{"": 1}
	for name, c := range map[string]struct {
		before, after []Route
		want          []string
	}{
		"nothing":                           {[]Route{route("GET /a h", one, "auth")}, []Route{route("GET /a h", one, "auth")}, nil},
		"more for each":                     {[]Route{route("GET /a h", one)}, []Route{route("GET /a h", cost.Poly{"": 1, "items": 1})}, []string{"GET /a: +1 query for each item"}},
		"less":                              {[]Route{route("GET /a h", cost.Poly{"": 3})}, []Route{route("GET /a h", one)}, []string{"GET /a: -2 queries"}},
		"for each of both":                  {[]Route{route("GET /a h", one)}, []Route{route("GET /a h", cost.Poly{"": 1, "comments×posts": 2})}, []string{"GET /a: +2 queries for each comment for each post"}},
		"the variable of a loop is renamed": {[]Route{route("GET /a h", cost.Poly{"ps": 2})}, []Route{route("GET /a h", cost.Poly{"posts": 2})}, nil},
		"renamed, and one more":             {[]Route{route("GET /a h", cost.Poly{"ps": 1})}, []Route{route("GET /a h", cost.Poly{"posts": 2})}, []string{"GET /a: +1 query for each post"}},
		"a loop in place of one":            {[]Route{route("GET /a h", one)}, []Route{route("GET /a h", cost.Poly{"posts": 1})}, []string{"GET /a: +1 query for each post, -1 query"}},
		"the handler is renamed":            {[]Route{route("GET /a h", one)}, []Route{route("GET /a g", one)}, nil},
		"a guard is gone":                   {[]Route{route("GET /a h", one, "auth", "log")}, []Route{route("GET /a h", one, "limiter")}, []string{"GET /a: no auth before it any more, limiter before it now"}},
		"moved":                             {[]Route{route("GET /a h", one)}, []Route{route("GET /b h", cost.Poly{"": 2})}, []string{"GET /b: was GET /a, +1 query"}},
		"two of a handler do not move":      {[]Route{route("GET /a h", one), route("GET /c h", one)}, []Route{route("GET /b h", one)}, []string{"GET /b: new, 1 query", "GET /a: gone", "GET /c: gone"}},
		"the worst comes first": {[]Route{route("GET /a h", one), route("GET /b g", one), route("GET /d f", one)},
			[]Route{route("GET /a h", cost.Poly{"": 3}), route("GET /b g", cost.Poly{"": 1, "n": 1}), route("GET /e i", nil)},
			[]string{"GET /b: +1 query for each n", "GET /a: +2 queries", "GET /e: new", "GET /d: gone"}},
		"two of a name": {[]Route{route("GET /a g", one), route("GET /a h", nil)}, []Route{route("GET /a h", nil), route("GET /a g", one)}, nil},
	} {
		assert.Equal(t, c.want, says(c.before, c.after), name)
	}
	unseen := route("GET /a h", nil)
	unseen.Seen = false
	assert.Equal(t, []string{"GET /a: its handler is not seen any more"}, says([]Route{route("GET /a h", one)}, []Route{unseen}))
	assert.Equal(t, []string{"GET /a: new, its handler is not seen"}, says(nil, []Route{unseen}))
}

func TestOtherCosts(t *testing.T) {
	a, b := route("GET /a h", nil), route("GET /a h", nil)
	b.Sum.Of[cost.Calls], b.Sum.Unbounded, b.Sum.Held, b.Sum.Unknown = cost.Poly{"": 1}, 1, 1, 2
	assert.Equal(t, []string{"GET /a: +1 call, +1 call without a time limit, +1 call in a transaction, +2 calls not seen into"}, says([]Route{a}, []Route{b}))
}

func TestSingular(t *testing.T) {
	for many, one := range map[string]string{"posts": "post", "items": "item", "categories": "category", "boxes": "box", "batches": "batch", "ids": "id", "n": "n", "status": "status", "address": "address", "ties": "tie"} {
		assert.Equal(t, one, singular(many))
	}
}

func page() Page {
	cs := Compare([]Route{route("GET /a h", cost.Poly{"": 1}), route("GET /b g", nil)}, []Route{route("GET /a h", cost.Poly{"": 1, "it|ems": 1}), route("GET /c i", nil)})
	return Page{Revision: "main", Commit: "0123456789abcdef", Changes: cs, New: []Finding{{Rule: "nplusone", Severity: "warning", Message: "one `SELECT` <x>", File: "s.go", Line: 9, Column: 2, Function: "f", Entry: "GET /a", URL: "https://example.com/r"}},
		Gone: []Finding{{Rule: "other", Severity: "info", Message: "m", File: "t.go", Line: 1, Column: 1}}, Notes: []string{"web is not read"}}
}

func TestRender(t *testing.T) {
	out, err := Render("text", page(), term.Style{})
	require.NoError(t, err)
	assert.Equal(t, `GET /a: +1 query for each it|em
  h  a.go:3
  + SELECT on t, for each it|em  s.go:9
GET /c: new
  i  a.go:3
GET /b: gone

+ warning nplusone  one `+"`SELECT`"+` <x>
    s.go:9:2 in f, by GET /a

- info other  m
    t.go:1:1

against main (0123456789ab): 1 route got worse, 1 route is new, 1 route is gone, 1 finding is new, 1 finding is gone
note: web is not read
`, string(out))
	out, err = Render("text", Page{Revision: "main", Commit: "0123456789abcdef"}, term.Style{})
	require.NoError(t, err)
	assert.Equal(t, "against main (0123456789ab): no route costs more or less, no finding is new or gone\n", string(out))

	out, err = Render("markdown", page(), term.Style{})
	require.NoError(t, err)
	assert.Contains(t, string(out), "| `GET /a` | **+1 query for each it\\|em** |")
	assert.Contains(t, string(out), "- warning [nplusone](https://example.com/r): one \\`SELECT\\` &lt;x>, `s.go:9`, by `GET /a`\n")
	assert.Contains(t, string(out), "- info other: m, `t.go:1`\n")

	out, err = Render("json", page(), term.Style{})
	require.NoError(t, err)
	var got struct {
		Routes []struct {
			Change, Name  string
			Worse         bool
			Says          []string
			Before, After map[string]any
		}
		Findings struct{ New, Gone []map[string]any }
	}
	require.NoError(t, json.Unmarshal(out, &got))
	require.Len(t, got.Routes, 3)
	assert.Equal(t, []string{"+1 query for each it|em"}, got.Routes[0].Says)
	assert.True(t, got.Routes[0].Worse)
	assert.Equal(t, "1 + it|ems", got.Routes[0].After["reads"])
	assert.Nil(t, got.Routes[1].Before)
	assert.Len(t, got.Findings.New, 1)
	assert.Len(t, got.Findings.Gone, 1)
	assert.NotContains(t, string(out), "[\n    null", "no list is null")
	_, err = Render("xml", page(), term.Style{})
	assert.Error(t, err)
}
