package query

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

const textSource = `package p

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
)

type user struct {
	ID    int64  ` + "`db:\"id\"`" + `
	Email string ` + "`db:\"email\"`" + `
	Visits int
}

func get(ctx context.Context, db *sql.DB, id int64) (u user, err error) {
	err = db.QueryRowContext(ctx, "SELECT u.id, email FROM users AS u WHERE u.id = $1 AND active", id).Scan(&u.ID, &u.Email)
	return u, err
}

func list(db *sql.DB, term, state string) ([]user, error) {
	rows, err := db.Query("SELECT id, email FROM users WHERE (name LIKE '%' || ? OR email ILIKE ?) AND state IN (?, 'x') ORDER BY created_at DESC LIMIT 20", term, "%"+term, state)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []user
	for rows.Next() {
		var u user
		if err := rows.Scan(&u.ID, &u.Email); err != nil {
			return nil, err
		}
		out = append(out, u)
	}
	return out, rows.Err()
}

func visit(db *sqlx.DB, u user) error {
	_, err := db.NamedExec("UPDATE users SET visits = visits + 1, email = :email WHERE id = :id", u)
	return err
}

func named(db *sqlx.DB, mail string) error {
	_, err := db.NamedExec("DELETE FROM users WHERE email = :mail", map[string]any{"mail": mail})
	return err
}

func in(db *sqlx.DB, ids []int64) (out []user, err error) {
	query, args, err := sqlx.In("SELECT id FROM users WHERE id IN (?)", ids)
	if err != nil {
		return nil, err
	}
	err = db.Select(&out, db.Rebind(query), args...)
	return out, err
}

func insert(ctx context.Context, pool *pgxpool.Pool, u user) error {
	_, err := pool.Exec(ctx, "INSERT INTO users (id, email) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING", u.ID, u.Email)
	return err
}

func namedArgs(ctx context.Context, pool *pgxpool.Pool, mail string) (id int64, err error) {
	err = pool.QueryRow(ctx, "SELECT id FROM users WHERE lower(email) = @mail FOR UPDATE", pgx.NamedArgs{"mail": mail}).Scan(&id)
	return id, err
}

func collect(ctx context.Context, pool *pgxpool.Pool, ids []int64) ([]user, error) {
	rows, err := pool.Query(ctx, "SELECT o.id FROM orders o JOIN users u ON u.id = o.user_id AND u.state = 'on' WHERE o.id = ANY($1::bigint[]) GROUP BY o.id HAVING count(*) > 2", ids)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[user])
}

type store struct{ db *sql.DB }

func (s *store) query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, q, args...)
}

func (s *store) wrapped(ctx context.Context, n int) (*sql.Rows, error) {
	return s.query(ctx, "SELECT id FROM users WHERE age >= $2 AND name = $1", "x", n)
}

func (s *store) holes(table, where string, id int) (*sql.Rows, error) {
	if where != "" {
		return s.db.Query(fmt.Sprintf("SELECT id FROM users WHERE %s LIMIT %d", where, id), id)
	}
	return s.db.Query("SELECT id FROM "+table+" WHERE id = ?", id)
}

func (s *store) appended(state, name string) (*sql.Rows, error) {
	q := "SELECT id FROM users WHERE state = ?"
	args := []any{state}
	if name != "" {
		q += " AND name = ?"
		args = append(args, name)
	}
	return s.db.Query(q, args...)
}

func (s *store) sub(id int) error {
	_, err := s.db.Exec("UPDATE t SET n = (SELECT max(n) FROM t) WHERE EXISTS (SELECT 1 FROM o WHERE o.t_id = t.id AND o.kind = ?) AND NOT (a = 1 AND b = 2)", id)
	return err
}

func (s *store) prepared(id int64) (n int, err error) {
	st, err := s.db.Prepare("SELECT count(*) FROM users WHERE id = ?")
	if err != nil {
		return 0, err
	}
	err = st.QueryRow(id).Scan(&n)
	return n, err
}

func (s *store) named(id int64) error {
	_, err := s.db.Exec("DELETE FROM t WHERE id = @id", sql.Named("id", id))
	return err
}
`

func TestText(t *testing.T) {
	x, pkg := load(t, textSource)
	assert.Equal(t, map[string][]string{
		"get":               {"SELECT users where users.id = id, users.active into .ID,.Email"},
		"list":              {"SELECT users where users.name LIKE expr or, users.email ILIKE %<term> or, users.state IN state|x order created_at limit 20 into .ID,.Email many"},
		"visit":             {"UPDATE users where users.id = .ID set visits=expr reads visits, email=.Email"},
		"named":             {"DELETE users where users.email = mail"},
		"in":                {"SELECT users where users.id IN ids into out many"},
		"insert":            {"INSERT users set id=.ID, email=.Email conflict"},
		"namedArgs":         {"SELECT users where lower(users.email) = mail for UPDATE into id"},
		"collect":           {"SELECT orders users on users.id = orders.user_id, users.state = on where orders.id = ids having  > 2 group id many"},
		"(*store).wrapped":  {"SELECT users where users.age >= n, users.name = x"},
		"(*store).holes":    {"SELECT users where  limit … incomplete", "SELECT … where ….id = id"},
		"(*store).appended": {"SELECT users where users.state = state", "SELECT users where users.state = state, users.name = ?"},
		"(*store).sub":      {"UPDATE t where  EXISTS query, t.a not = 1 or, t.b not = 2 or set n=query {SELECT} {SELECT o.t_id = t.id o.kind = id}"},
		"(*store).prepared": {"SELECT users where users.id = id count() into n"},
		"(*store).named":    {"DELETE t where t.id = id"},
	}, describe(x, pkg))
}
