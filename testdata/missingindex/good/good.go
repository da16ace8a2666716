// Package good asks for rows as the indexes allow, or in ways that say nothing about indexes.
package good

// without connleak: what is done with the answers is left out

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	sq "github.com/Masterminds/squirrel"
	"github.com/lib/pq"
)

type store struct{ db *sql.DB }

func (s *store) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, query, args...)
}

func (s *store) indexed(ctx context.Context, id int64, ids []int64, name string, at time.Time) {
	// The primary key, a UNIQUE column, the first column of an index.
	_, _ = s.query(ctx, "SELECT name FROM users WHERE id = $1", id)
	_, _ = s.query(ctx, "SELECT name FROM users WHERE email = $1", name)
	_, _ = s.query(ctx, "SELECT id FROM orders WHERE user_id = $1", id)
	_, _ = s.query(ctx, "SELECT id FROM users WHERE tenant_id = $1 AND name = $2", id, name)
	_, _ = s.query(ctx, "SELECT id FROM orders WHERE user_id = ANY($1)", pq.Array(ids))
	// Another condition of the same AND has an index.
	_, _ = s.query(ctx, "SELECT id FROM orders WHERE number = $1 AND user_id = $2", name, id)
	_, _ = s.query(ctx, "SELECT id FROM users WHERE name = $1 AND bio = $2 AND tenant_id = $3", name, name, id)
	// An index on an expression, a partial one whose condition is there, one of another kind.
	_, _ = s.query(ctx, "SELECT id FROM users WHERE lower(name) = $1", name)
	_, _ = s.query(ctx, "SELECT id FROM orders WHERE number = $1 AND deleted_at IS NULL", name)
	_, _ = s.query(ctx, "SELECT id FROM orders WHERE search @@ to_tsquery($1)", name)
	// Made by a later migration.
	_, _ = s.query(ctx, "SELECT id FROM late WHERE ref = $1", name)
	// An index that a migration has dropped.
	_, _ = s.query(ctx, "SELECT id FROM given_up WHERE ref = $1", name)
	// Sorted by an index, alone or behind a column that is compared.
	_, _ = s.query(ctx, "SELECT id FROM users ORDER BY created_at DESC LIMIT 10")
	_, _ = s.query(ctx, "SELECT id FROM orders WHERE user_id = $1 ORDER BY placed_at LIMIT 10", id)
	_, _ = s.query(ctx, "SELECT id FROM users ORDER BY id LIMIT 10")
	// Joined by the primary key, from rows that an index finds.
	_, _ = s.query(ctx, "SELECT o.id FROM order_items i JOIN orders o ON o.id = i.order_id WHERE i.order_id = $1", id)
	_, _ = s.query(ctx, "SELECT i.sku FROM orders o JOIN order_items i ON i.order_id = o.id WHERE o.user_id = $1 AND i.sku = $2", id, name)
	_, _ = s.query(ctx, "SELECT id FROM users u WHERE id = $1 AND EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.id)", id)
	_, _ = s.query(ctx, "SELECT id FROM users WHERE created_at > $1", at)
}

func (s *store) weak(ctx context.Context, id int64, name string) {
	// Few values: an index would not help.
	_, _ = s.query(ctx, "SELECT id FROM users WHERE admin = $1", true)
	_, _ = s.query(ctx, "SELECT id FROM users WHERE state = $1", name)
	_, _ = s.query(ctx, "SELECT id FROM orders WHERE feeling = $1", name)
	_, _ = s.query(ctx, "SELECT id FROM users WHERE bio = 'none'")
	_, _ = s.query(ctx, "SELECT id FROM users WHERE bio IS NOT NULL")
	_, _ = s.query(ctx, "SELECT id FROM users WHERE bio <> $1", name)
	// A part of what is asked for; the rest is read anyway.
	_, _ = s.query(ctx, "SELECT id FROM users WHERE bio = $1 OR id = $2", name, id)
	// The whole table, joined or grouped.
	_, _ = s.query(ctx, "SELECT u.name, count(*) FROM users u JOIN orders o ON o.user_id = u.id GROUP BY u.name")
	_, _ = s.query(ctx, "SELECT i.sku FROM orders o JOIN order_items i ON i.sku = o.number")
	_, _ = s.query(ctx, "SELECT id FROM users ORDER BY bio")
	_, _ = s.query(ctx, "SELECT bio FROM users GROUP BY bio ORDER BY bio LIMIT 5")
	// A document, a pattern, a cast.
	_, _ = s.query(ctx, "SELECT id FROM users WHERE settings->>'theme' = $1", name)
	_, _ = s.query(ctx, "SELECT id FROM users WHERE bio ILIKE $1", name)
	_, _ = s.query(ctx, "SELECT id FROM users WHERE bio LIKE '%x'") // want:program leadingwildcard "users.bio"
	_, _ = s.query(ctx, "SELECT id FROM orders WHERE placed_at::date = $1", name)
}

func (s *store) unknown(ctx context.Context, id int64, name, where, table string) {
	// A table without any index, a partitioned one, a view, one of the database's own, one that nobody knows.
	_, _ = s.query(ctx, "SELECT at FROM log WHERE who = $1", name)
	_, _ = s.query(ctx, "SELECT id FROM measurements WHERE device_id = $1", name)
	_, _ = s.query(ctx, "SELECT user_id FROM buyers WHERE user_id = $1", id)
	_, _ = s.query(ctx, "SELECT oid FROM pg_class WHERE relname = $1", name)
	_, _ = s.query(ctx, "SELECT id FROM elsewhere WHERE ref = $1", name) // want:program schemadrift "no migration makes a table elsewhere"
	// A migration changes it in a way that is not seen.
	_, _ = s.query(ctx, "SELECT id FROM broken_one WHERE ref = $1", name)
	// Conditions that are put together.
	_, _ = s.query(ctx, "SELECT id FROM users WHERE bio = $1 AND "+where, name)
	_, _ = s.query(ctx, fmt.Sprintf("SELECT id FROM %s WHERE bio = $1", table), name)
	// Made by the program.
	_, _ = s.db.ExecContext(ctx, "CREATE TABLE scratch (id bigserial PRIMARY KEY, ref text)")
	_, _ = s.query(ctx, "SELECT id FROM scratch WHERE ref = $1", name)
}

// The condition is one of several, and one of these finds the rows.
func (s *store) filtered(ctx context.Context, bio, tenant string) (*sql.Rows, error) {
	where := []string{"true"}
	var args []any
	if bio != "" {
		where, args = append(where, "bio = ?"), append(args, bio)
	}
	if tenant != "" {
		where, args = append(where, "tenant_id = ?"), append(args, tenant)
	}
	return s.db.QueryContext(ctx, "SELECT id FROM users WHERE "+strings.Join(where, " AND "), args...)
}

func (s *store) built(ctx context.Context, bio string, tenant int64) error {
	query, args, err := sq.Select("id").From("users").Where(sq.Eq{"bio": bio, "tenant_id": tenant}).ToSql()
	if err != nil {
		return err
	}
	_, err = s.db.ExecContext(ctx, query, args...)
	return err
}
