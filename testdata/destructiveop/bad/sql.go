// Package bad destroys everything in every way.
package bad

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

type store struct {
	db   *sql.DB
	x    *sqlx.DB
	pool *pgxpool.Pool
}

func (s *store) Direct(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, "DELETE FROM jobs") // want "DELETE FROM jobs has no WHERE, so one call empties the table"
	return err
}

// Cleanup deletes everything where the parameter is missing.
func (s *store) Cleanup(w http.ResponseWriter, r *http.Request) {
	q := "DELETE FROM jobs"
	if status := r.URL.Query().Get("status"); status != "" {
		q += " WHERE status = " + pq.QuoteLiteral(status)
	}
	if _, err := s.db.ExecContext(r.Context(), q); err != nil { // want "DELETE FROM jobs has no WHERE"
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

func (s *store) Filters(ids []int) error {
	q := "UPDATE jobs SET state = 'new'"
	if len(ids) > 0 {
		q += " WHERE id = ANY($1)"
	}
	_, err := s.db.Exec(q, pq.Array(ids)) // want "UPDATE jobs has no WHERE, so one call rewrites every row"
	return err
}

func (s *store) Always() {
	s.db.Exec("DELETE FROM sessions WHERE 1=1")     // want "DELETE FROM sessions has a WHERE that is always true"
	s.x.MustExec("DELETE FROM sessions WHERE true") // want "always true"
}

const reset = `
	UPDATE accounts
	SET balance = 0,
	    touched = now();
`

func (s *store) Constant() error {
	_, err := s.x.Exec(reset) // want "UPDATE accounts has no WHERE"
	return err
}

func (s *store) Truncate(ctx context.Context, tx pgx.Tx) error {
	if _, err := s.pool.Exec(ctx, "truncate table events, event_tags restart identity cascade"); err != nil { // want "TRUNCATE of events empties the table"
		return err
	}
	_, err := tx.Exec(ctx, "TRUNCATE audit.entries") // want "TRUNCATE of audit.entries"
	return err
}

func (s *store) Drop() {
	s.db.Exec("DROP TABLE IF EXISTS users CASCADE") // want "DROP TABLE users loses everything in it"
	s.db.Exec("DROP DATABASE " + "shop")            // want "DROP DATABASE shop"
	s.db.Exec("drop schema billing cascade")        // want "DROP SCHEMA billing"
}

func (s *store) AnyTable(table string) error {
	_, err := s.db.Exec(fmt.Sprintf("DELETE FROM %s", table)) // want "DELETE FROM … has no WHERE"
	return err
}

func (s *store) Quoted(name string) error {
	_, err := s.db.Exec(fmt.Sprintf(`TRUNCATE TABLE "%s"`, name)) // want "TRUNCATE of … empties"
	return err
}

func (s *store) Loop() {
	for _, table := range []string{"users", "orders"} {
		s.db.Exec("TRUNCATE " + table) // want "TRUNCATE of (users|orders)"
	}
}

func (s *store) Builder(kinds []string) error {
	var b strings.Builder
	b.WriteString("DELETE FROM notifications")
	if len(kinds) > 0 {
		b.WriteString(" WHERE kind IN (?)")
	}
	_, err := s.db.Exec(b.String()) // want "DELETE FROM notifications has no WHERE"
	return err
}

func (s *store) Joined(conds []string) error {
	where := ""
	if len(conds) > 0 {
		where = " WHERE " + strings.Join(conds, " AND ")
	}
	_, err := s.db.Exec("DELETE FROM alerts" + where) // want "DELETE FROM alerts has no WHERE"
	return err
}

func (s *store) run(q string, args ...any) error {
	_, err := s.db.Exec(q, args...)
	return err
}

func (s *store) Helper() error {
	return s.run("DELETE FROM carts") // want "DELETE FROM carts has no WHERE"
}

type queries struct{ purge, find string }

var named = queries{purge: "DELETE FROM votes", find: "SELECT id FROM votes WHERE id = $1"}

func (s *store) Struct(id int) error {
	if _, err := s.db.Exec(named.purge); err != nil { // want "DELETE FROM votes has no WHERE"
		return err
	}
	return s.db.QueryRow(named.find, id).Scan(&id)
}

func (s *store) Closure() func() error {
	return func() error {
		_, err := s.db.Exec("DELETE FROM tokens") // want "DELETE FROM tokens"
		return err
	}
}

func (s *store) Prepared() (*sql.Stmt, error) {
	return s.db.Prepare("UPDATE users SET blocked = ?") // want "UPDATE users has no WHERE"
}

func (s *store) Transaction(ctx context.Context) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM prices") // want "DELETE FROM prices"
		return err
	})
}

func (s *store) Several() error {
	_, err := s.db.Exec("UPDATE a SET b = 1 WHERE c = 2; DELETE FROM d;") // want "DELETE FROM d has no WHERE"
	return err
}

type execer interface {
	Exec(query string, args ...any) (sql.Result, error)
}

func Interface(e execer) error {
	_, err := e.Exec("DELETE FROM leases") // want "DELETE FROM leases"
	return err
}

func generic[T execer](e T) {
	e.Exec("DELETE FROM memberships") // want "DELETE FROM memberships"
}

func (s *store) Generic() { generic(s.db) }

// Refill leaves readers without rows.
func (s *store) Refill(tx *sql.Tx) {
	tx.Exec("DELETE FROM totals") // want:info "DELETE FROM totals empties a table that is filled anew"
	tx.Exec("INSERT INTO totals SELECT sum(price) FROM orders")
}
