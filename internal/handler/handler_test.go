package handler_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/fixture"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/summary"
)

const head = `package p

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
)

var (
	_ = json.Unmarshal
	_ = strconv.Itoa
	_ = strings.Cut
	_ = os.Getenv
	_ url.URL
	_ http.Handler
)

type input struct {
	ID   int64
	Name string
}

func use(any) {}

`

// TestTakes follows what use is given to the request of the handler around, and says as what it is taken.
func TestTakes(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]*handler.Taken{
		`use(r.PathValue("id"))`:                                                   {},
		`id := r.FormValue("id"); other := id; use(other)`:                         {},
		`use(r.URL.Query().Get("id"))`:                                             {},
		`use(r.Form["id"])`:                                                        {},
		`id, _ := strconv.Atoi(r.PathValue("id")); use(id)`:                        {Number: true},
		`id, _ := strconv.ParseInt(r.FormValue("id"), 10, 64); use(int(id))`:       {Number: true},
		`var in input; json.NewDecoder(r.Body).Decode(&in); use(in.ID)`:            {Number: true},
		`var in input; json.NewDecoder(r.Body).Decode(&in); use(in.Name)`:          {},
		`var in struct{ ID int }; json.NewDecoder(r.Body).Decode(&in); use(in.ID)`: {Number: true},
		`func() { use(r.PathValue("id")) }()`:                                      {},
		`use(os.Getenv("ID"))`:                                                     nil,
		`use(7)`:                                                                   nil,
		`id, _ := strconv.Atoi(os.Getenv("ID")); use(id)`:                          nil,
		`in := input{ID: 7}; use(in.ID)`:                                           nil,
		`u, _ := url.Parse(os.Getenv("URL")); use(u.Query().Get("id"))`:            nil,
	} {
		prog := fixture.Link(t, head+"func f(w http.ResponseWriter, r *http.Request) { "+body+" }")
		x := handler.Of(prog)
		c := calls(prog, "w/p.use")[0]
		host := x.Host(prog.Enclosing(c))
		require.False(t, host.IsZero(), body)
		got, ok := x.Takes(host, prog.Arg(c, 0))
		assert.Equal(t, want != nil, ok, body)
		if want != nil {
			got.Name = ""
			assert.Equal(t, *want, got, body)
		}
	}
}

func calls(prog *summary.Program, callee string) (out []summary.CallRef) {
	pkg := prog.Packages[0]
	for i := range pkg.Calls {
		if pkg.Calls[i].Callee == callee {
			out = append(out, summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]})
		}
	}
	return out
}

// TestHost finds the handler around a call: a function with a request, a literal in one, or what a route registers without one.
func TestHost(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"func f(w http.ResponseWriter, r *http.Request) { use(1) }":                                    "f",
		"func f(w http.ResponseWriter, r *http.Request) { func() { use(1) }() }":                       "f",
		"func f() http.HandlerFunc { return func(w http.ResponseWriter, r *http.Request) { use(1) } }": "f.func1",
		"func f() { use(1) }":              "",
		"func f() { func() { use(1) }() }": "",
	} {
		prog := fixture.Link(t, head+src)
		got := ""
		if host := handler.Of(prog).Host(prog.Enclosing(calls(prog, "w/p.use")[0])); !host.IsZero() {
			got = host.Func.Name
		}
		assert.Equal(t, want, got, src)
	}
}

// TestCalls holds the calls of literals to be those of the function around, and not the other way round.
func TestCalls(t *testing.T) {
	t.Parallel()
	prog := fixture.Link(t, head+"func f() { use(1); go func() { use(2) }() }\n\nfunc g() { use(3) }")
	f, ok := prog.Function("w/p.f")
	require.True(t, ok)
	assert.Equal(t, 2, uses(prog, f))
	assert.Equal(t, 1, uses(prog, prog.Enclosing(calls(prog, "w/p.use")[1])))
}

func uses(prog *summary.Program, f summary.FuncRef) (n int) {
	for _, c := range handler.Calls(prog, f) {
		if c.Call.Callee == "w/p.use" {
			n++
		}
	}
	return n
}

// TestRoot finds what a literal is part of: the handler that it stands in, where that is a literal too, and else the declared function.
func TestRoot(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"func f() { func() { func() { use(1) }() }() }":                                                             "f",
		"func f() http.HandlerFunc { return func(w http.ResponseWriter, r *http.Request) { use(1) } }":              "f.func1",
		"func f() http.HandlerFunc { return func(w http.ResponseWriter, r *http.Request) { func() { use(1) }() } }": "f.func1",
		"func f(w http.ResponseWriter, r *http.Request) { go func() { use(1) }() }":                                 "f",
	} {
		prog := fixture.Link(t, head+src)
		assert.Equal(t, want, handler.Root(prog.Enclosing(calls(prog, "w/p.use")[0])).Func.Name, src)
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"NewRateLimiter":   {"new", "rate", "limiter"},
		"userID":           {"user", "id"},
		"HTTPServer":       {"http", "server"},
		"sign_up.Handler":  {"sign", "up", "handler"},
		"/api/v1/reset-pw": {"api", "v", "reset", "pw"},
		"ID":               {"id"},
		"":                 nil,
	} {
		assert.Equal(t, want, handler.Words(name), name)
	}
}

func TestIsNumber(t *testing.T) {
	t.Parallel()
	for typ, want := range map[string]bool{"int": true, "int64": true, "uint32": true, "string": false, "interface{}": false, "float64": false, "": false} {
		assert.Equal(t, want, handler.IsNumber(typ), typ)
	}
}
