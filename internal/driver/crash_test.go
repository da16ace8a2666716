package driver

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// crashing is a rule that panics on a package, after check.
func crashing(scope rule.Scope, pkg string, check func(*rule.Pass)) *rule.Rule {
	return &rule.Rule{Meta: rule.Meta{Name: "crash", Scope: scope}, Check: func(p *rule.Pass) {
		if check != nil {
			check(p)
		}
		if pkg == "" || p.Summary.Path == pkg {
			var none []string
			_ = none[len(p.Summary.Path)]
		}
	}}
}

func TestCrashOfARule(t *testing.T) {
	for _, scope := range []rule.Scope{rule.Package, rule.Program} {
		res := mustRun(t, unpack(t, twoPackages), Options{Rules: []*rule.Rule{crashing(scope, "m/b", nil), calls}})
		assert.Equal(t, []string{"m/b: internal error: rule crash: runtime error: index out of range [3] with length 0 (internal/driver/crash_test.go)"}, withoutLines(res))
		assert.False(t, res.Complete)
		assert.Equal(t, []string{"a/a.go:9", "a/a.go:14", "a/a.go:14", "b/b.go:5"}, places(res), "other rules judge the package too")
	}
}

func TestCrashAfterFindings(t *testing.T) {
	res := mustRun(t, unpack(t, twoPackages), Options{Rules: []*rule.Rule{crashing(rule.Program, "m/b", calls.Check)}})
	assert.Contains(t, places(res), "crash b/b.go:5", "what the rule has found so far stands")
	assert.Len(t, res.Errors, 1)
}

func TestCrashLeavesSuppressionsAlone(t *testing.T) {
	for _, scope := range []rule.Scope{rule.Package, rule.Program} {
		dir := unpack(t, "-- a.go --\npackage a\n\n//prodlint:ignore crash -- why not\nvar A int\n")
		res := mustRun(t, dir, Options{Rules: []*rule.Rule{crashing(scope, "m", nil)}})
		assert.Len(t, res.Errors, 1)
		assert.Empty(t, places(res), "a rule that crashed might have found something to suppress")
	}
}

func TestCrashInWhatIsSharedIsToldOnce(t *testing.T) {
	works := 0
	shared := &rule.Rule{Meta: rule.Meta{Name: "shared", Scope: rule.Program}, Check: func(p *rule.Pass) {
		p.Program.Memo("key", func() any {
			works++
			var none []int
			none[0]++
			return nil
		})
	}}
	var archive strings.Builder
	for i := range 9 {
		fmt.Fprintf(&archive, "-- p%d/a.go --\npackage p%d\n\nimport \"os\"\n\nvar A = os.Getenv(\"A\")\n", i, i)
	}
	res := mustRun(t, unpack(t, archive.String()), Options{Rules: []*rule.Rule{shared, calls}})
	assert.Equal(t, []string{"m/p0: internal error: rule shared: runtime error: index out of range [0] with length 0 (internal/driver/crash_test.go) and in 8 more packages"}, withoutLines(res))
	assert.Equal(t, 1, works)
	assert.Len(t, res.Findings, 9)
	assert.False(t, res.Complete)
}

func TestCrashOfTheLink(t *testing.T) {
	res := mustRun(t, unpack(t, twoPackages), Options{Rules: []*rule.Rule{calls, files}, Linked: func(*summary.Program, func(summary.Pos) summary.Pos) {
		var none []string
		_ = none[0]
	}})
	assert.Equal(t, []string{"all packages: internal error: link: runtime error: index out of range [0] with length 0 (internal/driver/crash_test.go)"}, withoutLines(res))
	assert.False(t, res.Complete)
	assert.Equal(t, []string{"files a/a.go:1", "files b/b.go:1"}, places(res), "rules that look at one package at a time have been run")
}

// withoutLines returns the errors without the lines of this file.
func withoutLines(res *Result) []string {
	out := messages(res)
	for i := range out {
		out[i] = regexp.MustCompile(`crash_test\.go:[0-9]+`).ReplaceAllString(out[i], "crash_test.go")
	}
	return out
}
