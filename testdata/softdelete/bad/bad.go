// Package bad marks rows as deleted, and that is all that ever happens to them.
package bad

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	sq "github.com/Masterminds/squirrel"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
)

type store struct {
	db   *sql.DB
	x    *sqlx.DB
	pool *pgxpool.Pool
}

func (s *store) direct(ctx context.Context, id int64) error {
	_, err := s.db.ExecContext(ctx, "UPDATE users SET deleted_at = now() WHERE id = $1", id) // want:program "rows of users are marked by deleted_at and never deleted, so that it only grows: purge old ones in a job"
	return err
}

func (s *store) flag(ctx context.Context, id int64) error {
	_, err := s.db.ExecContext(ctx, "UPDATE posts SET deleted = true WHERE id = $1", id) // want:program "rows of posts are marked by deleted"
	return err
}

func (s *store) bound(ctx context.Context, id int64) error {
	_, err := s.db.ExecContext(ctx, "UPDATE comments SET deleted_at = $2, deleted_by = $3 WHERE id = $1", id, time.Now(), 1) // want:program "rows of comments"
	return err
}

func (s *store) number(ctx context.Context, id int64) error {
	_, err := s.x.ExecContext(ctx, "UPDATE files SET is_deleted = 1 WHERE id = ?", id) // want:program "rows of files are marked by is_deleted"
	return err
}

func (s *store) named(ctx context.Context, id int64) error {
	_, err := s.x.NamedExecContext(ctx, "UPDATE teams SET deleted_on = :at WHERE id = :id", map[string]any{"id": id, "at": time.Now()}) // want:program "rows of teams"
	return err
}

func (s *store) pgx(ctx context.Context, id int64) error {
	_, err := s.pool.Exec(ctx, "UPDATE public.projects SET deleted_at = CURRENT_TIMESTAMP WHERE id = $1", id) // want:program "rows of public.projects"
	return err
}

const remove = `
	UPDATE invoices
	SET deleted_at = COALESCE(deleted_at, $1)
	WHERE id = $2`

func (s *store) constant(ctx context.Context, id int64) error {
	_, err := s.db.ExecContext(ctx, remove, time.Now(), id) // want:program "rows of invoices"
	return err
}

func (s *store) transaction(ctx context.Context, id int64) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "UPDATE orders SET removed_at = now() WHERE id = $1", id); err != nil { // want:program "rows of orders are marked by removed_at"
		return err
	}
	return tx.Commit()
}

func (s *store) prepared(ctx context.Context, ids []int64) error {
	stmt, err := s.db.PrepareContext(ctx, "UPDATE tags SET deleted_at = now() WHERE id = $1")
	if err != nil {
		return err
	}
	defer stmt.Close()
	_, err = stmt.ExecContext(ctx, ids[0]) // want:program "rows of tags"
	return err
}

func (s *store) builder(id int64) error {
	_, err := sq.Update("albums").Set("deleted_at", sq.Expr("now()")).Where(sq.Eq{"id": id}).RunWith(s.db).Exec() // want:program "rows of albums"
	return err
}

func (s *store) run(ctx context.Context, query string, args ...any) error {
	_, err := s.db.ExecContext(ctx, query, args...)
	return err
}

func (s *store) helper(ctx context.Context, id int64) error {
	return s.run(ctx, "UPDATE songs SET deleted_at = now() WHERE id = $1", id) // want:program "rows of songs"
}

func (s *store) closure(ctx context.Context, with func(func(*sql.Tx) error) error) error {
	return with(func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE artists SET deleted_at = now() WHERE id = $1", 1) // want:program "rows of artists"
		return err
	})
}

type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func iface(ctx context.Context, e execer, id int64) error {
	_, err := e.ExecContext(ctx, "UPDATE labels SET deleted_at = now() WHERE id = $1", id) // want:program "rows of labels"
	return err
}

func generic[T execer](ctx context.Context, e T, id int64) error {
	_, err := e.ExecContext(ctx, "UPDATE genres SET deleted_at = now() WHERE id = $1", id) // want:program "rows of genres"
	return err
}

func (s *store) formatted(ctx context.Context, id int64) error {
	_, err := s.db.ExecContext(ctx, fmt.Sprintf("UPDATE lists SET deleted_at = now() WHERE id = %d", id)) // want:program "rows of lists"
	return err
}

func (s *store) joined(ctx context.Context, team int64) error {
	_, err := s.db.ExecContext(ctx, "UPDATE members SET deleted_at = now() FROM teams t WHERE members.team_id = t.id AND t.id = $1", team) // want:program "rows of members"
	return err
}

// Marking once more is no second cause.
func (s *store) again(ctx context.Context, team int64) error {
	_, err := s.db.ExecContext(ctx, "UPDATE users SET deleted_at = now() WHERE team_id = $1", team)
	return err
}
