// Package dal is how this program reaches its database: an interface, clauses, and a converter of rows.
package dal

import (
	"context"
	"database/sql"

	"gorm.io/gorm"
)

// Clause is a part of a statement.
type Clause struct {
	Kind string
	Text string
	Args []any
}

// From names the table.
func From(table string) Clause { return Clause{Kind: "from", Text: table} }

// Where names a condition.
func Where(text string, args ...any) Clause { return Clause{Kind: "where", Text: text, Args: args} }

// OrderBy names an order.
func OrderBy(text string) Clause { return Clause{Kind: "order", Text: text} }

// Rows are the rows of a query.
type Rows interface {
	Next() bool
	Close() error
	Err() error
}

// Dal reads and writes.
type Dal interface {
	Cursor(ctx context.Context, clauses ...Clause) (Rows, error)
	Fetch(rows Rows, dst any) error
	First(ctx context.Context, dst any, clauses ...Clause) error
	All(ctx context.Context, dst any, clauses ...Clause) error
}

// Gorm implements Dal.
type Gorm struct{ db *gorm.DB }

// New makes one.
func New(db *gorm.DB) Dal { return &Gorm{db: db} }

func (g *Gorm) build(ctx context.Context, clauses []Clause) *gorm.DB {
	tx := g.db.WithContext(ctx)
	for _, c := range clauses {
		switch c.Kind {
		case "from":
			tx = tx.Table(c.Text)
		case "where":
			tx = tx.Where(c.Text, c.Args...)
		case "order":
			tx = tx.Order(c.Text)
		}
	}
	return tx
}

// Cursor starts to read.
func (g *Gorm) Cursor(ctx context.Context, clauses ...Clause) (Rows, error) {
	return g.build(ctx, clauses).Rows()
}

// Fetch reads a row that has arrived.
func (g *Gorm) Fetch(rows Rows, dst any) error {
	r, ok := rows.(*sql.Rows)
	if !ok {
		return sql.ErrNoRows
	}
	return g.db.ScanRows(r, dst)
}

// First reads one row.
func (g *Gorm) First(ctx context.Context, dst any, clauses ...Clause) error {
	return g.build(ctx, clauses).First(dst).Error
}

// All reads all rows.
func (g *Gorm) All(ctx context.Context, dst any, clauses ...Clause) error {
	return g.build(ctx, clauses).Find(dst).Error
}

// ConverterArgs says what to convert and how.
type ConverterArgs struct {
	DB      Dal
	Input   Rows
	New     func() any
	Convert func(row any) ([]any, error)
}

// Converter converts rows.
type Converter struct{ args *ConverterArgs }

// NewConverter makes one.
func NewConverter(args ConverterArgs) (*Converter, error) { return &Converter{args: &args}, nil }

// Execute converts each row.
func (c *Converter) Execute() (out []any, err error) {
	defer c.args.Input.Close()
	for c.args.Input.Next() {
		row := c.args.New()
		if err := c.args.DB.Fetch(c.args.Input, row); err != nil {
			return nil, err
		}
		results, err := c.args.Convert(row)
		if err != nil {
			return nil, err
		}
		out = append(out, results...)
	}
	return out, c.args.Input.Err()
}
