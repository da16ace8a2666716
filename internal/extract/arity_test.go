package extract

import (
	"go/ast"
	"go/parser"
	"go/types"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestArgumentsThatAreNotThere: a call may take the results of another as its arguments, and broken code gives too few.
func TestArgumentsThatAreNotThere(t *testing.T) {
	for _, body := range []string{
		"io.WriteString(out())", "use(strings.Join(parts()))", "use(fmt.Sprintf(strings.Join(parts())))", "use(strings.Repeat(times()))", "use(strings.TrimSuffix(both()))", "use(strings.ReplaceAll(both()))",
		"io.WriteString()", "io.WriteString(w)", "fmt.Fprintf()", "b.WriteByte()", "b.WriteString()", "w.Truncate()", "b.Grow()",
		"use(strings.Join())", "use(strings.Join(nil))", "use(strings.Repeat(`a`))", "use(strconv.Itoa())", "use(strconv.Quote())", "use(strings.TrimSpace())", "use(strings.ReplaceAll(`a`, `b`))", "use(fmt.Appendf())",
		"use(append())", "use(len())", "use(cap())", "use(copy())", "use(make())", "use(new())", "use(min())", "use(string())", "close()", "defer close()", "delete()", "panic()", "for range len() {}", "for range append() {}",
		"use(errors.Is())", "if errors.Is(err) {}", "if errors.As() {}", "clear()", "complex()", "use([]byte())", "use((*strings.Builder).String())", "(*strings.Builder).WriteString()", "(*strings.Builder).WriteString(b)",
		"m := map[string]string{`a`}; use(m[`a`])", "m := map[string]string{}; m, x := map[string]string{`a`, `b`: `c`}; use(fmt.Sprint(m[`b`]))", "s := []string{`a`: `b`}; use(s[0])",
	} {
		f, err := parser.ParseFile(textSet, "p.go", `package p
import ("bytes"; "errors"; "fmt"; "io"; "strconv"; "strings")
func parts() ([]string, string)
func out() (io.Writer, string)
func both() (string, string)
func times() (string, int)
func use(...any)
func f(b *strings.Builder, w *bytes.Buffer, err error) {
`+body+"\n}\n", 0)
		require.NoError(t, err, body)
		info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}, Implicits: map[ast.Node]types.Object{}, Instances: map[*ast.Ident]types.Instance{}}
		conf := types.Config{Importer: textImporter, Error: func(error) {}}
		pkg, _ := conf.Check("p", textSet, []*ast.File{f}, info)
		assert.NotPanics(t, func() {
			Package(Input{Fset: textSet, Files: []*ast.File{f}, Types: pkg, Info: info, Path: "p", Workspace: func(path string) bool { return path == "p" }})
		}, body)
	}
}
