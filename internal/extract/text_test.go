package extract

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const textHead = `package p
import ("bytes"; "fmt"; "io"; "log"; "os"; "strconv"; "strings")
var _ = bytes.NewBuffer; var _ = fmt.Sprint; var _ = io.WriteString; var _ = log.Fatal; var _ = os.Exit; var _ = strconv.Itoa; var _ = strings.Join
type Query string
type State int
func (State) String() string { return "" }
type store struct{ table string; sb strings.Builder }
const Users, Max = "users", 10
const Open State = 1
var global = "g"
func use(...any) {}
func get() string { return "" }
func two() (string, error) { return "", nil }
func fill(*strings.Builder) {}
func set(*string) {}
func tx(func() error) error { return nil }
func (s *store) f(p string, cond bool, n int, ids []string, w io.Writer, pb *strings.Builder) {
`

var (
	textSet      = token.NewFileSet()
	textImporter = importer.ForCompiler(textSet, "gc", nil)
)

// alternatives returns the texts of the first argument of use, in a body as f has it: holes are written as ‹expression›, ‹?› where none stands for them.
func alternatives(t *testing.T, body string) []string {
	t.Helper()
	f, err := parser.ParseFile(textSet, "p.go", textHead+body+"\n}\n", 0)
	require.NoError(t, err, body)
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}, Implicits: map[ast.Node]types.Object{}, Instances: map[*ast.Ident]types.Instance{}}
	conf := types.Config{Importer: textImporter, Error: func(error) {}}
	_, _ = conf.Check("p", textSet, []*ast.File{f}, info) // unused variables do not matter
	var out []string
	for _, d := range f.Decls {
		fd, ok := d.(*ast.FuncDecl)
		if !ok || fd.Name.Name != "f" {
			continue
		}
		ast.Inspect(fd.Body, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || out != nil {
				return out == nil
			}
			if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "use" {
				out = []string{}
				for _, alt := range newTextResolver(info, fd.Body).alternatives(call.Args[0]) {
					var b strings.Builder
					for _, p := range alt {
						switch h := p.Hole.(type) {
						case nil:
							b.WriteString(p.Lit)
						case *ast.BadExpr:
							b.WriteString("‹?›")
						default:
							require.NotNil(t, info.TypeOf(h), "a hole has a type: %s", types.ExprString(h))
							b.WriteString("‹" + types.ExprString(h) + "›")
						}
					}
					out = append(out, b.String())
				}
				return false
			}
			return true
		})
	}
	return out
}

