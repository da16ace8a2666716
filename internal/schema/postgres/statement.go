//go:build !prodlint_nopg

package postgres

import (
	"strings"

	pg "github.com/sqlc-dev/oliphant"

	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// statement converts the statements that change the schema or the session. What only reads or writes rows is left to the text layer.
func (c *converter) statement(n *pg.Node) {
	switch n := n.GetNode().(type) {
	case *pg.Node_CreateStmt:
		c.createTable(n.CreateStmt)
	case *pg.Node_CreateForeignTableStmt:
		c.createTable(n.CreateForeignTableStmt.BaseStmt)
	case *pg.Node_CreateTableAsStmt:
		c.createAs(n.CreateTableAsStmt)
	case *pg.Node_SelectStmt:
		if into := n.SelectStmt.IntoClause; into != nil {
			c.add(stmt.CreateTable{Table: rel(into.Rel), Open: true, Temporary: into.Rel.GetRelpersistence() == "t"})
		}
	case *pg.Node_AlterTableStmt:
		c.alterTable(n.AlterTableStmt)
	case *pg.Node_RenameStmt:
		c.rename(n.RenameStmt)
	case *pg.Node_AlterObjectSchemaStmt:
		c.moveSchema(n.AlterObjectSchemaStmt)
	case *pg.Node_DropStmt:
		c.drop(n.DropStmt)
	case *pg.Node_IndexStmt:
		c.index(n.IndexStmt)
	case *pg.Node_ViewStmt:
		v := n.ViewStmt
		c.add(stmt.CreateView{View: rel(v.View), Columns: words(v.Aliases), Replace: v.Replace, Temporary: v.View.GetRelpersistence() == "t"})
	case *pg.Node_CreateEnumStmt:
		c.add(stmt.CreateType{Type: dotted(n.CreateEnumStmt.TypeName), Kind: "ENUM", Enum: words(n.CreateEnumStmt.Vals)})
	case *pg.Node_CompositeTypeStmt:
		c.add(stmt.CreateType{Type: rel(n.CompositeTypeStmt.Typevar), Kind: "COMPOSITE"})
	case *pg.Node_CreateDomainStmt:
		c.add(stmt.CreateType{Type: dotted(n.CreateDomainStmt.Domainname), Kind: "DOMAIN"})
	case *pg.Node_CreateRangeStmt:
		c.add(stmt.CreateType{Type: dotted(n.CreateRangeStmt.TypeName), Kind: "RANGE"})
	case *pg.Node_AlterEnumStmt:
		c.alterEnum(n.AlterEnumStmt)
	default:
		c.session(n)
	}
}

// session converts what acts on the session, on rows as a whole, or on objects that are not tables.
func (c *converter) session(node any) {
	switch n := node.(type) {
	case *pg.Node_TransactionStmt:
		c.add(stmt.Transaction{Verb: transaction(n.TransactionStmt.Kind)})
	case *pg.Node_VariableSetStmt:
		c.set(n.VariableSetStmt)
	case *pg.Node_LockStmt:
		for _, r := range n.LockStmt.Relations {
			c.add(stmt.LockTable{Act: act(r.GetRangeVar().GetLocation()), Table: rel(r.GetRangeVar()), Mode: lockMode(n.LockStmt.Mode)})
		}
	case *pg.Node_VacuumStmt:
		c.vacuum(n.VacuumStmt)
	case *pg.Node_ClusterStmt:
		c.add(stmt.Maintenance{Verb: "CLUSTER", Table: rel(n.ClusterStmt.Relation)})
	case *pg.Node_ReindexStmt:
		r := n.ReindexStmt
		m := stmt.Maintenance{Verb: "REINDEX", Concurrently: option(r.Params, "concurrently")}
		if r.Kind == pg.ReindexObjectType_REINDEX_OBJECT_TABLE {
			m.Table = rel(r.Relation)
		}
		c.add(m)
	case *pg.Node_RefreshMatViewStmt:
		c.add(stmt.Maintenance{Verb: "REFRESH MATERIALIZED VIEW", Table: rel(n.RefreshMatViewStmt.Relation), Concurrently: n.RefreshMatViewStmt.Concurrent})
	case *pg.Node_TruncateStmt:
		for _, r := range n.TruncateStmt.Relations {
			c.add(stmt.Write{Act: act(r.GetRangeVar().GetLocation()), Verb: "TRUNCATE", Table: rel(r.GetRangeVar()),
				Cascade: n.TruncateStmt.Behavior == pg.DropBehavior_DROP_CASCADE})
		}
	case *pg.Node_CopyStmt:
		if n.CopyStmt.IsFrom {
			c.add(stmt.Write{Verb: "COPY", Table: rel(n.CopyStmt.Relation), Columns: words(n.CopyStmt.Attlist)})
		}
	case *pg.Node_DoStmt:
		b := stmt.Block{Language: "plpgsql"}
		for _, a := range n.DoStmt.Args {
			switch d := a.GetDefElem(); d.GetDefname() {
			case "as":
				b.Body = d.Arg.GetString_().GetSval()
			case "language":
				b.Language = d.Arg.GetString_().GetSval()
			}
		}
		c.add(b)
	case *pg.Node_CreateFunctionStmt:
		c.function(n.CreateFunctionStmt)
	case *pg.Node_CreateTrigStmt:
		c.add(stmt.Object{Verb: "CREATE", Kind: "TRIGGER", Name: stmt.Name{Name: n.CreateTrigStmt.Trigname}, Table: rel(n.CreateTrigStmt.Relation)})
	case *pg.Node_CreatePolicyStmt:
		c.add(stmt.Object{Verb: "CREATE", Kind: "POLICY", Name: stmt.Name{Name: n.CreatePolicyStmt.PolicyName}, Table: rel(n.CreatePolicyStmt.Table)})
	case *pg.Node_CreateSchemaStmt:
		c.add(stmt.Object{Verb: "CREATE", Kind: "SCHEMA", Name: stmt.Name{Name: n.CreateSchemaStmt.Schemaname}})
		for _, e := range n.CreateSchemaStmt.SchemaElts {
			c.statement(e)
		}
	case *pg.Node_CreateSeqStmt:
		c.add(stmt.Object{Verb: "CREATE", Kind: "SEQUENCE", Name: rel(n.CreateSeqStmt.Sequence)})
	case *pg.Node_AlterSeqStmt:
		c.add(stmt.Object{Verb: "ALTER", Kind: "SEQUENCE", Name: rel(n.AlterSeqStmt.Sequence)})
	case *pg.Node_CreateExtensionStmt:
		c.add(stmt.Object{Verb: "CREATE", Kind: "EXTENSION", Name: stmt.Name{Name: n.CreateExtensionStmt.Extname}})
	case *pg.Node_DropdbStmt:
		c.add(stmt.Object{Verb: "DROP", Kind: "DATABASE", Name: stmt.Name{Name: n.DropdbStmt.Dbname}})
	case *pg.Node_CommentStmt:
		c.add(stmt.Object{Verb: "COMMENT", Kind: kind(n.CommentStmt.Objtype), Name: object(n.CommentStmt.Object)})
	}
}

func transaction(k pg.TransactionStmtKind) string {
	switch k {
	case pg.TransactionStmtKind_TRANS_STMT_START:
		return "BEGIN"
	case pg.TransactionStmtKind_TRANS_STMT_ROLLBACK_TO:
		return "ROLLBACK TO"
	}
	return strings.ReplaceAll(strings.TrimPrefix(k.String(), "TRANS_STMT_"), "_", " ")
}

func (c *converter) set(s *pg.VariableSetStmt) {
	out := stmt.Setting{Name: strings.ToLower(s.Name), Local: s.IsLocal}
	if s.Kind == pg.VariableSetKind_VAR_SET_VALUE {
		var values []string
		for _, a := range s.Args {
			if e := expr(a); e != nil {
				values = append(values, strings.Trim(e.Text, "'"))
			}
		}
		out.Value = strings.Join(values, ", ")
	}
	c.add(out)
}

// lockModes are the table locks of PostgreSQL by number, weakest first (src/include/storage/lockdefs.h).
var lockModes = []string{"", "ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"}

func lockMode(n int32) string {
	if n > 0 && int(n) < len(lockModes) {
		return lockModes[n]
	}
	return "ACCESS EXCLUSIVE"
}

func (c *converter) vacuum(v *pg.VacuumStmt) {
	verb := "ANALYZE"
	if v.IsVacuumcmd {
		verb = "VACUUM"
	}
	full := option(v.Options, "full")
	if len(v.Rels) == 0 {
		c.add(stmt.Maintenance{Verb: verb, Full: full})
	}
	for _, r := range v.Rels {
		c.add(stmt.Maintenance{Verb: verb, Full: full, Table: rel(r.GetVacuumRelation().GetRelation())})
	}
}

// option reports whether a list of options turns one on.
func option(list []*pg.Node, name string) bool {
	for _, n := range list {
		if d := n.GetDefElem(); d.GetDefname() == name {
			off := strings.ToLower(d.Arg.GetString_().GetSval())
			return off != "off" && off != "false" && (d.Arg.GetBoolean() == nil || d.Arg.GetBoolean().Boolval)
		}
	}
	return false
}

func (c *converter) function(f *pg.CreateFunctionStmt) {
	out := stmt.Object{Verb: "CREATE", Kind: "FUNCTION", Name: dotted(f.Funcname)}
	if f.IsProcedure {
		out.Kind = "PROCEDURE"
	}
	for _, o := range f.Options {
		if d := o.GetDefElem(); d.GetDefname() == "as" {
			out.Body = strings.Join(words(d.Arg.GetList().GetItems()), "\n")
		}
	}
	c.add(out)
}

func (c *converter) alterEnum(a *pg.AlterEnumStmt) {
	out := stmt.AlterType{Type: dotted(a.TypeName), IfNotExists: a.SkipIfNewValExists}
	switch {
	case a.OldVal != "":
		out.Rename, out.To = a.OldVal, a.NewVal
	case a.NewValNeighbor != "" && a.NewValIsAfter:
		out.Add, out.After = a.NewVal, a.NewValNeighbor
	default:
		out.Add, out.Before = a.NewVal, a.NewValNeighbor
	}
	c.add(out)
}

func (c *converter) rename(r *pg.RenameStmt) {
	table := rel(r.Relation)
	at := act(r.Relation.GetLocation())
	to := stmt.Name{Schema: table.Schema, Name: r.Newname}
	switch r.RenameType {
	case pg.ObjectType_OBJECT_TABLE, pg.ObjectType_OBJECT_FOREIGN_TABLE:
		c.add(stmt.RenameTable{Act: at, Table: table, To: to, IfExists: r.MissingOk})
	case pg.ObjectType_OBJECT_VIEW, pg.ObjectType_OBJECT_MATVIEW:
		c.add(stmt.RenameTable{Act: at, Table: table, To: to, IfExists: r.MissingOk, View: true})
	case pg.ObjectType_OBJECT_COLUMN, pg.ObjectType_OBJECT_ATTRIBUTE:
		c.add(stmt.RenameColumn{Act: at, Table: table, Column: r.Subname, To: r.Newname})
	case pg.ObjectType_OBJECT_INDEX:
		c.add(stmt.RenameIndex{Act: at, Index: table, To: r.Newname})
	case pg.ObjectType_OBJECT_TABCONSTRAINT:
		c.add(stmt.RenameConstraint{Act: at, Table: table, Name: r.Subname, To: r.Newname})
	case pg.ObjectType_OBJECT_TYPE, pg.ObjectType_OBJECT_DOMAIN:
		c.add(stmt.RenameType{Type: object(r.Object), To: r.Newname})
	default:
		c.add(stmt.Object{Act: at, Verb: "ALTER", Kind: kind(r.RenameType), Name: object(r.Object), Table: table})
	}
}

func (c *converter) moveSchema(a *pg.AlterObjectSchemaStmt) {
	switch a.ObjectType {
	case pg.ObjectType_OBJECT_TABLE, pg.ObjectType_OBJECT_VIEW, pg.ObjectType_OBJECT_MATVIEW:
		c.add(stmt.RenameTable{Act: act(a.Relation.GetLocation()), Table: rel(a.Relation), To: plain(a.Newschema, a.Relation.GetRelname()), IfExists: a.MissingOk,
			View: a.ObjectType != pg.ObjectType_OBJECT_TABLE})
	default:
		c.add(stmt.Object{Verb: "ALTER", Kind: kind(a.ObjectType), Name: object(a.Object)})
	}
}

func (c *converter) drop(d *pg.DropStmt) {
	cascade := d.Behavior == pg.DropBehavior_DROP_CASCADE
	for _, o := range d.Objects {
		name := object(o)
		switch d.RemoveType {
		case pg.ObjectType_OBJECT_TABLE, pg.ObjectType_OBJECT_FOREIGN_TABLE:
			c.add(stmt.DropTable{Table: name, IfExists: d.MissingOk, Cascade: cascade})
		case pg.ObjectType_OBJECT_INDEX:
			c.add(stmt.DropIndex{Index: name, IfExists: d.MissingOk, Concurrently: d.Concurrent})
		case pg.ObjectType_OBJECT_VIEW, pg.ObjectType_OBJECT_MATVIEW:
			c.add(stmt.DropView{View: name, IfExists: d.MissingOk, Cascade: cascade})
		case pg.ObjectType_OBJECT_TYPE, pg.ObjectType_OBJECT_DOMAIN:
			c.add(stmt.DropType{Type: name, IfExists: d.MissingOk, Cascade: cascade})
		case pg.ObjectType_OBJECT_TRIGGER, pg.ObjectType_OBJECT_POLICY, pg.ObjectType_OBJECT_RULE:
			c.add(dropOfTable(kind(d.RemoveType), o))
		default:
			c.add(stmt.Object{Verb: "DROP", Kind: kind(d.RemoveType), Name: name, Cascade: cascade})
		}
	}
}

// dropOfTable is DROP TRIGGER name ON table: the list spells the table, then the name.
func dropOfTable(kind string, o *pg.Node) stmt.Object {
	items := o.GetList().GetItems()
	out := stmt.Object{Verb: "DROP", Kind: kind}
	if n := len(items); n > 1 {
		out.Table = dotted(items[:n-1])
		out.Name = dotted(items[n-1:])
	}
	return out
}
