// Package bad names tables and columns that are gone, or were never there.
package bad

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
)

type repo struct {
	db   *sql.DB
	x    *sqlx.DB
	pool *pgxpool.Pool
}

func (r *repo) renamed(ctx context.Context, id int64) *sql.Row {
	return r.db.QueryRowContext(ctx, "SELECT name, nick FROM users WHERE id = $1", id) // want:program "users.nick was renamed to handle in 0002_names.up.sql: use the new name"
}

func (r *repo) dropped(ctx context.Context, id int64) *sql.Row {
	return r.db.QueryRowContext(ctx, "SELECT id FROM users u WHERE u.legacy_id = $1", id) // want:program "users.legacy_id was dropped in 0002_names.up.sql"
}

const notes = `
	SELECT o.id, o.total
	FROM orders o
	JOIN users u ON u.id = o.user_id
	WHERE u.id = $1 AND o.note <> ''`

func (r *repo) joined(ctx context.Context, id int64) (out []int64, err error) {
	err = r.x.SelectContext(ctx, &out, notes, id) // want:program "orders.note was dropped"
	return out, err
}

func (r *repo) insert(ctx context.Context, login string) error {
	_, err := r.pool.Exec(ctx, "INSERT INTO users (name, login) VALUES ($1, $1)", login) // want:program "users.login was dropped"
	return err
}

func (r *repo) table(ctx context.Context, code string) *sql.Row {
	return r.db.QueryRowContext(ctx, "SELECT id FROM coupons WHERE code = $1", code) // want:program "the statement fails: coupons was dropped in 0003_tables.up.sql"
}

func (r *repo) tableRenamed(ctx context.Context, id int64) error {
	_, err := r.db.ExecContext(ctx, "DELETE FROM baskets WHERE user_id = $1", id) // want:program "baskets was renamed to carts in 0003_tables.up.sql: use the new name"
	return err
}

func (r *repo) neverThere(ctx context.Context) error {
	_, err := r.db.ExecContext(ctx, "UPDATE orders SET discount = 0 WHERE id = $1", 1) // want:program "no migration gives orders a column discount"
	return err
}

func (r *repo) noTable(ctx context.Context, id int64) *sql.Row {
	return r.db.QueryRowContext(ctx, "SELECT count(*) FROM shipments WHERE order_id = $1", id) // want:program "no migration makes a table shipments"
}

func (r *repo) sorted(ctx context.Context) (*sql.Rows, error) {
	return r.db.QueryContext(ctx, "SELECT id FROM orders WHERE user_id = 1 ORDER BY placed DESC LIMIT 10") // want:program "orders a column placed"
}

func (r *repo) grouped(ctx context.Context) (*sql.Rows, error) {
	return r.db.QueryContext(ctx, "SELECT count(*) FROM orders GROUP BY country") // want:program "orders a column country"
}

func (r *repo) aggregated(ctx context.Context) *sql.Row {
	return r.db.QueryRowContext(ctx, "SELECT sum(amount) FROM orders WHERE user_id = 3") // want:program "orders a column amount"
}

func (r *repo) subquery(ctx context.Context) (*sql.Rows, error) {
	return r.db.QueryContext(ctx, "SELECT id FROM users u WHERE EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.id AND o.refunded)") // want:program "orders a column refunded"
}

func (r *repo) cte(ctx context.Context) (*sql.Rows, error) {
	return r.db.QueryContext(ctx, "WITH big AS (SELECT id FROM orders WHERE weight > 3) SELECT id FROM big") // want:program "orders a column weight"
}

func (r *repo) conflict(ctx context.Context, name string) error {
	_, err := r.db.ExecContext(ctx, "INSERT INTO users (id, name) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET name = users.alias", name) // want:program "users a column alias"
	return err
}

func (r *repo) returning(ctx context.Context, id int64) *sql.Row {
	return r.db.QueryRowContext(ctx, "DELETE FROM orders WHERE id = $1 RETURNING tracking", id) // want:program "orders a column tracking"
}

func (r *repo) formatted(ctx context.Context, limit int) (*sql.Rows, error) {
	return r.db.QueryContext(ctx, fmt.Sprintf("SELECT id FROM orders WHERE state IS NULL LIMIT %d", limit)) // want:program "orders a column state"
}

func (r *repo) using(ctx context.Context) (*sql.Rows, error) {
	return r.db.QueryContext(ctx, "SELECT o.id FROM orders AS o LEFT JOIN users AS u ON u.order_ref = o.id WHERE o.id = 1") // want:program "users a column order_ref"
}

func (r *repo) exec(ctx context.Context, query string, args ...any) error {
	_, err := r.db.ExecContext(ctx, query, args...)
	return err
}

func (r *repo) helper(ctx context.Context, id int64) error {
	return r.exec(ctx, "UPDATE users SET verified = true WHERE id = $1", id) // want:program "users a column verified"
}

func (r *repo) closure(ctx context.Context, run func(func(*sql.Tx) error) error) error {
	return run(func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE users SET name = $1 WHERE users.locale = 'de'", "x") // want:program "users a column locale"
		return err
	})
}

func one[T any](db *sqlx.DB, query string, args ...any) (out T, err error) {
	err = db.Get(&out, query, args...)
	return out, err
}

func (r *repo) generic(id int64) (string, error) {
	return one[string](r.x, "SELECT timezone FROM users WHERE id = $1", id) // want:program "users a column timezone"
}

// Named once more: the finding above says so.
func (r *repo) again(ctx context.Context, id int64) *sql.Row {
	return r.db.QueryRowContext(ctx, "SELECT lower(nick) FROM users WHERE id = $1", id)
}
