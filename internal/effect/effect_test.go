package effect

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/fixture"
	"github.com/prodlint/prodlint/internal/summary"
)

// head is what the snippets of these tests use.
const head = `package p

import (
	"context"
	"database/sql"
	"errors"
	"html/template"
	"net/http"
	"slices"
	"sync"
)

var (
	_ context.Context
	_ = errors.New
	_ template.HTML
	_ http.Client
	_ = slices.All[[]int]
	_ sync.Mutex
	db *sql.DB
)

type node struct {
	ID       int
	Children []*node
}

`

// effects lists what a function does: "SELECT on posts/1" is one call further down; "(n)" follows for what it depends on.
func effects(t *testing.T, prog *summary.Program, key string) []string {
	t.Helper()
	f, ok := prog.Function(key)
	require.True(t, ok, key)
	out := []string{}
	for _, e := range Of(prog).byFunc[f.Func] {
		s := fmt.Sprintf("%s/%d", e.What(), e.Depth)
		var on []string
		for i, src := range f.Func.Sources {
			if e.Deps&(1<<i) == 0 || src.Loop >= 0 || src.Param < 0 {
				continue
			}
			on = append(on, f.Pkg.Nodes[f.Pkg.Funcs[src.Fn].Params[src.Param]].Key)
		}
		if len(on) > 0 {
			s += "(" + strings.Join(on, " ") + ")"
		}
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}

// verdicts lists what is said of the calls in loops: "in F: SELECT on posts for each id", with the reason where it is no finding.
func verdicts(prog *summary.Program) []string {
	x := Of(prog)
	out := []string{}
	x.calls(func(c summary.CallRef) {
		for _, v := range x.Judge(c) {
			s := fmt.Sprintf("in %s: %s for each %s", c.Pkg.FunctionName(c.Call.Fn), v.Effect.What(), v.Turn.Item)
			switch {
			case v.Silent != "":
				s = fmt.Sprintf("in %s: %s silent: %s", c.Pkg.FunctionName(c.Call.Fn), v.Effect.What(), v.Silent)
			case v.Minor != "":
				s += ", minor: " + v.Minor
			}
			out = append(out, s)
		}
	})
	return out
}

func TestEffectsAreClosedOverCalls(t *testing.T) {
	for name, tt := range map[string]struct {
		src  string
		want []string // of F
	}{
		"itself":             {`func F(id int) { db.Exec("DELETE FROM posts WHERE id = $1", id) }`, []string{"DELETE on posts/0(id)"}},
		"helper":             {`func F(id int) { h(0, id+1) }; func h(a, b int) { db.Exec("DELETE FROM posts WHERE id = $1", b) }`, []string{"DELETE on posts/1(id)"}},
		"other argument":     {`func F(id int) { h(id, 1) }; func h(a, b int) { db.Exec("DELETE FROM posts WHERE id = $1", b) }`, []string{"DELETE on posts/1"}},
		"two ways":           {`func F(id int) { h(id); db.Exec("DELETE FROM posts WHERE id = $1", 7) }; func h(id int) { db.Exec("DELETE FROM posts WHERE id = $1", id) }`, []string{"DELETE on posts/0(id)"}},
		"recursion":          {`func F(n *node) { db.Query("SELECT id FROM nodes WHERE parent = $1", n.ID); for _, c := range n.Children { F(c) } }`, []string{"SELECT on nodes/0(n)"}},
		"mutual recursion":   {`func F(n int) { if n > 0 { g(n - 1) } }; func g(n int) { db.Query("SELECT id FROM nodes WHERE id = $1", n); F(n) }`, []string{"SELECT on nodes/1(n)"}},
		"recursion, no end":  {`func F(n int) { F(n + 1) }`, nil},
		"literal":            {`func F(id int) { func() { db.Query("SELECT id FROM nodes WHERE id = $1", id) }() }`, []string{"SELECT on nodes/0(id)"}},
		"goroutine":          {`func F(id int) { go func() { db.Query("SELECT id FROM nodes WHERE id = $1", id) }() }`, []string{"SELECT on nodes/0(id)"}},
		"deferred":           {`func F(id int) { defer db.Query("SELECT id FROM nodes WHERE id = $1", id) }`, []string{"SELECT on nodes/0(id)"}},
		"returned literal":   {`func F(id int) func() { return func() { db.Query("SELECT id FROM nodes WHERE id = $1", id) } }`, nil},
		"kept literal":       {`var kept func(); func F(id int) { kept = func() { db.Query("SELECT id FROM nodes WHERE id = $1", id) } }`, nil},
		"literal in a local": {`func F(id int) { g := func(x int) { db.Query("SELECT id FROM nodes WHERE id = $1", x) }; g(id) }`, []string{"SELECT on nodes/1(id)"}},
		"function value":     {`func q(id int) { db.Query("SELECT id FROM nodes WHERE id = $1", id) }; func F(id int) { g := q; g(id) }`, []string{"SELECT on nodes/1(id)"}},
		"method value":       {`type s struct{}; func (s) q(id int) { db.Query("SELECT id FROM nodes WHERE id = $1", id) }; func F(id int) { g := s{}.q; g(id) }`, []string{"SELECT on nodes/1(id)"}},
		"method expression":  {`type s struct{}; func (s) q(id int) { db.Query("SELECT id FROM nodes WHERE id = $1", id) }; func F(id int) { s.q(s{}, id) }`, []string{"SELECT on nodes/1(id)"}},
		"promoted method":    {`type s struct{}; func (s) q(id int) { db.Query("SELECT id FROM nodes WHERE id = $1", id) }; type o struct{ s }; func F(id int) { o{}.q(id) }`, []string{"SELECT on nodes/1(id)"}},
		"generic helper":     {`func h[T any](v T) { db.Query("SELECT id FROM nodes WHERE id = $1", v) }; func F(id int) { h(id); h("x") }`, []string{"SELECT on nodes/1(id)"}},
		"field of a receiver": {`type s struct{ q func(int) }; func load(id int) { db.Query("SELECT id FROM nodes WHERE id = $1", id) }
			func F(id int) { x := s{q: load}; x.q(id) }`, []string{"SELECT on nodes/1(id)"}},
		"variadic":            {`func h(ids ...int) { db.Query("SELECT id FROM nodes WHERE id = ANY($1)", ids) }; func F(a, b int) { h(1, a) }`, []string{"SELECT on nodes/1(a)"}},
		"given to a helper":   {`func tx(f func() error) error { return f() }; func F(id int) { tx(func() error { db.Exec("DELETE FROM posts WHERE id = $1", id); return nil }) }`, []string{"DELETE on posts/0(id)"}},
		"named, to a helper":  {`func tx(f func() error) error { return f() }; func all() error { db.Exec("DELETE FROM posts"); return nil }; func F() { tx(all) }`, []string{"DELETE on posts/1"}},
		"kept by a helper":    {`var hooks []func(); func on(f func()) { hooks = append(hooks, f) }; func F(id int) { on(func() { db.Exec("DELETE FROM posts WHERE id = $1", id) }) }`, nil},
		"session":             {`func F() { db.Exec("BEGIN"); db.Exec("SET search_path = a"); db.Exec("CREATE TABLE a (b int)") }`, nil},
		"statement of helper": {`func run(q string, args ...any) { db.Exec(q, args...) }; func F(id int) { run("UPDATE posts SET n = 1 WHERE id = $1", id) }`, []string{"UPDATE on posts/1(id)"}},
		"helper's helper":     {`func run(q string, args ...any) { db.Exec(q, args...) }; func exec(q string, args ...any) { run(q, args...) }; func F(id int) { exec("UPDATE posts SET n = 1 WHERE id = $1", id) }`, []string{"UPDATE on posts/2(id)"}},
		"helpers told apart":  {`func run(q string, args ...any) { db.Exec(q, args...) }; func F(id int) { run("UPDATE posts SET n = 1", id); G() }; func G() { run("BEGIN") }`, []string{"UPDATE on posts/1(id)"}},
		"statement with more": {`func run(q string, args ...any) { db.Exec(q+" /* app */", args...) }; func F(id int) { run("UPDATE posts SET n = 1 WHERE id = $1", id) }`, []string{"UPDATE on posts/1(id)"}},
		"read by Exec":        {`func F(id int) { db.Exec("SELECT f(id) FROM posts WHERE id = $1", id) }`, []string{"SELECT on posts/0(id)"}},
		"remote call":         {`func F(u string) { http.Get(u) }`, []string{"remote call/0(u)"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := effects(t, fixture.Link(t, head+tt.src), "w/p.F")
			if tt.want == nil {
				tt.want = []string{}
			}
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestDepthIsBounded(t *testing.T) {
	src := head + "func f0(id int) { db.Query(\"SELECT id FROM nodes WHERE id = $1\", id) }\n"
	for i := 1; i <= maxHops+2; i++ {
		src += fmt.Sprintf("func f%d(id int) { f%d(id) }\n", i, i-1)
	}
	prog := fixture.Link(t, src)
	assert.Equal(t, []string{fmt.Sprintf("SELECT on nodes/%d(id)", maxHops)}, effects(t, prog, fmt.Sprintf("w/p.f%d", maxHops)))
	assert.Empty(t, effects(t, prog, fmt.Sprintf("w/p.f%d", maxHops+1)))
}

const store = `
type Store interface{ Get(id int) }
type SQL struct{}
func (SQL) Get(id int) { db.Query("SELECT id FROM nodes WHERE id = $1", id) }
type Memory struct{ m map[int]int }
func (m Memory) Get(id int) { _ = m.m[id] }
func F(s Store, id int) { s.Get(id) }
`

func TestInterfaces(t *testing.T) {
	for name, tt := range map[string]struct {
		src  string
		want []string
	}{
		"one of two":       {``, []string{"SELECT on nodes/1(id)"}},
		"one of three":     {`type Other struct{}; func (Other) Get(int) {}`, []string{}},
		"doubles":          {`type MockStore struct{}; func (MockStore) Get(int) {}; type fakeStore struct{}; func (fakeStore) Get(int) {}`, []string{"SELECT on nodes/1(id)"}},
		"other signature":  {`type Other struct{}; func (Other) Get(string) {}; type Another struct{}; func (Another) Get() {}`, []string{"SELECT on nodes/1(id)"}},
		"decorator":        {`type logged struct{ s Store }; func (l logged) Get(id int) { l.s.Get(id) }`, []string{"SELECT on nodes/1(id)", "SELECT on nodes/2(id)"}}, // either may be what is meant
		"another database": {`type Mongo struct{}; func (Mongo) Get(id int) { http.Get("x") }`, []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, tt.want, effects(t, fixture.Link(t, head+store+tt.src), "w/p.F"))
		})
	}
}

func TestEffectsCrossPackages(t *testing.T) {
	prog := fixture.Link(t,
		"package repo\nimport \"database/sql\"\ntype Repo struct{ DB *sql.DB }\nfunc (r *Repo) One(id int) { r.DB.Query(\"SELECT id FROM nodes WHERE id = $1\", id) }\n",
		"package app\nimport \"w/repo\"\ntype finder interface{ One(id int) }\ntype App struct{ f finder }\nfunc New(r *repo.Repo) *App { return &App{f: r} }\nfunc (a *App) Show(nodes []int) { for _, node := range nodes { a.f.One(node) } }\n")
	assert.Equal(t, []string{"SELECT on nodes/1(nodes)"}, effects(t, prog, "(*w/app.App).Show"))
	assert.Equal(t, []string{"in (*App).Show: SELECT on nodes for each node"}, verdicts(prog))
}

const query = `
func load(id int) error { _, err := db.Query("SELECT id FROM nodes WHERE id = $1", id); return err }
func save(id int) error { _, err := db.Exec("UPDATE nodes SET n = 1 WHERE id = $1", id); return err }
`

func TestVerdicts(t *testing.T) {
	const found = "in F: SELECT on nodes for each id"
	for name, tt := range map[string]struct {
		src  string
		want []string
	}{
		"loop":                    {`func F(ids []int) { for _, id := range ids { load(id) } }`, []string{found}},
		"no loop":                 {`func F(id int) { load(id) }`, nil},
		"children":                {`func F(n *node) { load(n.ID); for _, c := range n.Children { F(c) } }`, []string{"in F: SELECT on nodes for each child"}},
		"in a literal":            {`func F(ids []int) { for _, id := range ids { func() { load(id) }() } }`, []string{"in F.func1: SELECT on nodes for each id"}},
		"in a goroutine":          {`func F(ids []int) { var wg sync.WaitGroup; for _, id := range ids { wg.Add(1); go func() { defer wg.Done(); load(id) }() } }`, []string{"in F.func1: SELECT on nodes for each id"}},
		"kept for later":          {`func F(ids []int) (fs []func()) { for _, id := range ids { fs = append(fs, func() { load(id) }) }; return fs }`, nil},
		"loop in a literal":       {`func F(ids []int) func() { return func() { for _, id := range ids { load(id) } } }`, []string{"in F.func1: SELECT on nodes for each id"}},
		"helper runs each":        {`func each(xs []int, f func(int)) { for _, x := range xs { f(x) } }; func F(ids []int) { each(ids, func(id int) { load(id) }) }`, []string{"in F.func1: SELECT on nodes for each id"}},
		"helper runs each, named": {`func each(xs []int, f func(int) error) { for _, x := range xs { f(x) } }; func F(ids []int) { each(ids, load) }`, []string{"in F: SELECT on nodes for each id"}},
		"helper runs once":        {`func tx(f func() error) error { return f() }; func F(ids []int) { for _, id := range ids { tx(func() error { return load(id) }) } }`, []string{"in F.func1: SELECT on nodes for each id"}},
		"helper out of the loop":  {`func tx(f func() error) error { return f() }; func F(id int) { tx(func() error { return load(id) }) }`, nil},
		"loop in what it is given": {`func tx(f func() error) error { return f() }; func F(ids []int) { tx(func() error { for _, id := range ids { load(id) }; return nil }) }`,
			[]string{"in F.func1: SELECT on nodes for each id"}},
		"helper's helper runs each": {`func each(xs []int, f func(int)) { for _, x := range xs { f(x) } }; func some(xs []int, f func(int)) { each(xs[1:], f) }
			func F(ids []int) { some(ids, func(id int) { load(id) }) }`, []string{"in F.func1: SELECT on nodes for each id"}},
		"helper keeps it":    {`var hooks []func(int); func on(f func(int)) { hooks = append(hooks, f) }; func F(ids []int) { for _, id := range ids { on(func(int) { load(id) }) } }`, nil},
		"library runs each":  {`func F(ids []int) { slices.SortFunc(ids, func(a, b int) int { load(a); return b }) }`, []string{"in F.func1: SELECT on nodes for each item"}},
		"iterator":           {`func F(ids []int) { for id := range slices.Values(ids) { load(id) } }`, []string{found}},
		"does not depend":    {`func F(ids []int) { for range ids { load(7) } }`, []string{"in F: SELECT on nodes for each id, minor: it is the same for every id"}},
		"write, same":        {`func F(ids []int) { for range ids { save(7) } }`, []string{"in F: UPDATE on nodes silent: it does not depend on the id"}},
		"two loops":          {`func F(ids []int) { for _, id := range ids { for i := 0; i < 3; i++ { load(id) } } }`, []string{found}},
		"inner element":      {`func F(nodes []*node) { for _, n := range nodes { for _, c := range n.Children { load(c.ID) } } }`, []string{"in F: SELECT on nodes for each child"}},
		"poll":               {`func F(tick chan int, ids []int) { for { load(<-tick) } }`, []string{"in F: SELECT on nodes silent: consumer loop: it receives from a channel in each turn"}},
		"batches":            {`func F(batches [][]int) { for _, b := range batches { db.Query("SELECT id FROM nodes WHERE id = ANY($1)", b) } }`, []string{"in F: SELECT on nodes silent: chunk loop: each element is a batch"}},
		"listed":             {`func F() { for _, id := range []int{1, 2} { load(id) } }`, []string{"in F: SELECT on nodes silent: constant loop: range over a literal of a few elements"}},
		"listed by callers":  {`func F(ids []int) { for _, id := range ids { load(id) } }; func G() { F([]int{1, 2}) }`, []string{"in F: SELECT on nodes silent: constant loop: what it goes over is listed in the code"}},
		"package table":      {`var ids = []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}; func F() { for _, id := range ids { load(id) } }`, []string{"in F: SELECT on nodes silent: constant loop: what it goes over is listed in the code"}},
		"after an error":     {`func F(ids []int) { for _, id := range ids { if err := http.ErrAbortHandler; err != nil { load(id) } } }`, []string{"in F: SELECT on nodes silent: it runs only after an error"}},
		"error in a helper":  {`func h(id int) { if _, err := http.NewRequest("", "", nil); err != nil { load(id) } }; func F(ids []int) { for _, id := range ids { h(id) } }`, []string{"in F: SELECT on nodes silent: it runs only after an error"}},
		"also without error": {`func h(id int) { if _, err := http.NewRequest("", "", nil); err != nil { load(id) }; load(id) }; func F(ids []int) { for _, id := range ids { h(id) } }`, []string{found}},
		"cache in a helper": {`var cache = map[int]error{}; func h(id int) error { if e, ok := cache[id]; ok { return e }; return load(id) }; func F(ids []int) { for _, id := range ids { h(id) } }`,
			[]string{found + ", minor: it runs only where a look into memory found nothing"}},
		"first hit":          {`func F(ids []int) bool { for _, id := range ids { if err := load(id); err == nil { return true } }; return false }`, []string{"in F: SELECT on nodes silent: the loop is left once it succeeds"}},
		"first hit, further": {`func try(id int) error { return load(id) }; func F(ids []int) { for _, id := range ids { if try(id) == nil { break } } }`, []string{"in F: SELECT on nodes silent: the loop is left once it succeeds"}},
		"loop in the helper": {`func G(id int) error { return nil }; func h(ids []int) bool { for _, id := range ids { if load(id) == nil { return true } }; return false }; func F(nodes [][]int) { for _, n := range nodes { h(n) } }`,
			[]string{"in h: SELECT on nodes silent: the loop is left once it succeeds", "in F: SELECT on nodes silent: chunk loop: each element is a batch"}},
		"brings the statement":  {`func F(stmts []string) { for _, stmt := range stmts { db.Exec(stmt) } }`, []string{"in F: write silent: the stmt brings the statement itself"}},
		"ends with the element": {`func F(q string, ids []string) { for _, id := range ids { db.Query(q + " WHERE id = " + id) } }`, []string{"in F: query for each id"}},
		"workers": {`func F(ids []int) { ch := make(chan int); for range 4 { go func() { for id := range ch { load(id) } }() }; for _, id := range ids { ch <- id }; close(ch) }`,
			[]string{"in F.func1: SELECT on nodes for each id"}},
		"messages":       {`func F(ch chan int) { for id := range ch { load(id) } }`, []string{"in F: SELECT on nodes silent: consumer loop: it takes what is sent to a channel"}},
		"template":       {`var _ = template.New("").Funcs(template.FuncMap{"name": func(id int) string { load(id); return "" }})`, []string{"in func1: SELECT on nodes for each call from the template"}},
		"rows":           {`func F() { rows, _ := db.Query("SELECT id FROM nodes"); for rows.Next() { var id int; rows.Scan(&id); load(id) } }`, []string{"in F: SELECT on nodes for each row"}},
		"read and save":  {`func h(id, by int) { load(by); save(id) }; func F(ids []int) { for _, id := range ids { h(id, id) } }`, []string{"in F: UPDATE on nodes for each id", found}},
		"check and save": {`func h(id int) { load(id); save(id) }; func F(ids []int) { for _, id := range ids { h(id) } }`, []string{"in F: UPDATE on nodes for each id", "in F: SELECT on nodes silent: it goes with a write of the same row"}},
	} {
		t.Run(name, func(t *testing.T) {
			if tt.want == nil {
				tt.want = []string{}
			}
			assert.Equal(t, tt.want, verdicts(fixture.Link(t, head+query+tt.src)))
		})
	}
}

// TestPath is about the way that a finding shows: from the call in the loop to the call of the library.
func TestPath(t *testing.T) {
	prog := fixture.Link(t, head+query+`
func h(id int) error { return load(id) }
func F(ids []int) {
	for _, id := range ids {
		h(id)
	}
}`)
	x := Of(prog)
	f, _ := prog.Function("w/p.F")
	var got []string
	for _, c := range x.inner[f.Func] {
		for _, v := range x.Judge(c) {
			require.True(t, v.Found())
			assert.Equal(t, 2, v.Effect.Depth)
			assert.Same(t, v.Effect.Last(), v.Effect.Next.Next)
			for e := v.Effect; e != nil; e = e.Next {
				got = append(got, e.Via.Call.Callee)
			}
		}
	}
	assert.Equal(t, []string{"w/p.h", "w/p.load", "(*database/sql.DB).Query"}, got)
}

func TestExplain(t *testing.T) {
	prog := fixture.Link(t, head+query+`
type sender interface{ send(id int) }
func F(ids []int, s sender, f func(int)) (fs []func()) {
	for _, id := range ids {
		load(id)
		s.send(id)
		fs = append(fs, func() { save(id) })
	}
	save(1)
	return fs
}`)
	f, _ := prog.Function("w/p.F")
	at := func(line int) func(summary.Pos) bool {
		return func(p summary.Pos) bool { return p.Line == f.Func.Pos.Line+line }
	}
	loops, calls := Explain(prog, at(1))
	require.Len(t, loops, 1)
	assert.Empty(t, calls)
	assert.True(t, loops[0].Multiplies())
	assert.Equal(t, 1, loops[0].Later)
	require.Len(t, loops[0].Calls, 2)
	assert.Equal(t, "p.load", loops[0].Calls[0].Name)
	require.Len(t, loops[0].Calls[0].Verdicts, 1)
	assert.True(t, loops[0].Calls[0].Verdicts[0].Found())
	assert.Equal(t, "nothing is seen to implement p.sender", loops[0].Calls[1].Unknown)

	loops, calls = Explain(prog, at(6))
	assert.Empty(t, loops)
	require.Len(t, calls, 1)
	require.Len(t, calls[0].Verdicts, 1)
	assert.Equal(t, "it runs in no loop", calls[0].Verdicts[0].Silent)

	loops, calls = Explain(prog, at(100))
	assert.Empty(t, loops)
	assert.Empty(t, calls)
}
