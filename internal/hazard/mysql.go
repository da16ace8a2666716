package hazard

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// mysqlStatement judges a statement of MySQL. What is done in place and lets others write is silent
// (https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html). A statement that names ALGORITHM or LOCK fails rather than stop others.
func (j *judge) mysqlStatement() {
	actions := j.step.Statement.Actions
	for _, a := range actions {
		if s, ok := a.(stmt.Setting); ok && s.Name == "foreign_key_checks" {
			j.noCheck = s.Value == "0" || strings.EqualFold(s.Value, "off")
		}
	}
	asked := slices.ContainsFunc(actions, func(a stmt.Action) bool {
		o, ok := a.(stmt.TableOption)
		return ok && (o.What == "ALGORITHM" && (o.Value == "INPLACE" || o.Value == "INSTANT") || o.What == "LOCK" && o.Value == "NONE")
	})
	for _, a := range actions {
		switch a := a.(type) {
		case stmt.RenameColumn, stmt.RenameTable, stmt.DropColumn, stmt.DropTable:
			j.names(a)
		case stmt.ModifyColumn:
			if a.Column != a.Definition.Name {
				j.names(stmt.RenameColumn{Table: a.Table, Column: a.Column, To: a.Definition.Name})
			}
		case stmt.LockTable:
			if _, ok := j.old(a.Table); ok && strings.Contains(a.Mode, "WRITE") {
				j.add(LockTable, a.Table.Name, "LOCK TABLES %s stops everybody until the migration unlocks it: change it in steps that need no lock", a.Table.Name)
			}
		}
	}
	if asked {
		return
	}
	for _, l := range j.step.Locks() {
		t, ok := j.full(l.Table)
		if !ok || t.Unsure != "" || !l.BlocksWrites || !l.Rewrite && !l.Scan {
			continue
		}
		switch a := l.Action.(type) {
		case stmt.ModifyColumn:
			if t.Column(a.Column) != nil {
				j.add(Type, column(a.Table, a.Column), "changing %s copies the table while writes wait: use gh-ost or pt-online-schema-change", column(a.Table, a.Column))
			}
		case stmt.AddColumn:
			j.add(Rewrite, column(a.Table, a.Column.Name), "adding %s writes the table anew while writes wait: use gh-ost or pt-online-schema-change", column(a.Table, a.Column.Name))
		case stmt.AddConstraint:
			if a.Constraint.Kind == stmt.Foreign && j.noCheck {
				continue
			}
			subject := t.Name.Name + " " + string(a.Constraint.Kind) + " " + strings.Join(a.Constraint.Columns, ",")
			j.add(Check, subject, "adding a %s to %s copies it while writes wait: use gh-ost or pt-online-schema-change", strings.ToLower(string(a.Constraint.Kind)), t.Name.Name)
		case stmt.DropConstraint:
			j.add(Rewrite, t.Name.Name, "dropping the primary key of %s copies it while writes wait: drop and add it in one ALTER TABLE, with gh-ost", t.Name.Name)
		case stmt.CreateIndex:
			j.add(Index, t.Name.Name+"("+strings.Join(a.Index.Columns(), ",")+")", "a %s index on %s lets nobody write until it is built: use gh-ost or pt-online-schema-change", strings.ToLower(a.Index.Method), t.Name.Name)
		case stmt.TableOption:
			j.add(Rewrite, t.Name.Name+" "+a.What, "%s copies %s while writes wait: use gh-ost or pt-online-schema-change", strings.ToLower(a.What), t.Name.Name)
		}
	}
}
