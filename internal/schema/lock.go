package schema

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// Lock is what a statement of a migration does to others that use a table while it runs.
type Lock struct {
	Table  stmt.Name
	Action stmt.Action
	// Mode is the lock of PostgreSQL on the table, such as ACCESS EXCLUSIVE; for MySQL it is how InnoDB does it: INSTANT, INPLACE or COPY.
	Mode string
	// BlocksReads and BlocksWrites say what waits until the statement, or its transaction, ends.
	BlocksReads, BlocksWrites bool
	// Rewrite says that the whole table is written anew, Scan that every row is read or an index is built, while the lock is held.
	Rewrite, Scan bool
	// New says that the table was made in the same migration: nobody uses it yet.
	New bool
}

// Long reports whether the lock is held for as long as the table is large, so that others wait.
func (l Lock) Long() bool {
	return !l.New && (l.Rewrite || l.Scan) && (l.BlocksReads || l.BlocksWrites)
}

// Locks returns the locks that the statement takes on tables, in the order of its actions. SQLite locks the whole database for any writer: it
// has none here. So have statements that did not parse.
func (s *Step) Locks() []Lock {
	if s.Statement.Err != nil {
		return nil
	}
	var out []Lock
	for _, a := range s.Statement.Actions {
		var list []Lock
		switch s.Before.Dialect {
		case stmt.PostgreSQL:
			list = postgresLocks(s.Before, a)
		case stmt.MySQL:
			list = mysqlLocks(s.Before, a)
		}
		for _, l := range list {
			l.Action = a
			t := s.Before.Table(l.Table)
			l.New = t != nil && s.FileStart.Table(l.Table) == nil && t.Made.Path == s.File.Path
			if l.Table.Name != "" && (t != nil || s.Before.View(l.Table) != nil) {
				out = append(out, l)
			}
		}
	}
	return out
}

// The table locks of PostgreSQL that stop others (https://www.postgresql.org/docs/18/explicit-locking.html, table 13.2).
const (
	accessExclusive      = "ACCESS EXCLUSIVE"
	exclusive            = "EXCLUSIVE"
	shareRowExclusive    = "SHARE ROW EXCLUSIVE"
	share                = "SHARE"
	shareUpdateExclusive = "SHARE UPDATE EXCLUSIVE"
	rowExclusive         = "ROW EXCLUSIVE"
)

func lock(t stmt.Name, mode string, rewrite, scan bool) Lock {
	return Lock{Table: t, Mode: mode, Rewrite: rewrite, Scan: scan, BlocksReads: mode == accessExclusive,
		BlocksWrites: slices.Contains([]string{accessExclusive, exclusive, shareRowExclusive, share}, mode)}
}

// postgresLocks knows what the manual says of each command (https://www.postgresql.org/docs/18/sql-altertable.html and its neighbours).
func postgresLocks(before *Schema, a stmt.Action) []Lock {
	switch a := a.(type) {
	case stmt.CreateTable:
		return createTableLocks(before, a)
	case stmt.DropTable:
		return []Lock{lock(a.Table, accessExclusive, false, false)}
	case stmt.RenameTable:
		return []Lock{lock(a.Table, accessExclusive, false, false)}
	case stmt.AddColumn:
		return addColumnLocks(a)
	case stmt.DropColumn:
		return []Lock{lock(a.Table, accessExclusive, false, false)}
	case stmt.RenameColumn:
		return []Lock{lock(a.Table, accessExclusive, false, false)}
	case stmt.SetType:
		rewrite := true
		if t := before.Table(a.Table); t != nil && t.Column(a.Column) != nil && (a.Using == nil || casts(a.Using, a.Column)) {
			rewrite = !Widens(t.Column(a.Column).Type, a.Type)
		}
		return []Lock{lock(a.Table, accessExclusive, rewrite, false)}
	case stmt.SetNotNull:
		return []Lock{lock(a.Table, accessExclusive, false, !checkedNotNull(before.Table(a.Table), a.Column))}
	case stmt.DropNotNull:
		return []Lock{lock(a.Table, accessExclusive, false, false)}
	case stmt.SetDefault:
		return []Lock{lock(a.Table, accessExclusive, false, false)}
	case stmt.SetIdentity:
		return []Lock{lock(a.Table, accessExclusive, false, false)}
	case stmt.SetGenerated:
		return []Lock{lock(a.Table, accessExclusive, a.Generated != nil, false)}
	case stmt.AddConstraint:
		return addConstraintLocks(a.Table, a.Constraint)
	case stmt.ValidateConstraint:
		return []Lock{lock(a.Table, shareUpdateExclusive, false, true)}
	case stmt.DropConstraint:
		out := []Lock{lock(a.Table, accessExclusive, false, false)}
		if t := before.Table(a.Table); t != nil {
			if c := t.Constraint(a.Name); c != nil && c.Kind == stmt.Foreign && !c.Ref.Is(a.Table) {
				out = append(out, lock(c.Ref, accessExclusive, false, false))
			}
		}
		return out
	case stmt.RenameConstraint:
		return []Lock{lock(a.Table, accessExclusive, false, false)}
	case stmt.CreateIndex:
		if a.Concurrently {
			return []Lock{lock(a.Index.Table, shareUpdateExclusive, false, true)}
		}
		return []Lock{lock(a.Index.Table, share, false, true)}
	case stmt.DropIndex:
		_, t := before.Index(a.Index)
		if t == nil {
			return nil
		}
		if a.Concurrently {
			return []Lock{lock(t.Name, shareUpdateExclusive, false, false)}
		}
		return []Lock{lock(t.Name, accessExclusive, false, false)}
	}
	return otherLocks(a)
}

