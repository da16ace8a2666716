package goroutine_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/fixture"
	"github.com/prodlint/prodlint/internal/goroutine"
	"github.com/prodlint/prodlint/internal/summary"
)

const source = `package a

import (
	"net/http"
	"sync"
)

type Pool struct{ kept, lost sync.WaitGroup }

func work() {}

func (p *Pool) Attach(srv *http.Server) { srv.RegisterOnShutdown(p.kept.Wait) }

func (p *Pool) Kept() {
	p.kept.Add(1)
	go func() { defer p.kept.Done(); work() }()
}

func (p *Pool) Lost() {
	p.lost.Add(1)
	go func() { defer p.lost.Done(); work() }()
}

func Local() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() { defer wg.Done(); work() }()
	wg.Wait()
}

func Told() {
	done := make(chan struct{})
	go func() { defer close(done); work() }()
	<-done
}

func Plain() { go work() }
`

// Each function of the source starts one goroutine.
func TestWhoWaits(t *testing.T) {
	prog := fixture.Link(t, source)
	x := goroutine.Of(prog)
	type fate struct{ joined, drained bool }
	got := map[string]fate{}
	for _, pkg := range prog.Packages {
		for i := range pkg.Calls {
			c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
			if s, ok := x.At(c); ok {
				require.True(t, c.Call.Go)
				got[prog.Enclosing(c).Func.Name] = fate{x.Joined(s), x.Drained(s)}
			}
		}
	}
	assert.Equal(t, map[string]fate{
		"(*Pool).Kept": {false, true}, "(*Pool).Lost": {}, "Local": {true, true}, "Told": {true, false}, "Plain": {},
	}, got)
}
