// Package bad asks for rows by columns that no index begins with.
package bad

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	sq "github.com/Masterminds/squirrel"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

type store struct {
	db   *sql.DB
	x    *sqlx.DB
	pool *pgxpool.Pool
}

func (s *store) direct(ctx context.Context, userID int64) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, "SELECT id, number FROM orders WHERE user_id = $1", userID) // want:program "CREATE INDEX CONCURRENTLY ON orders (user_id)"
}

const byShop = `
	SELECT o.id
	FROM orders AS o
	WHERE o.shop_id = $1
	  AND o.deleted_at IS NULL`

func (s *store) constant(ctx context.Context, shop int64) (out []int64, err error) {
	err = s.x.SelectContext(ctx, &out, byShop, shop) // want:program "no index begins with orders.shop_id"
	return out, err
}

// The index on number holds only the orders that are there.
func (s *store) partial(ctx context.Context, number string) *sql.Row {
	return s.db.QueryRowContext(ctx, "SELECT id FROM orders WHERE number = $1", number) // want:program "no index begins with orders.number"
}

// The second column of an index is of no use by itself.
func (s *store) second(ctx context.Context, sku string) *sql.Row {
	return s.db.QueryRowContext(ctx, "SELECT order_id FROM order_items WHERE sku = $1", sku) // want:program "order_items.sku"
}

func (s *store) list(ctx context.Context, ids []int64) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, "SELECT order_id FROM order_items WHERE warehouse_id = ANY($1)", pq.Array(ids)) // want:program "order_items.warehouse_id"
}

func (s *store) in(ids []int64) (out []int64, err error) {
	query, args, err := sqlx.In("SELECT id FROM payments WHERE batch_id IN (?)", ids)
	if err != nil {
		return nil, err
	}
	err = s.x.Select(&out, s.x.Rebind(query), args...) // want:program "payments.batch_id"
	return out, err
}

func (s *store) update(ctx context.Context, ref string) error {
	_, err := s.db.ExecContext(ctx, "UPDATE payments SET booked_at = now() WHERE provider_ref = $1", ref) // want:program "payments.provider_ref"
	return err
}

func (s *store) remove(ctx context.Context, user int64) error {
	_, err := s.pool.Exec(ctx, "DELETE FROM sessions WHERE user_id = $1", user) // want:program "sessions.user_id"
	return err
}

func (s *store) expire(ctx context.Context) error {
	_, err := s.pool.Exec(ctx, "DELETE FROM sessions WHERE expires_at < now()") // want:program "sessions.expires_at"
	return err
}

func (s *store) lower(ctx context.Context, mail string) *sql.Row {
	return s.db.QueryRowContext(ctx, "SELECT id FROM users WHERE lower(email) = lower($1)", mail) // want:program "CREATE INDEX CONCURRENTLY ON users (lower(email))"
}

func (s *store) join(ctx context.Context, order int64) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, `SELECT i.id FROM orders o JOIN invoices i ON i.order_id = o.id WHERE o.id = $1`, order) // want:program "the join reads the whole table, no index begins with invoices.order_id"
}

func (s *store) leftJoin(ctx context.Context, invoice int64) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, `SELECT p.id FROM invoices i LEFT JOIN payments p ON i.id = p.invoice_id WHERE i.id = $1`, invoice) // want:program "payments.invoice_id"
}

func (s *store) comma(ctx context.Context, owner int64) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, `SELECT m.id FROM threads t, messages m WHERE m.thread_id = t.id AND t.owner_id = $1`, owner) // want:program "messages.thread_id"
}

func (s *store) exists(ctx context.Context, post []int64) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, `SELECT id FROM users u WHERE id = ANY($1) AND EXISTS (SELECT 1 FROM messages m WHERE m.sender_id = u.id)`, post) // want:program "messages.sender_id"
}

func (s *store) subquery(ctx context.Context, post int64) *sql.Row {
	return s.db.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM tags WHERE post_id = $1)`, post) // want:program "tags.post_id"
}

func (s *store) cte(ctx context.Context, id string) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, `WITH e AS (SELECT id, at FROM events WHERE aggregate_id = $1) SELECT id FROM e`, id) // want:program "events.aggregate_id"
}

func (s *store) latest(ctx context.Context) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, "SELECT id FROM events ORDER BY at DESC LIMIT 50") // want:program "sorts the whole table for its first rows, no index begins with events.at"
}

func (s *store) two(ctx context.Context, account, period int64) *sql.Row {
	return s.db.QueryRowContext(ctx, "SELECT id FROM invoices WHERE account_id = $1 AND period_id = $2", account, period) // want:program "no index of invoices begins with account_id, period_id"
}

func (s *store) prefix(ctx context.Context) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, "SELECT id FROM invoices WHERE external_ref LIKE 'INV-%'") // want:program "no index of invoices begins with external_ref"
}

func (s *store) formatted(ctx context.Context, columns []string, phone string) *sql.Row {
	query := fmt.Sprintf("SELECT %s FROM users WHERE phone = $1", strings.Join(columns, ", "))
	return s.db.QueryRowContext(ctx, query, phone) // want:program "users.phone"
}

func (s *store) builder(ctx context.Context, device string) error {
	query, args, err := sq.Select("id").From("sessions").Where(sq.Eq{"device_id": device}).ToSql() // want:program "sessions.device_id"
	if err != nil {
		return err
	}
	_, err = s.db.ExecContext(ctx, query, args...)
	return err
}

// run hands a statement on.
func (s *store) run(ctx context.Context, query string, args ...any) error {
	_, err := s.db.ExecContext(ctx, query, args...)
	return err
}

func (s *store) helper(ctx context.Context, id int64) error {
	return s.run(ctx, "UPDATE users SET referrer_id = NULL WHERE referrer_id = $1", id) // want:program "users.referrer_id"
}

func (s *store) closure(ctx context.Context, tx func(func(*sql.Tx) error) error, id int64) error {
	return tx(func(t *sql.Tx) error {
		_, err := t.ExecContext(ctx, "UPDATE users SET invited_by = NULL WHERE invited_by = $1", id) // want:program "users.invited_by"
		return err
	})
}

func first[T any](ctx context.Context, db *sqlx.DB, query string, arg any) (out T, err error) {
	err = db.GetContext(ctx, &out, query, arg)
	return out, err
}

func (s *store) generic(ctx context.Context, token string) (int64, error) {
	return first[int64](ctx, s.x, "SELECT id FROM users WHERE token = $1", token) // want:program "users.token"
}

type finder interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func byCoupon(ctx context.Context, f finder, coupon string) *sql.Row {
	return f.QueryRowContext(ctx, "SELECT id FROM orders WHERE coupon = $1", coupon) // want:program "orders.coupon"
}

// The same index is missing, which is said once, at the first statement.
func (s *store) again(ctx context.Context, userID int64) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, "SELECT id FROM orders WHERE user_id = $1 AND coupon = $2", userID, "x")
}
