// Package sqlite turns statements of SQLite into plain data. The parser is github.com/sqlc-dev/meyer, SQLite's grammar in Go.
package sqlite

import (
	"errors"
	"slices"
	"strings"

	"github.com/sqlc-dev/meyer/ast"
	"github.com/sqlc-dev/meyer/parser"

	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// Parse returns what a text of one statement does. An error is a *stmt.SyntaxError. The parser may panic: callers guard.
func Parse(text string) ([]stmt.Action, error) {
	list, err := parser.Options{UpdateDeleteLimit: true}.ParseString(text)
	if err != nil {
		var at *parser.Error
		if errors.As(err, &at) {
			return nil, &stmt.SyntaxError{Offset: at.Offset, Message: at.Message}
		}
		return nil, &stmt.SyntaxError{Offset: -1, Message: err.Error()}
	}
	c := converter{text: text}
	for _, s := range list {
		c.statement(s)
	}
	return c.out, nil
}

type converter struct {
	text string
	out  []stmt.Action
}

func (c *converter) add(a stmt.Action) { c.out = append(c.out, a) }

func name(i *ast.Ident) string {
	if i == nil {
		return ""
	}
	return i.Name
}

// qualified is a name; the schemas main and temp are left out.
func qualified(n *ast.QualifiedName) stmt.Name {
	if n == nil {
		return stmt.Name{}
	}
	schema := name(n.Schema)
	if strings.EqualFold(schema, "main") || strings.EqualFold(schema, "temp") {
		schema = ""
	}
	return stmt.Name{Schema: schema, Name: name(n.Name)}
}

func act(n ast.Node) stmt.Act { return stmt.Act{Offset: n.Pos()} }

func (c *converter) statement(s ast.Stmt) {
	switch n := s.(type) {
	case *ast.CreateTableStmt:
		c.createTable(n)
	case *ast.CreateVirtualTableStmt:
		c.add(stmt.CreateTable{Table: qualified(n.Name), IfNotExists: n.IfNotExists, Open: true, Module: strings.ToLower(name(n.Module))})
	case *ast.AlterTableStmt:
		c.alter(n)
	case *ast.DropTableStmt:
		c.add(stmt.DropTable{Table: qualified(n.Name), IfExists: n.IfExists})
	case *ast.CreateIndexStmt:
		x := stmt.Index{Name: qualified(n.Name).Name, Table: stmt.Name{Name: name(n.Table)}, Unique: n.Unique, Parts: c.parts(n.Columns), Where: c.expr(n.Where)}
		c.add(stmt.CreateIndex{Index: x, IfNotExists: n.IfNotExists})
	case *ast.DropIndexStmt:
		c.add(stmt.DropIndex{Index: qualified(n.Name), IfExists: n.IfExists})
	case *ast.CreateViewStmt:
		v := stmt.CreateView{View: qualified(n.Name), IfNotExists: n.IfNotExists, Temporary: n.Temp}
		for _, col := range n.Columns {
			v.Columns = append(v.Columns, name(col.Name))
		}
		c.add(v)
	case *ast.DropViewStmt:
		c.add(stmt.DropView{View: qualified(n.Name), IfExists: n.IfExists})
	case *ast.CreateTriggerStmt:
		c.add(stmt.Object{Verb: "CREATE", Kind: "TRIGGER", Name: qualified(n.Name), Table: qualified(n.Table), Body: c.text[n.Pos():n.End()]})
	case *ast.DropTriggerStmt:
		c.add(stmt.Object{Verb: "DROP", Kind: "TRIGGER", Name: qualified(n.Name)})
	case *ast.BeginStmt:
		c.add(stmt.Transaction{Verb: "BEGIN"})
	case *ast.CommitStmt:
		c.add(stmt.Transaction{Verb: "COMMIT"})
	case *ast.RollbackStmt:
		verb := "ROLLBACK"
		if n.Savepoint != nil {
			verb = "ROLLBACK TO"
		}
		c.add(stmt.Transaction{Verb: verb})
	case *ast.SavepointStmt:
		c.add(stmt.Transaction{Verb: "SAVEPOINT"})
	case *ast.ReleaseStmt:
		c.add(stmt.Transaction{Verb: "RELEASE"})
	case *ast.PragmaStmt:
		c.add(stmt.Setting{Name: strings.ToLower(qualified(n.Name).Name), Value: n.Value})
	case *ast.VacuumStmt:
		c.add(stmt.Maintenance{Verb: "VACUUM", Full: true})
	case *ast.AnalyzeStmt:
		c.add(stmt.Maintenance{Verb: "ANALYZE", Table: qualified(n.Name)})
	case *ast.ReindexStmt:
		c.add(stmt.Maintenance{Verb: "REINDEX", Table: qualified(n.Name)})
	}
}

func (c *converter) createTable(n *ast.CreateTableStmt) {
	out := stmt.CreateTable{Act: act(n.Name), Table: qualified(n.Name), IfNotExists: n.IfNotExists, Temporary: n.Temp, Open: n.Select != nil}
	for _, d := range n.Columns {
		out.Columns = append(out.Columns, c.column(d))
	}
	for _, k := range n.Constraints {
		con := stmt.Constraint{Name: name(k.Name), Offset: k.Pos(), Deferrable: k.Deferrable != nil && !k.Deferrable.Not}
		switch k.Kind {
		case ast.TablePrimaryKey, ast.TableUnique:
			con.Kind = stmt.Primary
			if k.Kind == ast.TableUnique {
				con.Kind = stmt.Unique
			}
			con.Parts = c.parts(k.Columns)
			for _, p := range con.Parts {
				con.Columns = append(con.Columns, p.Column)
			}
			if len(con.Parts) == 1 {
				con.Parts[0].Desc = false // the rowid all the same
			}
		case ast.TableCheck:
			con.Kind, con.Expr = stmt.Check, c.expr(k.Expr)
		case ast.TableForeignKey:
			for _, col := range k.FKColumns {
				con.Columns = append(con.Columns, name(col.Name))
			}
			reference(&con, k.References)
		}
		out.Constraints = append(out.Constraints, con)
	}
	for _, o := range n.Options {
		out.WithoutRowid = out.WithoutRowid || o.Without
	}
	c.add(out)
}

func (c *converter) column(d *ast.ColumnDef) stmt.Column {
	out := stmt.Column{Name: name(d.Name), Offset: d.Pos()}
	if d.Type != nil {
		out.Type = stmt.Type{Name: d.Type.Name, Args: slices.Clone(d.Type.Args)}
		if i := strings.Index(strings.ToLower(out.Type.Name), "generated always"); i >= 0 { // the grammar takes the words for a part of the type
			out.Type.Name = strings.TrimSpace(out.Type.Name[:i])
		}
	}
	for _, k := range d.Constraints {
		con := stmt.Constraint{Name: name(k.Name), Columns: []string{out.Name}, Offset: k.Pos()}
		switch k.Kind {
		case ast.ColumnNotNull:
			out.NotNull = true
			continue
		case ast.ColumnDefault:
			out.Default = c.expr(k.Expr)
			continue
		case ast.ColumnCollate:
			out.Collation = name(k.Collation)
			continue
		case ast.ColumnGenerated:
			out.Generated, out.Stored = c.expr(k.Expr), strings.EqualFold(name(k.GeneratedKind), "stored")
			continue
		case ast.ColumnPrimaryKey:
			con.Kind, con.Parts = stmt.Primary, []stmt.Part{{Column: out.Name, Desc: k.Order == ast.SortDesc}}
			// "INTEGER PRIMARY KEY" is the rowid; with DESC it is not (https://sqlite.org/lang_createtable.html#rowid).
			out.Auto = strings.EqualFold(out.Type.Name, "integer") && k.Order != ast.SortDesc
		case ast.ColumnUnique:
			con.Kind, con.Parts = stmt.Unique, []stmt.Part{{Column: out.Name}}
		case ast.ColumnCheck:
			con.Kind, con.Expr = stmt.Check, c.expr(k.Expr)
		case ast.ColumnReferences:
			reference(&con, k.References)
		default:
			continue
		}
		out.Constraints = append(out.Constraints, con)
	}
	return out
}

func reference(con *stmt.Constraint, r *ast.ForeignKeyClause) {
	con.Kind = stmt.Foreign
	if r == nil {
		return
	}
	con.Ref = stmt.Name{Name: name(r.Table)}
	for _, col := range r.Columns {
		con.RefColumns = append(con.RefColumns, name(col.Name))
	}
	words := map[ast.ForeignKeyAction]string{ast.FKCascade: "CASCADE", ast.FKRestrict: "RESTRICT", ast.FKSetNull: "SET NULL", ast.FKSetDefault: "SET DEFAULT"}
	for _, a := range r.Args {
		switch a.Event {
		case "DELETE":
			con.OnDelete = words[a.Action]
		case "UPDATE":
			con.OnUpdate = words[a.Action]
		}
	}
}

func (c *converter) alter(n *ast.AlterTableStmt) {
	table := qualified(n.Table)
	at := act(n.Table)
	switch n.Action {
	case ast.AlterRenameTable:
		c.add(stmt.RenameTable{Act: at, Table: table, To: stmt.Name{Schema: table.Schema, Name: name(n.NewName)}})
	case ast.AlterRenameColumn:
		c.add(stmt.RenameColumn{Act: at, Table: table, Column: name(n.Column), To: name(n.NewName)})
	case ast.AlterAddColumn:
		c.add(stmt.AddColumn{Act: act(n.ColumnDef), Table: table, Column: c.column(n.ColumnDef)})
	case ast.AlterDropColumn:
		c.add(stmt.DropColumn{Act: at, Table: table, Column: name(n.Column)})
	case ast.AlterDropConstraint:
		c.add(stmt.DropConstraint{Act: at, Table: table, Name: name(n.ConstraintName)})
	case ast.AlterDropNotNull:
		c.add(stmt.DropNotNull{Act: at, Table: table, Column: name(n.Column)})
	case ast.AlterSetNotNull:
		c.add(stmt.SetNotNull{Act: at, Table: table, Column: name(n.Column)})
	case ast.AlterAddConstraintCheck:
		c.add(stmt.AddConstraint{Act: at, Table: table, Constraint: stmt.Constraint{Name: name(n.ConstraintName), Kind: stmt.Check, Expr: c.expr(n.Expr)}})
	}
}

func (c *converter) parts(terms []*ast.OrderingTerm) []stmt.Part {
	var out []stmt.Part
	for _, t := range terms {
		e := t.Expr
		if col, ok := e.(*ast.CollateExpr); ok {
			e = col.X
		}
		p := stmt.Part{Desc: t.Order == ast.SortDesc}
		switch x := e.(type) {
		case *ast.Ident:
			p.Column = x.Name
		case *ast.Literal:
			if x.Kind == ast.LitString { // a name in single quotes, which SQLite takes
				p.Column = x.Value
			} else {
				p.Expr = c.expr(e)
			}
		default:
			p.Expr = c.expr(e)
		}
		out = append(out, p)
	}
	return out
}

// expr converts an expression; nil stays nil. Its text is that of the statement.
func (c *converter) expr(e ast.Expr) *stmt.Expr {
	if e == nil {
		return nil
	}
	out := &stmt.Expr{Text: strings.TrimSpace(c.text[e.Pos():e.End()]), Constant: true}
	if l, ok := e.(*ast.Literal); ok && l.Kind == ast.LitNull {
		out.Null = true
	}
	read := func(col string) {
		out.Constant = false
		if !slices.Contains(out.Columns, col) {
			out.Columns = append(out.Columns, col)
		}
	}
	skip := map[ast.Node]bool{} // the names of functions
	ast.Walk(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncCall:
			out.Constant = false
			skip[n.Name] = true
			if f := strings.ToLower(name(n.Name)); !slices.Contains(out.Funcs, f) {
				out.Funcs = append(out.Funcs, f)
			}
		case *ast.Literal:
			switch n.Kind {
			case ast.LitCurrentDate, ast.LitCurrentTime, ast.LitCurrentTimestamp:
				out.Constant = false
				out.Funcs = append(out.Funcs, strings.ToLower(n.Raw))
			}
		case *ast.Ident:
			if !skip[n] && !strings.EqualFold(n.Name, "true") && !strings.EqualFold(n.Name, "false") {
				read(n.Name)
			}
		case *ast.QualifiedRef:
			read(name(n.Parts[len(n.Parts)-1]))
			return false
		case *ast.BindParam, *ast.SubqueryExpr, *ast.ExistsExpr:
			out.Constant = false
		}
		return true
	})
	return out
}
