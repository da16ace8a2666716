// Package goodwrappers hands statements on that name their columns.
package goodwrappers

// without connleak: what is done with the answers is left out

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
)

type repo struct {
	db      *sql.DB
	columns string
}

func (r *repo) query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	slog.DebugContext(ctx, "query", "sql", q)
	return r.db.QueryContext(ctx, q, args...)
}

func (r *repo) list(ctx context.Context, cols, table string) (*sql.Rows, error) {
	return r.query(ctx, fmt.Sprintf("SELECT %s FROM %s", cols, table))
}

func (r *repo) callers(ctx context.Context) {
	r.query(ctx, "SELECT id, name FROM users")
	r.list(ctx, "id, name", "users")
	r.list(ctx, "count(*)", "users")
	r.list(ctx, "*", "(SELECT id FROM users) u")
	r.list(ctx, r.columns, "users")
	r.log(ctx, "SELECT * FROM users")
	note("SELECT * FROM users")
}

// log and note run nothing.
func (r *repo) log(ctx context.Context, q string) { slog.InfoContext(ctx, q) }

func note(s string) string { return "note: " + s }

type finder interface {
	Find(ctx context.Context, q string) error
	Query() string
}

func search(ctx context.Context, f finder) error {
	_ = f.Query()
	return f.Find(ctx, "SELECT * FROM the web")
}

func wrap(inner string) string { return "SELECT count(*) FROM (" + inner + ") t" }

func (r *repo) page(ctx context.Context) {
	r.db.QueryContext(ctx, wrap("SELECT * FROM users"))
	r.db.QueryContext(ctx, "SELECT EXISTS("+sub()+")")
}

func sub() string { return "SELECT * FROM users" }

// dump reads any table, whatever its columns are.
func (r *repo) dump(ctx context.Context, table string) ([]string, error) {
	rows, err := r.query(ctx, "SELECT * FROM "+table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return header(rows)
}

func header(rows *sql.Rows) ([]string, error) { return rows.Columns() }

// exporter reads the tables it is made for, whatever their columns are.
type exporter struct {
	db    *sql.DB
	table string
}

func newExporter(db *sql.DB, table string) *exporter { return &exporter{db, table} }

func (e *exporter) export(ctx context.Context) ([]string, error) {
	rows, err := e.db.QueryContext(ctx, "SELECT * FROM "+e.table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return rows.Columns()
}

func exports(ctx context.Context, db *sql.DB) {
	newExporter(db, "users").export(ctx)
	newExporter(db, "orders").export(ctx)
}

// values of functions that run nothing
func functions(db *sql.DB) {
	show := func(q string) { slog.Info(q) }
	show("SELECT * FROM users")
	r := &repo{}
	hand := r.log
	hand(context.Background(), "SELECT * FROM users")
}
