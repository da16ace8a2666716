// Package released has functions that give a resource together with a function which gives it back.
package released

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5/pgxpool"
)

type Desk struct {
	db   *sql.DB
	pool *pgxpool.Pool
}

func (d *Desk) conn(ctx context.Context) (*pgxpool.Conn, func(), error) {
	c, err := d.pool.Acquire(ctx)
	if err != nil {
		return nil, nil, err
	}
	return c, c.Release, nil
}

func (d *Desk) tx(ctx context.Context) (*sql.Tx, func(*error), error) {
	tx, err := d.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, nil, err
	}
	return tx, func(failed *error) {
		if *failed != nil {
			*failed = errors.Join(*failed, tx.Rollback())
			return
		}
		*failed = tx.Commit()
	}, nil
}

// logged hands on what it is given, and the function that comes with it.
func (d *Desk) logged(ctx context.Context, log func(string)) (*pgxpool.Conn, func(), error) {
	c, release, err := d.conn(ctx)
	if err != nil {
		return nil, nil, err
	}
	log("connected")
	return c, release, nil
}

func (d *Desk) Deferred(ctx context.Context) error {
	c, release, err := d.conn(ctx)
	if err != nil {
		return err
	}
	defer release()
	_, err = c.Exec(ctx, "DELETE FROM stamps WHERE id = 1")
	return err
}

func (d *Desk) Named(ctx context.Context) (err error) {
	tx, end, err := d.tx(ctx)
	if err != nil {
		return err
	}
	defer end(&err)
	_, err = tx.ExecContext(ctx, "DELETE FROM stamps WHERE id = 2")
	return err
}

func (d *Desk) Twice(ctx context.Context, log func(string)) error {
	c, release, err := d.logged(ctx, log)
	if err != nil {
		return err
	}
	defer func() {
		release()
		log("done")
	}()
	return c.Ping(ctx)
}

// Rows are given with the method that closes them.
func (d *Desk) rows(ctx context.Context) (*sql.Rows, func() error, error) {
	rows, err := d.db.QueryContext(ctx, "SELECT id FROM stamps LIMIT 5")
	return rows, rows.Close, err
}

func (d *Desk) Count(ctx context.Context) (n int, err error) {
	rows, end, err := d.rows(ctx)
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		n++
	}
	return n, errors.Join(rows.Err(), end())
}

func (d *Desk) Ignored(ctx context.Context) error {
	c, _, err := d.conn(ctx) // want connleak "is never given back"
	if err != nil {
		return err
	}
	return c.Ping(ctx)
}

func (d *Desk) Early(ctx context.Context) error {
	c, release, err := d.conn(ctx) // want connleak "not given back on every path"
	if err != nil {
		return err
	}
	if err := c.Ping(ctx); err != nil {
		return err
	}
	release()
	return nil
}
