package extract

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestBrokenPackages summarises prodlint's own packages with imports that fail: most of what they mention has no type.
func TestBrokenPackages(t *testing.T) {
	dirs := map[string][]string{}
	require.NoError(t, filepath.WalkDir("../..", func(path string, d os.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".go" {
			dirs[filepath.Dir(path)] = append(dirs[filepath.Dir(path)], path)
		}
		return err
	}))
	require.NotEmpty(t, dirs)
	for dir, names := range dirs {
		fset := token.NewFileSet()
		var files []*ast.File
		for _, name := range names {
			if f, _ := parser.ParseFile(fset, name, nil, parser.ParseComments); f != nil && (len(files) == 0 || files[0].Name.Name == f.Name.Name) {
				files = append(files, f)
			}
		}
		info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}, Implicits: map[ast.Node]types.Object{}, Instances: map[*ast.Ident]types.Instance{}}
		conf := types.Config{Error: func(error) {}, Importer: importFunc(func(string) (*types.Package, error) { return nil, errors.New("no such package") })}
		pkg, err := conf.Check("w/p", fset, files, info)
		if err == nil {
			continue // it imports nothing
		}
		assert.NotPanics(t, func() {
			Package(Input{Fset: fset, Files: files, Types: pkg, Info: info, Path: "w/p", Workspace: func(string) bool { return true }})
		}, dir)
	}
}

// TestBrokenSignatures summarises functions that parse, and that no type fits.
func TestBrokenSignatures(t *testing.T) {
	for _, src := range []string{"func f(a ...any, b int) { g(a) }", "func (r ...any) f() { g(r) }", "func f() (a ...any) { return g(a) }", "func f[T ...any](a T) { g(a) }", "func f(a, b ...any) { g(a, b) }"} {
		fset := token.NewFileSet()
		f, _ := parser.ParseFile(fset, "p.go", "package p\n\nfunc g(a any) any { return a }\n\n"+src, parser.ParseComments)
		require.NotNil(t, f, src)
		info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}, Implicits: map[ast.Node]types.Object{}, Instances: map[*ast.Ident]types.Instance{}}
		pkg, _ := (&types.Config{Error: func(error) {}}).Check("w/p", fset, []*ast.File{f}, info)
		assert.NotPanics(t, func() {
			Package(Input{Fset: fset, Files: []*ast.File{f}, Types: pkg, Info: info, Path: "w/p", Workspace: func(string) bool { return true }})
		}, src)
	}
}

type importFunc func(string) (*types.Package, error)

func (f importFunc) Import(path string) (*types.Package, error) { return f(path) }
