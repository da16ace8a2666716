package hazard

import (
	"strings"

	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/schema/migrate"
	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// postgres judges one action. The locks are those of https://www.postgresql.org/docs/18/explicit-locking.html and the pages of the commands.
func (j *judge) postgres(a stmt.Action) {
	j.transaction(a)
	switch a := a.(type) {
	case stmt.CreateIndex:
		j.createIndex(a)
	case stmt.DropIndex:
		j.dropIndex(a)
	case stmt.AddColumn:
		if _, ok := j.full(a.Table); ok {
			j.addColumn(a)
		}
	case stmt.SetType:
		j.setType(a)
	case stmt.SetNotNull:
		if t, ok := j.full(a.Table); ok && j.scans(a) && !notNull(t, a.Column) {
			j.add(NotNull, column(a.Table, a.Column), "SET NOT NULL on %s reads all rows under an exclusive lock: VALIDATE a CHECK of the same first", column(a.Table, a.Column))
		}
	case stmt.SetIdentity:
		// The values come from a sequence for new rows alone: nothing is written.
	case stmt.SetGenerated:
		if _, ok := j.full(a.Table); ok && a.Generated != nil {
			j.add(Rewrite, column(a.Table, a.Column), "a new expression for %s writes the table anew under an exclusive lock: add another column, and switch", column(a.Table, a.Column))
		}
	case stmt.AddConstraint:
		if _, ok := j.full(a.Table); ok {
			j.addConstraint(a.Table, a.Constraint)
		}
	case stmt.RenameColumn, stmt.RenameTable, stmt.DropColumn, stmt.DropTable:
		j.names(a)
	default:
		j.whole(a)
	}
}

// whole judges actions on tables as a whole, and on other objects.
func (j *judge) whole(a stmt.Action) {
	switch a := a.(type) {
	case stmt.TableOption:
		_, ok := j.old(a.Table)
		switch a.What {
		case "SET LOGGED", "SET UN LOGGED", "SET TABLE SPACE", "SET ACCESS METHOD":
			if ok {
				j.add(Rewrite, a.Table.Name, "%s writes %s anew under an exclusive lock: copy it to a new table in batches and switch", strings.ReplaceAll(a.What, "UN LOGGED", "UNLOGGED"), a.Table.Name)
			}
		}
	case stmt.Partition:
		if _, ok := j.old(a.Table); ok && a.Detach && !a.Concurrently {
			j.add(Brief, a.Part.Name, "detaching %s stops reads and writes of %s for a moment: DETACH PARTITION … CONCURRENTLY does not", a.Part.Name, a.Table.Name)
		} else if a.Concurrently {
			j.concurrently("DETACH PARTITION", a.Part.Name)
		}
	case stmt.Maintenance:
		j.maintenance(a)
	case stmt.LockTable:
		if _, ok := j.old(a.Table); ok && (a.Mode == "ACCESS EXCLUSIVE" || a.Mode == "EXCLUSIVE" || a.Mode == "SHARE" || a.Mode == "SHARE ROW EXCLUSIVE") {
			j.add(LockTable, a.Table.Name, "LOCK TABLE %s stops writes until the migration ends: change it in steps that need no lock for long", a.Table.Name)
		}
	case stmt.Write:
		j.write(a)
	case stmt.Object:
		j.object(a)
	}
}

func (j *judge) object(a stmt.Object) {
	text := strings.ToUpper(strings.Join(strings.Fields(j.step.Statement.Text), " "))
	switch {
	case a.Verb == "DROP" && a.Kind == "DATABASE":
		j.add(Drop, a.Name.Name, "DROP DATABASE %s in a migration takes everything in it: leave that to people", a.Name.Name)
	case a.Kind == "SCHEMA" && strings.Contains(text, " RENAME TO "):
		name := strings.Trim(strings.Fields(j.step.Statement.Text)[2], `"`)
		j.add(Rename, name, "renaming the schema %s breaks code that is still running: make a new one, and move table by table", name)
	}
}

func (j *judge) createIndex(a stmt.CreateIndex) {
	subject := a.Index.Table.Name + "(" + strings.Join(a.Index.Columns(), ",") + ")"
	if a.Concurrently {
		j.concurrently("CREATE INDEX", subject)
		return
	}
	t, ok := j.full(a.Index.Table)
	if !ok || only(j.step.Statement.Text) {
		return
	}
	name := a.Index.Name
	if name == "" {
		name = "an index"
	} else {
		name = "index " + name
	}
	if t.PartitionBy != "" {
		j.add(Index, subject, "building %s stops writes to all of %s: create it ON ONLY the table, then on each partition CONCURRENTLY", name, t.Name.Name)
		return
	}
	j.add(Index, subject, "building %s stops writes to %s: CREATE INDEX CONCURRENTLY, outside of a transaction", name, t.Name.Name)
}

// only reports whether an index is made ON ONLY a table, without its partitions.
func only(text string) bool {
	return strings.Contains(strings.ToUpper(strings.Join(strings.Fields(text), " ")), " ON ONLY ")
}

func (j *judge) dropIndex(a stmt.DropIndex) {
	if a.Concurrently {
		j.concurrently("DROP INDEX", a.Index.Name)
		return
	}
	x, t := j.step.Before.Index(a.Index)
	if x == nil || x.Made.Path == j.file.Path {
		return
	}
	if _, ok := j.old(t.Name); ok {
		j.add(Brief, a.Index.Name, "dropping index %s stops reads and writes of %s for a moment: DROP INDEX CONCURRENTLY does not", a.Index.Name, t.Name.Name)
	}
}

// concurrently judges a statement that must not stand in a transaction.
func (j *judge) concurrently(verb, subject string) {
	if j.step.Tx != schema.Within {
		return
	}
	remedy := "put it outside of the transaction"
	tool := j.history.Set.Tool
	if j.block {
		tool, remedy = "", "put it outside of the block"
	}
	switch tool {
	case migrate.GolangMigrate:
		remedy = "make it the only one of a file"
	case migrate.Goose:
		remedy = "put it in a file with -- +goose NO TRANSACTION"
	case migrate.Dbmate:
		remedy = "put it in a file with -- migrate:up transaction:false"
	case migrate.SQLMigrate:
		remedy = "put it in a file with -- +migrate Up notransaction"
	case migrate.Tern:
		remedy = "put it in a file with ---- tern: disable-tx ----"
	case migrate.Atlas:
		remedy = "put it in a file with -- atlas:txmode none"
	case migrate.Bun:
		remedy = "put it in a file NAME.up.sql, without .tx"
	}
	if !strings.HasPrefix(verb, "VACUUM") {
		verb += " CONCURRENTLY"
	}
	j.add(InTx, subject, "%s fails in a transaction, which %s opens: %s", verb, j.opener(), remedy)
}

// opener names what opens the transaction around a statement.
func (j *judge) opener() string {
	switch {
	case j.block:
		return "code in the database"
	case j.begun != nil:
		return "BEGIN"
	case j.file.Tx == migrate.TxMessage:
		return "the server"
	}
	return string(j.history.Set.Tool)
}

func (j *judge) addColumn(a stmt.AddColumn) {
	c := a.Column
	subject := column(a.Table, c.Name)
	unique, primary := c.Constraint(stmt.Unique) != nil, c.Constraint(stmt.Primary) != nil
	switch {
	case c.Auto:
		j.add(Rewrite, subject, "adding the numbered column %s writes the table anew under an exclusive lock: add it plain, fill it in batches", subject)
	case c.Generated != nil && c.Stored:
		j.add(Rewrite, subject, "adding the stored column %s writes the table anew under an exclusive lock: fill a plain one in batches", subject)
	case schema.Volatile(c.Default):
		j.add(Rewrite, subject, "the default of %s differs from row to row, so the table is written anew under a lock: set it afterwards", subject)
	case c.NotNull && (c.Default == nil || c.Default.Null) && c.Generated == nil && !primary:
		j.add(Required, subject, "adding %s NOT NULL without a default fails if there are rows: give it one, or fill it before SET NOT NULL", subject)
	case unique || primary:
		j.add(Unique, subject, "a unique constraint in adding %s builds its index under an exclusive lock: create it CONCURRENTLY afterwards", subject)
	case c.Constraint(stmt.Check) != nil:
		j.add(Check, subject, "the CHECK in adding %s reads all rows under an exclusive lock: add it NOT VALID afterwards, then VALIDATE it", subject)
	case c.Constraint(stmt.Foreign) != nil && c.Default != nil && !c.Default.Null:
		j.add(Check, subject, "the foreign key in adding %s with a default checks all rows under a lock: add it NOT VALID, then VALIDATE it", subject)
	case c.Type.Name == "json" && c.Type.Dims == 0:
		j.add(NoComparison, subject, "%s is json, which SELECT DISTINCT and GROUP BY cannot compare: use jsonb", subject)
	}
}

func (j *judge) setType(a stmt.SetType) {
	t, ok := j.full(a.Table)
	if !ok || !j.rewrites(a) {
		return
	}
	c := t.Column(a.Column)
	if c == nil || t.Unsure != "" {
		return // what it was is not known
	}
	subject := column(a.Table, a.Column)
	j.add(Type, subject, "%s from %s to %s writes the table anew under an exclusive lock: add a column, copy in batches", subject, short(c.Type), short(a.Type))
}

// short is a type for a message.
func short(t stmt.Type) string {
	switch s := t.String(); s {
	case "timestamp with time zone":
		return "timestamptz"
	case "timestamp without time zone":
		return "timestamp"
	default:
		return strings.Replace(s, "character varying", "varchar", 1)
	}
}

func (j *judge) addConstraint(t stmt.Name, c stmt.Constraint) {
	subject := t.Name + " " + string(c.Kind) + " " + strings.Join(c.Columns, ",")
	switch c.Kind {
	case stmt.Foreign:
		if !c.NotValid {
			j.add(Check, subject, "the foreign key on %s(%s) checks all rows while writes wait: add it NOT VALID, then VALIDATE it", t.Name, strings.Join(c.Columns, ", "))
		}
	case stmt.Check:
		if !c.NotValid {
			j.add(Check, subject, "the CHECK on %s reads all rows under an exclusive lock: add it NOT VALID, then VALIDATE it", t.Name)
		}
	case stmt.Unique, stmt.Primary:
		if c.UsingIndex == "" {
			j.add(Unique, subject, "%s on %s builds its index under an exclusive lock: CREATE UNIQUE INDEX CONCURRENTLY, then ADD … USING INDEX", c.Kind, t.Name)
		}
	case stmt.Exclude:
		j.add(Unique, subject, "EXCLUDE on %s builds its index under an exclusive lock, and there is no other way: run it in a quiet hour", t.Name)
	}
}

func (j *judge) maintenance(a stmt.Maintenance) {
	subject := a.Table.Name
	if a.Verb == "REINDEX" && subject == "" {
		subject = j.reindexed()
	}
	if _, ok := j.old(a.Table); a.Table.Name != "" && !ok {
		return
	}
	switch {
	case subject == "":
		subject = "the database"
	case a.Table.Name == "":
		if _, t := j.step.Before.Index(stmt.Split(subject)); t != nil && t.Made.Path == j.file.Path {
			return
		}
	}
	switch {
	case a.Verb == "VACUUM" && a.Full, a.Verb == "CLUSTER":
		verb := a.Verb
		if a.Full {
			verb = "VACUUM FULL"
		}
		j.add(Maintenance, subject, "%s writes %s anew under an exclusive lock: plain VACUUM does not, pg_repack works beside traffic", verb, subject)
	case a.Verb == "REINDEX" && a.Concurrently:
		j.concurrently("REINDEX", subject)
	case a.Verb == "REINDEX":
		j.add(Maintenance, subject, "REINDEX of %s stops writes, and reads that use the index: REINDEX CONCURRENTLY does not", subject)
	case a.Verb == "VACUUM":
		j.concurrently("VACUUM", subject)
	}
}

// reindexed returns what REINDEX INDEX names, or nothing.
func (j *judge) reindexed() string {
	words := strings.Fields(j.step.Statement.Text)
	for i, w := range words {
		if strings.EqualFold(w, "INDEX") && i+1 < len(words) {
			return strings.Trim(words[len(words)-1], `";`)
		}
	}
	return ""
}
