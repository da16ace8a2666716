package driver

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/within"
)

// environment is what the go command says of the place it runs in.
type environment struct {
	dir      string // absolute, links resolved as the go command does
	root     string
	external bool // GOPACKAGESDRIVER answers instead of go list
	goroot   string
	gocache  string
	work     string   // the go.work file in force, if any
	module   bool     // there is a go.mod or a go.work
	vars     []string // settings of the go command that decide what a build is made of, "NAME=value"
	sizes    types.Sizes
	environ  []string
	flags    []string
	boundary *within.Boundary // around what is read; nil where GOPACKAGESDRIVER answers
}

// pkgConfig is the program that the go command is told to run for "#cgo pkg-config". There is none of that name.
const pkgConfig = "prodlint-runs-no-pkg-config"

// restricted returns the environment of the go command. What the code could make it run besides compilers is switched off, unless the
// environment says otherwise: then it is the user's wish. offline keeps it from the network.
func restricted(environ []string, offline bool) []string {
	e := environment{environ: environ[:len(environ):len(environ)]}
	for _, kv := range []struct{ key, value string }{
		{"GOTOOLCHAIN", "local"}, // a "toolchain" line names the go command to run
		{"PKG_CONFIG", pkgConfig},
	} {
		if e.get(kv.key) == "" {
			e.environ = append(e.environ, kv.key+"="+kv.value)
		}
	}
	if offline {
		// GONOPROXY names modules for which GOPROXY=off does not hold.
		e.environ = append(e.environ, "GOPROXY=off", "GONOPROXY=none", "GOVCS=*:off", "GOTOOLCHAIN=local")
	}
	return e.environ
}

// readable returns an error for a file of the workspace that is not to be read. The error does not name the file.
func (e *environment) readable(file string, overlay map[string][]byte) error {
	if _, ok := overlay[file]; ok || e.boundary == nil {
		return nil
	}
	return e.boundary.Check(file)
}

// asked are the settings that goEnv wants to know; those from GOOS on decide which files and packages are built, and how. It does not ask
// for those of flags: to tell them, the go command runs the C compiler a dozen times.
var asked = []string{"GOMOD", "GOWORK", "GOROOT", "GOCACHE", "GOENV", "GOOS", "GOARCH", "GO111MODULE", "GOFLAGS", "GOVERSION", "CGO_ENABLED", "GOEXPERIMENT", "GO386", "GOAMD64",
	"GOARM", "GOARM64", "GOMIPS", "GOMIPS64", "GOPPC64", "GORISCV64", "GOWASM", "GOFIPS140", "CC", "CXX"}

// flagged are settings of flags, as the environment has them; "go env -w" writes to the file that GOENV names.
var flagged = []string{"CGO_CFLAGS", "CGO_CPPFLAGS", "CGO_CXXFLAGS", "PKG_CONFIG"}

// goEnv checks the directory and asks the go command for its environment.
func goEnv(ctx context.Context, opts *Options) (*environment, error) {
	dir, err := filepath.Abs(opts.Dir)
	if err != nil {
		return nil, err
	}
	switch info, err := os.Stat(dir); {
	case errors.Is(err, os.ErrNotExist):
		return nil, fmt.Errorf("directory %s does not exist", dir)
	case err != nil:
		return nil, fmt.Errorf("directory %s cannot be read: %w", dir, err)
	case !info.IsDir():
		return nil, fmt.Errorf("%s is not a directory", dir)
	}
	e := &environment{dir: dir, root: dir, environ: opts.Env}
	if e.environ == nil {
		e.environ = os.Environ()
	}
	e.environ = restricted(e.environ, opts.Offline)
	for _, f := range opts.BuildFlags {
		name, _, _ := strings.Cut(strings.TrimLeft(f, "-"), "=")
		if name == "toolexec" || name == "overlay" {
			return nil, fmt.Errorf("build flag -%s is not supported", name)
		}
	}
	e.flags = append(e.flags, opts.BuildFlags...)
	if len(opts.Tags) > 0 {
		e.flags = append(e.flags, "-tags="+strings.Join(opts.Tags, ","))
	}

	if driver := e.get("GOPACKAGESDRIVER"); driver != "" && driver != "off" {
		e.external = true
		e.sizes = types.SizesFor("gc", "amd64")
		return e, nil
	}
	cmd := exec.CommandContext(ctx, "go", append([]string{"env", "-json"}, asked...)...)
	cmd.Dir, cmd.Env = dir, append(e.environ[:len(e.environ):len(e.environ)], "PWD="+dir)
	cmd.WaitDelay = patience
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return nil, errors.New("the go command is not in PATH: prodlint needs it to find packages")
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, fmt.Errorf("go env: %s", toolchainHint(cmp.Or(tidy(stderr.String()), err.Error())))
	}
	v := map[string]string{}
	if err := json.Unmarshal(out, &v); err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	if e.sizes = types.SizesFor("gc", v["GOARCH"]); e.sizes == nil {
		return nil, fmt.Errorf("unknown architecture %q", v["GOARCH"])
	}
	e.goroot, e.gocache = v["GOROOT"], v["GOCACHE"]
	for _, name := range asked[slices.Index(asked, "GOOS"):] {
		e.vars = append(e.vars, name+"="+v[name])
	}
	for _, name := range flagged {
		e.vars = append(e.vars, name+"="+e.get(name))
	}
	if written, err := os.ReadFile(v["GOENV"]); err == nil {
		e.vars = append(e.vars, string(written))
	}
	// An empty -toolexec overrides one in GOFLAGS. Without -buildvcs, version control would be run, with the configuration of the checkout.
	e.flags = append([]string{"-toolexec=", "-buildvcs=false"}, e.flags...)
	e.moveModfile(v["GOFLAGS"])
	gomod, gowork := v["GOMOD"], v["GOWORK"]
	switch {
	case gowork != "" && gowork != "off":
		e.root, e.work, e.module = filepath.Dir(gowork), gowork, true
	case gomod != "" && gomod != os.DevNull:
		e.root, e.module = filepath.Dir(gomod), true
	case v["GO111MODULE"] == "off":
		// GOPATH mode: names stay relative to the directory.
	default:
		return nil, fmt.Errorf("no go.mod in %s or any directory above it: run prodlint inside a Go module, or name one with -C", dir)
	}
	e.boundary = within.New(e.root, within.Top(e.root))
	return e, nil
}

// moveModfile takes -modfile out of GOFLAGS and passes it as a flag: go/packages first asks for the version of Go in GOPATH mode, where the
// go command refuses that flag.
func (e *environment) moveModfile(goflags string) {
	var rest []string
	for _, f := range strings.Fields(goflags) {
		if strings.HasPrefix(strings.TrimLeft(f, "-"), "modfile=") {
			e.flags = append(e.flags, f)
		} else {
			rest = append(rest, f)
		}
	}
	if len(rest) < len(strings.Fields(goflags)) {
		// Not empty, or else the go command would take what "go env -w" has set.
		e.environ = append(e.environ[:len(e.environ):len(e.environ)], "GOFLAGS="+strings.Join(append(rest, "-toolexec="), " "))
	}
}

// get returns a variable of the environment; the last setting wins.
func (e *environment) get(key string) string {
	for i := len(e.environ) - 1; i >= 0; i-- {
		if v, ok := strings.CutPrefix(e.environ[i], key+"="); ok {
			return v
		}
	}
	return ""
}

// toolchainHint tells how to allow what restricted has switched off.
func toolchainHint(msg string) string {
	if strings.Contains(msg, "GOTOOLCHAIN=local") {
		msg += "; prodlint lets the go command fetch another version of Go only where the environment sets GOTOOLCHAIN=auto"
	}
	return msg
}

// tidy turns a message of the go command into one line.
func tidy(msg string) string {
	var parts []string
	for line := range strings.Lines(msg) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "# ") {
			continue
		}
		parts = append(parts, strings.TrimPrefix(line, "go: "))
	}
	var b strings.Builder
	for i, p := range parts {
		switch {
		case i == 0:
		case strings.HasSuffix(parts[i-1], ":") || strings.HasSuffix(parts[i-1], ";"):
			b.WriteByte(' ')
		default:
			b.WriteString("; ")
		}
		b.WriteString(p)
	}
	return b.String()
}
