package sqlsite

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/extract"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

type importFunc func(string) (*types.Package, error)

func (f importFunc) Import(path string) (*types.Package, error) { return f(path) }

// shared by all tests: reading export data is what they spend their time on.
var (
	files = token.NewFileSet()
	std   = importer.ForCompiler(files, "gc", nil)
)

// builderLib stands for a library of builders, which the table of link knows.
const builderLib = `package qb
type Q struct{}
func Select(cols ...string) Q { return Q{} }
func Open() Q { return Q{} }
func (q Q) From(t string) Q { return q }
func (q Q) Join(t string) Q { return q }
func (q Q) Sub(sub Q, alias string) Q { return q }
func (q Q) With(name string, sub Q) Q { return q }
func (q Q) Before(text string) Q { return q }
func (q Q) Where(cond string, args ...any) Q { return q }
func (q Q) Union(sub Q) Q { return q }
func (q Q) Run() error { return nil }
func (q Q) Count() int { return 0 }
func (q Q) All() Q { return q }
`

const builderTable = `
lib.test/qb.Open          freshquery
lib.test/qb.Select        query sql=0 builder=select
lib.test/qb.Select        selectall columns=Select run=Run
(lib.test/qb.Q).From      query sql=0 builder=from
(lib.test/qb.Q).Join      query sql=0 builder=join
(lib.test/qb.Q).Sub       query sql=1 builder=subquery
(lib.test/qb.Q).With      query sql=0 builder=with
(lib.test/qb.Q).Before    query sql=0 builder=prefix
(lib.test/qb.Q).Union     query builder=source
(lib.test/qb.Q).Run       runquery
(lib.test/qb.Q).Count     runquery columns=no
`

// link type-checks packages of one file each, in import order, and links their summaries. lib.test/qb is there, but not of the workspace.
func link(t *testing.T, sources ...string) *summary.Program {
	t.Helper()
	done := map[string]*types.Package{}
	imp := importFunc(func(path string) (*types.Package, error) {
		if p := done[path]; p != nil {
			return p, nil
		}
		return std.Import(path)
	})
	table := &catalog.Table{}
	for _, key := range []string{"DB", "Tx", "Conn"} {
		for _, f := range []string{"Query", "QueryRow", "Exec", "Prepare"} {
			line := fmt.Sprintf("(*database/sql.%s).%s query sql=0\n(*database/sql.%s).%sContext query sql=1 ctx=0\n", key, f, key, f)
			require.NoError(t, table.Read("sql", strings.NewReader(line)))
		}
	}
	require.NoError(t, table.Read("columns", strings.NewReader("(*database/sql.Rows).Columns columns\n")))
	require.NoError(t, table.Read("builders", strings.NewReader(builderTable)))
	var pkgs []*summary.Package
	for i, src := range append([]string{builderLib}, sources...) {
		f, err := parser.ParseFile(files, fmt.Sprintf("f%d.go", i), src, parser.ParseComments)
		require.NoError(t, err)
		path := "w/" + f.Name.Name
		if i == 0 {
			path = "lib.test/qb"
		}
		info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}, Implicits: map[ast.Node]types.Object{}, Instances: map[*ast.Ident]types.Instance{}}
		pkg, err := (&types.Config{Importer: imp}).Check(path, files, []*ast.File{f}, info)
		require.NoError(t, err, src)
		done[path] = pkg
		if i > 0 {
			pkgs = append(pkgs, extract.Package(extract.Input{Fset: files, Files: []*ast.File{f}, Types: pkg, Info: info, Path: path, Catalog: table,
				Workspace: func(p string) bool { return strings.HasPrefix(p, "w/") }}))
		}
	}
	return summary.Link(pkgs, table)
}

// describe writes the sites of package p, one a line: function, text, and what else is known of it.
func describe(prog *summary.Program) []string {
	pkg := prog.Package("w/p")
	var out []string
	for _, s := range Of(prog, pkg, func(lit string) bool { return strings.Contains(lit, "*") }) {
		line := pkg.FunctionName(s.Call.Call.Fn) + ": " + s.Text.String()
		if s.Base != s.Text {
			line += " base " + s.Base.String()
		}
		if s.Shared {
			line += " shared"
		}
		if s.Kept {
			line += " kept"
		}
		for _, hop := range s.Path {
			line += " > " + hop.Pkg.FunctionName(hop.Call.Fn)
		}
		out = append(out, line)
	}
	return out
}

const head = `package p
import ("context"; "database/sql"; "fmt"; "strings"; "lib.test/qb")
var _ = context.Background; var _ = fmt.Sprint; var _ = strings.Join; var _ qb.Q
type repo struct { db *sql.DB; q, table string }
`