func TestTextAlternatives(t *testing.T) {
	for _, c := range []struct {
		name, body string
		want       []string
	}{
		{"constant", `use("a" + Users)`, []string{"ausers"}},
		{"parameter, field, global, call", `use("a " + p + s.table + global + get())`, []string{"a ‹p›‹s.table›‹global›‹get()›"}},
		{"local", `q := "a"; q = q + "b"; use(q); q = "c"`, []string{"ab"}},
		{"append to local", `q := "a "; q += Users; q += " " + p; use(q)`, []string{"a users ‹p›"}},
		{"conditional append", `q := "a"; if cond { q += "b" }; use(q)`, []string{"a", "ab"}},
		{"if else", `var q string; if cond { q = "a" } else if n > 1 { q = "b" } else { q = "c" }; use(q)`, []string{"a", "b", "c"}},
		{"correlated", `q, o := "a", "x"; if cond { q, o = "b", "y" }; use(q + o)`, []string{"ax", "by"}},
		{"early return", `q := "a"; if cond { q = "b"; return }; use(q)`, []string{"a"}},
		{"panic and exit", `q := "a"; if cond { q = "b"; panic (1) }; if n > 1 { q = "c"; log.Fatal(1) }; use(q)`, []string{"a"}},
		{"switch", `q := "a"; switch n { case 1: q = "b"; case 2: q = "c"; fallthrough; case 3: q += "d" }; use(q)`, []string{"a", "b", "ad", "cd"}},
		{"switch with default", `q := "a"; switch { case cond: q = "b"; default: q = "c" }; use(q)`, []string{"b", "c"}},
		{"type switch", `q := "a"; switch any(n).(type) { case int: q = "b" }; use(q)`, []string{"a", "b"}},
		{"parameter changed", `p = "x" + p; use(p)`, []string{"x‹p›"}},
		{"swap reads first", `a, b := "1", "2"; a, b = b, a; use(a + b)`, []string{"21"}},
		{"shadow", `q := "a"; { q := "b"; _ = q }; use(q)`, []string{"a"}},
		{"call result", `q := get(); use("a" + q)`, []string{"a‹get()›"}},
		{"two results", `q, err := two(); _ = err; use("a" + q)`, []string{"a‹two()›"}},
		{"address taken", `q := "a"; set(&q); use(q)`, []string{"‹?›"}},
		{"pointer kept", `q := "a"; r := &q; *r = "b"; use(q)`, []string{"‹q›"}},
		{"builder", `var b strings.Builder; b.WriteString("a"); b.WriteByte(' '); b.WriteRune('z'); fmt.Fprintf(&b, " %s", p); use(b.String())`, []string{"a z ‹p›"}},
		{"builder pointer", `b := &strings.Builder{}; io.WriteString(b, "a"); fmt.Fprint(b, "b", Users); fmt.Fprintln(b, "c", Max); use(b.String())`, []string{"abusersc 10\n"}},
		{"buffer", `b := bytes.NewBufferString("a"); b.Write([]byte("b")); use(string(b.Bytes()))`, []string{"ab"}},
		{"builder conditional", `var b strings.Builder; b.WriteString("a"); if cond { b.WriteString("b") }; use(b.String())`, []string{"a", "ab"}},
		{"builder reset", `var b bytes.Buffer; b.WriteString("a"); b.Reset(); b.WriteString("bc,"); b.Truncate(b.Len() - 1); use(b.String())`, []string{"bc"}},
		{"builder handed on", `var b strings.Builder; b.WriteString("a"); fill(&b); b.WriteString("b"); use(b.String())`, []string{"a‹?›b"}},
		{"builder of a caller", `pb.WriteString("a"); use(pb.String())`, []string{"‹?›a"}},
		{"builder with a second name", `var b strings.Builder; c := &b; c.WriteString("a"); use(b.String())`, []string{"‹b.String()›"}},
		{"builder in a field", `s.sb.WriteString("a"); use(s.sb.String())`, []string{"‹s.sb.String()›"}},
		{"sprintf", `use(fmt.Sprintf("a %s %d %v %q %5d|%-4d|%04d %t %% %x", Users, Max, p, "q", 7, 7, 7, true, p))`, []string{"a users 10 ‹p› \"q\"     7|7   |0007 true % ‹p›"}},
		{"sprintf indexes", `use(fmt.Sprintf("%[2]s %[1]s %s", "a", p))`, []string{"‹p› a ‹p›"}},
		{"sprintf stringer", `use(fmt.Sprintf("%v %d %s", Open, Open, Query("x")))`, []string{"‹Open› ‹Open› x"}},
		{"sprintf variable format", `f := "a %s"; if cond { f += " b %s" }; use(fmt.Sprintf(f, p, Users))`, []string{"a ‹p›", "a ‹p› b users"}},
		{"sprintf format with hole", `use(fmt.Sprintf("a "+p+" %s", Users))`, []string{"a ‹p› ‹?›"}},
		{"sprintf too few", `use(fmt.Sprintf("%s %s", p))`, []string{"‹p› ‹?›"}},
		{"sprintf spread", `use(fmt.Sprintf("%s-%s", []any{"a", "b"}...))`, []string{"a-b"}},
		{"sprint", `use(fmt.Sprint("a", "b") + fmt.Sprintln("c", Max) + string(fmt.Appendf(nil, "%s", "d")))`, []string{"abc 10\nd"}},
		{"join literal", `use(strings.Join([]string{"a", "b" + p}, ", "))`, []string{"a, b‹p›"}},
		{"join local", `c := []string{"a"}; c = append(c, "b"); if cond { c = append(c, "c") }; use(strings.Join(c, ","))`, []string{"a,b", "a,b,c"}},
		{"join unknown", `use("x" + strings.Join(ids, ","))`, []string{`x‹strings.Join(ids, ",")›`}},
		{"join in loop", `var c []string; for range ids { c = append(c, "?") }; use("(" + strings.Join(c, ",") + ")")`, []string{`(‹strings.Join(c, ",")›)`, "(?‹?›)"}},
		{"replace", `use(strings.ReplaceAll("a {t} b", "{t}", Users) + strings.Replace("x{t}", "{t}", p, 1))`, []string{"a users bx‹p›"}},
		{"trim", `use(strings.TrimSpace(" a ") + strings.TrimSuffix("b,", ",") + strings.ToLower("C") + strings.TrimLeft("xd", "x"))`, []string{"abcd"}},
		{"repeat", `use(strings.Repeat("a", 2) + strings.Repeat(",b", n))`, []string{"aa,b‹?›"}},
		{"bytes", `b := []byte("a"); b = append(b, "b"...); b = append(b, ' '); use(string(b))`, []string{"ab "}},
		{"named type", `q := Query("a"); use(string(q + "b"))`, []string{"ab"}},
		{"cut the tail", `q := "a, "; q = q[:len(q)-2]; use(q + "bc"[1:])`, []string{"ac"}},
		{"loop", `q := "a"; for _, x := range ids { q += "," + x }; use(q)`, []string{"a ‹?›", "a,‹x›‹?›"}},
		{"loop that goes on with a word", `q := "a"; for _, x := range ids { q += "b" + x }; use(q)`, []string{"a‹?›", "ab‹x›‹?›"}},
		{"loop over literal", `q := ""; for _, x := range []string{"a", "b"} { q += x + ";" }; use(q)`, []string{"a;b;"}},
		{"loop over literal with continue and break", `q := ""; for _, x := range []string{"a", "b"} { if cond { break }; q += x }; use(q)`, []string{"", "a", "ab"}},
		{"each of a literal", `for _, x := range []string{"a", "b"} { use(x + "!") }`, []string{"a!", "b!"}},
		{"cut after loop", `q := "("; for range ids { q += "?," }; q = strings.TrimSuffix(q, ",") + ")"; use(q)`, []string{"( ‹?›)", "(?,‹?›)"}},
		{"loop builder", `var b strings.Builder; for i := 0; i < n; i++ { if i > 0 { b.WriteString(", ") }; b.WriteString("?") }; use(b.String())`, []string{" ‹?›", "?‹?›", ", ?‹?›"}},
		{"inside a loop", `for range ids { q := "a"; if cond { q += "b" }; use(q) }`, []string{"a", "ab"}},
		{"labelled continue", `q := "a"
outer:
	for range ids { for range ids { if cond { q = "b"; continue outer }; q = "c" } }
	use(q)`, []string{"a", "c", "b"}},
		{"select", `q := "a"; ch := make(chan int); select { case <-ch: q = "b"; case ch <- 1: q = "c" }; use(q)`, []string{"b", "c"}},
		{"slice index", `qs := []string{"a", "b"}; use(qs[1])`, []string{"b"}},
		{"any of a slice", `qs := []string{"a", "b"}; use(qs[n])`, []string{"a", "b"}},
		{"map", `m := map[string]string{"x": "a"}; m["y"] = "b"; use(m["y"] + m["x"])`, []string{"ba"}},
		{"any of a map", `m := map[string]string{"x": "a", "y": "b"}; use(m[p])`, []string{"a", "b"}},
		{"map with unknown keys", `m := map[string]string{"x": "a"}; m[p] = "b"; use(m["x"])`, []string{`‹m["x"]›`}},
		{"struct", `o := struct{ q, r string }{q: "a"}; o.r = "b"; use(o.q + o.r)`, []string{"ab"}},
		{"field of parameter", `s.table = "a"; use(s.table)`, []string{"‹s.table›"}},
		{"condition", `q := "a"; if use(q); cond { }`, []string{"a"}},
		{"if init", `q := "a"; if r := q + "b"; cond { use(r) }`, []string{"ab"}},
		{"closure helper", `q := "a"; add := func(x string) { q += " " + x }; q += "b"; add("c"); if cond { add("d") }; use(q)`, []string{"ab c", "ab c d"}},
		{"closure with return", `var b strings.Builder; add := func(x string) { if cond { return }; b.WriteString(x) }; add("a"); use(b.String())`, []string{"a", ""}},
		{"callback", `q := "a"; tx(func() error { q += "b"; return nil }); use(q)`, []string{"a", "ab‹?›"}},
		{"in a callback", `q := "a"; tx(func() error { q := q + "b"; use(q); return nil })`, []string{"ab"}},
		{"in a closure run later", `q := "a"; f := func() { use(q) }; q = "b"; f()`, []string{"‹q›"}},
		{"in a closure, not changed later", `q := "a"; f := func() { use(q) }; f()`, []string{"a"}},
		{"changed by a kept closure", `q := "a"; fs := []func(){func() { q = "b" }}; fs[0](); use(q)`, []string{"‹q›"}},
		{"immediate literal", `q := "a"; func() { q = "b" }(); use(q)`, []string{"b"}},
		{"goroutine", `q := "a"; go func() { use(q + "x") }()`, []string{"ax"}},
		{"itoa", `use("limit " + strconv.Itoa(Max) + strconv.Itoa(n))`, []string{"limit 10‹strconv.Itoa(n)›"}},
		{"same text twice", `q := "a"; if cond { q = "a" }; use(q)`, []string{"a"}},
		{"goto ends a path", `q := "a"; if cond { q = "b"; goto end }; use(q)
end:`, []string{"a"}},
	} {
		t.Run(c.name, func(t *testing.T) { assert.Equal(t, c.want, alternatives(t, c.body)) })
	}
}

