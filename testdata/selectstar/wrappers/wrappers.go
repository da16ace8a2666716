// Package wrappers hands statements to functions that run them.
package wrappers

// without connleak: what is done with the answers is left out

import (
	"context"
	"database/sql"
	"fmt"
	"log"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jmoiron/sqlx"

	"prodlint.test/selectstar/wrappers/dbutil"
)

// dbtx is what a pool and a transaction have in common.
type dbtx interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	GetContext(ctx context.Context, dest any, query string, args ...any) error
}

type repo struct {
	db    dbtx
	raw   *sql.DB
	stmts struct{ list, one *sql.Stmt }
	q     struct{ list, one string }
}

func (r *repo) query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	q = strings.TrimSpace(q)
	return r.raw.QueryContext(ctx, q, args...)
}

// deeper hands on what it is handed.
func (r *repo) deeper(ctx context.Context, what, table string) (*sql.Rows, error) {
	return r.query(ctx, "SELECT "+what+" FROM "+table)
}

func (r *repo) callers(ctx context.Context) {
	r.query(ctx, "SELECT * FROM users") // want "on users"
	r.query(ctx, "SELECT id FROM users")
	r.deeper(ctx, "*", "orders") // want "on orders"
	r.deeper(ctx, "id", "orders")
	q := fmt.Sprintf("SELECT * FROM %s", "lines")
	r.query(ctx, q)                                                   // want "on lines"
	dbutil.Rows(ctx, r.raw, "SELECT * FROM elsewhere")                // want "on elsewhere"
	dbutil.Get[user](ctx, r.raw, "SELECT * FROM generic WHERE a = 1") // want "on generic"
	var run = func(q string) { r.raw.QueryContext(ctx, q) }
	run("SELECT * FROM literal") // want "on literal"
}

type user struct{ ID int64 }

// through is an interface that nothing here implements: its methods say what they do.
func (r *repo) through(ctx context.Context, dest any) {
	r.db.QueryContext(ctx, "SELECT * FROM users")   // want "on users"
	r.db.GetContext(ctx, dest, "SELECT * FROM one") // want "on one"
	r.db.QueryContext(ctx, "SELECT id FROM users")
}

// prefix shows the star by itself: its callers are not to blame.
func (r *repo) prefix(ctx context.Context, where string) {
	r.raw.QueryContext(ctx, "SELECT * FROM users WHERE "+where) // want "on users"
}

func (r *repo) prefixed(ctx context.Context) {
	r.prefix(ctx, "a = 1")
	r.prefix(ctx, "a * b = 2")
}

func (r *repo) prepare(ctx context.Context) (err error) {
	if r.stmts.list, err = r.raw.PrepareContext(ctx, "SELECT * FROM prepared"); err != nil { // want "on prepared"
		return err
	}
	r.stmts.one, err = r.raw.PrepareContext(ctx, "SELECT id FROM prepared")
	r.stmts.list.QueryContext(ctx)
	return err
}

func newRepo(db *sql.DB) *repo {
	r := &repo{raw: db}
	r.q.list = "SELECT * FROM held"
	r.q.one = "SELECT id FROM held"
	return r
}

func (r *repo) held(ctx context.Context) {
	r.raw.QueryContext(ctx, r.q.list) // want "on held"
	r.raw.QueryContext(ctx, r.q.one)
}

func build(all bool) string {
	if all {
		return "SELECT * FROM built"
	}
	return "SELECT id FROM built"
}

func from(table string) string { return "SELECT * FROM " + table }

func (r *repo) built(ctx context.Context) {
	r.raw.QueryContext(ctx, build(true))                     // want "on built"
	r.raw.QueryContext(ctx, from("returned")+" WHERE a = 1") // want "on returned"
}

var statements = map[string]string{
	"all": "SELECT * FROM mapped", // want "on mapped"
	"one": "SELECT id FROM mapped",
}

var list = []string{"SELECT * FROM first", "SELECT * FROM second"}

func (r *repo) collections(ctx context.Context, name string, i int) {
	r.raw.QueryContext(ctx, statements[name])
	r.raw.QueryContext(ctx, statements["one"])
	r.raw.QueryContext(ctx, list[i]) // want "SELECT \\* fetches"
}

func inTx(ctx context.Context, db *sql.DB, f func(tx *sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}

func (r *repo) callback(ctx context.Context, forUpdate bool) error {
	query := "SELECT * FROM accounts WHERE id = $1"
	if forUpdate {
		query += " FOR UPDATE"
	}
	return inTx(ctx, r.raw, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, query).Err() // want "on accounts"
	})
}

type spec struct {
	name, sql string
}

// run executes one of several texts: the finding stands where the star is written.
func (r *repo) run(ctx context.Context, s spec) { r.raw.QueryContext(ctx, s.sql) }

func (r *repo) specs(ctx context.Context) {
	r.run(ctx, spec{"a", "SELECT * FROM spec_a"}) // want "on spec_a"
	r.run(ctx, spec{"b", "SELECT id FROM spec_b"})
}

func rows(ctx context.Context, tx pgx.Tx, x *sqlx.DB, dest any) {
	const q = "SELECT * FROM users"
	tx.Query(ctx, q)    // want "on users"
	mustGet(x, dest, q) // want "on users"
}

func mustGet(x *sqlx.DB, dest any, q string) {
	if err := x.Get(dest, q); err != nil {
		log.Fatal("query ", q, ": ", err)
	}
}

// functions that are values

func (r *repo) values(ctx context.Context) {
	q := r.raw.QueryContext
	q(ctx, "SELECT * FROM method_value") // want "on method_value"
	passed(ctx, r.raw.QueryContext)
}

func passed(ctx context.Context, f func(context.Context, string, ...any) (*sql.Rows, error)) {
	f(ctx, "SELECT * FROM passed") // want "on passed"
}

// timed implements the interface that it wraps, so nothing else is seen to.
type timed struct{ inner querier }

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func (t timed) QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	return t.inner.QueryContext(ctx, q, args...)
}

func throughTimed(ctx context.Context, q querier) { q.QueryContext(ctx, "SELECT * FROM timed") } // want "on timed"

func wire(db *sql.DB) { throughTimed(context.Background(), timed{db}) }

// texts that constructors and options keep

type lister struct {
	db    *sql.DB
	query string
}

func newLister(db *sql.DB, query string) *lister { return &lister{db, query} }

func (l *lister) list() { l.db.Query(l.query) }

func listers(db *sql.DB) {
	newLister(db, "SELECT * FROM kept").list() // want "on kept"
	newLister(db, "SELECT id FROM kept").list()
}

type config struct{ query string }

func withQuery(q string) func(*config) { return func(c *config) { c.query = q } }

func configured(db *sql.DB, options ...func(*config)) {
	c := config{query: "SELECT id FROM configured"}
	for _, o := range options {
		o(&c)
	}
	db.Query(c.query)
}

func configure(db *sql.DB) { configured(db, withQuery("SELECT * FROM configured")) } // want "on configured"

// a table of statements

var table = []struct{ name, text string }{
	{"all", "SELECT * FROM listed"}, // want "on listed"
	{"one", "SELECT id FROM listed"},
}

func prepareTable(db *sql.DB) {
	for _, t := range table {
		db.Prepare(t.text)
	}
}
