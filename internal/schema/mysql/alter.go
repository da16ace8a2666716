package mysql

import (
	"strings"

	"github.com/sqlc-dev/marino/ast"

	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// alter converts one part of ALTER TABLE.
func (c *converter) alter(t stmt.Name, s *ast.AlterTableSpec) {
	at := act(s)
	switch s.Tp {
	case ast.AlterTableAddColumns:
		for _, d := range s.NewColumns {
			c.add(stmt.AddColumn{Act: act(d), Table: t, Column: c.column(d), IfNotExists: s.IfNotExists, Place: position(s.Position)})
		}
		for _, k := range s.NewConstraints {
			c.addConstraint(t, at, k)
		}
	case ast.AlterTableAddConstraint:
		c.addConstraint(t, at, s.Constraint)
	case ast.AlterTableDropColumn:
		c.add(stmt.DropColumn{Act: at, Table: t, Column: column(s.OldColumnName), IfExists: s.IfExists})
	case ast.AlterTableDropPrimaryKey:
		c.add(stmt.DropConstraint{Act: at, Table: t, Kind: stmt.Primary})
	case ast.AlterTableDropIndex:
		c.add(stmt.DropIndex{Act: at, Index: stmt.Name{Name: s.Name}, Table: t, IfExists: s.IfExists})
	case ast.AlterTableDropForeignKey:
		c.add(stmt.DropConstraint{Act: at, Table: t, Name: s.Name, Kind: stmt.Foreign, IfExists: s.IfExists})
	case ast.AlterTableDropCheck:
		name := s.Name
		if name == "" && s.Constraint != nil {
			name = s.Constraint.Name
		}
		c.add(stmt.DropConstraint{Act: at, Table: t, Name: name, IfExists: s.IfExists})
	case ast.AlterTableModifyColumn:
		def := c.column(s.NewColumns[0])
		c.add(stmt.ModifyColumn{Act: at, Table: t, Column: def.Name, Definition: def, Place: position(s.Position)})
	case ast.AlterTableChangeColumn:
		c.add(stmt.ModifyColumn{Act: at, Table: t, Column: column(s.OldColumnName), Definition: c.column(s.NewColumns[0]), Place: position(s.Position)})
	case ast.AlterTableRenameColumn:
		c.add(stmt.RenameColumn{Act: at, Table: t, Column: column(s.OldColumnName), To: column(s.NewColumnName)})
	case ast.AlterTableRenameTable:
		c.add(stmt.RenameTable{Act: at, Table: t, To: table(s.NewTable)})
	case ast.AlterTableRenameIndex:
		c.add(stmt.RenameIndex{Act: at, Index: stmt.Name{Name: s.FromKey.O}, Table: t, To: s.ToKey.O})
	case ast.AlterTableAlterColumn:
		d := stmt.SetDefault{Act: at, Table: t, Column: s.NewColumns[0].Name.Name.O}
		if len(s.NewColumns[0].Options) > 0 {
			d.Default = c.expr(s.NewColumns[0].Options[0].Expr)
		}
		c.add(d)
	case ast.AlterTableLock:
		c.add(stmt.TableOption{Act: at, Table: t, What: "LOCK", Value: strings.ToUpper(s.LockType.String())})
	case ast.AlterTableAlgorithm:
		c.add(stmt.TableOption{Act: at, Table: t, What: "ALGORITHM", Value: strings.ToUpper(s.Algorithm.String())})
	case ast.AlterTableOption:
		for _, o := range s.Options {
			c.add(stmt.TableOption{Act: at, Table: t, What: optionName(o), Value: o.StrValue})
		}
	case ast.AlterTableForce:
		c.add(stmt.TableOption{Act: at, Table: t, What: "FORCE"})
	case ast.AlterTableAddPartitions, ast.AlterTableDropPartition, ast.AlterTableTruncatePartition, ast.AlterTablePartition, ast.AlterTableRemovePartitioning,
		ast.AlterTableReorganizePartition, ast.AlterTableExchangePartition, ast.AlterTableCoalescePartitions, ast.AlterTableRebuildPartition:
		c.add(stmt.TableOption{Act: at, Table: t, What: "PARTITION"})
	default:
		c.add(stmt.TableOption{Act: at, Table: t, What: "OTHER"})
	}
}

func optionName(o *ast.TableOption) string {
	switch o.Tp {
	case ast.TableOptionEngine:
		return "ENGINE"
	case ast.TableOptionCharset:
		if o.UintValue == ast.TableOptionCharsetWithConvertTo {
			return "CONVERT TO CHARACTER SET"
		}
		return "CHARACTER SET"
	case ast.TableOptionCollate:
		return "COLLATE"
	case ast.TableOptionRowFormat:
		return "ROW_FORMAT"
	case ast.TableOptionAutoIncrement:
		return "AUTO_INCREMENT"
	}
	return "OPTION"
}

func (c *converter) addConstraint(t stmt.Name, at stmt.Act, k *ast.Constraint) {
	if x, ok := c.index(k); ok {
		x.Table = t
		c.add(stmt.CreateIndex{Act: at, Index: x, IfNotExists: k.IfNotExists})
		return
	}
	con := c.constraint(k)
	con.Offset = at.Offset
	c.add(stmt.AddConstraint{Act: at, Table: t, Constraint: con})
}

func position(p *ast.ColumnPosition) stmt.Place {
	if p == nil {
		return stmt.Place{}
	}
	switch p.Tp {
	case ast.ColumnPositionFirst:
		return stmt.Place{First: true}
	case ast.ColumnPositionAfter:
		return stmt.Place{After: column(p.RelativeColumn)}
	}
	return stmt.Place{}
}

func column(n *ast.ColumnName) string {
	if n == nil {
		return ""
	}
	return n.Name.O
}
