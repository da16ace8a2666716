// Package bad writes one row at a time.
package bad

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	pgx4 "github.com/jackc/pgx/v4"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
)

type follower struct {
	ID    int64  `db:"id"`
	Email string `db:"email"`
}

type post struct {
	ID, AuthorID int64
	Tags         []string
	CreatedAt    time.Time
}

// deliver is the celebrity's post: one statement for each inbox.
func deliver(ctx context.Context, db *sql.DB, followers []follower, p post) error {
	for _, f := range followers {
		_, err := db.ExecContext(ctx, "INSERT INTO inbox (user_id, post_id) VALUES ($1, $2)", f.ID, p.ID) // want "inbox"
		if err != nil {
			return err
		}
	}
	return nil
}

func deactivate(db *sql.DB, ids []int64) error {
	for i := 0; i < len(ids); i++ {
		if _, err := db.Exec("UPDATE accounts SET active = false WHERE id = ?", ids[i]); err != nil { // want "accounts"
			return err
		}
	}
	return nil
}

func purge(tx *sql.Tx, sessions map[string]time.Time, now time.Time) error {
	for token, expires := range sessions {
		if expires.After(now) {
			continue
		}
		if _, err := tx.Exec(`DELETE FROM sessions WHERE token = $1`, token); err != nil { // want "sessions"
			return err
		}
	}
	return nil
}

// tag gets the new id back, through a call that is usually a read.
func tag(ctx context.Context, tx *sql.Tx, p post) ([]int64, error) {
	ids := make([]int64, len(p.Tags))
	for i, name := range p.Tags {
		row := tx.QueryRowContext(ctx, `INSERT INTO tags (post_id, name) VALUES ($1, $2)
			ON CONFLICT (post_id, name) DO UPDATE SET name = EXCLUDED.name RETURNING id`, p.ID, name) // want-1 "tags"
		if err := row.Scan(&ids[i]); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// prepared saves the parsing, not the trips.
func prepared(ctx context.Context, tx *sql.Tx, prices map[string]int64) error {
	stmt, err := tx.PrepareContext(ctx, "UPDATE products SET price = $2 WHERE sku = $1")
	if err != nil {
		return err
	}
	defer stmt.Close()
	for sku, price := range prices {
		if _, err := stmt.ExecContext(ctx, sku, price); err != nil { // want "products"
			return err
		}
	}
	return nil
}

type meter struct {
	Account int64     `db:"account"`
	Units   int64     `db:"units"`
	At      time.Time `db:"at"`
}

func record(ctx context.Context, db *sqlx.DB, readings []meter) error {
	const q = `INSERT INTO readings (account, units, at) VALUES (:account, :units, :at)`
	for _, r := range readings {
		if _, err := db.NamedExecContext(ctx, q, r); err != nil { // want "readings"
			return err
		}
	}
	return nil
}

func rename(db *sqlx.DB, names []follower) {
	for i := range names {
		db.MustExec(db.Rebind("UPDATE users SET email = ? WHERE id = ?"), names[i].Email, names[i].ID) // want "users"
	}
}

func grant(ctx context.Context, pool *pgxpool.Pool, role string, users []int64) error {
	for _, u := range users {
		if _, err := pool.Exec(ctx, "INSERT INTO grants (user_id, role) VALUES ($1, $2) ON CONFLICT DO NOTHING", u, role); err != nil { // want "grants"
			return err
		}
	}
	return nil
}

func closeOrders(ctx context.Context, tx pgx.Tx, orders []int64) error {
	for _, id := range orders {
		var version int
		err := tx.QueryRow(ctx, "UPDATE orders SET state = 'closed', version = version + 1 WHERE id = $1 RETURNING version", id).Scan(&version) // want "orders"
		if err != nil {
			return fmt.Errorf("order %d: %w", id, err)
		}
	}
	return nil
}

func detach(ctx context.Context, conn *pgx4.Conn, labels []string, issue int64) error {
	for _, l := range labels {
		if _, err := conn.Exec(ctx, "DELETE FROM issue_labels WHERE issue_id = $1 AND label = $2", issue, l); err != nil { // want "issue_labels"
			return err
		}
	}
	return nil
}

// partitioned names the table by the element; that is a write of each element all the same.
func partitioned(ctx context.Context, db *sql.DB, shop string, events []meter) error {
	for _, e := range events {
		q := fmt.Sprintf("INSERT INTO events_%s (account, units) VALUES (?, ?)", shop)
		if _, err := db.ExecContext(ctx, q, e.Account, e.Units); err != nil { // want "INSERT"
			return err
		}
	}
	return nil
}

// merge has a statement for what is new and one for what is not.
func merge(ctx context.Context, db *sql.DB, known map[int64]bool, in []follower) error {
	for _, f := range in {
		if known[f.ID] {
			if _, err := db.ExecContext(ctx, "UPDATE contacts SET email = $2 WHERE id = $1", f.ID, f.Email); err != nil { // want "contacts"
				return err
			}
			continue
		}
		if _, err := db.ExecContext(ctx, "INSERT INTO contacts (id, email) VALUES ($1, $2)", f.ID, f.Email); err != nil { // want "contacts"
			return err
		}
	}
	return nil
}

// nested asks for as many writes as there are lines in all orders.
func nested(ctx context.Context, db *sql.DB, carts map[int64][]string) error {
	for user, skus := range carts {
		for _, sku := range skus {
			if _, err := db.ExecContext(ctx, "INSERT INTO cart_lines (user_id, sku) VALUES ($1, $2)", user, sku); err != nil { // want "cart_lines"
				return err
			}
		}
	}
	return nil
}

// committed ends a transaction every thousand rows; each row is a trip all the same.
func committed(ctx context.Context, db *sql.DB, readings []meter) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	for n, r := range readings {
		if _, err := tx.ExecContext(ctx, "INSERT INTO usage (account, units) VALUES ($1, $2)", r.Account, r.Units); err != nil { // want "usage"
			_ = tx.Rollback()
			return err
		}
		if n%1000 == 999 {
			if err := tx.Commit(); err != nil {
				return err
			}
			if tx, err = db.BeginTx(ctx, nil); err != nil {
				return err
			}
		}
	}
	return tx.Commit()
}
