package serving_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/fixture"
	"github.com/prodlint/prodlint/internal/serving"
	"github.com/prodlint/prodlint/internal/summary"
)

const head = `package p

import (
	"net"
	"net/http"
)

type listener interface{ ListenAndServe() error }

var l net.Listener

func later(f func() error) { go f() }

`

// TestCalls finds what serves with a server: its methods, called, kept as values or called through an interface.
func TestCalls(t *testing.T) {
	t.Parallel()
	for body, want := range map[string][]string{
		"s := &http.Server{}; s.ListenAndServe()":                       {"(*net/http.Server).ListenAndServe"},
		"s := &http.Server{}; s.Serve(l); s.ServeTLS(l, \"\", \"\")":    {"(*net/http.Server).Serve", "(*net/http.Server).ServeTLS"},
		"s := &http.Server{}; later(s.ListenAndServe)":                  {"(*net/http.Server).ListenAndServe"},
		"s := &http.Server{}; var i listener = s; i.ListenAndServe()":   {"(*net/http.Server).ListenAndServe"},
		"s := &http.Server{}; s.Close()":                                nil,
		"s, o := &http.Server{}, &http.Server{}; o.Serve(l); s.Close()": nil,
	} {
		prog := fixture.Link(t, head+"func f() { "+body+" }")
		assert.ElementsMatch(t, want, callees(serving.Calls(prog, server(t, prog))), body)
	}
}

// server returns the first server that the program makes.
func server(t *testing.T, prog *summary.Program) summary.ID {
	t.Helper()
	pkg := prog.Packages[0]
	i := slices.IndexFunc(pkg.Nodes, func(v summary.Value) bool { return v.Kind == summary.Lit && v.Type == "net/http.Server" })
	require.GreaterOrEqual(t, i, 0)
	return prog.ID(pkg, summary.Node(i))
}

func callees(calls []summary.CallRef) (out []string) {
	for _, c := range calls {
		if !slices.Contains(out, c.Call.Callee) {
			out = append(out, c.Call.Callee)
		}
	}
	return out
}

// TestResolved looks through function values to the functions of libraries that they may be.
func TestResolved(t *testing.T) {
	t.Parallel()
	for body, want := range map[string][]string{
		"http.ListenAndServe(\"\", nil)":                                     {"net/http.ListenAndServe"},
		"g := http.ListenAndServe; g(\"\", nil)":                             {"net/http.ListenAndServe"},
		"g := http.Serve; if l == nil { g = nil }; g(l, nil)":                {"net/http.Serve"},
		"g := func(string, http.Handler) error { return nil }; g(\"\", nil)": {"w/p.f.func1"},
	} {
		prog := fixture.Link(t, head+"func f() { "+body+" }")
		pkg := prog.Packages[0]
		f, ok := prog.Function("w/p.f")
		require.True(t, ok)
		var got []summary.CallRef
		for i := range pkg.Calls {
			if c := (summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}); prog.Enclosing(c) == f {
				got = append(got, serving.Resolved(prog, c)...)
			}
		}
		assert.ElementsMatch(t, want, callees(got), body)
	}
}
