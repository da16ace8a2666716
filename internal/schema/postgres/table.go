//go:build !prodlint_nopg

package postgres

import (
	"strings"

	pg "github.com/sqlc-dev/oliphant"

	"github.com/prodlint/prodlint/internal/schema/stmt"
)

func (c *converter) createTable(s *pg.CreateStmt) {
	out := stmt.CreateTable{
		Act: act(s.Relation.GetLocation()), Table: rel(s.Relation), IfNotExists: s.IfNotExists, Temporary: s.Relation.GetRelpersistence() == "t",
		Open: s.OfTypename != nil,
	}
	for _, e := range s.TableElts {
		switch {
		case e.GetColumnDef() != nil:
			out.Columns = append(out.Columns, column(e.GetColumnDef()))
		case e.GetConstraint() != nil:
			out.Constraints = append(out.Constraints, constraint(e.GetConstraint()))
		case e.GetTableLikeClause() != nil:
			like := e.GetTableLikeClause()
			has := func(bit uint32) bool { return like.Options&bit != 0 }
			out.Like = append(out.Like, stmt.Like{Table: rel(like.Relation), Checks: has(1 << 2), Defaults: has(1 << 3), Generated: has(1 << 4),
				Identity: has(1 << 5), Indexes: has(1 << 6)}) // CREATE_TABLE_LIKE_* of src/include/nodes/parsenodes.h
		}
	}
	for _, n := range s.Constraints {
		out.Constraints = append(out.Constraints, constraint(n.GetConstraint()))
	}
	for _, n := range s.InhRelations {
		if s.Partbound != nil {
			out.PartitionOf = rel(n.GetRangeVar())
		} else {
			out.Inherits = append(out.Inherits, rel(n.GetRangeVar()))
		}
	}
	if p := s.Partspec; p != nil {
		out.PartitionBy = strings.TrimPrefix(p.Strategy.String(), "PARTITION_STRATEGY_")
	}
	c.add(out)
}

func (c *converter) createAs(s *pg.CreateTableAsStmt) {
	name := rel(s.Into.GetRel())
	if s.Objtype == pg.ObjectType_OBJECT_MATVIEW {
		c.add(stmt.CreateView{View: name, Columns: words(s.Into.GetColNames()), Materialized: true, IfNotExists: s.IfNotExists})
		return
	}
	c.add(stmt.CreateTable{Table: name, IfNotExists: s.IfNotExists, Open: true, Temporary: s.Into.GetRel().GetRelpersistence() == "t"})
}

func (c *converter) index(s *pg.IndexStmt) {
	x := stmt.Index{
		Name: s.Idxname, Table: rel(s.Relation), Method: s.AccessMethod, Unique: s.Unique, NullsNotDistinct: s.NullsNotDistinct,
		Parts: parts(s.IndexParams), Where: expr(s.WhereClause),
	}
	for _, n := range s.IndexIncludingParams {
		x.Include = append(x.Include, n.GetIndexElem().GetName())
	}
	c.add(stmt.CreateIndex{Act: act(s.Relation.GetLocation()), Index: x, IfNotExists: s.IfNotExists, Concurrently: s.Concurrent})
}

func parts(list []*pg.Node) []stmt.Part {
	var out []stmt.Part
	for _, n := range list {
		e := n.GetIndexElem()
		p := stmt.Part{Column: e.GetName(), Expr: expr(e.GetExpr()), Desc: e.GetOrdering() == pg.SortByDir_SORTBY_DESC}
		if ref := e.GetExpr().GetColumnRef(); ref != nil && len(ref.Fields) == 1 { // (a) is the column, as the server sees it
			p.Column, p.Expr = strings.Join(words(ref.Fields), ""), nil
		}
		p.Class = dotted(e.GetOpclass()).Name
		out = append(out, p)
	}
	return out
}

