package extract_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/fixture"
	"github.com/prodlint/prodlint/internal/summary"
)

// limited reports whether SetMaxOpenConns is called on anything that the i-th sql.Open flows to.
func limited(t *testing.T, p *summary.Program) []bool {
	var out []bool
	for _, pkg := range p.Packages {
		for i := range pkg.Calls {
			c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
			if c.Call.Callee != "database/sql.Open" {
				continue
			}
			found := false
			for _, a := range p.Aliases(p.Result(c, 0)) {
				for _, u := range p.Uses(a) {
					found = found || u.Arg == -1 && u.Call.Callee == "(*database/sql.DB).SetMaxOpenConns"
				}
			}
			out = append(out, found)
		}
	}
	require.NotEmpty(t, out)
	return out
}

func TestAliasesFollowAHandle(t *testing.T) {
	const head = "package p\nimport \"database/sql\"\nvar _ = sql.ErrNoRows\n"
	for name, tt := range map[string]struct {
		src  string
		want []bool
	}{
		"same variable":       {`func f() { db, _ := sql.Open("", ""); db.SetMaxOpenConns(1) }`, []bool{true}},
		"never":               {`func f() *sql.DB { db, _ := sql.Open("", ""); return db }`, []bool{false}},
		"callee":              {`func f() { db, _ := sql.Open("", ""); tune(db) }; func tune(d *sql.DB) { d.SetMaxOpenConns(1) }`, []bool{true}},
		"caller":              {`func open() (*sql.DB, error) { return sql.Open("", "") }; func f() { db, _ := open(); db.SetMaxOpenConns(1) }`, []bool{true}},
		"field":               {`type S struct{ db *sql.DB }; func f() *S { db, _ := sql.Open("", ""); return &S{db: db} }; func (s *S) tune() { s.db.SetMaxOpenConns(1) }`, []bool{true}},
		"embedded":            {`type S struct{ *sql.DB }; func f() S { db, _ := sql.Open("", ""); return S{db} }; func tune(s S) { s.SetMaxOpenConns(1) }`, []bool{true}},
		"global":              {`var db *sql.DB; func f() { db, _ = sql.Open("", "") }; func tune() { db.SetMaxOpenConns(1) }`, []bool{true}},
		"loop":                {`func f() { var all []*sql.DB; a, _ := sql.Open("", ""); all = append(all, a); for _, d := range all { d.SetMaxOpenConns(1) } }`, []bool{true}},
		"map":                 {`func f() { m := map[string]*sql.DB{}; m["a"], _ = sql.Open("", ""); for _, d := range m { d.SetMaxOpenConns(1) } }`, []bool{true}},
		"option":              {`type opt func(*sql.DB); func max(n int) opt { return func(d *sql.DB) { d.SetMaxOpenConns(n) } }; func f(os ...opt) { db, _ := sql.Open("", ""); for _, o := range os { o(db) } }; func main() { f(max(3)) }`, []bool{true}},
		"interface":           {`type tuner interface{ tune(*sql.DB) }; type t struct{}; func (t) tune(d *sql.DB) { d.SetMaxOpenConns(1) }; func f(x tuner) { db, _ := sql.Open("", ""); x.tune(db) }`, []bool{true}},
		"closure":             {`func f() { var db *sql.DB; open := func() { db, _ = sql.Open("", "") }; open(); db.SetMaxOpenConns(1) }`, []bool{true}},
		"generic helper":      {`func must[T any](v T, err error) T { return v }; func f() { db := must(sql.Open("", "")); db.SetMaxOpenConns(1) }`, []bool{true}},
		"helper told apart":   {`func must[T any](v T, err error) T { return v }; func f() { a := must(sql.Open("", "")); a.SetMaxOpenConns(1); b := must(sql.Open("", "")); _ = b }`, []bool{true, false}},
		"method value":        {`type s struct{}; func (s) tune(d *sql.DB) { d.SetMaxOpenConns(1) }; func f(x s) { db, _ := sql.Open("", ""); g := x.tune; g(db) }`, []bool{true}},
		"channel":             {`func f(c chan *sql.DB) { db, _ := sql.Open("", ""); c <- db; d := <-c; d.SetMaxOpenConns(1) }`, []bool{true}},
		"type switch":         {`func f() { db, _ := sql.Open("", ""); var x any = db; switch v := x.(type) { case *sql.DB: v.SetMaxOpenConns(1) } }`, []bool{true}},
		"named result":        {`func open() (db *sql.DB, err error) { db, err = sql.Open("", ""); return }; func f() { d, _ := open(); d.SetMaxOpenConns(1) }`, []bool{true}},
		"result handed along": {`func open() (*sql.DB, error) { return sql.Open("", "") }; func wrap(d *sql.DB, err error) { d.SetMaxOpenConns(1) }; func f() { wrap(open()) }`, []bool{true}},
		"another handle":      {`func f() { a, _ := sql.Open("", ""); _ = a; b, _ := sql.Open("", ""); b.SetMaxOpenConns(1) }`, []bool{false, true}},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, tt.want, limited(t, fixture.Link(t, head+tt.src)))
		})
	}
}

