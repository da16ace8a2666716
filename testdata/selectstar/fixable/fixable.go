// Package fixable has stars whose columns are known, and some whose columns are not.
package fixable

import (
	"context"
	"fmt"

	"github.com/georgysavva/scany/v2/pgxscan"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
)

// User is a row of users.
type User struct {
	ID       int64  `db:"id"`
	Name     string `db:"name"`
	Email    string `db:"email_address,omitempty"`
	Computed string `db:"-"`
	cached   bool
}

func one(ctx context.Context, db *sqlx.DB, id int64) (u User, err error) {
	err = db.GetContext(ctx, &u, "SELECT * FROM users WHERE id = $1", id) // want "SELECT \\* on users"
	u.cached = err == nil
	return u, err
}

func many(db *sqlx.DB) (users []User, err error) {
	query := `
		SELECT u.*
		FROM users u
		ORDER BY u.id LIMIT 10`
	err = db.Select(&users, query) // want "SELECT u.\\* on users"
	return users, err
}

func filtered(db *sqlx.DB, where string, args ...any) (users []*User, err error) {
	err = db.Select(&users, fmt.Sprintf("select * from users where %s", where), args...) // want "SELECT \\* on users"
	return users, err
}

func added(ctx context.Context, db *sqlx.DB, name string) (u User, err error) {
	err = db.QueryRowxContext(ctx, "INSERT INTO users (name) VALUES ($1) RETURNING *", name).StructScan(&u) // want "RETURNING \\* on users"
	return u, err
}

func scanned(ctx context.Context, pool *pgxpool.Pool) (users []User, err error) {
	err = pgxscan.Select(ctx, pool, &users, "SELECT DISTINCT * FROM users") // want "SELECT \\* on users"
	return users, err
}
