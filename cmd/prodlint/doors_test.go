package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aymanbagabas/go-udiff"
	"github.com/golangci/plugin-module-register/register"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/prodlint/prodlint/analyzers"
	_ "github.com/prodlint/prodlint/golangci"
	"github.com/prodlint/prodlint/internal/fixture"
)

// nogoRules are those of examples/nogo.
const nogoRules = "connleak,hardcodedconfig,insecuretls,jwtexpiry,leadingwildcard,missingtimeout,nplusone,selectstar,servertimeout,unboundedpool,writeinloop"

// TestDoorsAgree: go vet, the plugin for golangci-lint and a main like that of nogo find the same. The command finds that and more, but only what the
// others cannot see: see the table in docs/golangci.md.
func TestDoorsAgree(t *testing.T) {
	dir := service(t)
	rules := strings.Split(nogoRules, ",")
	command, info := byCommand(t, dir)
	nogo := filepath.Join(t.TempDir(), "nogo")
	out, err := exec.Command("go", "build", "-o", nogo, "../../examples/nogo").CombinedOutput()
	require.NoError(t, err, string(out))
	vet := byVet(t, dir, "prodlint")
	require.Greater(t, len(vet), 20)
	assert.Equal(t, vet, byPlugin(t, dir, rules), "the plugin and go vet")
	assert.Equal(t, vet, byVet(t, dir, nogo), "the main of nogo and go vet")
	for _, f := range vet {
		assert.Contains(t, command, f, "the command finds what the others find")
	}
	// What the others do not see, and why: the table says it.
	unseen := map[string]string{
		"nplusone/ports/billing/billing.go":  "which implementation an interface has is seen in another package, which does not lie below",
		"unboundedpool/cross/store/store.go": "what becomes of the pool is seen in a package above",
	}
	because := map[string]bool{}
	for _, f := range command {
		file, _, _ := strings.Cut(f, ":")
		if !slices.Contains(vet, f) && !info[f] && assert.Contains(t, unseen, file, f) {
			because[file] = true
		}
	}
	assert.Len(t, because, len(unseen))
}

// TestDoorsFix: the fixes that the plugin suggests, and those of go vet, make of the files what --fix of the command makes of them: they have the safe ones alone.
func TestDoorsFix(t *testing.T) {
	plugin, vet := service(t), service(t)
	want := fixedByCommand(t)
	require.False(t, maps.Equal(want, contents(t, plugin)), "there is something to repair")

	edits := map[string][]udiff.Edit{}
	for _, act := range pluginActions(t, plugin, strings.Split(nogoRules, ",")) {
		for _, d := range act.Diagnostics {
			for _, fix := range d.SuggestedFixes {
				for _, e := range fix.TextEdits {
					in := act.Package.Fset.File(e.Pos)
					edit := udiff.Edit{Start: in.Offset(e.Pos), End: in.Offset(e.End), New: string(e.NewText)}
					if !slices.Contains(edits[in.Name()], edit) { // two findings may need the same import
						edits[in.Name()] = append(edits[in.Name()], edit)
					}
				}
			}
		}
	}
	for name, list := range edits {
		src, err := os.ReadFile(name)
		require.NoError(t, err)
		after, err := udiff.Apply(string(src), list)
		require.NoError(t, err, name)
		require.NoError(t, os.WriteFile(name, []byte(after), 0o644))
	}
	sameFiles(t, want, contents(t, plugin), "the plugin")

	args := []string{"vet", "-fix", "-vettool=" + must(exec.LookPath("prodlint"))}
	for _, r := range strings.Split(nogoRules, ",") {
		args = append(args, "-"+r)
	}
	cmd := exec.Command("go", append(args, "./...")...)
	cmd.Dir, cmd.Env = vet, fixture.Environ()
	out, _ := cmd.CombinedOutput() // it fails where findings have no fix
	sameFiles(t, want, contents(t, vet), "go vet: "+string(out))
}