func TestAliasesCrossPackages(t *testing.T) {
	p := fixture.Link(t,
		"package store\nimport \"database/sql\"\ntype S struct{ DB *sql.DB }\nfunc New() *S { db, _ := sql.Open(\"\", \"\"); return &S{DB: db} }\n",
		"package app\nimport \"w/store\"\nfunc f() { s := store.New(); s.DB.SetMaxOpenConns(2) }\n")
	assert.Equal(t, []bool{true}, limited(t, p))
}

func TestOrigins(t *testing.T) {
	p := fixture.Link(t, `package p
import ("context"; "net/http"; "time")
func a(ctx context.Context) { use(ctx) }
func b() { ctx, _ := context.WithTimeout(context.Background(), time.Second); a(ctx) }
func c() { a(context.Background()) }
func use(context.Context) {}
var client = &http.Client{Timeout: limit}
const limit = 3 * time.Second
func d() time.Duration { return client.Timeout }
`)
	use, ok := p.Function("w/p.use")
	require.True(t, ok)
	var got []string
	for _, o := range p.Origins(p.ID(use.Pkg, use.Func.Params[0])) {
		got = append(got, p.CallOf(o).Call.Callee)
	}
	assert.Equal(t, []string{"context.WithTimeout", "context.Background"}, got)

	d, _ := p.Function("w/p.d")
	o := p.Origins(p.ID(d.Pkg, d.Func.Results[0]))
	require.Len(t, o, 1)
	assert.Equal(t, "3000000000", p.Value(o[0]).Value)
}

func TestElementsOfMaps(t *testing.T) {
	p := fixture.Link(t, `package p
const issuer = "us"
type inner struct{ Exp int64 }
type outer struct{ Sub string; inner }
func a(key string, more map[string]any) {
	m := map[string]any{"iss": issuer, "n": map[string]any{"deep": 1}}
	m["sub"] = "x"
	m[key] = 1
	use(m)
}
func use(m map[string]any) { m["aud"] = "y" }
func b() { o := outer{Sub: "s"}; o.Exp = 7 + f(); _ = o }
func f() int64
`)
	use, ok := p.Function("w/p.use")
	require.True(t, ok)
	objects := p.Objects(p.ID(use.Pkg, use.Func.Params[0]))
	require.Len(t, objects, 1, "the map itself, not what it holds")
	got := map[string]string{}
	for _, name := range []string{"iss", "sub", "aud", "deep", ""} {
		for _, v := range p.FieldsOf(objects[0], name) {
			for _, o := range p.Origins(v) {
				got[name] = p.Value(o).Value + " " + p.Value(o).Key
			}
		}
	}
	assert.Equal(t, map[string]string{"iss": "us w/p.issuer", "sub": "x ", "aud": "y ", "": "1 "}, got)

	fields := p.StructFields("w/p.outer")
	require.Len(t, fields, 2)
	assert.Empty(t, p.Assigned(fields[0]), "given in a literal only")
	exp := p.StructFields("w/p.inner")
	require.Len(t, exp, 1)
	assigned := p.Assigned(exp[0])
	require.Len(t, assigned, 1)
	assert.Equal(t, summary.Expr, p.Value(assigned[0]).Kind)
	assert.Equal(t, "+", p.Value(assigned[0]).Value)
}

