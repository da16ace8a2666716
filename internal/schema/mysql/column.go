package mysql

import (
	"slices"
	"strings"

	"github.com/sqlc-dev/marino/ast"
	"github.com/sqlc-dev/marino/format"
	"github.com/sqlc-dev/marino/mysql"
	"github.com/sqlc-dev/marino/types"

	"github.com/prodlint/prodlint/internal/schema/stmt"
)

func (c *converter) column(d *ast.ColumnDef) stmt.Column {
	out := stmt.Column{Name: column(d.Name), Type: typeOf(d.Tp), Offset: max(d.OriginTextPosition(), 0)}
	one := func(k stmt.Kind) stmt.Constraint {
		return stmt.Constraint{Kind: k, Columns: []string{out.Name}, Parts: []stmt.Part{{Column: out.Name}}}
	}
	for _, o := range d.Options {
		switch o.Tp {
		case ast.ColumnOptionNotNull:
			out.NotNull = true
		case ast.ColumnOptionPrimaryKey:
			out.NotNull = true
			out.Constraints = append(out.Constraints, one(stmt.Primary))
		case ast.ColumnOptionUniqKey:
			out.Constraints = append(out.Constraints, one(stmt.Unique))
		case ast.ColumnOptionAutoIncrement:
			out.Auto, out.NotNull = true, true
		case ast.ColumnOptionDefaultValue:
			out.Default = c.expr(o.Expr)
		case ast.ColumnOptionGenerated:
			out.Generated, out.Stored = c.expr(o.Expr), o.Stored
		case ast.ColumnOptionCollate:
			out.Collation = o.StrValue
		case ast.ColumnOptionReference:
			con := stmt.Constraint{Kind: stmt.Foreign, Columns: []string{out.Name}}
			reference(&con, o.Refer)
			out.Constraints = append(out.Constraints, con)
		case ast.ColumnOptionCheck:
			out.Constraints = append(out.Constraints, stmt.Constraint{Name: o.ConstraintName, Kind: stmt.Check, Columns: []string{out.Name}, Expr: c.expr(o.Expr), NotValid: !o.Enforced})
		}
	}
	return out
}

// typeOf names a type as information_schema.columns.column_type does. The display width of integers is left out, as MySQL 8.0.19 does;
// tinyint(1) keeps it.
func typeOf(t *types.FieldType) stmt.Type {
	text := t.CompactStr()
	name, rest, _ := strings.Cut(text, "(")
	out := stmt.Type{Name: strings.ToLower(name)}
	if args, _, ok := strings.Cut(rest, ")"); ok && rest != "" {
		if i := strings.LastIndexByte(rest, ')'); i >= 0 {
			args = rest[:i]
		}
		switch out.Name {
		case "int", "bigint", "smallint", "mediumint":
		case "tinyint":
			if args == "1" {
				out.Args = []string{args}
			}
		case "enum", "set":
			out.Args = t.GetElems()
		default:
			out.Args = strings.Split(args, ",")
		}
	}
	if mysql.HasUnsignedFlag(t.GetFlag()) {
		out.Name += " unsigned"
	}
	return out
}

// index converts what is an index and no constraint: KEY, INDEX, FULLTEXT, SPATIAL.
func (c *converter) index(k *ast.Constraint) (stmt.Index, bool) {
	x := stmt.Index{Name: k.Name}
	switch k.Tp {
	case ast.ConstraintKey, ast.ConstraintIndex:
	case ast.ConstraintFulltext:
		x.Method = "fulltext"
	case ast.ConstraintSpatial:
		x.Method = "spatial"
	case ast.ConstraintVector:
		x.Method = "vector"
	default:
		return x, false
	}
	x.Parts = c.parts(k.Keys)
	c.indexOption(&x, k.Option)
	return x, true
}

func (c *converter) indexOption(x *stmt.Index, o *ast.IndexOption) {
	if o == nil {
		return
	}
	if m := strings.ToLower(o.Tp.String()); m != "" && x.Method == "" {
		x.Method = m
	}
	x.Invisible = o.Visibility == ast.IndexVisibilityInvisible
	x.Where = c.expr(o.Condition)
}

func (c *converter) constraint(k *ast.Constraint) stmt.Constraint {
	out := stmt.Constraint{Name: k.Name}
	switch k.Tp {
	case ast.ConstraintPrimaryKey:
		out.Kind = stmt.Primary
	case ast.ConstraintUniq, ast.ConstraintUniqKey, ast.ConstraintUniqIndex:
		out.Kind = stmt.Unique
	case ast.ConstraintForeignKey:
		out.Kind = stmt.Foreign
		reference(&out, k.Refer)
	case ast.ConstraintCheck:
		out.Kind, out.Expr, out.NotValid = stmt.Check, c.expr(k.Expr), !k.Enforced
	}
	for _, p := range c.parts(k.Keys) {
		out.Columns = append(out.Columns, p.Column)
		if out.Kind != stmt.Foreign {
			out.Parts = append(out.Parts, p)
		}
	}
	return out
}

func reference(out *stmt.Constraint, r *ast.ReferenceDef) {
	if r == nil {
		return
	}
	out.Ref = table(r.Table)
	for _, p := range r.IndexPartSpecifications {
		out.RefColumns = append(out.RefColumns, column(p.Column))
	}
	if r.OnDelete != nil {
		out.OnDelete = refAction(r.OnDelete.ReferOpt)
	}
	if r.OnUpdate != nil {
		out.OnUpdate = refAction(r.OnUpdate.ReferOpt)
	}
}

func refAction(o ast.ReferOptionType) string {
	if s := o.String(); s != "NO ACTION" {
		return s
	}
	return ""
}

func (c *converter) parts(list []*ast.IndexPartSpecification) []stmt.Part {
	var out []stmt.Part
	for _, p := range list {
		part := stmt.Part{Column: column(p.Column), Desc: p.Desc, Expr: c.expr(p.Expr)}
		if p.Length > 0 {
			part.Length = p.Length
		}
		out = append(out, part)
	}
	return out
}

// expr converts an expression; nil stays nil. Its text is written anew, in the style of the parser.
func (c *converter) expr(e ast.ExprNode) *stmt.Expr {
	if e == nil {
		return nil
	}
	var b strings.Builder
	flags := format.RestoreStringSingleQuotes | format.RestoreKeyWordUppercase | format.RestoreStringWithoutCharset
	out := &stmt.Expr{Constant: true}
	if err := e.Restore(format.NewRestoreCtx(flags, &b)); err == nil {
		out.Text = b.String()
	}
	out.Null = out.Text == "NULL"
	e.Accept(&funcs{out: out})
	return out
}

// funcs collects what makes an expression more than a constant.
type funcs struct{ out *stmt.Expr }

// Enter implements ast.Visitor.
func (v *funcs) Enter(n ast.Node) (ast.Node, bool) {
	switch n := n.(type) {
	case *ast.FuncCallExpr:
		v.out.Constant = false
		if !slices.Contains(v.out.Funcs, n.FnName.L) {
			v.out.Funcs = append(v.out.Funcs, n.FnName.L)
		}
	case *ast.ColumnNameExpr:
		v.out.Constant = false
		if col := column(n.Name); !slices.Contains(v.out.Columns, col) {
			v.out.Columns = append(v.out.Columns, col)
		}
	case *ast.SubqueryExpr, ast.ParamMarkerExpr:
		v.out.Constant = false
	}
	return n, false
}

// Leave implements ast.Visitor.
func (v *funcs) Leave(n ast.Node) (ast.Node, bool) { return n, true }