// column converts a definition. What is written beside the column as constraint becomes Column.Constraints.
func column(d *pg.ColumnDef) stmt.Column {
	out := stmt.Column{Name: d.Colname, Type: typeOf(d.TypeName), Offset: int(max(d.Location, 0)), Collation: dotted(d.CollClause.GetCollname()).Name}
	if out.Type.Serial {
		out.Auto, out.NotNull = true, true
		out.Default = &stmt.Expr{Text: "nextval()", Funcs: []string{"nextval"}}
	}
	for _, n := range d.Constraints {
		k := n.GetConstraint()
		switch k.GetContype() {
		case pg.ConstrType_CONSTR_NOTNULL:
			out.NotNull = true
		case pg.ConstrType_CONSTR_DEFAULT:
			out.Default = expr(k.RawExpr)
		case pg.ConstrType_CONSTR_IDENTITY:
			out.Auto, out.NotNull, out.Identity = true, true, identity(k.GeneratedWhen)
		case pg.ConstrType_CONSTR_GENERATED:
			out.Generated, out.Stored = expr(k.RawExpr), k.GeneratedKind != "v"
		case pg.ConstrType_CONSTR_PRIMARY, pg.ConstrType_CONSTR_UNIQUE, pg.ConstrType_CONSTR_FOREIGN, pg.ConstrType_CONSTR_CHECK, pg.ConstrType_CONSTR_EXCLUSION:
			if k.Contype == pg.ConstrType_CONSTR_PRIMARY {
				out.NotNull = true
			}
			con := constraint(k)
			con.Columns = []string{d.Colname}
			if con.Kind == stmt.Primary || con.Kind == stmt.Unique {
				con.Parts = []stmt.Part{{Column: d.Colname}}
			}
			out.Constraints = append(out.Constraints, con)
		}
	}
	return out
}

func identity(when string) string {
	if when == "a" {
		return "ALWAYS"
	}
	return "BY DEFAULT"
}

func constraint(k *pg.Constraint) stmt.Constraint {
	out := stmt.Constraint{Name: k.GetConname(), Offset: int(max(k.GetLocation(), 0)), NotValid: k.GetSkipValidation(), Deferrable: k.GetDeferrable(), UsingIndex: k.GetIndexname()}
	switch k.GetContype() {
	case pg.ConstrType_CONSTR_PRIMARY:
		out.Kind, out.Columns = stmt.Primary, words(k.Keys)
	case pg.ConstrType_CONSTR_UNIQUE:
		out.Kind, out.Columns = stmt.Unique, words(k.Keys)
	case pg.ConstrType_CONSTR_CHECK:
		out.Kind, out.Expr = stmt.Check, expr(k.RawExpr)
		out.NotValid = out.NotValid || !k.IsEnforced
	case pg.ConstrType_CONSTR_NOTNULL:
		out.Kind, out.Columns = stmt.NotNull, words(k.Keys)
	case pg.ConstrType_CONSTR_EXCLUSION:
		out.Kind, out.Method = stmt.Exclude, k.AccessMethod
		for _, e := range k.Exclusions {
			if items := e.GetList().GetItems(); len(items) > 0 {
				out.Parts = append(out.Parts, parts(items[:1])...)
			}
		}
	case pg.ConstrType_CONSTR_FOREIGN:
		out.Kind, out.Columns, out.Ref, out.RefColumns = stmt.Foreign, words(k.FkAttrs), rel(k.Pktable), words(k.PkAttrs)
		out.OnDelete, out.OnUpdate = refAction(k.FkDelAction), refAction(k.FkUpdAction)
		out.NotValid = out.NotValid || !k.IsEnforced
	}
	if out.Kind == stmt.Primary || out.Kind == stmt.Unique {
		for _, col := range out.Columns {
			out.Parts = append(out.Parts, stmt.Part{Column: col})
		}
		out.Include = words(k.Including)
	}
	return out
}

// refAction is the word for FKCONSTR_ACTION_* of src/include/nodes/parsenodes.h.
func refAction(letter string) string {
	return map[string]string{"r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}[letter]
}