// valueOf returns what the first result of function w/p.name is known to be.
func valueOf(t *testing.T, p *summary.Program, name string) (string, bool) {
	t.Helper()
	f, ok := p.Function("w/p." + name)
	require.True(t, ok, name)
	return p.ConstOf(p.ID(f.Pkg, f.Func.Results[0]))
}

func TestConstOf(t *testing.T) {
	p := fixture.Link(t, `package p
import ("flag"; "os"; "time")
const limit = 3
type config struct{ max int; idle time.Duration }
func constant() int { return limit }
func field() int { c := config{max: 7}; return c.max }
var ptr = flag.Int("max", 25, "")
func fromFlag() int { return *ptr }
var held string
func init() { flag.StringVar(&held, "addr", ":80", "") }
func fromFlagVar() string { return held }
func environment() string { return os.Getenv("X") }
func either(b bool) int { if b { return 1 }; return 2 }
func same(b bool) int { if b { return 1 }; return 1 }
func scaled() time.Duration { return time.Duration(limit) * time.Second }
func parameter(n int) int { return n }
func callsParameter() int { return parameter(9) }
`)
	for name, want := range map[string]string{"constant": "3", "field": "7", "fromFlag": "25", "fromFlagVar": ":80", "same": "1", "scaled": "3000000000", "parameter": "9", "callsParameter": "9"} {
		got, ok := valueOf(t, p, name)
		assert.True(t, ok, name)
		assert.Equal(t, want, got, name)
	}
	for _, name := range []string{"environment", "either"} {
		_, ok := valueOf(t, p, name)
		assert.False(t, ok, name)
	}
}

func TestUnset(t *testing.T) {
	p := fixture.Link(t, `package p
import ("net/http"; "time")
func never() *http.Server { return &http.Server{} }
func zero() *http.Server { return &http.Server{ReadTimeout: 0} }
func set() *http.Server { return &http.Server{ReadTimeout: time.Second} }
func later() *http.Server { s := &http.Server{}; s.ReadTimeout = time.Second; return s }
func unknown(d time.Duration) *http.Server { return &http.Server{ReadTimeout: d} }
func mixed(b bool) *http.Server { s := &http.Server{ReadTimeout: 0}; if b { s.ReadTimeout = 1 }; return s }
`)
	for name, want := range map[string]bool{"never": true, "zero": true, "set": false, "later": false, "unknown": false, "mixed": false} {
		f, ok := p.Function("w/p." + name)
		require.True(t, ok)
		assert.Equal(t, want, p.Unset(p.FieldValues(p.ID(f.Pkg, f.Func.Results[0]), "ReadTimeout")), name)
	}
}

func TestConditions(t *testing.T) {
	p := fixture.Link(t, `package p
import "net/http"
func f(debug bool) { c := http.Client{}; if debug { c.Timeout = 1 } else { c.Timeout = 2 }; c.Timeout = 3 }
`)
	var conds []string
	for _, s := range p.Packages[0].Stores {
		cond := ""
		if s.Cond != summary.None {
			cond = p.Value(p.ID(p.Packages[0], s.Cond)).Key
		}
		conds = append(conds, cond)
	}
	assert.Equal(t, []string{"debug", "debug", ""}, conds)
}

func TestTextThatIsAnotherValueIsThatValue(t *testing.T) {
	p := fixture.Link(t, `package p
import "os"
type s struct{ token string }
func a() *s { t := os.Getenv("T"); return &s{token: t} }
`)
	fields := p.StructFields("w/p.s")
	require.Len(t, fields, 1)
	origins := p.Origins(fields[0])
	require.Len(t, origins, 1)
	assert.Equal(t, "os.Getenv", p.CallOf(origins[0]).Call.Callee)
}