func TestTextBounds(t *testing.T) {
	var b strings.Builder
	b.WriteString(`q := "a"`)
	for range 12 {
		b.WriteString("\nif cond { q += p }")
	}
	alts := alternatives(t, b.String()+"\nuse(q)")
	assert.LessOrEqual(t, len(alts), maxAlternatives)
	assert.Contains(t, alts, "a")
	assert.Contains(t, alts, "a"+strings.Repeat("‹p›", 12))

	alts = alternatives(t, `q := "0123456789"`+strings.Repeat("\nq += q", 20)+"\nuse(q)")
	require.Len(t, alts, 1)
	assert.LessOrEqual(t, len(alts[0]), 2*maxTextLen)
	assert.Contains(t, alts[0], "‹?›")

	assert.Equal(t, []string{"‹get›"}, alternatives(t, `var f func(); f = func() { f() }; q := get; use(q)`))
	assert.Len(t, alternatives(t, `var q string; var f func(); f = func() { q += "a"; f() }; f(); use(q)`), 1)
}

// Loops that multiply use up the budget of a body: then a variable is a hole, and what the expression itself says stays.
func TestTextWork(t *testing.T) {
	nested := func(depth int) string {
		return `q := ""` + strings.Repeat("\nfor range []string{\"1\", \"2\", \"3\", \"4\", \"5\", \"6\", \"7\", \"8\"} {", depth) + "\nq += \"x\"\n" + strings.Repeat("}\n", depth) + `use("a" + q)`
	}
	assert.Equal(t, []string{"a" + strings.Repeat("x", 64)}, alternatives(t, nested(2)))
	assert.Equal(t, []string{"a‹q›"}, alternatives(t, nested(9)))
}

func TestParseVerb(t *testing.T) {
	for in, want := range map[string]verb{
		"s":     {verb: 's', size: 1},
		"-10d ": {verb: 'd', flags: "-10", size: 4},
		"[3]*v": {verb: 'v', index: 3, stars: 1, size: 5},
		"":      {},
		"[1":    {size: 2},
		"5.2":   {flags: "5.2", size: 3},
	} {
		assert.Equal(t, want, parseVerb(in), in)
	}
}
