package summary_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

const none = summary.None

// twice is func id(x T) T { return x } with r1 := id(a); r2 := id(b).
func twice() *summary.Package {
	const a, b, x, ret, r1, r2 = 0, 1, 2, 3, 4, 5
	return &summary.Package{
		Path: "w/p",
		Nodes: []summary.Value{
			a:   {Kind: summary.Const, Value: "a", Fn: -1},
			b:   {Kind: summary.Const, Value: "b", Fn: -1},
			x:   {Kind: summary.Param},
			ret: {Kind: summary.Return},
			r1:  {Kind: summary.Result, Call: 0, Fn: -1},
			r2:  {Kind: summary.Result, Call: 1, Fn: -1},
		},
		Edges: []summary.Edge{{From: x, To: ret}},
		Funcs: []summary.Function{{Key: "w/p.id", Recv: none, Params: []summary.Node{x}, Results: []summary.Node{ret}, Parent: -1, Site: -1}},
		Calls: []summary.Call{
			{Callee: "w/p.id", Dyn: none, Recv: none, Args: []summary.Node{a}, Results: []summary.Node{r1}, Fn: -1},
			{Callee: "w/p.id", Dyn: none, Recv: none, Args: []summary.Node{b}, Results: []summary.Node{r2}, Fn: -1},
		},
	}
}

// What enters a function by one call leaves it there. Walks share their marks, so that they are run over each other here.
func TestWalksKeepCallsApart(t *testing.T) {
	p := summary.Link([]*summary.Package{twice()}, catalog.Default())
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 3 {
				assert.Equal(t, []summary.ID{0, 2, 3, 4}, p.Aliases(0))
				assert.Equal(t, []summary.ID{1, 2, 3, 5}, p.Aliases(1))
				assert.Equal(t, []summary.ID{0}, p.Origins(4))
				assert.Equal(t, []summary.ID{1}, p.Origins(5))
				assert.Equal(t, []summary.ID{0, 1}, p.Origins(2))
			}
		})
	}
	wg.Wait()
	assert.Empty(t, p.Aliases(summary.NoID))
}

// A text that is appended to itself is followed once.
func TestCutFromItself(t *testing.T) {
	const first, v, text, tail = 0, 1, 2, 3
	p := summary.Link([]*summary.Package{{
		Path: "w/p",
		Nodes: []summary.Value{
			first: {Kind: summary.Const, Value: "a", Fn: -1},
			v:     {Kind: summary.Var, Fn: -1},
			text:  {Kind: summary.Text, Parts: []summary.Part{{Node: v}, {Node: tail}}, Fn: -1},
			tail:  {Kind: summary.Unknown, Fn: -1},
		},
		Edges: []summary.Edge{{From: first, To: v}, {From: text, To: v}},
	}}, catalog.Default())
	got := p.CutFrom(v)
	require.NotEmpty(t, got)
	assert.Equal(t, summary.ID(v), got[0])
	assert.ElementsMatch(t, []summary.ID{first, v, text, tail}, got)
}
