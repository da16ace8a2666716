//go:build !prodlint_nopg

package postgres

import (
	"strings"

	pg "github.com/sqlc-dev/oliphant"

	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/schema/stmt"
)

func (c *converter) alterTable(s *pg.AlterTableStmt) {
	table := rel(s.Relation)
	at := act(s.Relation.GetLocation())
	switch s.Objtype {
	case pg.ObjectType_OBJECT_TABLE, pg.ObjectType_OBJECT_FOREIGN_TABLE, pg.ObjectType_OBJECT_TYPE:
	case pg.ObjectType_OBJECT_INDEX, pg.ObjectType_OBJECT_SEQUENCE, pg.ObjectType_OBJECT_VIEW, pg.ObjectType_OBJECT_MATVIEW:
		c.add(stmt.Object{Act: at, Verb: "ALTER", Kind: kind(s.Objtype), Name: table})
		return
	}
	for _, n := range s.Cmds {
		if cmd := n.GetAlterTableCmd(); cmd != nil {
			c.alterCommand(table, at, cmd)
		}
	}
}

// alterCommand converts one part of ALTER TABLE.
func (c *converter) alterCommand(table stmt.Name, at stmt.Act, cmd *pg.AlterTableCmd) {
	cascade := cmd.Behavior == pg.DropBehavior_DROP_CASCADE
	switch cmd.Subtype {
	case pg.AlterTableType_AT_AddColumn:
		col := column(cmd.Def.GetColumnDef())
		c.add(stmt.AddColumn{Act: stmt.Act{Offset: col.Offset}, Table: table, Column: col, IfNotExists: cmd.MissingOk})
	case pg.AlterTableType_AT_DropColumn:
		c.add(stmt.DropColumn{Act: at, Table: table, Column: cmd.Name, IfExists: cmd.MissingOk, Cascade: cascade})
	case pg.AlterTableType_AT_AlterColumnType:
		def := cmd.Def.GetColumnDef()
		c.add(stmt.SetType{Act: act(def.GetLocation()), Table: table, Column: cmd.Name, Type: typeOf(def.GetTypeName()), Using: expr(def.GetRawDefault())})
	case pg.AlterTableType_AT_SetNotNull:
		c.add(stmt.SetNotNull{Act: at, Table: table, Column: cmd.Name})
	case pg.AlterTableType_AT_DropNotNull:
		c.add(stmt.DropNotNull{Act: at, Table: table, Column: cmd.Name})
	case pg.AlterTableType_AT_ColumnDefault:
		c.add(stmt.SetDefault{Act: at, Table: table, Column: cmd.Name, Default: expr(cmd.Def)})
	case pg.AlterTableType_AT_AddIdentity:
		c.add(stmt.SetIdentity{Act: at, Table: table, Column: cmd.Name, Identity: identity(cmd.Def.GetConstraint().GetGeneratedWhen())})
	case pg.AlterTableType_AT_DropIdentity:
		c.add(stmt.SetIdentity{Act: at, Table: table, Column: cmd.Name})
	case pg.AlterTableType_AT_SetExpression:
		c.add(stmt.SetGenerated{Act: at, Table: table, Column: cmd.Name, Generated: expr(cmd.Def)})
	case pg.AlterTableType_AT_DropExpression:
		c.add(stmt.SetGenerated{Act: at, Table: table, Column: cmd.Name})
	case pg.AlterTableType_AT_AddConstraint, pg.AlterTableType_AT_AddIndexConstraint:
		con := constraint(cmd.Def.GetConstraint())
		c.add(stmt.AddConstraint{Act: stmt.Act{Offset: con.Offset}, Table: table, Constraint: con})
	case pg.AlterTableType_AT_DropConstraint:
		c.add(stmt.DropConstraint{Act: at, Table: table, Name: cmd.Name, IfExists: cmd.MissingOk, Cascade: cascade})
	case pg.AlterTableType_AT_ValidateConstraint:
		c.add(stmt.ValidateConstraint{Act: at, Table: table, Name: cmd.Name})
	case pg.AlterTableType_AT_AttachPartition:
		c.add(stmt.Partition{Act: at, Table: table, Part: rel(cmd.Def.GetPartitionCmd().GetName())})
	case pg.AlterTableType_AT_DetachPartition, pg.AlterTableType_AT_DetachPartitionFinalize:
		p := cmd.Def.GetPartitionCmd()
		c.add(stmt.Partition{Act: at, Table: table, Part: rel(p.GetName()), Detach: true, Concurrently: p.GetConcurrent()})
	default:
		c.add(stmt.TableOption{Act: at, Table: table, What: option2words(cmd.Subtype), Value: cmd.Name})
	}
}

var camel = lazyre.New(`([a-z])([A-Z])`)

// option2words spells AT_SetTableSpace as SET TABLE SPACE.
func option2words(t pg.AlterTableType) string {
	return strings.ToUpper(camel().ReplaceAllString(strings.TrimPrefix(t.String(), "AT_"), "$1 $2"))
}