func TestOf(t *testing.T) {
	for name, tt := range map[string]struct {
		src  string
		want []string
	}{
		"literal":                 {`func f(db *sql.DB) { db.Query("SELECT * FROM a") }`, []string{"f: SELECT * FROM a"}},
		"hole":                    {`func f(db *sql.DB, id string) { db.Query("SELECT * FROM a WHERE id = " + id) }`, []string{"f: SELECT * FROM a WHERE id = …"}},
		"no text":                 {`func f(db *sql.DB) { db.Ping() }`, nil},
		"no sql":                  {`func f(s string) { fmt.Println("SELECT * FROM a", s) }`, nil},
		"branches":                {`func f(db *sql.DB, b bool) { q := "SELECT a FROM t"; if b { q = "SELECT * FROM t" }; db.Query(q) }`, []string{"f: SELECT a FROM t", "f: SELECT * FROM t"}},
		"constant and variable":   {`const c = "SELECT * FROM "; var v = c + "a"; func f(db *sql.DB) { db.Query(v) }`, []string{"f: SELECT * FROM a"}},
		"returned":                {`func from(t string) string { return "SELECT * FROM " + t }; func f(db *sql.DB) { db.Query(from("a")); db.Query(from("b")) }`, []string{"f: SELECT * FROM a", "f: SELECT * FROM b"}},
		"method of a transaction": {`func f(ctx context.Context, tx *sql.Tx) { tx.ExecContext(ctx, "DELETE FROM a") }`, []string{"f: DELETE FROM a"}},
		"handed on": {`func run(db *sql.DB, q string) { db.Query(q) }; func f(db *sql.DB) { run(db, "SELECT * FROM a"); run(db, "SELECT id FROM a") }`,
			[]string{"run: …", "f: SELECT * FROM a base … > run"}},
		"handed on twice": {`func run(db *sql.DB, q string) { db.Query(q) }; func list(db *sql.DB, t string) { run(db, "SELECT * FROM " + t) }; func f(db *sql.DB) { list(db, "a") }`,
			[]string{"run: …", "list: SELECT * FROM … base … > run"}},
		"recursion":                        {`func f(db *sql.DB, q string) { db.Query(q); f(db, q + "*") }`, []string{"f: …", "f: …* base … > f"}},
		"method value":                     {`func f(db *sql.DB) { q := db.Query; q("SELECT * FROM a") }`, []string{"f: SELECT * FROM a"}},
		"function parameter":               {`func f(q func(string, ...any) (*sql.Rows, error)) { q("SELECT * FROM a") }; func g(db *sql.DB) { f(db.Query) }`, []string{"f: SELECT * FROM a"}},
		"other function value":             {`func show(string) {}; func f() { s := show; s("SELECT * FROM a") }`, nil},
		"interface without implementation": {`type q interface{ QueryRow(string) }; func f(x q) { x.QueryRow("SELECT * FROM a") }`, []string{"f: SELECT * FROM a"}},
		"interface that wraps itself": {`type q interface{ Query(string) }; type w struct{ in q }; func (x w) Query(s string) { x.in.Query(s) }; func f(x q) { x.Query("SELECT * FROM a") }; var _ = w{}`,
			[]string{"f: SELECT * FROM a", "f: SELECT * FROM a base … > (w).Query"}},
		"interface of another kind":    {`type q interface{ Find(string); GetName(string) }; func f(x q) { x.Find("SELECT * FROM a"); x.GetName("* of a") }`, nil},
		"field with one text":          {`func n(db *sql.DB) *repo { return &repo{db: db, q: "SELECT * FROM a"} }; func (r *repo) f() { r.db.Query(r.q) }`, []string{"(*repo).f: SELECT * FROM a"}},
		"field with two texts":         {`var a, b = repo{q: "SELECT * FROM a"}, repo{q: "SELECT id FROM b"}; func (r repo) f() { r.db.Query(r.q) }`, []string{"(repo).f: SELECT * FROM a shared", "(repo).f: SELECT id FROM b shared"}},
		"field of a type without name": {`var list = []struct{ q string }{{"SELECT * FROM a"}, {"SELECT id FROM b"}}; func f(db *sql.DB) { for _, l := range list { db.Query(l.q) } }`, []string{"f: SELECT * FROM a shared", "f: SELECT id FROM b shared"}},
		"map":                          {`var m = map[string]string{"a": "SELECT * FROM a", "b": "SELECT id FROM b"}; func f(db *sql.DB, k string) { db.Query(m[k]) }`, []string{"f: SELECT * FROM a shared", "f: SELECT id FROM b shared"}},
		"constructor":                  {`func n(q string) repo { return repo{q: q} }; func f() { n("SELECT * FROM a") }; func (r repo) run() { r.db.Query(r.q) }`, []string{"(repo).run: SELECT * FROM a base … kept"}},
		"constructors": {`func n(t string) repo { return repo{table: t} }; func f() { n("a"); n("b") }; func (r repo) run() { r.db.Query("SELECT * FROM " + r.table) }`,
			[]string{"(repo).run: SELECT * FROM a base SELECT * FROM … shared", "(repo).run: SELECT * FROM b base SELECT * FROM … shared"}},
		"option": {`type opt func(*repo); func with(q string) opt { return func(r *repo) { r.q = q } }; func f(r *repo) { with("SELECT * FROM a")(r); r.db.Query(r.q) }`, []string{"f: SELECT * FROM a base … kept"}},
		"strings": {`func f(db *sql.DB, cols []string) { db.Query(strings.TrimSpace(" SELECT * FROM a ")); db.Query(fmt.Sprintf("SELECT %s FROM %[2]s WHERE x LIKE '%%a%%'", strings.Join(cols, ","), "b")) }`,
			[]string{"f: SELECT * FROM a", "f: SELECT … FROM b WHERE x LIKE '%a%'"}},
		"closure": {`func each(g func(string)) { g("*") }; func f(db *sql.DB) { each(func(c string) { db.Query("SELECT " + c + " FROM a") }) }`,
			[]string{"each: SELECT * FROM a base SELECT … FROM a > f.func1", "f.func1: SELECT … FROM a"}},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, tt.want, describe(link(t, head+tt.src)))
		})
	}
}