// fixedByCommand returns the files after the fixes of the command, those of info findings left out.
func fixedByCommand(t *testing.T) map[string]string {
	t.Helper()
	command := service(t)
	var others []string
	for _, r := range analyzers.All {
		if !slices.Contains(strings.Split(nogoRules, ","), r.Name) {
			others = append(others, r.Name)
		}
	}
	cmd := exec.Command("prodlint", "--enable", "all", "--disable", strings.Join(others, ","), "--fix") // info findings are left out
	cmd.Dir, cmd.Env = command, append(fixture.Environ(), "PRODLINT_CACHE=off")
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	require.True(t, err == nil || errors.As(err, &exit) && exit.ExitCode() == 1, string(out))
	return contents(t, command)
}

// TestGolangci runs a built golangci-lint, which takes minutes to build: PRODLINT_GOLANGCI names it.
//
//	(cd golangci/cmd/prodlint-golangci && go build -o /tmp/prodlint-golangci)
//	PRODLINT_GOLANGCI=/tmp/prodlint-golangci go test ./cmd/prodlint -run TestGolangci
func TestGolangci(t *testing.T) {
	binary := os.Getenv("PRODLINT_GOLANGCI")
	if binary == "" {
		t.Skip("PRODLINT_GOLANGCI does not name a binary built from golangci/cmd/prodlint-golangci")
	}
	dir, fixed := service(t), service(t)
	var enable []string
	for _, r := range strings.Split(nogoRules, ",") {
		if r != "hardcodedconfig" {
			enable = append(enable, r)
		}
	}
	settings := "version: \"2\"\nlinters:\n  default: none\n  enable: [prodlint]\n  settings: {custom: {prodlint: {type: module, settings: {disable: [all], enable: [" +
		strings.Join(enable, ", ") + "]}}}}\nissues: {max-issues-per-linter: 0, max-same-issues: 0, uniq-by-line: false}\n"
	golangci := func(dir string, args ...string) string {
		require.NoError(t, os.WriteFile(filepath.Join(dir, ".golangci.yml"), []byte(settings), 0o644))
		cmd := exec.Command(binary, append([]string{"run", "--issues-exit-code=0", "--show-stats=false"}, args...)...)
		cmd.Dir, cmd.Env = dir, append(fixture.Environ(), "GOLANGCI_LINT_CACHE="+t.TempDir())
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		require.NoError(t, err, stderr.String())
		require.NoError(t, os.Remove(filepath.Join(dir, ".golangci.yml")))
		return string(out)
	}
	var report struct {
		Issues []struct {
			Text string
			Pos  struct {
				Filename string
				Line     int
			}
		}
	}
	require.NoError(t, json.Unmarshal([]byte(golangci(dir, "--output.json.path=stdout", "./...")), &report))
	var all []string
	for _, i := range report.Issues {
		name, _, _ := strings.Cut(i.Text, ":")
		all = append(all, fmt.Sprintf("%s:%d: %s", i.Pos.Filename, i.Pos.Line, name))
	}
	slices.Sort(all)
	assert.Equal(t, byPlugin(t, dir, strings.Split(nogoRules, ",")), slices.Compact(all))

	golangci(fixed, "--fix", "./...")
	sameFiles(t, fixedByCommand(t), contents(t, fixed), "golangci-lint --fix")
}

