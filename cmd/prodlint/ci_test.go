package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/mod/modfile"

	"github.com/prodlint/prodlint/internal/cli"
	"github.com/prodlint/prodlint/internal/fixture"
	"github.com/prodlint/prodlint/internal/start"
)

const oldFinding = "package main\n\nimport \"net/http\"\n\nfunc main() { _ = http.ListenAndServe(\":8080\", nil) }\n"

// branch makes a git checkout whose base has one finding, and whose files have another. It returns the base.
func branch(t *testing.T) (dir, base string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir = t.TempDir()
	write := func(name, text string) {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	git := func(args ...string) string {
		cmd := exec.Command("git", append([]string{"-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"}, args...)...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, string(out))
		return strings.TrimSpace(string(out))
	}
	write("go.mod", "module example.com/m\n\ngo 1.25\n")
	write("main.go", oldFinding)
	git("init", "-q", "-b", "main")
	git("add", ".")
	git("commit", "-qm", "base")
	git("update-ref", "refs/remotes/origin/main", "HEAD")
	write("debug/debug.go", strings.Replace(strings.Replace(oldFinding, "package main", "package debug", 1), "main()", "Serve()", 1))
	return dir, git("rev-parse", "HEAD")
}

// sh runs a script of a CI server with bash in a directory, and returns what it prints and its exit code. go install does nothing there but is written
// to $GO_LOG.
func sh(t *testing.T, dir, script string, env ...string) (string, int) {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash is not installed")
	}
	real, err := exec.LookPath("go")
	require.NoError(t, err)
	bin := t.TempDir()
	wrapper := "#!" + bash + "\nif [ \"$1\" = install ]; then echo \"$PWD $*\" >> \"$GO_LOG\"; exit 0; fi\nexec '" + real + "' \"$@\"\n"
	require.NoError(t, os.WriteFile(filepath.Join(bin, "go"), []byte(wrapper), 0o755))
	cmd := exec.Command(bash, "-eo", "pipefail", "-c", script)
	cmd.Dir = dir
	cmd.Env = append(append(fixture.Environ(), "PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"), "GO_LOG="+filepath.Join(bin, "log"), "PRODLINT_CACHE=off"), env...)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	require.True(t, err == nil || errors.As(err, &exit), "%v: %s", err, out)
	log, _ := os.ReadFile(filepath.Join(bin, "log"))
	return string(log) + string(out), cmd.ProcessState.ExitCode()
}

// newOnly asks for the finding that the branch adds, and no other.
func newOnly(t *testing.T, out string, code int) {
	t.Helper()
	assert.Equal(t, cli.Findings, code, out)
	assert.Contains(t, out, "debug/debug.go")
	assert.NotContains(t, out, "main.go")
}

func TestPreCommitHooks(t *testing.T) {
	src, err := os.ReadFile("../../.pre-commit-hooks.yaml")
	require.NoError(t, err)
	var hooks []struct {
		ID, Name, Entry, Language string
		TypesOr                   []string `yaml:"types_or"`
		PassFilenames             bool     `yaml:"pass_filenames"`
	}
	require.NoError(t, yaml.Unmarshal(src, &hooks))
	require.Len(t, hooks, 2)
	for _, h := range hooks {
		assert.Equal(t, "golang", h.Language)
		assert.Equal(t, []string{"go", "sql"}, h.TypesOr)
		assert.False(t, h.PassFilenames, "prodlint takes packages, not files")
	}
	dir, _ := branch(t)
	out, code := sh(t, dir, hooks[0].Entry)
	newOnly(t, out, code)
	out, code = sh(t, dir, hooks[1].Entry)
	assert.Equal(t, cli.Findings, code, out)
	assert.Contains(t, out, "main.go:5")
}

// step is one of a workflow or of a composite action.
type step struct {
	Name, Run, Shell, Uses string
	Env                    map[string]string
}

