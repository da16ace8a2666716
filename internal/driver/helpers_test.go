package driver

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// calls is a rule of scope "program" that reports every call of os.Getenv.
var calls = &rule.Rule{
	Meta: rule.Meta{Name: "calls", Scope: rule.Program, Severity: rule.Warning, Confidence: rule.High},
	Check: func(p *rule.Pass) {
		for i := range p.Summary.Calls {
			c := &p.Summary.Calls[i]
			if c.Callee != "os.Getenv" {
				continue
			}
			fn := ""
			if c.Fn >= 0 {
				fn = p.Summary.Funcs[c.Fn].Name
			}
			p.Report(rule.Finding{Pos: c.Pos, Message: "reads the environment: pass the value in", Function: fn, Key: c.Callee})
		}
	},
}

// files is a rule of scope "package" that reports the package clause of every file it is given.
var files = &rule.Rule{
	Meta: rule.Meta{Name: "files", Scope: rule.Package, Severity: rule.Info, Confidence: rule.High},
	Check: func(p *rule.Pass) {
		for _, f := range p.Files {
			p.Report(rule.Finding{Pos: p.At(f.Name), Message: "file of " + p.Types.Path() + " " + p.GoVersion})
		}
	},
}

// unpack writes a txtar archive to a new directory and returns it. Without a go.mod in the archive, one for module m is added.
func unpack(t *testing.T, archive string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	return unpackTo(t, dir, archive)
}

func unpackTo(t *testing.T, dir, archive string) string {
	t.Helper()
	hasMod := false
	for _, f := range txtar.Parse([]byte(archive)).Files {
		hasMod = hasMod || f.Name == "go.mod" || f.Name == "go.work"
		write(t, filepath.Join(dir, f.Name), string(f.Data))
	}
	if !hasMod {
		write(t, filepath.Join(dir, "go.mod"), "module m\n\ngo 1.25\n")
	}
	return dir
}

func write(t *testing.T, name, text string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o777))
	require.NoError(t, os.WriteFile(name, []byte(text), 0o666))
}

// environ is the environment of the tests: no workspace around them, no network.
func environ(more ...string) []string {
	return append(append(os.Environ(), "GOWORK=", "GOFLAGS=", "GOPROXY=off", "GOPACKAGESDRIVER=", "GOTOOLCHAIN=local"), more...)
}

// runOn judges dir with the rules calls and files unless opts names others.
func runOn(t *testing.T, dir string, opts Options) (*Result, error) {
	t.Helper()
	opts.Dir = dir
	if opts.Rules == nil {
		opts.Rules = []*rule.Rule{calls}
	}
	if opts.Env == nil {
		opts.Env = environ()
	}
	return Run(context.Background(), opts)
}

func mustRun(t *testing.T, dir string, opts Options) *Result {
	t.Helper()
	res, err := runOn(t, dir, opts)
	require.NoError(t, err)
	return res
}

// places returns "file:line" of the findings, with "!" behind the suppressed ones.
func places(res *Result) []string {
	out := []string{}
	for _, f := range res.Findings {
		at := f.File + ":" + strconv.Itoa(f.Pos.Line)
		if f.Rule != "calls" {
			at = f.Rule + " " + at
		}
		if f.Suppressed {
			at += "!"
		}
		out = append(out, at)
	}
	return out
}

func messages(res *Result) []string {
	out := []string{}
	for _, e := range res.Errors {
		out = append(out, e.String())
	}
	return out
}

func lineCol(p summary.Pos) string { return strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Col) }
