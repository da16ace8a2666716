package good

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"github.com/gomodule/redigo/redis"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Store has databases.
type Store struct {
	db   *sql.DB
	pool *pgxpool.Pool
	r    *redis.Pool
	once sync.Once
	stmt *sql.Stmt
}

// Names is the usual way.
func (s *Store) Names(ctx context.Context) (names []string, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT name FROM users")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// Ended closes where it leaves early: rows that are read to the end close themselves.
func (s *Store) Ended(ctx context.Context) (n int, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT n FROM counters")
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		if err := rows.Scan(&n); err != nil {
			rows.Close()
			return 0, err
		}
	}
	return n, rows.Err()
}

// Collected hands them to pgx, which closes them.
func (s *Store) Collected(ctx context.Context) ([]string, error) {
	rows, err := s.pool.Query(ctx, "SELECT name FROM users")
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

func each(rows *sql.Rows, fn func() error) error {
	defer rows.Close()
	for rows.Next() {
		if err := fn(); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Each hands them to a helper that closes them.
func (s *Store) Each(ctx context.Context) error {
	rows, err := s.db.QueryContext(ctx, "SELECT name FROM users")
	if err != nil {
		return err
	}
	return each(rows, func() error { return nil })
}

// Prepared keeps the statement.
func (s *Store) Prepared(ctx context.Context) (err error) {
	s.stmt, err = s.db.PrepareContext(ctx, "DELETE FROM users WHERE id = $1")
	return err
}

// Batch uses a statement that ends with its transaction.
func (s *Store) Batch(ctx context.Context) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	stmt, err := tx.PrepareContext(ctx, "DELETE FROM users WHERE id = $1")
	if err != nil {
		return err
	}
	if _, err := stmt.ExecContext(ctx, 1); err != nil {
		return err
	}
	return tx.Commit()
}

// InTx ends the transaction by what comes out.
func (s *Store) InTx(ctx context.Context, fn func(*sql.Tx) error) (err error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if p := recover(); p != nil {
			tx.Rollback()
			panic(p)
		}
		if err != nil {
			tx.Rollback()
			return
		}
		err = tx.Commit()
	}()
	return fn(tx)
}

func finish(tx *sql.Tx, err *error) {
	if *err != nil {
		tx.Rollback()
		return
	}
	*err = tx.Commit()
}

// Finished has a helper end it.
func (s *Store) Finished(ctx context.Context) (err error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer finish(tx, &err)
	_, err = tx.ExecContext(ctx, "DELETE FROM users WHERE id = 1")
	return err
}

type unit struct{ tx *sql.Tx }

func (u *unit) Done() error { return u.tx.Commit() }
func (u *unit) Undo()       { u.tx.Rollback() }

// Unit begins a unit of work.
func (s *Store) Unit(ctx context.Context) (*unit, error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	return &unit{tx}, nil
}

type key struct{}

// Put keeps the transaction in a context.
func (s *Store) Put(ctx context.Context) (context.Context, error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	return context.WithValue(ctx, key{}, tx), nil
}

func busy(try func() error) (err error) {
	for range 3 {
		if err = try(); err == nil {
			return nil
		}
	}
	return err
}

// Begun begins it in a function that tries again.
func (s *Store) Begun(ctx context.Context) error {
	var tx *sql.Tx
	err := busy(func() error {
		var err error
		tx, err = s.db.BeginTx(ctx, nil)
		return err
	})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	return tx.Commit()
}

// Pinned gives the connection back.
func (s *Store) Pinned(ctx context.Context) error {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	_, err = conn.Exec(ctx, "LISTEN jobs")
	return err
}

// Cached does so, too.
func (s *Store) Cached(name string) (string, error) {
	conn := s.r.Get()
	defer conn.Close()
	v, err := redis.String(conn.Do("GET", name))
	if errors.Is(err, redis.ErrNil) {
		return "", nil
	}
	return v, err
}

// Optional only begins if it is not given one.
func (s *Store) Optional(ctx context.Context, tx *sql.Tx) (err error) {
	if tx == nil {
		tx, err = s.db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback()
	}
	_, err = tx.ExecContext(ctx, "DELETE FROM users WHERE id = 1")
	return err
}

func traced[T any](name string, fn func() (T, error)) (T, error) {
	v, err := fn()
	if err != nil {
		var zero T
		return zero, err
	}
	return v, nil
}

// Traced hands out a transaction by a helper that is written for any type.
func (s *Store) Traced(ctx context.Context) (*sql.Tx, error) {
	return traced("begin", func() (*sql.Tx, error) { return s.db.BeginTx(ctx, nil) })
}

// Count uses the helper for something else.
func (s *Store) Count(ctx context.Context) (int, error) {
	n, err := traced("count", func() (int, error) { return 1, nil })
	if err != nil {
		return 0, err
	}
	return n + 1, nil
}

// Batches begins a transaction for every hundred rows.
func (s *Store) Batches(ctx context.Context, ids <-chan int) (err error) {
	var tx *sql.Tx
	n := 0
	for range ids {
		if n == 0 {
			if tx, err = s.db.BeginTx(ctx, nil); err != nil {
				return err
			}
		}
		if n++; n == 100 {
			if err := tx.Commit(); err != nil {
				return err
			}
			n = 0
		}
	}
	if n == 0 {
		return nil
	}
	return tx.Commit()
}
