// Package migrate finds the migrations of a source tree and reads them as the tool that runs them would: which files, in which order, which part of
// a file goes up, and in which transaction.
package migrate

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// Tool names what runs migrations.
type Tool string

// The tools whose files are known. What is said of their transactions stands at Tool.tx.
const (
	GolangMigrate Tool = "golang-migrate" // github.com/golang-migrate/migrate
	Goose         Tool = "goose"          // github.com/pressly/goose
	Dbmate        Tool = "dbmate"         // github.com/amacneil/dbmate
	SQLMigrate    Tool = "sql-migrate"    // github.com/rubenv/sql-migrate
	Tern          Tool = "tern"           // github.com/jackc/tern
	Atlas         Tool = "atlas"          // ariga.io/atlas
	Pop           Tool = "pop"            // github.com/gobuffalo/pop, and popx of Ory
	Bun           Tool = "bun"            // github.com/uptrace/bun/migrate
	Flyway        Tool = "flyway"         // V1__name.sql
	Rambler       Tool = "rambler"        // github.com/elwinar/rambler
	Sqlc          Tool = "sqlc"           // schema files that sqlc.yaml names
	UpDown        Tool = "up/down files"  // NAME.up.sql and NAME.down.sql, run by code of the program
	Plain         Tool = "SQL files"      // numbered files or a schema file, run by code of the program
)

// Tools lists the tools that the configuration may name.
var Tools = []Tool{GolangMigrate, Goose, Dbmate, SQLMigrate, Tern, Atlas, Pop, Bun, Flyway, Rambler, Sqlc, UpDown, Plain}

// TxMode says in which transaction the statements of a file run, as long as they open none themselves.
type TxMode string

// The modes.
const (
	TxUnknown TxMode = ""
	TxNone    TxMode = "none" // each statement by itself
	// TxMessage: the file is one message to the server. PostgreSQL runs several statements of one message in a transaction, and a single one without.
	TxMessage TxMode = "message"
	TxFile    TxMode = "file" // one for the file
)

// Set is one history: the files that one tool runs on one database.
type Set struct {
	Tool    Tool
	Dir     string // relative to the tree, with slashes; "." for its root
	Dialect stmt.Dialect
	// Why says where the dialect is known from, for people.
	Why string
	// Also are further databases that the code nearest to the files opens, where the statements alone tell Dialect: the code may run them there, too, in
	// other words.
	Also  []stmt.Dialect
	Files []File
	Notes []Note
}

// Guessed reports whether the dialect is known from the statements alone: one that does not parse may be of another dialect.
func (s *Set) Guessed() bool { return s.Why == byStatements || s.Why == byParsers }

// File is one migration.
type File struct {
	Path    string // relative to the tree, with slashes
	Version string // as the name has it; empty for a schema file
	Name    string
	// Text has the length and lines of the file; what does not go up is blank.
	Text string
	Tx   TxMode
	// Snapshot says that the file holds the whole schema, as it is after the files before it.
	Snapshot bool
	// Go says that the text is what the string literals of a Go file hold: statements may be missing, and conditions are not seen.
	Go bool
}

// Note is something about a file that users should know: it was not read, or only in part.
type Note struct {
	Path string
	Line int // 0 for the file as a whole
	Text string
}

// Override is what the configuration says of a directory.
type Override struct {
	Dir     string // relative to the tree, with slashes
	Dialect stmt.Dialect
	Tool    Tool
}

// skipped are directories that hold nothing which runs in production.
var skipped = map[string]bool{"node_modules": true, "vendor": true, "testdata": true, "test": true, "tests": true, "testing": true, "fixtures": true, "stub": true,
	"stubs": true, "mocks": true, "e2e": true, "third_party": true}

// Find returns the sets of migrations in a tree, sorted by directory and dialect. Files that cannot be read become notes of their set; the error
// is that of reading the tree itself.
func Find(fsys fs.FS, overrides []Override) ([]Set, error) {
	t, err := walk(fsys)
	if err != nil {
		return nil, err
	}
	sets := t.sets(overrides)
	slices.SortStableFunc(sets, func(a, b Set) int {
		if c := strings.Compare(a.Dir, b.Dir); c != 0 {
			return c
		}
		return strings.Compare(string(a.Dialect), string(b.Dialect))
	})
	return sets, nil
}

// InGo returns a note for each Go file of a tree that makes the schema by code: gormigrate, AutoMigrate of GORM, Sync of xorm, Schema.Create of ent.
// Such code is not replayed.
func InGo(fsys fs.FS) ([]Note, error) {
	t, err := walk(fsys)
	if err != nil {
		return nil, err
	}
	var out []Note
	for _, g := range t.goes {
		if g.makes != "" {
			out = append(out, Note{Path: g.path, Text: "makes the schema with " + g.makes})
		}
	}
	return out, nil
}

func walk(fsys fs.FS) (*tree, error) {
	t := &tree{fsys: fsys, dirs: map[string]*dir{}}
	err := fs.WalkDir(fsys, ".", func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			if p == "." {
				return err
			}
			return nil // a directory that cannot be listed holds nothing for us
		}
		base := path.Base(p)
		if e.IsDir() {
			if p != "." && (skipped[base] || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_")) {
				return fs.SkipDir
			}
			return nil
		}
		if !e.Type().IsRegular() {
			return nil
		}
		t.visit(p, base)
		return nil
	})
	return t, err
}

// tree is what a walk saw.
type tree struct {
	fsys  fs.FS
	dirs  map[string]*dir
	goes  []goFile // the Go files that speak of databases
	sqlcs []string // sqlc.yaml and its like
	confs []string // other configuration of tools
}

// dir is a directory with files of SQL.
type dir struct {
	path string
	sql  []string // base names
	gos  []string // Go files whose names begin with a version, or that register migrations
	sums bool     // atlas.sum

	registers bool // one of gos registers migrations
	fizz      []string
}

func (t *tree) dir(p string) *dir {
	d := t.dirs[p]
	if d == nil {
		d = &dir{path: p}
		t.dirs[p] = d
	}
	return d
}

func (t *tree) visit(p, base string) {
	switch ext := path.Ext(base); {
	case ext == ".sql":
		d := t.dir(path.Dir(p))
		d.sql = append(d.sql, base)
	case ext == ".fizz":
		d := t.dir(path.Dir(p))
		d.fizz = append(d.fizz, base)
	case ext == ".go" && !strings.HasSuffix(base, "_test.go"):
		g, ok := readGo(t.fsys, p)
		if ok {
			t.goes = append(t.goes, g)
		}
		if g.registers || versioned().MatchString(base) {
			d := t.dir(path.Dir(p))
			d.gos = append(d.gos, base)
			d.registers = d.registers || g.registers
		}
	case base == "atlas.sum":
		t.dir(path.Dir(p)).sums = true
	case base == "sqlc.yaml", base == "sqlc.yml", base == "sqlc.json":
		t.sqlcs = append(t.sqlcs, p)
	case base == "dbconfig.yml", base == "atlas.hcl", base == "tern.conf", base == ".tern.conf":
		t.confs = append(t.confs, p)
	}
}
