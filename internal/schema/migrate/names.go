package migrate

import (
	"cmp"
	"path"
	"strings"

	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/schema/stmt"
)

var (
	// versioned is a name that begins with a version: 1_x, 0001-x, 20200102150405_x, V1__x, v2.10.0, 1.2.3.
	versioned = lazyre.New(`^[vV]?\d+([._-]\d+)*([._-].*|)$`)
	// numbers are the parts of a version.
	numbers = lazyre.New(`\d+`)
	// versionDir is a directory that stands for a version: 0.27, v1.2, 29-fix-metadata.
	versionDir = lazyre.New(`^[vV]?\d+(\.\d+)*([-_].*)?$`)
	leading    = lazyre.New(`^[vV]?\d+([._]\d+)*`)
)

// dialectWords are the words for dialects in the names of files and folders.
var dialectWords = map[string]stmt.Dialect{
	"postgres": stmt.PostgreSQL, "postgresql": stmt.PostgreSQL, "pg": stmt.PostgreSQL, "pgsql": stmt.PostgreSQL, "psql": stmt.PostgreSQL, "pgx": stmt.PostgreSQL,
	"mysql": stmt.MySQL, "mariadb": stmt.MySQL, "sqlite": stmt.SQLite, "sqlite3": stmt.SQLite,
}

// DialectOf returns the dialect that a word in the name of a folder or file stands for.
func DialectOf(word string) (stmt.Dialect, bool) {
	d, ok := dialectWords[strings.ToLower(word)]
	return d, ok
}

// otherDialects are words for databases without a parser.
var otherDialects = map[string]bool{"cockroach": true, "cockroachdb": true, "crdb": true, "mssql": true, "sqlserver": true, "oracle": true, "clickhouse": true, "cassandra": true,
	"spanner": true, "duckdb": true, "snowflake": true, "redshift": true, "bigquery": true, "ch": true, "dm": true}

// fileName is what the name of a migration says.
type fileName struct {
	base    string
	version string
	title   string
	dialect stmt.Dialect
	other   bool // for a database without a parser
	up      bool // NAME.up.sql, or up.sql
	down    bool
	tx      string // the word before up: tx of bun, autocommit of popx
}

// parseName reads "20200102_users.postgres.autocommit.up.sql" and the like.
func parseName(base string) fileName {
	n := fileName{base: base}
	rest := strings.TrimSuffix(base, ".sql")
	switch {
	case rest == "up", strings.HasSuffix(rest, ".up"):
		n.up = true
		rest = strings.TrimSuffix(strings.TrimSuffix(rest, "up"), ".")
	case rest == "down", strings.HasSuffix(rest, ".down"), strings.HasSuffix(rest, "_down"):
		n.down = true
		rest = strings.TrimRight(strings.TrimSuffix(rest, "down"), "._")
	case strings.HasSuffix(rest, ".err"), strings.HasSuffix(rest, ".undo"), strings.HasSuffix(rest, ".rollback"), strings.HasSuffix(rest, "_rollback"):
		n.down = true
	case strings.HasPrefix(rest, "U") && strings.Contains(rest, "__"): // undo of Flyway
		n.down = versioned().MatchString(rest[1:])
	}
	for {
		i := strings.LastIndexByte(rest, '.')
		if i < 0 {
			break
		}
		word := strings.ToLower(rest[i+1:])
		d, known := dialectWords[word]
		switch {
		case known:
			n.dialect = d
		case otherDialects[word]:
			n.other = true
		case word == "tx", word == "autocommit":
			n.tx = word
		case word == "all":
		default:
			word = ""
		}
		if word == "" {
			break
		}
		rest = rest[:i]
	}
	n.version = leading().FindString(rest)
	n.title = strings.TrimLeft(rest[len(n.version):], "._-")
	return n
}

// compareVersions orders names as their versions do: number by number, then by name.
func compareVersions(a, b string) int {
	x, y := strings.TrimLeft(leading().FindString(a), "vV"), strings.TrimLeft(leading().FindString(b), "vV")
	p, q := numbers().FindAllString(x, -1), numbers().FindAllString(y, -1)
	for i := range min(len(p), len(q)) {
		if c := compareNumbers(p[i], q[i]); c != 0 {
			return c
		}
	}
	return cmp.Or(cmp.Compare(len(p), len(q)), strings.Compare(a, b))
}

// compareNumbers compares numbers of any length.
func compareNumbers(a, b string) int {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
}

// comparePaths orders paths folder by folder, versions as numbers.
func comparePaths(a, b string) int {
	p, q := strings.Split(a, "/"), strings.Split(b, "/")
	for i := range min(len(p), len(q)) {
		if c := compareVersions(p[i], q[i]); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(p), len(q))
}

// split is the name of one part of a migration that was cut up: a time with a number behind it, 20191100000008000004_verification.
var split = lazyre.New(`^(\d{14})\d{2,8}_([^.]+)\.`)

// Parts reports whether two files are parts of one migration, which was cut into one file for each statement: they have time and title in common.
func Parts(a, b string) bool {
	if path.Dir(a) != path.Dir(b) {
		return false
	}
	x, y := split().FindStringSubmatch(path.Base(a)), split().FindStringSubmatch(path.Base(b))
	return x != nil && y != nil && x[1] == y[1] && x[2] == y[2]
}

// retired are names of folders with migrations that no longer run.
var retired = map[string]bool{"legacy": true, "archive": true, "archived": true, "old": true, "deprecated": true, "obsolete": true, "squashed": true, "backup": true, "attic": true}