// casts reports whether USING is the column itself, or a cast of it, as the change of the type does by itself.
func casts(using *stmt.Expr, column string) bool {
	text := strings.ToLower(strings.NewReplacer(`"`, "", " ", "", "(", "", ")", "").Replace(using.Text))
	name, to, cast := strings.Cut(text, "::")
	return len(using.Funcs) == 0 && name == strings.ToLower(column) && (!cast || !strings.ContainsAny(to, ":+-*/|'"))
}

// otherLocks are those of commands that are not about the columns of a table.
func otherLocks(a stmt.Action) []Lock {
	switch a := a.(type) {
	case stmt.Partition:
		if !a.Detach {
			return []Lock{lock(a.Table, shareUpdateExclusive, false, false), lock(a.Part, accessExclusive, false, true)}
		}
		if a.Concurrently {
			return []Lock{lock(a.Table, shareUpdateExclusive, false, false)}
		}
		return []Lock{lock(a.Table, accessExclusive, false, false), lock(a.Part, accessExclusive, false, false)}
	case stmt.TableOption:
		switch a.What {
		case "SET STATISTICS", "SET OPTIONS", "RESET OPTIONS", "CLUSTER ON", "DROP CLUSTER", "SET REL OPTIONS", "RESET REL OPTIONS":
			return []Lock{lock(a.Table, shareUpdateExclusive, false, false)}
		case "SET LOGGED", "SET UN LOGGED", "SET TABLE SPACE", "SET ACCESS METHOD":
			return []Lock{lock(a.Table, accessExclusive, true, false)}
		}
		if strings.HasSuffix(a.What, "TRIG") || strings.Contains(a.What, "TRIG ") {
			return []Lock{lock(a.Table, shareRowExclusive, false, false)}
		}
		return []Lock{lock(a.Table, accessExclusive, false, false)}
	case stmt.Object:
		switch a.Kind {
		case "TRIGGER":
			if a.Verb == "CREATE" {
				return []Lock{lock(a.Table, shareRowExclusive, false, false)}
			}
			return []Lock{lock(a.Table, accessExclusive, false, false)}
		case "POLICY", "RULE":
			return []Lock{lock(a.Table, accessExclusive, false, false)}
		}
	case stmt.LockTable:
		return []Lock{lock(a.Table, a.Mode, false, false)}
	case stmt.Maintenance:
		switch {
		case a.Verb == "VACUUM" && a.Full, a.Verb == "CLUSTER":
			return []Lock{lock(a.Table, accessExclusive, true, false)}
		case a.Verb == "REINDEX" && !a.Concurrently:
			return []Lock{lock(a.Table, share, false, true)}
		case a.Verb == "REFRESH MATERIALIZED VIEW" && a.Concurrently:
			return []Lock{lock(a.Table, exclusive, false, true)}
		case a.Verb == "REFRESH MATERIALIZED VIEW":
			return []Lock{lock(a.Table, accessExclusive, true, false)}
		}
		return []Lock{lock(a.Table, shareUpdateExclusive, false, true)}
	case stmt.Write:
		if a.Verb == "TRUNCATE" {
			return []Lock{lock(a.Table, accessExclusive, false, false)}
		}
		return []Lock{lock(a.Table, rowExclusive, false, false)}
	}
	return nil
}

