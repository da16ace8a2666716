package hazard

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// names judges what takes a name away that code may use.
func (j *judge) names(a stmt.Action) {
	switch a := a.(type) {
	case stmt.RenameColumn:
		t, ok := j.old(a.Table)
		if !ok || j.madeHere(t, a.Column) || j.there(a.Table, a.Column) {
			return
		}
		subject := column(a.Table, a.Column)
		j.add(Rename, subject, "renaming %s to %s breaks code that is still running: add that beside it, write both, then drop it", subject, a.To)
	case stmt.RenameTable:
		t, ok := j.old(a.Table)
		if !ok || a.View || j.there(a.Table, "") {
			return
		}
		if strings.EqualFold(t.Name.Name, a.To.Name) {
			j.add(Rename, t.Name.Name, "moving %s to another schema breaks code that is still running: leave a view in its place", t.Name.Name)
			return
		}
		j.add(Rename, t.Name.Name, "renaming %s to %s breaks code that is still running: leave a view of the old name for it", t.Name.Name, a.To.Name)
	case stmt.DropColumn:
		t, ok := j.old(a.Table)
		if ok && !j.madeHere(t, a.Column) && t.Column(a.Column) != nil && !j.comesBack(a.Table, a.Column) {
			j.drop(a.Table, a.Column)
		}
	case stmt.DropTable:
		if t, ok := j.old(a.Table); ok && !j.comesBack(a.Table, "") {
			j.drop(t.Name, "")
		}
	}
}

func (j *judge) drop(t stmt.Name, c string) {
	n := len(j.out)
	subject := t.Name
	if c != "" {
		subject = column(t, c)
	}
	delete(j.seen, Drop) // each of them has uses of its own
	j.add(Drop, subject, "dropping %s breaks code that still names it: remove its uses, deploy that, then drop it", subject)
	j.out[n].Table, j.out[n].Column = t, c
}

// comesBack reports whether a table or column is there when all migrations have run.
func (j *judge) comesBack(t stmt.Name, c string) bool {
	now := j.history.Schema.Table(t)
	return now != nil && (c == "" || now.Column(c) != nil || now.Unsure != "")
}

// there reports whether a table or column, or a view in its place, is there again when the file has run: another one has taken its name.
func (j *judge) there(t stmt.Name, c string) bool {
	end := j.after[j.file]
	now := end.Table(t)
	return now != nil && (c == "" && now.Schema == t.Schema || now.Column(c) != nil) || c == "" && end.View(t) != nil
}

// madeHere reports whether the file made a column: nobody uses it yet.
func (j *judge) madeHere(t *schema.Table, column string) bool {
	c := t.Column(column)
	return c != nil && j.here(c.Made.Path)
}

// notNull reports whether a column is NOT NULL already.
func notNull(t *schema.Table, column string) bool {
	c := t.Column(column)
	return c != nil && c.NotNull
}

// scans and rewrites ask the locks of the statement what an action does.
func (j *judge) scans(a stmt.Action) bool {
	return slices.ContainsFunc(j.step.Locks(), func(l schema.Lock) bool { return same(l.Action, a) && l.Scan })
}

func (j *judge) rewrites(a stmt.Action) bool {
	return slices.ContainsFunc(j.step.Locks(), func(l schema.Lock) bool { return same(l.Action, a) && l.Rewrite })
}

// same reports whether two actions of a statement are one.
func same(a, b stmt.Action) bool {
	switch a := a.(type) {
	case stmt.SetType:
		b, ok := b.(stmt.SetType)
		return ok && a.Column == b.Column
	case stmt.SetNotNull:
		b, ok := b.(stmt.SetNotNull)
		return ok && a.Column == b.Column
	}
	return false
}

// onlyNulls is a WHERE that asks for nothing but what is NULL or not.
var onlyNulls = lazyre.New(`(?is)\bWHERE\s+\(?["\w.]+\s+IS\s+(NOT\s+)?NULL\)?(\s+(AND|OR)\s+\(?["\w.]+\s+IS\s+(NOT\s+)?NULL\)?)*\s*$`)

// write judges statements about rows.
func (j *judge) write(a stmt.Write) {
	t, ok := j.old(a.Table)
	if !ok {
		return
	}
	name := strings.ToLower(t.Name.Name)
	switch a.Verb {
	case "TRUNCATE":
		j.emptied[name] = true
		if a.Cascade {
			j.add(Truncate, t.Name.Name, "TRUNCATE %s CASCADE empties every table that refers to it, too: name the tables, or delete in batches", t.Name.Name)
		}
	case "UPDATE", "DELETE":
		whole := !a.Filtered && !a.Limited || onlyNulls().MatchString(strings.TrimRight(j.step.Statement.Text, "; \n\t"))
		if whole && j.locked[name] && j.step.Tx == schema.Within && !j.emptied[name] {
			j.add(Backfill, t.Name.Name, "%s of all of %s in the transaction that altered it, until whose end all readers wait: do it afterwards", a.Verb, t.Name.Name)
		}
		if a.Verb == "DELETE" && !a.Filtered && !a.Limited {
			j.emptied[name] = true
		}
	default:
		delete(j.emptied, name)
	}
}

// wait judges whether a statement waits for its lock without bound: all who come later wait behind it.
func (j *judge) wait() {
	if j.timeout || j.warned || j.file.Go {
		return
	}
	for _, l := range j.step.Locks() {
		if _, ok := j.old(l.Table); ok && l.BlocksReads {
			switch l.Action.(type) {
			case stmt.Write, stmt.Maintenance, stmt.LockTable:
				continue
			}
			j.warned = true
			j.add(NoTimeout, l.Table.Name, "without lock_timeout, %s waits behind the longest query on %s, and all others behind it: set it", j.step.Statement.Verb, l.Table.Name)
			return
		}
	}
}

// hold remembers the tables that the statement keeps locked against readers until the transaction ends.
func (j *judge) hold() {
	if j.step.Tx != schema.Within {
		return
	}
	for _, l := range j.step.Locks() {
		if l.BlocksReads && !l.New {
			j.locked[strings.ToLower(l.Table.Name)] = true
		}
	}
}
