// Package good names what the migrations make, and what nobody can know.
package good

import (
	"context"
	"database/sql"
	"fmt"
)

type repo struct{ db *sql.DB }

func (r *repo) query(ctx context.Context, query string, args ...any) {
	rows, err := r.db.QueryContext(ctx, query, args...)
	if err == nil {
		_ = rows.Close()
	}
}

func (r *repo) there(ctx context.Context) {
	r.query(ctx, "SELECT id, name FROM users WHERE id = $1", 1)
	r.query(ctx, `SELECT u."createdAt", u.createdat FROM users u WHERE id = 2`)
	r.query(ctx, "SELECT ID, Name FROM Users WHERE ID = 1")
	r.query(ctx, "SELECT u.name, o.total AS amount FROM users u JOIN orders o ON o.user_id = u.id WHERE u.id = 1 ORDER BY amount")
	r.query(ctx, "SELECT count(*) AS n, user_id FROM orders WHERE user_id = 1 GROUP BY user_id HAVING count(*) > 1 ORDER BY n")
	r.query(ctx, "SELECT public.users.name FROM public.users WHERE id = 1")
	r.query(ctx, "INSERT INTO users (id, name) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET name = excluded.name")
	// A column that was dropped and made again.
	r.query(ctx, "UPDATE users SET name = 'y' WHERE id = 1")
}

func (r *repo) databases(ctx context.Context) {
	// System columns, words of the language, catalogs.
	r.query(ctx, "SELECT ctid, xmin, tableoid FROM users WHERE id = 1")
	r.query(ctx, "SELECT current_user, id FROM users WHERE id = 1")
	r.query(ctx, "SELECT relname, reltuples FROM pg_class WHERE relname = 'users'")
	r.query(ctx, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
	// Functions, casts, parts of a document, the row as a value.
	r.query(ctx, "SELECT doc->>'theme', (doc->'a')::text, date_trunc('day', \"createdAt\") FROM users WHERE id = 1")
	r.query(ctx, "SELECT extract(epoch FROM placed_at), interval '1 day' FROM orders WHERE user_id = 1")
	r.query(ctx, "SELECT row_to_json(u), u FROM users u WHERE u.id = 1")
	r.query(ctx, "SELECT generate_series FROM generate_series(1, 3)")
	r.query(ctx, "SELECT x.key FROM users, jsonb_each(users.doc) AS x WHERE id = 1")
	r.query(ctx, "SELECT v.a FROM (VALUES (1), (2)) AS v (a)")
}

func (r *repo) derived(ctx context.Context) {
	// Tables of the statement, views.
	r.query(ctx, "WITH recent AS (SELECT id AS order_id, total FROM orders WHERE user_id = 1) SELECT order_id, total FROM recent")
	r.query(ctx, "SELECT t.best FROM (SELECT max(total) AS best FROM orders WHERE user_id = 1) t")
	r.query(ctx, "SELECT spent, whatever FROM spenders WHERE user_id = 1")
	r.query(ctx, "WITH RECURSIVE up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up) SELECT n FROM up")
	r.query(ctx, "SELECT o.id FROM orders o JOIN LATERAL (SELECT name AS who FROM users WHERE users.id = o.user_id) l ON true WHERE who = 'x' AND o.id = 1")
}

func (r *repo) unknown(ctx context.Context, table, column, where string) {
	// Put together at run time.
	r.query(ctx, fmt.Sprintf("SELECT %s FROM users WHERE id = 1", column))
	r.query(ctx, fmt.Sprintf("SELECT anything FROM %s", table))
	r.query(ctx, "SELECT id FROM users WHERE "+where)
	r.query(ctx, "SELECT id FROM archive_"+table)
	// Columns that a migration does not tell, or adds in a way that is not seen.
	r.query(ctx, "SELECT anything FROM copied WHERE id = 1")
	r.query(ctx, "SELECT extra FROM odd WHERE id = 1")
	// Made by the program.
	_, _ = r.db.ExecContext(ctx, "CREATE TEMPORARY TABLE import (id bigint, raw text)")
	r.query(ctx, "SELECT raw FROM import WHERE id = 1")
	_, _ = r.db.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS locks (name text PRIMARY KEY)")
	r.query(ctx, "DELETE FROM locks WHERE name = 'x'")
}

// Of tables that are put together with columns, not each pair is a statement.
func (r *repo) pairs(ctx context.Context, id int64) {
	for _, t := range []struct{ table, column string }{{"users", "id"}, {"orders", "user_id"}} {
		_, _ = r.db.ExecContext(ctx, fmt.Sprintf("DELETE FROM %s WHERE %s = $1", t.table, t.column), id)
	}
}