// sameFiles compares contents of directories by file.
func sameFiles(t *testing.T, want, got map[string]string, who string) {
	t.Helper()
	assert.Len(t, got, len(want))
	for name, text := range want {
		if text != got[name] {
			assert.Fail(t, who, "%s\n%s", name, udiff.Unified("command", "other", text, got[name]))
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// TestNogoLists: the list of Bazel's target, of the main beside it and of the tests here are the same.
func TestNogoLists(t *testing.T) {
	for file, entry := range map[string]string{
		"BUILD.bazel": `"@com_github_prodlint_prodlint//analyzers/([a-z]+)",`, "main.go": `(?m)^\t([a-z]+)\.Analyzer,$`,
	} {
		src, err := os.ReadFile("../../examples/nogo/" + file)
		require.NoError(t, err)
		var names []string
		for _, m := range regexp.MustCompile(entry).FindAllStringSubmatch(string(src), -1) {
			names = append(names, m[1])
		}
		assert.Equal(t, nogoRules, strings.Join(names, ","), file)
	}
	src, err := os.ReadFile("../../examples/nogo/nogo.json")
	require.NoError(t, err)
	var conf map[string]struct {
		Exclude map[string]string `json:"exclude_files"`
	}
	require.NoError(t, json.Unmarshal(src, &conf))
	for name := range conf {
		assert.True(t, name == "_base" || strings.Contains(nogoRules, name), name)
	}
}

// byCommand returns the findings of the command as "file:line: rule", sorted, and which of them are information.
func byCommand(t *testing.T, dir string) (all []string, info map[string]bool) {
	t.Helper()
	var r struct {
		Findings []struct {
			Rule, File, Severity string
			Line                 int
		}
	}
	cmd := exec.Command("prodlint", "--preset", "all", "--disable", "all", "--enable", nogoRules, "--format", "json")
	cmd.Dir, cmd.Env = dir, append(fixture.Environ(), "PRODLINT_CACHE=off")
	require.NoError(t, json.Unmarshal([]byte(output(t, cmd)), &r))
	info = map[string]bool{}
	for _, f := range r.Findings {
		at := fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Rule)
		all = append(all, at)
		info[at] = f.Severity == "info"
	}
	slices.Sort(all)
	return slices.Compact(all), info
}

// byVet returns what go vet prints with a tool.
func byVet(t *testing.T, dir, tool string) []string {
	t.Helper()
	path, err := exec.LookPath(tool)
	require.NoError(t, err)
	args := []string{"vet", "-vettool=" + path, "-json"}
	if tool == "prodlint" {
		for _, r := range strings.Split(nogoRules, ",") {
			args = append(args, "-"+r)
		}
	}
	cmd := exec.Command("go", append(args, "./...")...)
	cmd.Dir, cmd.Env = dir, fixture.Environ()
	out, err := cmd.Output()
	require.NoError(t, err, string(out))
	var all []string
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var found map[string]map[string][]struct{ Posn string }
		if err := dec.Decode(&found); errors.Is(err, io.EOF) {
			break
		} else {
			require.NoError(t, err)
		}
		for _, of := range found {
			for rule, list := range of {
				for _, f := range list {
					all = append(all, place(t, dir, f.Posn)+": "+rule)
				}
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// byPlugin returns the findings of the plugin.
func byPlugin(t *testing.T, dir string, rules []string) []string {
	t.Helper()
	var all []string
	for _, act := range pluginActions(t, dir, rules) {
		for _, d := range act.Diagnostics {
			all = append(all, place(t, dir, act.Package.Fset.Position(d.Pos).String())+": "+act.Analyzer.Name)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// pluginActions runs the analyzers of the plugin as golangci-lint does.
func pluginActions(t *testing.T, dir string, rules []string) []*checker.Action {
	t.Helper()
	enable := []any{}
	for _, r := range rules {
		if r != "hardcodedconfig" { // it is information, which golangci-lint does not have
			enable = append(enable, r)
		}
	}
	newPlugin, err := register.GetPlugin("prodlint")
	require.NoError(t, err)
	p, err := newPlugin(map[string]any{"disable": []any{"all"}, "enable": enable})
	require.NoError(t, err)
	list, err := p.BuildAnalyzers()
	require.NoError(t, err)
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax | packages.NeedModule, Dir: dir, Env: fixture.Environ()}, "./...")
	require.NoError(t, err)
	require.Zero(t, packages.PrintErrors(pkgs))
	graph, err := checker.Analyze(list, pkgs, nil)
	require.NoError(t, err)
	var acts []*checker.Action
	for act := range graph.All() {
		require.NoError(t, act.Err)
		if act.IsRoot {
			acts = append(acts, act)
		}
	}
	return acts
}

// place makes "file:line:column" relative to a directory, without the column.
func place(t *testing.T, dir, at string) string {
	t.Helper()
	at = at[:strings.LastIndexByte(at, ':')]
	if !filepath.IsAbs(at) {
		return strings.TrimPrefix(filepath.ToSlash(at), "./")
	}
	real, err := filepath.EvalSymlinks(dir)
	require.NoError(t, err)
	rel, err := filepath.Rel(real, at)
	require.NoError(t, err)
	return filepath.ToSlash(rel)
}
