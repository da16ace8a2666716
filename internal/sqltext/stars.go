package sqltext

import "strings"

// Star is a "*" of a statement that stands for all columns of a stored table.
type Star struct {
	Start, End int    // byte offsets of * or x.*
	Qualifier  string // x of x.*
	Table      string // the first stored table it covers; holes stay
	Verb       string // SELECT, or INSERT, UPDATE, DELETE, MERGE for RETURNING *
	Returning  bool
}

// Stars returns the stars that decide what columns the statement returns or copies. Stars that a list of columns replaces do not count:
// those of subqueries in expressions, of common table expressions and derived tables that name their columns or are read by name, of
// functions and of the catalogs that databases keep of themselves.
func (q *Query) Stars() []Star {
	var out []Star
	memo := covered{}
	for _, arm := range q.results() {
		for _, it := range arm.Items {
			if t, ok := arm.covers(it, memo); ok {
				out = append(out, Star{Start: it.Start, End: it.End, Qualifier: it.Qualifier, Table: t, Verb: arm.Verb})
			}
		}
		for _, it := range arm.Returning {
			if t, ok := arm.returns(it, memo); ok {
				out = append(out, Star{Start: it.Start, End: it.End, Qualifier: it.Qualifier, Table: t, Verb: arm.Verb, Returning: true})
			}
		}
	}
	return out
}

// results returns the queries whose lists are the result of q or are copied by it.
func (q *Query) results() []*Query {
	out := []*Query{q}
	switch q.Verb {
	case "CREATE", "EXPLAIN", "ALTER", "COPY", "DESCRIBE", "DESC", "ANALYZE", "GRANT", "PREPARE", "DO":
		return out
	}
	if q.Source != nil {
		out = append(out, q.Source.results()...)
	}
	for _, arm := range q.Arms {
		out = append(out, arm.results()...)
	}
	return out
}

// covers returns the first stored table whose columns the item stands for.
func (q *Query) covers(it Item, memo covered) (string, bool) {
	if !it.Star || it.Composite {
		return "", false
	}
	for _, t := range q.Tables {
		if t.Target || it.Qualifier != "" && !t.Named(it.Qualifier) {
			continue
		}
		if name, ok := q.stored(t, memo); ok {
			return name, true
		}
		if it.Qualifier != "" {
			return "", false
		}
	}
	return "", false
}

// returns is covers for RETURNING, which speaks of the target and of the tables joined to it.
func (q *Query) returns(it Item, memo covered) (string, bool) {
	if !it.Star || it.Composite {
		return "", false
	}
	output := strings.EqualFold(it.Qualifier, "inserted") || strings.EqualFold(it.Qualifier, "deleted") ||
		strings.EqualFold(it.Qualifier, "new") || strings.EqualFold(it.Qualifier, "old")
	for _, t := range q.Tables {
		if it.Qualifier != "" && !t.Named(it.Qualifier) && !(output && t.Target) {
			continue
		}
		if name, ok := q.stored(t, memo); ok {
			return name, true
		}
	}
	return "", false
}

// covered remembers for a subquery which stored table its columns stand for; an empty name stands for none.
type covered map[*Query]string

// stored returns the first stored table that all columns of t come from.
func (q *Query) stored(t Table, memo covered) (string, bool) {
	sub := t.Sub
	if sub == nil {
		if t.Func || t.Name == "" || IsCatalog(t.Name) {
			return "", false
		}
		cte := q.Lookup(t.Name)
		if cte == nil {
			return t.Name, true
		}
		sub = cte
	}
	if name, ok := memo[sub]; ok {
		return name, name != ""
	}
	memo[sub] = "" // a query that reads itself adds nothing
	if len(sub.Columns) > 0 {
		return "", false
	}
	for _, it := range sub.Items {
		if name, ok := sub.covers(it, memo); ok {
			memo[sub] = name
			return name, true
		}
	}
	for _, it := range sub.Returning {
		if name, ok := sub.returns(it, memo); ok {
			memo[sub] = name
			return name, true
		}
	}
	return "", false
}

// Named reports whether a qualifier means the table, or may mean it where a part of it is unknown.
func (t Table) Named(qualifier string) bool {
	if strings.IndexByte(qualifier, Hole) >= 0 {
		return true
	}
	if t.Alias != "" {
		return strings.EqualFold(t.Alias, qualifier)
	}
	if strings.EqualFold(t.Name, qualifier) {
		return true
	}
	i := strings.LastIndexByte(t.Name, '.')
	return i >= 0 && strings.EqualFold(t.Name[i+1:], qualifier)
}

// IsCatalog reports whether a table belongs to the catalogs that databases keep of themselves: information_schema, pg_catalog and pg_*,
// sqlite_master and its like, mysql, performance_schema, sys and sysobjects, system of ClickHouse, v$ and dba_ views of Oracle, and dual.
func IsCatalog(name string) bool {
	n := strings.ToLower(name)
	switch n[strings.LastIndexByte(n, '.')+1:] {
	case "dual", "sysobjects", "syscolumns", "sysindexes", "sysdatabases", "sysusers", "sysprocesses", "systypes":
		return true
	}
	for _, schema := range []string{"information_schema.", "pg_catalog.", "performance_schema.", "sys.", "mysql.", "system.", "pg_", "sqlite_", "pragma_", "v$", "dba_", "duckdb_", "crdb_internal."} {
		if strings.HasPrefix(n, schema) {
			return true
		}
	}
	return strings.Contains(n, ".information_schema.") || strings.Contains(n, ".sys.") || strings.Contains(n, ".sqlite_master")
}
