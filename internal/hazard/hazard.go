// Package hazard knows which statements of a migration stop a running service: those that hold a lock for as long as a table is large, that fail
// on rows which exist, and that take away what code of the version before still uses.
//
// What it knows comes from the manuals of PostgreSQL 18 and MySQL 8.4, and from what squawk and strong_migrations document.
package hazard

import (
	"fmt"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/schema/migrate"
	"github.com/prodlint/prodlint/internal/schema/stmt"
	"github.com/prodlint/prodlint/internal/sqltext"
)

// Kind names what is wrong.
type Kind string

// The kinds.
const (
	Index        Kind = "index"        // an index is built while writes wait
	InTx         Kind = "concurrently" // CONCURRENTLY, or VACUUM, within a transaction
	Rewrite      Kind = "rewrite"      // the table is written anew under a lock
	Required     Kind = "required"     // a column that rows which exist have no value for
	Type         Kind = "type"         // the type of a column
	NotNull      Kind = "not null"     // rows are checked for NULL under a lock
	Check        Kind = "check"        // rows are checked under a lock
	Unique       Kind = "unique"       // the index of a constraint is built under a lock
	Rename       Kind = "rename"       // code of the version before uses the name
	Drop         Kind = "drop"         // code may use what is dropped: ask which
	Maintenance  Kind = "maintenance"  // VACUUM FULL, CLUSTER, REINDEX
	LockTable    Kind = "lock"         // LOCK TABLE
	Backfill     Kind = "backfill"     // rows are written while a lock is held that the transaction took before
	Truncate     Kind = "truncate"     // TRUNCATE … CASCADE
	Nested       Kind = "nested"       // BEGIN or COMMIT in a transaction that the tool opens
	Open         Kind = "uncommitted"  // BEGIN without COMMIT
	NoTimeout    Kind = "lock_timeout" // nothing bounds how long the statement waits for its lock, with all others behind it
	Brief        Kind = "brief"        // a lock for a moment that a form of the statement does without
	NoComparison Kind = "json"         // a column that DISTINCT and GROUP BY cannot compare
)

// Hazard is a statement that stops a service.
type Hazard struct {
	Step *schema.Step
	Kind Kind
	// Subject is what the statement is about: the table, and the column or index.
	Subject string
	// Message says what happens, and what to do instead.
	Message string
	// Minor says that it is worth no more than a note.
	Minor bool
	// Table and Column are what Drop takes away; Column is empty where that is a table.
	Table  stmt.Name
	Column string
}

// Of returns the hazards of a history in the order of its statements. Silent are tables that the same file, or another part of its migration, makes, files of the whole schema, tables
// that are not seen to be made, and what stands in files that come before every table.
func Of(h *schema.History) []Hazard {
	j := &judge{history: h, after: map[*migrate.File]*schema.Schema{}}
	for i := range h.Steps {
		j.after[h.Steps[i].File] = h.Steps[i].After
	}
	for i := range h.Steps {
		s := &h.Steps[i]
		if s.File != j.file {
			j.begin(s.File)
		}
		if s.File.Snapshot {
			continue
		}
		j.seen = map[Kind]bool{}
		j.step = s
		j.statement()
	}
	j.end()
	return j.out
}

// judge goes through the statements of a history.
type judge struct {
	history *schema.History
	after   map[*migrate.File]*schema.Schema // each file
	out     []Hazard

	// Of the file.
	file    *migrate.File
	locked  map[string]bool // tables that the transaction has locked against readers
	emptied map[string]bool // tables whose rows the file has deleted
	timeout bool            // lock_timeout is set
	warned  bool            // that it is not was said
	begun   *schema.Step    // BEGIN
	noCheck bool            // foreign_key_checks of MySQL is off

	// Of the statement.
	step  *schema.Step
	seen  map[Kind]bool
	block bool // it stands in a DO block, or in a routine that is called
}

// begin starts a file.
func (j *judge) begin(f *migrate.File) {
	j.end()
	j.emptied = map[string]bool{}
	j.file, j.locked, j.warned, j.begun, j.noCheck = f, map[string]bool{}, false, nil, false
	j.timeout = sets(f.Text, "lock_timeout")
}

// sets reports whether statements of a text name a setting, in their words or strings.
func sets(text, setting string) bool {
	return strings.Contains(strings.ToLower(text), setting) && slices.ContainsFunc(sqltext.Tokens(sqltext.Literal(text)), func(t sqltext.Token) bool {
		return strings.Contains(strings.ToLower(t.Text), setting)
	})
}

// end ends a file.
func (j *judge) end() {
	if j.begun != nil && !j.file.Go && j.history.Set.Dialect != stmt.Unknown {
		j.step, j.seen = j.begun, map[Kind]bool{}
		j.add(Open, "BEGIN", "BEGIN without COMMIT: the changes are lost when the session ends; add COMMIT, or leave transactions to the tool")
	}
}

