package extract_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/fixture"
	"github.com/prodlint/prodlint/internal/summary"
)

func TestEndlessLoops(t *testing.T) {
	const head = "package p\nimport (\"context\"; \"time\")\nvar _ context.Context\nvar _ time.Duration\nfunc work() bool { return true }\n"
	for name, tt := range map[string]struct {
		src  string
		want bool
	}{
		"plain":                    {`func f() { for { work() } }`, true},
		"nested switch break":      {`func f(n int) { for { switch n { case 1: break }; work() } }`, true},
		"nested loop":              {`func f() { for { for i := 0; i < 3; i++ { if work() { break } } } }`, true},
		"stopped by context":       {`func f(ctx context.Context) { for { select { case <-ctx.Done(): return; default: work() } } }`, true},
		"ticker":                   {`func f(t *time.Ticker) { for range t.C { work() } }`, true},
		"closure in it":            {`func f() { for { func() { return }(); work() } }`, true},
		"breaks when done":         {`func f() { for { if work() { break } } }`, false},
		"returns when done":        {`func f() { for { if work() { return } } }`, false},
		"labelled break":           {`func f() { l: for { for { if work() { break l } } } }`, false},
		"returns in another case":  {`func f(ctx context.Context, t *time.Ticker) { for { select { case <-ctx.Done(): return; case <-t.C: if work() { return } } } }`, false},
		"condition":                {`func f(n int) { for n > 0 { work() } }`, false},
		"after an endless literal": {`func f() { go func() { for { } }(); work() }`, false},
	} {
		t.Run(name, func(t *testing.T) {
			p := fixture.Link(t, head+tt.src)
			work, ok := p.Function("w/p.work")
			require.True(t, ok)
			calls := p.Callers(work)
			require.Len(t, calls, 1)
			assert.Equal(t, tt.want, calls[0].Call.Endless)
		})
	}
}

func TestOneShot(t *testing.T) {
	const store = "package store\nimport \"database/sql\"\nfunc Open() *sql.DB { db, _ := sql.Open(\"\", \"\"); return db }\n"
	const head = "package main\nimport (\"context\"; \"net/http\"; \"w/store\")\nvar _ http.Handler\nvar ctx context.Context\n"
	for name, tt := range map[string]struct {
		main string
		want bool
	}{
		"tool":               {`func main() { store.Open().Ping() }`, true},
		"server":             {`func main() { store.Open(); http.ListenAndServe("", nil) }`, false},
		"server in a value":  {`var run = serve; func serve() { http.ListenAndServe("", nil) }; func main() { store.Open(); run() }`, false},
		"server not called":  {`func serve() { http.ListenAndServe("", nil) }; func main() { store.Open() }`, true},
		"handler":            {`func h(w http.ResponseWriter, r *http.Request) {}; func main() { store.Open(); use(h) }; func use(any) {}`, false},
		"client request":     {`func sign(r *http.Request) {}; func main() { store.Open(); sign(nil) }`, true},
		"waits for ever":     {`func main() { store.Open(); select {} }`, false},
		"waits for a signal": {`func main() { store.Open(); <-ctx.Done() }`, false},
		"watches a context":  {`func main() { store.Open(); go func() { <-ctx.Done() }() }`, true},
		"waits for its own":  {`func main() { done := make(chan struct{}); store.Open(); <-done }`, true},
		"does nothing":       {`func f() { store.Open() }; func main() {}`, false},
		"worker":             {`func main() { db := store.Open(); for { db.Ping() } }`, false},
	} {
		t.Run(name, func(t *testing.T) {
			p := fixture.Link(t, store, head+tt.main)
			open, ok := p.Function("w/store.Open")
			require.True(t, ok)
			assert.Equal(t, tt.want, p.OneShot(summary.CallRef{Pkg: open.Pkg, Call: &open.Pkg.Calls[0]}))
		})
	}
	p := fixture.Link(t, store)
	open, _ := p.Function("w/store.Open")
	assert.False(t, p.OneShot(summary.CallRef{Pkg: open.Pkg, Call: &open.Pkg.Calls[0]}), "no main package")
}

func TestTestSupport(t *testing.T) {
	p := fixture.Link(t, "package store\n", "package testutil\n", "package check\nimport \"testing\"\nvar _ testing.TB\n")
	assert.False(t, p.TestSupport(p.Package("w/store")))
	assert.True(t, p.TestSupport(p.Package("w/testutil")))
	assert.True(t, p.TestSupport(p.Package("w/check")))
	p = fixture.Link(t, "package testutil\n")
	assert.False(t, p.TestSupport(p.Package("w/testutil")), "alone, the folder of the workspace cannot be told")
}

func TestImplementers(t *testing.T) {
	const head = "package p\nimport (\"database/sql\"; \"net/http\")\nvar _ http.Handler\n"
	p := fixture.Link(t, head+`type conn interface{ SetMaxOpenConns(int) }; type a struct{ *sql.DB }; type b struct{}; func (b) SetMaxOpenConns(int) {}; type c struct{}`)
	assert.Equal(t, []string{"w/p.a", "w/p.b"}, p.Implementers("w/p.conn"))
	assert.Empty(t, p.Implementers("w/p.none"))
}
