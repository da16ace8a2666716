package query

import (
	"slices"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// Dialect is the language that a database speaks; empty where it is not known.
type Dialect string

// The dialects.
const (
	PostgreSQL Dialect = "postgresql"
	MySQL      Dialect = "mysql"
	SQLite     Dialect = "sqlite"
	SQLServer  Dialect = "sqlserver"
	Oracle     Dialect = "oracle"
	ClickHouse Dialect = "clickhouse"
	Cassandra  Dialect = "cassandra"
	BigQuery   Dialect = "bigquery"
)

// dialects are those of the drivers that the program imports, sorted.
func dialects(prog *summary.Program) []Dialect {
	by := map[string]Dialect{}
	for _, e := range prog.Catalog.All("dialect") {
		by[catalog.PackageOf(e.Key)] = Dialect(e.Attrs["name"])
	}
	var out []Dialect
	for _, pkg := range prog.Packages {
		for _, use := range pkg.Uses {
			if d := by[use]; d != "" && !slices.Contains(out, d) {
				out = append(out, d)
			}
		}
	}
	slices.Sort(out)
	return out
}

// dialectOf returns the dialect of a statement that a function of a library runs: that of the library, else that of the only driver, else
// what its placeholders say.
func (x *Index) dialectOf(e catalog.Entry, toks []sqltext.Token) Dialect {
	if e, ok := x.byLibrary[catalog.PackageOf(e.Key)]; ok {
		return e
	}
	if len(x.dialects) == 1 {
		return x.dialects[0]
	}
	for _, t := range toks {
		if t.Kind == sqltext.Placeholder && len(t.Text) > 1 && t.Text[0] == '$' && t.Text[1] >= '0' && t.Text[1] <= '9' && !slices.Contains(x.dialects, SQLite) {
			return PostgreSQL
		}
	}
	return ""
}