func (j *judge) statement() {
	s := j.step
	if s.Statement.Err != nil {
		if j.history.Set.Dialect == stmt.Unknown {
			j.neutral()
		}
		return
	}
	j.known()
	for i := range s.Inner {
		j.step, j.seen, j.block = &s.Inner[i], map[Kind]bool{}, true
		if j.step.Statement.Err == nil {
			j.known()
		}
	}
	j.step, j.block = s, false
}

// known judges a statement by its dialect.
func (j *judge) known() {
	s := j.step
	switch j.history.Set.Dialect {
	case stmt.PostgreSQL:
		for _, a := range s.Statement.Actions {
			j.postgres(a)
		}
		j.wait()
		j.hold()
	case stmt.MySQL:
		j.mysqlStatement()
	case stmt.SQLite:
		for _, a := range s.Statement.Actions {
			j.transaction(a)
		}
	}
}

// add records a hazard of the statement, one of each kind.
func (j *judge) add(k Kind, subject, format string, args ...any) {
	if j.seen[k] {
		return
	}
	j.seen[k] = true
	j.out = append(j.out, Hazard{Step: j.step, Kind: k, Subject: subject, Message: fmt.Sprintf(format, args...),
		Minor: slices.Contains([]Kind{NoTimeout, Brief, NoComparison}, k)})
}

// bookkeeping are the tables in which tools note which migrations have run: they are small, and only the tools ask them.
var bookkeeping = map[string]bool{"migrations": true, "migration": true, "schema_migrations": true, "schema_migration": true, "goose_db_version": true, "gorp_migrations": true,
	"bun_migrations": true, "schema_version": true, "flyway_schema_history": true, "atlas_schema_revisions": true, "schema_lock": true}

// old returns the table of a name if it was there before the file, so that others use it.
func (j *judge) old(n stmt.Name) (*schema.Table, bool) {
	t := j.step.Before.Table(n)
	if t == nil || t.Temporary || bookkeeping[strings.ToLower(t.Name.Name)] {
		return nil, false
	}
	return t, !j.here(t.Made.Path)
}

// here reports whether a file is the one that is judged, or another part of the same migration.
func (j *judge) here(file string) bool {
	return file == j.file.Path || migrate.Parts(file, j.file.Path)
}

// full returns the table of a name if it was there before the file and may have rows.
func (j *judge) full(n stmt.Name) (*schema.Table, bool) {
	t, ok := j.old(n)
	return t, ok && !j.emptied[strings.ToLower(t.Name.Name)]
}

// transaction judges BEGIN and COMMIT.
func (j *judge) transaction(a stmt.Action) {
	tx, ok := a.(stmt.Transaction)
	if !ok {
		return
	}
	if j.file.Tx == migrate.TxFile && (tx.Verb == "BEGIN" || tx.Verb == "COMMIT" || tx.Verb == "ROLLBACK") {
		what := "ends the transaction of %s, so that a failure below leaves half of the migration: remove it"
		if tx.Verb == "BEGIN" {
			what = "within the transaction of %s, which the next COMMIT ends early: remove both, or turn that transaction off"
		}
		if !j.seenInFile(Nested) {
			j.add(Nested, tx.Verb, tx.Verb+" "+what, j.history.Set.Tool)
		}
		return
	}
	switch tx.Verb {
	case "BEGIN":
		j.begun = j.step
	case "COMMIT", "ROLLBACK":
		j.begun = nil
		j.locked = map[string]bool{}
	}
}

func (j *judge) seenInFile(k Kind) bool {
	return slices.ContainsFunc(j.out, func(h Hazard) bool { return h.Kind == k && h.Step.File == j.file })
}

// neutral judges a statement of a database that is not known, by its words alone: ALTER TABLE a RENAME …, RENAME TABLE.
func (j *judge) neutral() {
	words := strings.Fields(strings.ToUpper(j.step.Statement.Text))
	raw := strings.Fields(j.step.Statement.Text)
	if len(words) < 5 || words[1] != "TABLE" || words[0] != "ALTER" && words[0] != "RENAME" {
		return
	}
	name := strings.Trim(raw[2], "\"`[]")
	for i := range j.history.Steps { // is it made in this file, or not seen to be made?
		s := &j.history.Steps[i]
		if s.Statement.Verb == "CREATE TABLE" && slices.ContainsFunc(s.Statement.Tables, func(t stmt.Table) bool { return t.Is(stmt.Split(name)) }) {
			if s.File != j.file && s != j.step && (words[0] == "RENAME" || words[3] == "RENAME") {
				j.add(Rename, name, "renaming %s breaks code that is still running: leave a view of the old name until no code uses it", name)
			}
			return
		}
		if s == j.step {
			return
		}
	}
}

// column joins the names of a table and a column.
func column(t stmt.Name, c string) string { return t.Name + "." + c }
