// Package good waits for other machines outside of transactions.
package good

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"os"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"gorm.io/gorm"
)

// Orders sells.
type Orders struct {
	db     *sql.DB
	orm    *gorm.DB
	pool   *pgxpool.Pool
	jobs   *river.Client[pgx.Tx]
	client *http.Client
	hook   string
	events chan int64
}

func (o *Orders) notify(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, o.hook, nil)
	if err != nil {
		return err
	}
	resp, err := o.client.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// Before calls first.
func (o *Orders) Before(ctx context.Context, id int64) error {
	if err := o.notify(ctx); err != nil {
		return err
	}
	tx, err := o.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "UPDATE orders SET state = 'paid' WHERE id = $1", id); err != nil {
		return err
	}
	return tx.Commit()
}

// After calls when all is committed.
func (o *Orders) After(ctx context.Context, id int64) error {
	tx, err := o.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "UPDATE orders SET state = 'paid' WHERE id = $1", id); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	return o.notify(ctx)
}

// NotBegun calls where the transaction could not begin.
func (o *Orders) NotBegun(ctx context.Context) error {
	tx, err := o.db.BeginTx(ctx, nil)
	if err != nil {
		return errors.Join(err, o.notify(ctx))
	}
	defer tx.Rollback()
	return tx.Commit()
}

// RolledBack calls once it is over.
func (o *Orders) RolledBack(ctx context.Context, id int64) error {
	tx, err := o.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE orders SET state = 'paid' WHERE id = $1", id); err != nil {
		_ = tx.Rollback()
		return errors.Join(err, o.notify(ctx))
	}
	return tx.Commit()
}

// finish ends a transaction one way or the other.
func finish(tx *sql.Tx, err *error) {
	if *err != nil {
		_ = tx.Rollback()
		return
	}
	*err = tx.Commit()
}

// Finished ends it by a helper.
func (o *Orders) Finished(ctx context.Context, id int64) (err error) {
	tx, err := o.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "UPDATE orders SET state = 'paid' WHERE id = $1", id)
	finish(tx, &err)
	if err != nil {
		return err
	}
	return o.notify(ctx)
}

func (o *Orders) inTx(ctx context.Context, do func(tx *sql.Tx) error) (err error) {
	tx, err := o.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { finish(tx, &err) }()
	return do(tx)
}

// AfterClosure calls when the helper is done.
func (o *Orders) AfterClosure(ctx context.Context, id int64) error {
	err := o.inTx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE orders SET state = 'paid' WHERE id = $1", id)
		return err
	})
	if err != nil {
		return err
	}
	return o.notify(ctx)
}

// store does all of it in a function that is over before the call.
func (o *Orders) store(ctx context.Context, id int64) error {
	tx, err := o.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "UPDATE orders SET state = 'paid' WHERE id = $1", id); err != nil {
		return err
	}
	return tx.Commit()
}

// TwoSteps calls a function that begins and ends.
func (o *Orders) TwoSteps(ctx context.Context, id int64) error {
	if err := o.store(ctx, id); err != nil {
		return err
	}
	return o.notify(ctx)
}

// Outbox notes in the database what is to be sent.
func (o *Orders) Outbox(ctx context.Context, id int64) error {
	return o.inTx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "UPDATE orders SET state = 'paid' WHERE id = $1", id); err != nil {
			return err
		}
		body, err := json.Marshal(map[string]int64{"order": id})
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO outbox (topic, body) VALUES ('orders', $1)", body)
		return err
	})
}

// mailArgs is a job.
type mailArgs struct {
	Order int64 `json:"order"`
}

// Kind names the job.
func (mailArgs) Kind() string { return "mail" }

// Job is enqueued in the transaction.
func (o *Orders) Job(ctx context.Context, id int64) error {
	return pgx.BeginFunc(ctx, o.pool, func(tx pgx.Tx) error {
		_, err := o.jobs.InsertTx(ctx, tx, mailArgs{id}, nil)
		return err
	})
}

// Background leaves the call to a goroutine.
func (o *Orders) Background(ctx context.Context, id int64) error {
	return o.orm.Transaction(func(tx *gorm.DB) error {
		go func() {
			if err := o.notify(context.WithoutCancel(ctx)); err != nil {
				log.Print(err)
			}
		}()
		return tx.Exec("UPDATE orders SET state = 'paid' WHERE id = ?", id).Error
	})
}

// Channel tells a goroutine of the process.
func (o *Orders) Channel(ctx context.Context, id int64) error {
	return o.inTx(ctx, func(tx *sql.Tx) error {
		o.events <- id
		return nil
	})
}

// hooks are run when all is committed.
type hooks struct{ after []func(context.Context) error }

func (h *hooks) add(f func(context.Context) error) { h.after = append(h.after, f) }

// Hooks keeps the call for later.
func (o *Orders) Hooks(ctx context.Context, id int64) error {
	var h hooks
	err := o.inTx(ctx, func(tx *sql.Tx) error {
		h.add(func(ctx context.Context) error { return o.notify(ctx) })
		_, err := tx.ExecContext(ctx, "UPDATE orders SET state = 'paid' WHERE id = $1", id)
		return err
	})
	if err != nil {
		return err
	}
	for _, f := range h.after {
		if err := f(ctx); err != nil {
			return err
		}
	}
	return nil
}

// File stays on the machine.
func (o *Orders) File(ctx context.Context, id int64) error {
	return o.inTx(ctx, func(tx *sql.Tx) error {
		if err := os.WriteFile("order.json", nil, 0o600); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "UPDATE orders SET state = 'paid' WHERE id = $1", id)
		return err
	})
}

// Request is made, and sent later.
func (o *Orders) Request(ctx context.Context, id int64) error {
	var req *http.Request
	err := o.inTx(ctx, func(tx *sql.Tx) (err error) {
		req, err = http.NewRequestWithContext(ctx, http.MethodPost, o.hook, nil)
		return err
	})
	if err != nil {
		return err
	}
	resp, err := o.client.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// Deferred calls after the rollback that was deferred later.
func (o *Orders) Deferred(ctx context.Context) error {
	defer o.notify(ctx)
	tx, err := o.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	return tx.Commit()
}

// DeferredLater calls before the deferred rollback, but the commit comes before both.
func (o *Orders) DeferredLater(ctx context.Context) error {
	tx, err := o.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	defer o.notify(ctx)
	return tx.Commit()
}

// ClosesFirst commits in a literal that a retry runs.
func (o *Orders) ClosesFirst(ctx context.Context) error {
	tx, err := o.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := retry(func() error { return tx.Commit() }); err != nil {
		return err
	}
	return o.notify(ctx)
}

func retry(do func() error) (err error) {
	for range 3 {
		if err = do(); err == nil {
			return nil
		}
	}
	return err
}
