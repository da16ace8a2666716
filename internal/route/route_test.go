package route_test

import (
	"go/ast"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/packages"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/extract"
	"github.com/prodlint/prodlint/internal/route"
	"github.com/prodlint/prodlint/internal/summary"
)

const prefix = "prodlint.test/zroute/"

// programs type-checks each file of testdata, and each folder, as a package of its own in the module testdata, against the real libraries.
func programs(t *testing.T) map[string]*packages.Package {
	t.Helper()
	root, err := filepath.Abs("../../testdata")
	require.NoError(t, err)
	files, err := filepath.Glob("testdata/*.go")
	require.NoError(t, err)
	more, err := filepath.Glob("testdata/*/*.go")
	require.NoError(t, err)
	overlay, patterns := map[string][]byte{}, []string{}
	for _, name := range append(files, more...) {
		src, err := os.ReadFile(name)
		require.NoError(t, err)
		dir, base := filepath.Split(name)
		if dir = filepath.Base(dir); dir == "testdata" {
			dir = strings.TrimSuffix(base, ".go")
		}
		overlay[filepath.Join(root, "zroute", dir, base)] = src
		patterns = append(patterns, "./zroute/"+dir)
	}
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedTypes | packages.NeedSyntax | packages.NeedTypesInfo | packages.NeedTypesSizes,
		Dir:  root, Env: append(os.Environ(), "GOWORK=off", "GOPACKAGESDRIVER=off", "GOFLAGS="), Overlay: overlay,
	}, patterns...)
	require.NoError(t, err)
	out := map[string]*packages.Package{}
	for _, p := range pkgs {
		for _, e := range p.Errors {
			require.NoError(t, e)
		}
		out[strings.TrimPrefix(p.PkgPath, prefix)] = p
	}
	require.NotEmpty(t, out)
	return out
}

func link(p *packages.Package) *summary.Program {
	sum := extract.Package(extract.Input{Fset: p.Fset, Files: p.Syntax, Types: p.Types, Info: p.TypesInfo, Path: p.PkgPath,
		Workspace: func(path string) bool { return strings.HasPrefix(path, prefix) }})
	return summary.Link([]*summary.Package{sum}, catalog.Default())
}

// describe writes an entry as the fixtures do: method, path, handler, and the middleware behind "<".
func describe(e *route.Entry) string {
	name := e.Name()
	if e.Below {
		name = strings.TrimSuffix(name, "/") + "/*"
	}
	text := strings.TrimSpace(name + " " + e.Handler.Name)
	var chain []string
	for _, s := range e.Chain {
		chain = append(chain, s.Name)
	}
	if len(chain) > 0 {
		text += " < " + strings.Join(chain, ", ")
	}
	return text
}

// place is a line of a file.
type place struct {
	file string
	line int
}

// TestRoutes holds what is read of registrations on the real libraries against the comments beside them.
func TestRoutes(t *testing.T) {
	for name, p := range programs(t) {
		t.Run(name, func(t *testing.T) {
			want, got := map[place][]string{}, map[place][]string{}
			for _, f := range p.Syntax {
				for _, c := range comments(f) {
					if text, ok := strings.CutPrefix(c.Text, "// route "); ok {
						pos := p.Fset.Position(c.Pos())
						at := place{filepath.Base(pos.Filename), pos.Line}
						want[at] = append(want[at], strings.Split(text, "; ")...)
					}
				}
			}
			require.NotEmpty(t, want)
			m := route.Of(link(p))
			assert.False(t, m.Cut, "the search ends early")
			for _, e := range m.Entries {
				at := place{filepath.Base(e.Pos.File), e.Pos.Line}
				got[at] = append(got[at], describe(e))
			}
			for at := range want {
				slices.Sort(want[at])
			}
			for at := range got {
				slices.Sort(got[at])
				assert.Equal(t, want[at], got[at], "%s %v", name, at)
			}
			for at := range want {
				assert.Contains(t, got, at, "%s %v: %v", name, at, want[at])
			}
		})
	}
}

func comments(f *ast.File) []*ast.Comment {
	var out []*ast.Comment
	for _, g := range f.Comments {
		out = append(out, g.List...)
	}
	return out
}
