package analyzers_test

import (
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/analyzers"
	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/extract"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
	"github.com/prodlint/prodlint/internal/suppress"
)

// FuzzRules judges Go files that are broken in any way. A file of the fixtures is taken as tokens, which the input deletes, doubles and
// exchanges, so that much of it still parses and type-checks. Every step of a run is taken on what is left, and none may crash.
func FuzzRules(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("..", "testdata", "*", "*", "*.go"))
	require.NoError(f, err)
	require.NotEmpty(f, files)
	for i := range files {
		f.Add(uint16(i), []byte(nil))
		f.Add(uint16(i), []byte{0, 90, 0, 0, 1, 50, 0, 0, 2, 30, 0, 200})
	}
	sources := make([][]string, len(files))
	for i, name := range files {
		src, err := os.ReadFile(name)
		require.NoError(f, err)
		sources[i] = tokens(src)
	}
	libraries := libraries(f)
	f.Fuzz(func(t *testing.T, file uint16, edits []byte) {
		src := edited(sources[int(file)%len(sources)], edits)
		fset := token.NewFileSet()
		parsed, _ := parser.ParseFile(fset, "a.go", src, parser.ParseComments|parser.SkipObjectResolution)
		if parsed == nil || parsed.Name == nil {
			return
		}
		info := &types.Info{
			Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
			Implicits: map[ast.Node]types.Object{}, Instances: map[*ast.Ident]types.Instance{}, Scopes: map[ast.Node]*types.Scope{},
			Selections: map[*ast.SelectorExpr]*types.Selection{}, FileVersions: map[*ast.File]string{},
		}
		conf := types.Config{Error: func(error) {}, Importer: libraries, FakeImportC: true}
		pkg := check(&conf, fset, parsed, info)
		if pkg == nil {
			return
		}
		suppress.Parse(fset, "w/p", parsed)
		sum := extract.Package(extract.Input{Fset: fset, Files: []*ast.File{parsed}, Types: pkg, Info: info, Path: "w/p", Workspace: func(path string) bool { return path == "w/p" }})
		prog := summary.Link([]*summary.Package{sum}, catalog.Default())
		for _, r := range analyzers.All {
			pass := rule.NewPass(r, prog, sum, func(rule.Finding) {})
			if r.Scope != rule.Package {
				r.Check(pass)
			}
			if syntax := r.Syntax(); syntax != nil {
				pass.Fset, pass.Files, pass.Types, pass.Info, pass.GoVersion = fset, []*ast.File{parsed}, pkg, info, "go1.25"
				syntax(pass)
			}
		}
	})
}

// check type-checks a file. A crash of the type checker itself is none of ours.
func check(conf *types.Config, fset *token.FileSet, f *ast.File, info *types.Info) (pkg *types.Package) {
	defer func() {
		if recover() != nil {
			pkg = nil
		}
	}()
	pkg, _ = conf.Check("w/p", fset, []*ast.File{f}, info)
	return pkg
}

// tokens returns the text of a file cut before each token.
func tokens(src []byte) []string {
	fset := token.NewFileSet()
	file := fset.AddFile("", -1, len(src))
	var s scanner.Scanner
	s.Init(file, src, nil, scanner.ScanComments)
	var out []string
	last := 0
	for {
		pos, tok, _ := s.Scan()
		at := file.Offset(pos)
		if tok == token.EOF {
			return append(out, string(src[last:]))
		}
		if at > last {
			out = append(out, string(src[last:at]))
			last = at
		}
	}
}

// edited applies edits of four bytes: what to do, where (two bytes), and how far or with what.
func edited(toks []string, edits []byte) string {
	out := append([]string{}, toks...)
	for ; len(edits) >= 4 && len(out) > 1; edits = edits[4:] {
		at := (int(edits[1]) | int(edits[2])<<8) % len(out)
		n := int(edits[3])
		switch edits[0] % 5 {
		case 0: // delete
			out = append(out[:at:at], out[min(at+1+n%8, len(out)):]...)
		case 1: // double
			end := min(at+1+n, len(out))
			out = append(out[:end:end], out[at:]...)
		case 2: // exchange with another
			to := (at + 1 + n) % len(out)
			out[at], out[to] = out[to], out[at]
		case 3: // put one in another's place
			out[at] = out[(at+1+n*7)%len(out)]
		case 4:
			out[at] = []string{"nil ", "x ", "( ", "{ ", "} ", ") ", "func() ", "for ", "range ", "<-", "... ", "[0]", "T[T] ", "go ", "defer ", "return ", "\n", "goto x\n"}[n%18]
		}
		if len(out) > 20_000 {
			break
		}
	}
	return strings.Join(out, "")
}

// libraries returns an importer of what the fixtures import.
func libraries(f *testing.F) types.Importer {
	cmd := exec.Command("go", "list", "-e", "-deps", "-export", "-f", "{{with .Export}}{{$.ImportPath}}={{.}}{{end}}", "./...")
	cmd.Dir = filepath.Join("..", "testdata")
	out, err := cmd.Output()
	require.NoError(f, err)
	exports := map[string]string{}
	for line := range strings.Lines(string(out)) {
		if path, file, ok := strings.Cut(strings.TrimSpace(line), "="); ok {
			exports[path] = file
		}
	}
	require.NotEmpty(f, exports["database/sql"])
	gc := importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) {
		if exports[path] == "" {
			return nil, errors.New("no such package")
		}
		return os.Open(exports[path])
	})
	var mu sync.Mutex
	return importerFunc(func(path string) (*types.Package, error) {
		mu.Lock()
		defer mu.Unlock()
		return gc.Import(path)
	})
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }
