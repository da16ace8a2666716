package migrate

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/schema/parse"
	"github.com/prodlint/prodlint/internal/schema/stmt"
	"github.com/prodlint/prodlint/internal/sqltext"
)

// goFile is what a Go file says about databases.
type goFile struct {
	path     string
	dialects []stmt.Dialect // of the drivers that it imports, and of goose.SetDialect
	tools    []Tool         // that it imports
	makes    string         // how it makes the schema by code
	embeds   []string       // patterns of go:embed, relative to the tree

	registers bool // it registers migrations written in Go
	separate  bool // it has golang-migrate send each statement of a file by itself
}

// drivers are the packages that speak one dialect: drivers, and the adapters of query builders, ORMs and migration tools. A key that ends in "/"
// stands for what lies below it.
var drivers = map[string]stmt.Dialect{
	"github.com/lib/pq": stmt.PostgreSQL, "github.com/jackc/pgx/": stmt.PostgreSQL, "github.com/go-pg/pg/": stmt.PostgreSQL, "gorm.io/driver/postgres": stmt.PostgreSQL,
	"github.com/golang-migrate/migrate/v4/database/postgres": stmt.PostgreSQL, "github.com/golang-migrate/migrate/v4/database/pgx/": stmt.PostgreSQL,
	"github.com/uptrace/bun/dialect/pgdialect": stmt.PostgreSQL, "github.com/uptrace/bun/driver/pgdriver": stmt.PostgreSQL, "github.com/jackc/tern/": stmt.PostgreSQL,
	"github.com/go-sql-driver/mysql": stmt.MySQL, "gorm.io/driver/mysql": stmt.MySQL, "github.com/golang-migrate/migrate/v4/database/mysql": stmt.MySQL,
	"github.com/uptrace/bun/dialect/mysqldialect": stmt.MySQL, "github.com/letsencrypt/borp": stmt.MySQL,
	"github.com/mattn/go-sqlite3": stmt.SQLite, "modernc.org/sqlite": stmt.SQLite, "github.com/glebarez/": stmt.SQLite, "gorm.io/driver/sqlite": stmt.SQLite,
	"github.com/ncruces/go-sqlite3/": stmt.SQLite, "zombiezen.com/go/sqlite/": stmt.SQLite, "crawshaw.io/sqlite/": stmt.SQLite,
	"github.com/golang-migrate/migrate/v4/database/sqlite": stmt.SQLite, "github.com/golang-migrate/migrate/v4/database/sqlite3": stmt.SQLite,
	"github.com/uptrace/bun/dialect/sqlitedialect": stmt.SQLite, "github.com/uptrace/bun/driver/sqliteshim": stmt.SQLite,
}

// toolPackages are the packages of migration tools; a key stands for what lies below it too.
var toolPackages = map[string]Tool{
	"github.com/golang-migrate/migrate": GolangMigrate, "github.com/mattes/migrate": GolangMigrate, "github.com/pressly/goose": Goose, "github.com/amacneil/dbmate": Dbmate,
	"github.com/rubenv/sql-migrate": SQLMigrate, "github.com/jackc/tern": Tern, "ariga.io/atlas": Atlas, "github.com/gobuffalo/pop": Pop, "github.com/ory/x/popx": Pop,
	"github.com/ory/pop": Pop, "github.com/uptrace/bun/migrate": Bun, "github.com/elwinar/rambler": Rambler,
}

var setDialect = lazyre.New(`(?:SetDialect|NewProvider|WithDialect)\(\s*(?:goose\.Dialect|database\.Dialect)?"?([A-Za-z0-9]+)`)

// maxGoFile bounds what is read of a Go file.
const maxGoFile = 1 << 20

// readGo reads what a Go file says about databases; ok is false where that is nothing.
func readGo(fsys fs.FS, p string) (goFile, bool) {
	src, err := fs.ReadFile(fsys, p)
	if err != nil || len(src) > maxGoFile {
		return goFile{}, false
	}
	text := string(src)
	if !strings.Contains(text, "sql") && !strings.Contains(text, "pgx") && !strings.Contains(text, "bun") && !strings.Contains(text, "/pq\"") &&
		!strings.Contains(text, "/migrate") && !strings.Contains(text, "goose") && !strings.Contains(text, "pop") && !strings.Contains(text, "go:embed") && !strings.Contains(text, "driver/") &&
		!strings.Contains(text, "orm") && !strings.Contains(text, "Schema.Create(") && !strings.Contains(text, "x-multi-statement") {
		return goFile{}, false
	}
	f, err := parser.ParseFile(token.NewFileSet(), p, src, parser.ImportsOnly)
	if err != nil {
		return goFile{}, false
	}
	g := goFile{path: p}
	for _, imp := range f.Imports {
		name, err := strconv.Unquote(imp.Path.Value)
		if err != nil {
			continue
		}
		for key, d := range drivers {
			if name == strings.TrimSuffix(key, "/") || strings.HasSuffix(key, "/") && strings.HasPrefix(name, key) {
				g.dialects = appendNew(g.dialects, d)
			}
		}
		for key, tool := range toolPackages {
			if name == key || strings.HasPrefix(name, key+"/") {
				g.tools = appendNew(g.tools, tool)
			}
		}
		if strings.HasSuffix(name, "/popx") {
			g.tools = appendNew(g.tools, Pop)
		}
	}
	slices.Sort(g.dialects)
	slices.Sort(g.tools)
	if slices.Contains(g.tools, Goose) {
		for _, m := range setDialect().FindAllStringSubmatch(text, -1) {
			if d, ok := dialectWords[strings.ToLower(m[1])]; ok {
				g.dialects = []stmt.Dialect{d}
			}
		}
	}
	if len(g.dialects) == 0 {
		g.dialects = openedAs(text)
	}
	g.registers = registers(text)
	g.separate = strings.Contains(text, "x-multi-statement=true") || strings.Contains(text, "MultiStatementEnabled: true")
	g.makes = makesSchema(f.Imports, text)
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(line, "//go:embed "); ok {
			for _, pattern := range strings.Fields(rest) {
				pattern = strings.Trim(strings.TrimPrefix(strings.Trim(pattern, "\"`"), "all:"), "/")
				g.embeds = append(g.embeds, path.Join(path.Dir(p), pattern))
			}
		}
	}
	return g, len(g.dialects)+len(g.tools)+len(g.embeds) > 0 || g.makes != "" || g.registers || g.separate
}

var registering = lazyre.NewHeads(`goose\.(Add(Named)?Migration|NewGoMigration)|gormigrate\.Migration\b|\b[mM]igrations\.(Must)?Register(Tx)?\(`,
	`goose.`, `gormigrate.`, `\bmigrations.`)

// registers reports whether a Go file registers migrations with goose, gormigrate, bun or go-pg.
func registers(text string) bool {
	return (strings.Contains(text, "goose.") || strings.Contains(text, "gormigrate.") || strings.Contains(text, "igrations.")) && registering.Match(text)
}

var opened = lazyre.NewHeads(`\b(?:Open|OpenDB|Connect|ConnectContext|MustConnect|MustOpen)\((?:ctx,\s*)?"(postgres|postgresql|pgx|mysql|sqlite3?)"|"(postgres|postgresql|mysql|sqlite3?)://`,
	`\bOpen`, `\bConnect`, `\bMustConnect`, `\bMustOpen`, `"postgres`, `"mysql`, `"sqlite`)

// openedAs returns the dialects of the names of drivers and of the addresses that a Go file opens databases with.
func openedAs(text string) []stmt.Dialect {
	if !strings.Contains(text, `"postgres`) && !strings.Contains(text, `"mysql`) && !strings.Contains(text, `"sqlite`) && !strings.Contains(text, `"pgx"`) {
		return nil
	}
	var out []stmt.Dialect
	for _, m := range opened.FindAll(text) {
		out = appendNew(out, dialectWords[m[1]+m[2]])
	}
	slices.Sort(out)
	return out
}

// schemaMakers are the calls by which libraries make a schema out of Go types, or run migrations written in Go.
var schemaMakers = []struct{ path, call, name string }{
	{"github.com/go-gormigrate/gormigrate", "gormigrate.New(", "gormigrate"}, {"gorm.io/gorm", ".AutoMigrate(", "AutoMigrate of GORM"}, {"xorm.io/xorm", ".Sync2(", "Sync2 of xorm"},
	{"xorm.io/xorm", ".Sync(", "Sync of xorm"}, {"entgo.io/ent", ".Schema.Create(", "Schema.Create of ent"}, {"/ent", ".Schema.Create(", "Schema.Create of ent"},
}

func makesSchema(imports []*ast.ImportSpec, text string) string {
	for _, m := range schemaMakers {
		if strings.Contains(text, m.call) && slices.ContainsFunc(imports, func(s *ast.ImportSpec) bool { return strings.Contains(s.Path.Value, m.path) }) {
			return m.name
		}
	}
	return ""
}

func appendNew[T comparable](list []T, v T) []T {
	if slices.Contains(list, v) {
		return list
	}
	return append(list, v)
}

// embedsDir reports whether the file embeds files of a directory.
func (g *goFile) embedsDir(dir string) bool {
	for _, e := range g.embeds {
		if e == dir || strings.HasPrefix(dir, e+"/") || path.Dir(e) == dir {
			return true
		}
		if ok, err := path.Match(e, dir); err == nil && ok {
			return true
		}
		if ok, err := path.Match(path.Dir(e), dir); err == nil && ok {
			return true
		}
	}
	return false
}

// defines reports whether a text holds statements that change the schema.
func defines(text string) bool {
	for _, s := range sqltext.Statements(sqltext.Literal(text)) {
		switch s.Query.Verb {
		case "CREATE", "ALTER", "DROP", "RENAME":
			if parse.AboutObject(s) {
				return true
			}
		}
	}
	return false
}
