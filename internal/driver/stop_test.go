package driver

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// clock is a context whose deadline passes when end is called.
type clock struct {
	context.Context
	done chan struct{}
}

func newClock(t *testing.T) clock { return clock{t.Context(), make(chan struct{})} }

func (c clock) end()                                    { close(c.done) }
func (c clock) Done() <-chan struct{}                   { return c.done }
func (c clock) Deadline() (deadline time.Time, ok bool) { return time.Time{}, true }
func (c clock) Err() error {
	select {
	case <-c.done:
		return context.DeadlineExceeded
	default:
		return nil
	}
}

// stuck is a rule that ends the time of the run when it comes to package m/a, and does not return before the test is over.
func stuck(t *testing.T, c clock, scope rule.Scope) *rule.Rule {
	over := make(chan struct{})
	t.Cleanup(func() { close(over) })
	return &rule.Rule{Meta: rule.Meta{Name: "stuck", Scope: scope}, Check: func(p *rule.Pass) {
		if p.Summary.Path == "m/a" {
			c.end()
			<-over
		}
		p.Report(rule.Finding{Pos: summary.Pos{Pkg: p.Summary.Path, File: "b.go", Line: 1, Col: 1}, Message: "seen"})
	}}
}

func TestDeadlineWhileReading(t *testing.T) {
	c := newClock(t)
	// m/a imports m/b, which is done when m/a begins.
	res, err := Run(c, Options{Dir: unpack(t, twoPackages), Env: environ(), Rules: []*rule.Rule{stuck(t, c, rule.Package), calls, files}})
	require.NoError(t, err)
	assert.Equal(t, []string{
		"all packages: the time limit was reached before the rules that look at several packages were done: calls",
		"m/a: not analysed: the time limit was reached",
	}, messages(res))
	assert.Equal(t, []string{"stuck b/b.go:1", "files b/b.go:1"}, places(res))
	assert.False(t, res.Complete)
	assert.False(t, res.Whole)
	assert.Equal(t, 1, res.Stats.Packages)
	assert.Equal(t, []string{"b"}, res.Dirs)
}

func TestDeadlineWhileJudging(t *testing.T) {
	c := newClock(t)
	res, err := Run(c, Options{Dir: unpack(t, twoPackages), Env: environ(), Parallel: 1, Rules: []*rule.Rule{stuck(t, c, rule.Program), files}})
	require.NoError(t, err)
	assert.Equal(t, []string{"all packages: the time limit was reached before the rules that look at several packages were done: stuck"}, messages(res))
	assert.Subset(t, places(res), []string{"files a/a.go:1", "files b/b.go:1"})
	assert.False(t, res.Complete)
}

func TestDeadlineBeforeAnything(t *testing.T) {
	dir := unpack(t, twoPackages)
	ctx, cancel := context.WithTimeoutCause(t.Context(), 0, errors.New("the time limit of 0s was reached"))
	defer cancel()
	res, err := Run(ctx, Options{Dir: dir, Env: environ(), Rules: []*rule.Rule{calls}})
	require.NoError(t, err)
	assert.Equal(t, []string{"all packages: not analysed: the time limit of 0s was reached before the go command had listed them"}, messages(res))
	assert.Empty(t, res.Findings)
	assert.False(t, res.Complete)
	assert.Equal(t, dir, res.Root)
}

// TestCancelWhileJudging returns although a rule does not.
func TestCancelWhileJudging(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	over := make(chan struct{})
	t.Cleanup(func() { close(over) })
	endless := &rule.Rule{Meta: rule.Meta{Name: "endless", Scope: rule.Program}, Check: func(*rule.Pass) {
		cancel()
		<-over
	}}
	_, err := Run(ctx, Options{Dir: unpack(t, twoPackages), Env: environ(), Rules: []*rule.Rule{endless}})
	assert.ErrorIs(t, err, context.Canceled)
}
