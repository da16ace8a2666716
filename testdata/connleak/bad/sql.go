package bad

import (
	"context"
	"database/sql"
	"errors"

	"github.com/gomodule/redigo/redis"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
)

// Store has databases.
type Store struct {
	db   *sql.DB
	x    *sqlx.DB
	pool *pgxpool.Pool
	r    *redis.Pool
}

// Names returns from inside of the loop.
func (s *Store) Names(ctx context.Context) (names []string, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT name FROM users") // want "never closed"
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// First closes at the end alone.
func (s *Store) First(ctx context.Context) (id int, err error) {
	rows, err := s.x.QueryxContext(ctx, "SELECT id FROM users") // want "not closed on every path"
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		if err := rows.Scan(&id); err != nil {
			return 0, err
		}
	}
	if err := rows.Err(); err != nil {
		return 0, err
	}
	return id, rows.Close()
}

func (s *Store) query(ctx context.Context, text string) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, text)
}

func scan(rows *sql.Rows) (n int, err error) {
	for rows.Next() {
		if err := rows.Scan(&n); err != nil {
			return 0, err
		}
	}
	return n, rows.Err()
}

// Helpers takes them from one helper and hands them to another, and neither closes.
func (s *Store) Helpers(ctx context.Context) (int, error) {
	rows, err := s.query(ctx, "SELECT n FROM counters") // want "never closed"
	if err != nil {
		return 0, err
	}
	return scan(rows)
}

// Looped leaves the rows of each turn open when a scan fails.
func (s *Store) Looped(ctx context.Context, ids []int) error {
	for _, id := range ids {
		rows, err := s.pool.Query(ctx, "SELECT name FROM users WHERE parent = $1", id) // want "not closed on every path" nplusone "users"
		if err != nil {
			return err
		}
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				return err
			}
		}
		if rows.Err() != nil {
			return rows.Err()
		}
		rows.Close()
	}
	return nil
}

// Unprepared prepares for each call.
func (s *Store) Unprepared(ctx context.Context, id int) error {
	stmt, err := s.db.PrepareContext(ctx, "DELETE FROM users WHERE id = $1") // want "the statement of sql.DB.PrepareContext is never closed"
	if err != nil {
		return err
	}
	_, err = stmt.ExecContext(ctx, id)
	return err
}

// Transfer forgets to roll back.
func (s *Store) Transfer(ctx context.Context, from, to int) error {
	tx, err := s.db.BeginTx(ctx, nil) // want "not ended on every path"
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE accounts SET n = n - 1 WHERE id = $1", from); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE accounts SET n = n + 1 WHERE id = $1", to); err != nil { // want lockorder "two rows of accounts"
		tx.Rollback()
		return err
	}
	return tx.Commit()
}

func charge(ctx context.Context, tx *sql.Tx, id int) error {
	_, err := tx.ExecContext(ctx, "UPDATE accounts SET n = n - 1 WHERE id = $1", id)
	return err
}

// Charge hands the transaction to a helper that does not end it.
func (s *Store) Charge(ctx context.Context, id int) error {
	tx, err := s.db.BeginTx(ctx, nil) // want "not ended on every path"
	if err != nil {
		return err
	}
	if err := charge(ctx, tx, id); err != nil {
		return err
	}
	return tx.Commit()
}

// Pinned takes a connection out of the pool.
func (s *Store) Pinned(ctx context.Context) error {
	conn, err := s.db.Conn(ctx) // want "never given back"
	if err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "SET search_path TO app")
	return err
}

// Acquired does so with pgx.
func (s *Store) Acquired(ctx context.Context) error {
	conn, err := s.pool.Acquire(ctx) // want "not given back on every path"
	if err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, "LISTEN jobs"); err != nil {
		return err
	}
	n, err := conn.Conn().WaitForNotification(ctx)
	if err != nil {
		return err
	}
	conn.Release()
	if n.Payload == "" {
		return errors.New("empty")
	}
	return nil
}

// Cached does so with redigo.
func (s *Store) Cached(key string) (string, error) {
	conn := s.r.Get() // want "never given back"
	return redis.String(conn.Do("GET", key))
}