func TestOfAcrossPackages(t *testing.T) {
	const lib = `package store
import "database/sql"
type DB struct{ sql *sql.DB; q string }
func (d *DB) All(q string) { d.sql.Query(q) }
const List = "SELECT * FROM listed"
`
	p := link(t, lib, strings.Replace(head, `"strings"; `, `"strings"; "w/store"; `, 1)+`
func f(d *store.DB) { d.All("SELECT * FROM a"); d.All(store.List); d.All("SELECT id FROM a") }`)
	assert.Equal(t, []string{"f: SELECT * FROM a base … > (*DB).All", "f: SELECT * FROM listed base … > (*DB).All"}, describe(p))
}

// covered returns what Covered and SelectsAll say of the first star that is given to a builder in source.
func covered(t *testing.T, source string) string {
	t.Helper()
	p := link(t, head+source)
	pkg := p.Packages[len(p.Packages)-1]
	for i := range pkg.Calls {
		c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
		if table, ok := SelectsAll(p, c); ok {
			return "all of " + table
		}
		for _, a := range c.Call.Args {
			if c.Call.Callee != "lib.test/qb.Select" {
				continue
			}
			for _, it := range sqltext.Items(sqltext.Literal(p.Value(p.ID(pkg, a)).Value)) {
				if table, ok := Covered(p, c, it); ok {
					return sqltext.Template(table).String() + "."
				}
			}
		}
	}
	return ""
}

func TestBuilders(t *testing.T) {
	for source, want := range map[string]string{
		`func f() { qb.Select("*").From("a").Run() }`:                                                                                         "a.",
		`func f() { qb.Select("id").From("a").Run() }`:                                                                                        "",
		`func f() { qb.Select("count(*)").From("a").Run() }`:                                                                                  "",
		`func f() { q := qb.Select("*"); q = q.Where("x"); q.From("a").Run() }`:                                                               "a.",
		`func f(t string) { qb.Select("*").From(t).Run() }`:                                                                                   "….",
		`func f(t string) { qb.Select("*").From("x_" + t).Run() }`:                                                                            "x_….",
		`func f() { qb.Select("b.*").From("a").Join("b ON true").Run() }`:                                                                     "b.",
		`func f() { qb.Select("x.*").From("a").Join("LEFT JOIN b x ON 1").Run() }`:                                                            "b.",
		`func f() { qb.Select("c.*").From("a").Run() }`:                                                                                       ".",
		`func f() { qb.Select("*").From("(SELECT id FROM a) x").Run() }`:                                                                      "",
		`func f() { qb.Select("x.*").From("a").Join("(SELECT id FROM b) x ON 1").Run() }`:                                                     "",
		`func f() { qb.Select("*").From("pg_class").Run() }`:                                                                                  "",
		`func f() { qb.Select("*").From("f(1)").Run() }`:                                                                                      "",
		`func f() { qb.Select("*").From("w").Before("WITH w AS (SELECT id FROM a)").Run() }`:                                                  "",
		`func f() { qb.Select("*").From("w").With("w", qb.Select("id").From("a")).Run() }`:                                                    "",
		`func f() { qb.Select("*").From("w").With("v", qb.Select("id")).With("w", qb.Select("id")).Run() }`:                                   "",
		`func f() { qb.Select("*").From("a").With("w", qb.Select("id").From("a")).Run() }`:                                                    "a.",
		`func f() { qb.Select("*").From("a").Before("EXISTS (").Run() }`:                                                                      "",
		`func f() { qb.Select("*").From("a").Count() }`:                                                                                       "",
		`func f() { q := qb.Select("*").From("a"); q.Count(); q.Run() }`:                                                                      "a.",
		`func f() { qb.Select("id").From("a").Where("EXISTS (?)", qb.Select("*").From("b")).Run() }`:                                          "",
		`func f() { qb.Select("id").Sub(qb.Select("*").From("b"), "x").Run() }`:                                                               "",
		`func f() { qb.Select("*").Sub(qb.Select("id").From("b"), "x").Run() }`:                                                               "",
		`func f() { qb.Select("x.*").Sub(qb.Select("id").From("b"), "x").Run() }`:                                                             "",
		`func f() { qb.Select("*").Sub(qb.Select("*").From("b"), "x").Run() }`:                                                                "b.",
		`func f() { qb.Select("id").From("a").Union(qb.Select("*").From("b")).Run() }`:                                                        "b.",
		`func f() { s := sub(); qb.Select("id").Where("x IN (?)", s).Run() }; func sub() qb.Q { return qb.Select("*").From("b") }`:            "",
		`func f() { s := sub(); s.Run() }; func sub() qb.Q { return qb.Select("*").From("b") }`:                                               "b.",
		`func Sub() qb.Q { return qb.Select("*").From("b") }`:                                                                                 "b.",
		`func f() { qb.Select().From("a").Run() }`:                                                                                            "all of a",
		`func f() { qb.Select().From("a") }`:                                                                                                  "",
		`func f(t string) { qb.Select().From(t).Run() }`:                                                                                      "",
		`func f() { qb.Select().Run() }`:                                                                                                      "",
		`func f() { qb.Select("id").From("a").Run() }; func g() { qb.Select("*").From("b").Count() }`:                                         "",
		`var db = qb.Open(); func f() { db.From("a").Count() }; func g() { db.From("b").Run() }; func h() { qb.Select("*").From("c").Run() }`: "c.",
	} {
		assert.Equal(t, want, covered(t, source), source)
	}
}

