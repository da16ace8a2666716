// Package mysql turns statements of MySQL and MariaDB into plain data. The parser is github.com/sqlc-dev/marino, a fork of TiDB's.
package mysql

import (
	"strconv"
	"strings"
	"sync"

	"github.com/sqlc-dev/marino/ast"
	"github.com/sqlc-dev/marino/parser"

	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// parsers are reused: one holds large tables. A parser that panicked is not put back.
var parsers = sync.Pool{New: func() any { return parser.New() }}

// Parse returns what a text of one statement does. An error is a *stmt.SyntaxError. The parser may panic: callers guard.
// What MySQL refuses is tried once more as MariaDB.
func Parse(text string) ([]stmt.Action, error) {
	p := parsers.Get().(*parser.Parser)
	p.SetMariaDB(false)
	list, _, err := p.ParseSQL(text)
	if err != nil {
		p.SetMariaDB(true)
		var again error
		if list, _, again = p.ParseSQL(text); again == nil {
			err = nil
		}
	}
	parsers.Put(p)
	if m := routine().FindStringSubmatch(text); err != nil && m != nil {
		// The body is not run here, and may hold what the parser does not know: PREPARE name FROM @text.
		return []stmt.Action{stmt.Object{Verb: "CREATE", Kind: strings.ToUpper(m[1]), Name: stmt.Name{Name: m[2]}, Body: text}}, nil
	}
	if err != nil && dynamic().MatchString(text) {
		return []stmt.Action{stmt.Block{Language: "sql"}}, nil // PREPARE name FROM @text, which the parser does not know
	}
	if err != nil {
		return nil, syntaxError(text, err)
	}
	c := converter{text: text}
	for _, s := range list {
		c.statement(s)
	}
	return c.out, nil
}

var routine = lazyre.New("(?is)^\\s*create\\s[^;(]*?\\b(procedure|function)\\s+(?:if\\s+not\\s+exists\\s+)?`?(\\w+)`?\\s*\\(.*\\bbegin\\b.*\\bend\\b")

var dynamic = lazyre.New(`(?i)^\s*(prepare\s+\S+\s+from\s+@|execute\s)`)

var place = lazyre.New(`^line (\d+) column (\d+) near "`)

// syntaxError reads the place that the parser writes into its message.
func syntaxError(text string, err error) *stmt.SyntaxError {
	msg := err.Error()
	if i := strings.Index(msg, "line "); i >= 0 {
		if m := place().FindStringSubmatch(msg[i:]); m != nil {
			line, _ := strconv.Atoi(m[1])
			col, _ := strconv.Atoi(m[2])
			offset := 0
			for range line - 1 {
				offset += strings.IndexByte(text[offset:], '\n') + 1
			}
			near := msg[i+len(m[0]):]
			near, _, _ = strings.Cut(near, "\"")
			near, _, _ = strings.Cut(near, "\n")
			if len(near) > 40 {
				near = near[:40]
			}
			return &stmt.SyntaxError{Offset: min(offset+max(col-1, 0), len(text)), Message: "syntax error near " + strconv.Quote(near)}
		}
	}
	msg, _, _ = strings.Cut(msg, "\n")
	return &stmt.SyntaxError{Offset: -1, Message: msg}
}

type converter struct {
	text string
	out  []stmt.Action
}

func (c *converter) add(a stmt.Action) { c.out = append(c.out, a) }

func table(t *ast.TableName) stmt.Name {
	if t == nil {
		return stmt.Name{}
	}
	return stmt.Name{Schema: t.Schema.O, Name: t.Name.O}
}

func act(n ast.Node) stmt.Act {
	if n == nil {
		return stmt.Act{}
	}
	return stmt.Act{Offset: max(n.OriginTextPosition(), 0)}
}

// statement converts the statements that change the schema or the session. What only reads or writes rows is left to the text layer.
func (c *converter) statement(s ast.StmtNode) {
	switch n := s.(type) {
	case *ast.CreateTableStmt:
		c.createTable(n)
	case *ast.AlterTableStmt:
		for _, spec := range n.Specs {
			c.alter(table(n.Table), spec)
		}
	case *ast.RenameTableStmt:
		for _, t := range n.TableToTables {
			c.add(stmt.RenameTable{Table: table(t.OldTable), To: table(t.NewTable)})
		}
	case *ast.DropTableStmt:
		for _, t := range n.Tables {
			if n.IsView {
				c.add(stmt.DropView{View: table(t), IfExists: n.IfExists})
			} else {
				c.add(stmt.DropTable{Table: table(t), IfExists: n.IfExists})
			}
		}
	case *ast.CreateIndexStmt:
		x := stmt.Index{Name: n.IndexName, Table: table(n.Table), Unique: n.KeyType == ast.IndexKeyTypeUnique, Parts: c.parts(n.IndexPartSpecifications)}
		switch n.KeyType {
		case ast.IndexKeyTypeFulltext:
			x.Method = "fulltext"
		case ast.IndexKeyTypeSpatial:
			x.Method = "spatial"
		}
		c.indexOption(&x, n.IndexOption)
		c.add(stmt.CreateIndex{Index: x, IfNotExists: n.IfNotExists})
	case *ast.DropIndexStmt:
		c.add(stmt.DropIndex{Index: stmt.Name{Name: n.IndexName}, Table: table(n.Table), IfExists: n.IfExists})
	case *ast.CreateViewStmt:
		v := stmt.CreateView{View: table(n.ViewName), Replace: n.OrReplace}
		for _, col := range n.Cols {
			v.Columns = append(v.Columns, col.O)
		}
		c.add(v)
	case *ast.TruncateTableStmt:
		c.add(stmt.Write{Verb: "TRUNCATE", Table: table(n.Table)})
	case *ast.LoadDataStmt:
		c.add(stmt.Write{Verb: "LOAD", Table: table(n.Table)})
	case *ast.LockTablesStmt:
		for _, l := range n.TableLocks {
			c.add(stmt.LockTable{Table: table(l.Table), Mode: strings.ToUpper(l.Type.String())})
		}
	case *ast.OptimizeTableStmt:
		for _, t := range n.Tables {
			c.add(stmt.Maintenance{Verb: "OPTIMIZE", Table: table(t)})
		}
	case *ast.AnalyzeTableStmt:
		for _, t := range n.TableNames {
			c.add(stmt.Maintenance{Verb: "ANALYZE", Table: table(t)})
		}
	case *ast.BeginStmt:
		c.add(stmt.Transaction{Verb: "BEGIN"})
	case *ast.CommitStmt:
		c.add(stmt.Transaction{Verb: "COMMIT"})
	case *ast.RollbackStmt:
		verb := "ROLLBACK"
		if n.SavepointName != "" {
			verb = "ROLLBACK TO"
		}
		c.add(stmt.Transaction{Verb: verb})
	case *ast.SetStmt:
		for _, v := range n.Variables {
			set := stmt.Setting{Name: strings.ToLower(v.Name)}
			if e := c.expr(v.Value); e != nil {
				set.Value = strings.Trim(e.Text, "'")
			}
			c.add(set)
		}
	case *ast.ProcedureInfo:
		c.add(stmt.Object{Verb: "CREATE", Kind: "PROCEDURE", Name: table(n.ProcedureName), Body: c.text})
	case *ast.PrepareStmt, *ast.ExecuteStmt:
		c.add(stmt.Block{Language: "sql"})
	case *ast.UseStmt:
		c.add(stmt.Setting{Name: "use", Value: n.DBName})
	case *ast.CreateTriggerStmt:
		c.add(stmt.Object{Verb: "CREATE", Kind: "TRIGGER", Name: table(n.TriggerName), Table: table(n.Table)})
	case *ast.DropTriggerStmt:
		c.add(stmt.Object{Verb: "DROP", Kind: "TRIGGER"})
	case *ast.CreateDatabaseStmt:
		c.add(stmt.Object{Verb: "CREATE", Kind: "DATABASE", Name: stmt.Name{Name: n.Name.O}})
	case *ast.DropDatabaseStmt:
		c.add(stmt.Object{Verb: "DROP", Kind: "DATABASE", Name: stmt.Name{Name: n.Name.O}})
	}
}

func (c *converter) createTable(n *ast.CreateTableStmt) {
	out := stmt.CreateTable{
		Act: act(n.Table), Table: table(n.Table), IfNotExists: n.IfNotExists, Temporary: n.TemporaryKeyword != ast.TemporaryNone, Open: n.Select != nil,
	}
	if n.ReferTable != nil {
		out.Like = []stmt.Like{{Table: table(n.ReferTable), Defaults: true, Identity: true, Generated: true, Checks: true, Indexes: true}}
	}
	for _, d := range n.Cols {
		out.Columns = append(out.Columns, c.column(d))
	}
	for _, k := range n.Constraints {
		if x, ok := c.index(k); ok {
			x.Table = out.Table
			out.Indexes = append(out.Indexes, x)
		} else {
			out.Constraints = append(out.Constraints, c.constraint(k))
		}
	}
	if n.Partition != nil {
		out.PartitionBy = strings.ToUpper(n.Partition.Tp.String())
	}
	c.add(out)
}
