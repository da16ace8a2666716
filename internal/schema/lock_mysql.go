package schema

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// How InnoDB changes a table.
const (
	instant = "INSTANT"
	inPlace = "INPLACE"
	byCopy  = "COPY"
)

// mysqlLocks knows what MySQL 8.4 says of its online operations (https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html). COPY
// stops writes until it is done; every form waits for transactions that use the table, and others wait behind it.
func mysqlLocks(before *Schema, a stmt.Action) []Lock {
	one := func(t stmt.Name, how string, rewrite, scan, writes bool) []Lock {
		return []Lock{{Table: t, Mode: how, Rewrite: rewrite, Scan: scan, BlocksWrites: writes}}
	}
	switch a := a.(type) {
	case stmt.DropTable:
		return one(a.Table, instant, false, false, true)
	case stmt.RenameTable:
		return one(a.Table, instant, false, false, false)
	case stmt.AddColumn:
		switch {
		case a.Column.Auto:
			return one(a.Table, inPlace, true, false, true)
		case a.Column.Generated != nil && a.Column.Stored:
			return one(a.Table, byCopy, true, false, true)
		}
		return one(a.Table, instant, false, false, false)
	case stmt.DropColumn:
		return one(a.Table, instant, false, false, false)
	case stmt.RenameColumn:
		return one(a.Table, instant, false, false, false)
	case stmt.SetDefault:
		return one(a.Table, instant, false, false, false)
	case stmt.ModifyColumn:
		if onlyNull(before, a) {
			return one(a.Table, inPlace, true, false, false)
		}
		return one(a.Table, byCopy, true, false, true)[:copies(before, a)]
	case stmt.CreateIndex:
		// FULLTEXT and SPATIAL indexes let nobody write.
		return one(a.Index.Table, inPlace, false, true, a.Index.Method == "fulltext" || a.Index.Method == "spatial")
	case stmt.DropIndex:
		return one(a.Table, inPlace, false, false, false)
	case stmt.RenameIndex:
		return one(a.Table, inPlace, false, false, false)
	case stmt.AddConstraint:
		switch a.Constraint.Kind {
		case stmt.Primary:
			return one(a.Table, inPlace, true, false, false)
		case stmt.Unique:
			return one(a.Table, inPlace, false, true, false)
		}
		return one(a.Table, byCopy, true, true, true) // FOREIGN KEY, unless foreign_key_checks is off; CHECK
	case stmt.DropConstraint:
		if a.Kind == stmt.Primary {
			return one(a.Table, byCopy, true, false, true)
		}
		return one(a.Table, inPlace, false, false, false)
	case stmt.TableOption:
		switch {
		case strings.HasPrefix(a.What, "CONVERT"):
			return one(a.Table, byCopy, true, false, true)
		case slices.Contains([]string{"ENGINE", "ROW_FORMAT", "FORCE"}, a.What):
			return one(a.Table, inPlace, true, false, false)
		case a.What == "PARTITION":
			return one(a.Table, byCopy, true, false, true)
		}
	case stmt.LockTable:
		return []Lock{{Table: a.Table, Mode: a.Mode, BlocksWrites: true, BlocksReads: strings.Contains(a.Mode, "WRITE")}}
	case stmt.Maintenance:
		return one(a.Table, inPlace, a.Verb == "OPTIMIZE", false, false)
	case stmt.Write:
		if a.Verb == "TRUNCATE" {
			return one(a.Table, instant, false, false, true)
		}
	}
	return nil
}

// onlyNull reports whether MODIFY or CHANGE changes nothing of a column but whether it may be NULL: the table is written anew while others write.
func onlyNull(before *Schema, a stmt.ModifyColumn) bool {
	t := before.Table(a.Table)
	if t == nil || t.Column(a.Column) == nil {
		return false
	}
	c := t.Column(a.Column)
	return strings.EqualFold(c.Type.String(), a.Definition.Type.String()) && c.NotNull != staysNotNull(t, a) && c.Collation == a.Definition.Collation
}

// staysNotNull reports whether MODIFY or CHANGE leaves a column NOT NULL: it says so, or the column belongs to the primary key.
func staysNotNull(t *Table, a stmt.ModifyColumn) bool {
	key := t.Primary()
	return a.Definition.NotNull || key != nil && slices.ContainsFunc(key.Columns, func(c string) bool { return strings.EqualFold(c, a.Column) })
}

// copies returns 1 where MODIFY or CHANGE copies the table, and 0 where it only renames the column, or moves or changes its default.
func copies(before *Schema, a stmt.ModifyColumn) int {
	t := before.Table(a.Table)
	if t == nil {
		return 1
	}
	c := t.Column(a.Column)
	if c == nil {
		return 1
	}
	null := c.NotNull == staysNotNull(t, a)
	same := strings.EqualFold(c.Type.String(), a.Definition.Type.String()) && null && c.Collation == a.Definition.Collation
	longer := c.Type.Name == "varchar" && a.Definition.Type.Name == "varchar" && null && sameLengthBytes(c.Type, a.Definition.Type)
	if (same || longer) && a.Place == (stmt.Place{}) {
		return 0
	}
	return 1
}

// sameLengthBytes reports whether a longer VARCHAR keeps its length in as many bytes: up to 255 bytes in one. Four bytes a character are
// counted, as in utf8mb4.
func sameLengthBytes(from, to stmt.Type) bool {
	if len(from.Args) != 1 || len(to.Args) != 1 || len(to.Args[0]) < len(from.Args[0]) || len(to.Args[0]) == len(from.Args[0]) && to.Args[0] < from.Args[0] {
		return false
	}
	wide := func(t stmt.Type) bool { return len(t.Args[0]) > 2 || t.Args[0] > "63" && len(t.Args[0]) == 2 }
	return wide(from) == wide(to)
}