func TestConditionsOfCallsAndClauses(t *testing.T) {
	p := fixture.Link(t, `package p
import "net/http"
func set(c *http.Client) { c.Timeout = 1 }
func f(c *http.Client, debug bool, mode string) {
	if debug { set(c) }
	switch mode { case "slow": set(c) }
	switch { case debug: set(c) }
	set(c)
}
`)
	var conds []string
	for _, c := range p.Packages[0].Calls {
		cond := ""
		if c.Cond != summary.None {
			id := p.ID(p.Packages[0], c.Cond)
			for _, in := range append(p.Inputs(id), id) {
				cond += p.Value(in).Key + p.Value(in).Value
			}
		}
		conds = append(conds, cond)
	}
	assert.Equal(t, []string{"debug", "modeslow", "debug", ""}, conds)
}

func TestFieldOfLibraryStructReadTwiceIsOneValue(t *testing.T) {
	p := fixture.Link(t, `package p
import "net/http"
func f(tr *http.Transport) { tr.TLSClientConfig.MinVersion = 1; tr.TLSClientConfig.ServerName = "a" }
`)
	pkg := p.Packages[0]
	require.Len(t, pkg.Stores, 2)
	assert.Len(t, p.FieldsOf(p.ID(pkg, pkg.Stores[0].Base), "ServerName"), 1)
}

func TestMethodValuesAndForeignParameters(t *testing.T) {
	p := fixture.Link(t, `package p
import ("net/http"; "sync")
func run(f func() error) { _ = f() }
func open(s *http.Server) { run(s.ListenAndServe) }
func Exported(s *http.Server) { open(s) }
func given(s *http.Server) {}
func closed(s *http.Server) {}
var pool = sync.OnceFunc(func() { _ = given })
`)
	foreign := map[string]bool{}
	for _, name := range []string{"run", "open", "Exported", "given", "closed"} {
		f, ok := p.Function("w/p." + name)
		require.True(t, ok)
		foreign[name] = p.Foreign(p.ID(f.Pkg, f.Func.Params[0]))
	}
	assert.Equal(t, map[string]bool{"run": false, "open": false, "Exported": true, "given": true, "closed": false}, foreign)
	open, _ := p.Function("w/p.open")
	values := p.MethodValues(p.ID(open.Pkg, open.Func.Params[0]))
	require.Len(t, values, 1)
	assert.Equal(t, "(*net/http.Server).ListenAndServe", p.Value(values[0]).Value)
}

// What is set on a copy is set on it alone; what is set through a pointer is set on the variable.
func TestCopiesOfLibraryVariables(t *testing.T) {
	for name, tt := range map[string]struct {
		src  string
		want int
	}{
		"copy":    {"func f() { c := *http.DefaultClient; c.Timeout = 1; g(&c) }\nfunc g(c *http.Client) { c.Timeout = 2 }", 0},
		"pointer": {"func f() { c := http.DefaultClient; c.Timeout = 1 }", 1},
		"both":    {"func f() { c := http.DefaultClient; d := *c; d.Timeout = 1; c.Timeout = 2 }", 1},
	} {
		t.Run(name, func(t *testing.T) {
			p := fixture.Link(t, "package p\nimport \"net/http\"\n"+tt.src)
			pkg := p.Packages[0]
			found := false
			for i := range pkg.Nodes {
				if pkg.Nodes[i].Key == "net/http.DefaultClient" {
					found = true
					assert.Len(t, p.FieldsOf(p.ID(pkg, summary.Node(i)), "Timeout"), tt.want)
				}
			}
			assert.True(t, found)
		})
	}
}

func TestChangesOfReplacedRecord(t *testing.T) {
	p := fixture.Link(t, `package a
type db struct{}
func (db) Exec(string, ...any) {}
type row struct{ ID, Name string; N int }
func load() (row, error) { return row{}, nil }
func fill(d db, n int, r *row) {
	r.Name = "a"
	d.Exec("", r)
	*r = row{}
	r.N = n
}
func swap(d db, n int, r *row) {
	next, _ := load()
	r.Name = "b"
	*r = next
	d.Exec("", r)
}
`)
	for _, name := range []string{"w/a.fill", "w/a.swap"} {
		f, ok := p.Function(name)
		require.True(t, ok, name)
		require.NotEmpty(t, f.Func.Changes, name)
		assert.Equal(t, int32(2), f.Func.Changes[0].Param, name)
		assert.Equal(t, "Name", f.Func.Changes[0].Field, name)
	}
}