func TestAction(t *testing.T) {
	src, err := os.ReadFile("../../action.yml")
	require.NoError(t, err)
	var action struct {
		Name, Description string
		Inputs            map[string]struct{ Description, Default string }
		Runs              struct {
			Using string
			Steps []step
		}
	}
	require.NoError(t, yaml.Unmarshal(src, &action))
	assert.Equal(t, "composite", action.Runs.Using)
	expression := regexp.MustCompile(`\$\{\{ *inputs\.([a-z-]+) *\}\}`)
	for _, m := range expression.FindAllStringSubmatch(string(src), -1) {
		assert.Contains(t, action.Inputs, m[1])
	}
	dir, _ := branch(t)
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "path")
	run := func(name string, inputs map[string]string, env ...string) (string, int) {
		i := slices.IndexFunc(action.Runs.Steps, func(s step) bool { return s.Name == name })
		require.GreaterOrEqual(t, i, 0)
		s := action.Runs.Steps[i]
		assert.Equal(t, "bash", s.Shell, "a composite action asks for it")
		for key, value := range s.Env {
			if key == "GOTOOLCHAIN" {
				continue
			}
			env = append(env, key+"="+expression.ReplaceAllStringFunc(value, func(e string) string {
				input := expression.FindStringSubmatch(e)[1]
				if v, ok := inputs[input]; ok {
					return v
				}
				return action.Inputs[input].Default
			}))
		}
		return sh(t, dir, s.Run, append(env, "GITHUB_ACTION_PATH="+root, "GITHUB_PATH="+path)...)
	}
	out, code := run("Install prodlint", nil)
	assert.Zero(t, code, out)
	assert.Equal(t, root+" install ./cmd/prodlint\n", out)
	added, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Regexp(t, `^/.*bin\n$`, string(added))

	out, code = run("Run prodlint", nil, "GITHUB_BASE_REF=main")
	newOnly(t, out, code)
	assert.Contains(t, out, "::warning ")
	out, code = run("Run prodlint", map[string]string{"new-only": "false", "packages": ". ./debug", "flags": "--fail-on error", "format": "json", "output": "a report.json"}, "GITHUB_BASE_REF=main")
	assert.Zero(t, code, out)
	report, err := os.ReadFile(filepath.Join(dir, "a report.json"))
	require.NoError(t, err)
	assert.Contains(t, string(report), `"file": "main.go"`)
}

// TestStepsForCI runs what prodlint init writes for CI servers.
func TestStepsForCI(t *testing.T) {
	dir, base := branch(t)
	_, text := start.CI("github", cli.Version, start.Project{})
	var workflow struct {
		Jobs map[string]struct{ Steps []step }
	}
	require.NoError(t, yaml.Unmarshal([]byte(text), &workflow))
	for _, s := range workflow.Jobs["prodlint"].Steps {
		switch s.Name {
		case "Install prodlint":
			out, code := sh(t, dir, s.Run)
			assert.Zero(t, code)
			assert.Contains(t, out, "install github.com/prodlint/prodlint/cmd/prodlint@v"+cli.Version)
		case "Run prodlint":
			out, code := sh(t, dir, s.Run, "GITHUB_BASE_REF=main")
			newOnly(t, out, code)
		default:
			assert.NotEmpty(t, s.Uses)
		}
	}

	_, text = start.CI("gitlab", cli.Version, start.Project{})
	template, err := os.ReadFile("../../ci/gitlab.yml")
	require.NoError(t, err)
	assert.Equal(t, text, string(template), "ci/gitlab.yml is what prodlint init writes")
	var jobs map[string]struct{ Script []string }
	require.NoError(t, yaml.Unmarshal([]byte(text), &jobs))
	_, code := sh(t, dir, strings.Join(jobs["prodlint"].Script, "\n"), "CI_MERGE_REQUEST_DIFF_BASE_SHA="+base)
	report, err := os.ReadFile(filepath.Join(dir, "gl-code-quality-report.json"))
	require.NoError(t, err)
	newOnly(t, string(report), code)
}

// TestDockerfile: the image is built with the Go that go.mod asks for, from what there is.
func TestDockerfile(t *testing.T) {
	src, err := os.ReadFile("../../Dockerfile")
	require.NoError(t, err)
	gomod, err := os.ReadFile("../../go.mod")
	require.NoError(t, err)
	mod, err := modfile.Parse("go.mod", gomod, nil)
	require.NoError(t, err)
	images := regexp.MustCompile(`(?m)^FROM golang:(\S+)`).FindAllStringSubmatch(string(src), -1)
	require.Len(t, images, 2)
	for _, m := range images {
		assert.True(t, strings.HasPrefix(mod.Go.Version+".", m[1]+"."), "go.mod asks for %s", mod.Go.Version)
	}
	build := regexp.MustCompile(`(?m)^RUN CGO_ENABLED=0 go build .* (\./\S+)$`).FindStringSubmatch(string(src))
	require.NotNil(t, build)
	assert.DirExists(t, filepath.Join("..", "..", build[1]))
	assert.Contains(t, string(src), `ENTRYPOINT ["prodlint"]`)
}