func TestChainBeginsAfresh(t *testing.T) {
	p := link(t, head+`var db = qb.Open(); func f() { db.From("a").Where("x").Run() }; func g() { db.From("b").Count() }`)
	pkg := p.Packages[0]
	for i := range pkg.Calls {
		c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
		if pkg.FunctionName(c.Call.Fn) != "f" || strings.HasSuffix(c.Call.Callee, ".Run") { // Run returns no builder
			continue
		}
		var names []string
		for _, call := range Chain(p, c) {
			names = append(names, call.Call.Callee[strings.LastIndexByte(call.Call.Callee, '.')+1:])
		}
		assert.Equal(t, []string{"From", "Where", "Run"}, names, "from %s on", c.Call.Callee)
	}
}

func TestAnyColumns(t *testing.T) {
	for body, want := range map[string]bool{
		`rows, _ := db.Query("SELECT * FROM " + q); rows.Columns()`:            true,
		`rows, _ := db.Query("SELECT * FROM " + q); header(rows)`:              true,
		`rows, _ := db.Query("SELECT * FROM " + q); rows.Scan(&q)`:             false,
		`rows, _ := db.Query("SELECT * FROM " + q); _ = rows; other.Columns()`: false,
	} {
		p := link(t, head+`func header(r *sql.Rows) { r.Columns() }
func f(db *sql.DB, q string, other *sql.Rows) { `+body+` }`)
		pkg := p.Packages[0]
		var got []bool
		for i := range pkg.Calls {
			if c := (summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}); c.Call.Callee == "(*database/sql.DB).Query" {
				got = append(got, AnyColumns(p, c))
			}
		}
		assert.Equal(t, []bool{want}, got, body)
	}
}

func TestMigration(t *testing.T) {
	for _, c := range []struct {
		pkg, file, fn string
		want          bool
	}{
		{"w/store", "store.go", "list", false},
		{"w/db/migrations", "users.go", "up", true},
		{"w/internal/migrate", "a.go", "f", true},
		{"w/dbmigration/x", "a.go", "f", true},
		{"w/store", "0012_users.go", "up", true},
		{"w/store", "20240131120000_x.go", "up", true},
		{"w/store", "v3_users.go", "up", false},
		{"w/store", "migrate_v2.go", "f", true},
		{"w/store", "store.go", "(*DB).runMigrations", true},
		{"w/immigration", "immigrants.go", "ListImmigrationForms", false},
	} {
		pkg := &summary.Package{Path: c.pkg, Funcs: []summary.Function{{Name: c.fn}}}
		call := &summary.Call{Pos: summary.Pos{File: c.file}}
		assert.Equal(t, c.want, Migration(summary.CallRef{Pkg: pkg, Call: call}), "%s/%s %s", c.pkg, c.file, c.fn)
	}
}