func createTableLocks(before *Schema, a stmt.CreateTable) []Lock {
	if before.tables[key(a.Table)] != nil {
		return nil
	}
	var out []Lock
	all := slices.Clone(a.Constraints)
	for _, c := range a.Columns {
		all = append(all, c.Constraints...)
	}
	for _, c := range all {
		if c.Kind == stmt.Foreign && !c.Ref.Is(a.Table) {
			out = append(out, lock(c.Ref, shareRowExclusive, false, false))
		}
	}
	for _, p := range a.Inherits {
		out = append(out, lock(p, shareUpdateExclusive, false, false))
	}
	if a.PartitionOf.Name != "" {
		out = append(out, lock(a.PartitionOf, accessExclusive, false, false))
	}
	return out
}

// addColumnLocks: a default that differs from row to row, or a stored expression, writes the table anew; a constant is kept in the catalog since
// PostgreSQL 11.
func addColumnLocks(a stmt.AddColumn) []Lock {
	c := a.Column
	l := lock(a.Table, accessExclusive, c.Auto || c.Generated != nil && c.Stored || Volatile(c.Default), false)
	out := []Lock{l}
	for _, k := range c.Constraints {
		for _, extra := range addConstraintLocks(a.Table, k) {
			if extra.Table != a.Table {
				out = append(out, extra)
			} else if k.Kind != stmt.Foreign {
				out[0].Scan = out[0].Scan || extra.Scan
			}
		}
	}
	return out
}

func addConstraintLocks(table stmt.Name, c stmt.Constraint) []Lock {
	if c.Kind == stmt.Foreign {
		out := []Lock{lock(table, shareRowExclusive, false, !c.NotValid)}
		if !c.Ref.Is(table) {
			out = append(out, lock(c.Ref, shareRowExclusive, false, !c.NotValid))
		}
		return out
	}
	return []Lock{lock(table, accessExclusive, false, !c.NotValid && c.UsingIndex == "")}
}

// stable are functions that give one value for a whole statement, so that a default of them is kept once (provolatile in pg_proc: i and s).
var stable = []string{"now", "current_timestamp", "current_date", "current_time", "localtimestamp", "localtime", "transaction_timestamp", "statement_timestamp", "current_user",
	"session_user", "user", "current_schema", "current_database", "current_setting", "lower", "upper", "md5", "to_timestamp", "make_interval", "make_date", "date_trunc", "timezone",
	"jsonb_build_object", "jsonb_build_array", "json_build_object", "json_build_array", "to_jsonb", "to_json", "coalesce", "extract", "date_part", "concat", "format", "length",
	"to_tsvector", "array_append", "decode", "encode", "abs", "round", "floor", "ceil", "current_role", "current_catalog"}

// Volatile reports whether a default may differ from row to row: it calls a function that is not known to be stable.
func Volatile(e *stmt.Expr) bool {
	return e != nil && slices.ContainsFunc(e.Funcs, func(f string) bool { return !slices.Contains(stable, f) })
}

// Widens reports whether PostgreSQL changes a type without writing the table anew: the new one takes every value as it is stored.
func Widens(from, to stmt.Type) bool {
	if from.Dims != to.Dims {
		return false
	}
	arg := func(t stmt.Type, i int) int {
		n := 0
		if i < len(t.Args) {
			for _, d := range t.Args[i] {
				n = n*10 + int(d-'0')
			}
			return n
		}
		return 1 << 30 // no limit
	}
	switch {
	case from.String() == to.String():
		return true
	case to.Name == "text" || to.Name == "character varying" && len(to.Args) == 0:
		return from.Name == "character varying" || from.Name == "text"
	case from.Name != to.Name:
		return from.Name == "cidr" && to.Name == "inet"
	}
	switch to.Name {
	case "character varying", "bit varying":
		return arg(to, 0) >= arg(from, 0)
	case "numeric":
		return len(to.Args) == 0 || len(from.Args) == 2 && arg(to, 0) >= arg(from, 0) && arg(to, 1) == arg(from, 1)
	case "timestamp with time zone", "timestamp without time zone", "time with time zone", "time without time zone":
		return arg(to, 0) >= min(arg(from, 0), 6)
	}
	return false
}

// checkedNotNull reports whether a validated CHECK says that a column is not NULL, so that SET NOT NULL reads no rows.
func checkedNotNull(t *Table, column string) bool {
	if t == nil {
		return false
	}
	if c := t.Column(column); c != nil && c.NotNull {
		return true
	}
	return slices.ContainsFunc(t.Constraints, func(c Constraint) bool {
		return c.Kind == stmt.Check && !c.NotValid && c.Expr != nil && strings.EqualFold(strings.ReplaceAll(c.Expr.Text, `"`, ""), column+" IS NOT NULL")
	})
}
