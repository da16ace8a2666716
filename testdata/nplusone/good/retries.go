package good

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/avast/retry-go/v4"
	"github.com/cenkalti/backoff/v5"
	"github.com/lib/pq"
)

// Retries asks again when it has to.
type Retries struct{ db *sql.DB }

func (r *Retries) balance(ctx context.Context, account int64) (n int64, err error) {
	err = r.db.QueryRowContext(ctx, "SELECT balance FROM accounts WHERE id = $1", account).Scan(&n)
	return n, err
}

// Counted tries five times.
func (r *Retries) Counted(ctx context.Context, account int64) (n int64, err error) {
	for attempt := 0; attempt < 5; attempt++ {
		if n, err = r.balance(ctx, account); err == nil {
			return n, nil
		}
		time.Sleep(time.Duration(attempt) * 50 * time.Millisecond)
	}
	return 0, err
}

// Growing waits longer each time.
func (r *Retries) Growing(ctx context.Context, account int64) (n int64, err error) {
	for delay := 100 * time.Millisecond; delay < 5*time.Second; delay *= 2 {
		n, err = r.balance(ctx, account)
		if err == nil {
			return n, nil
		}
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-time.After(delay):
		}
	}
	return 0, err
}

// Serialized repeats a transaction that lost a race.
func (r *Retries) Serialized(ctx context.Context, account int64) (n int64, err error) {
	for {
		tx, err := r.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelSerializable}) // want connleak "not ended"
		if err != nil {
			return 0, err
		}
		err = tx.QueryRowContext(ctx, "SELECT balance FROM accounts WHERE id = $1", account).Scan(&n)
		if err == nil {
			err = tx.Commit()
		}
		if err == nil {
			return n, nil
		}
		_ = tx.Rollback()
		var lost *pq.Error
		if !errors.As(err, &lost) || lost.Code != "40001" {
			return 0, err
		}
	}
}

// attempts calls a function until it succeeds.
func attempts(n int, run func(try int) error) (err error) {
	for try := range n {
		if err = run(try); err == nil {
			return nil
		}
	}
	return err
}

// Helped gives the query to a helper.
func (r *Retries) Helped(ctx context.Context, account int64) (n int64, err error) {
	err = attempts(3, func(int) error {
		n, err = r.balance(ctx, account)
		return err
	})
	return n, err
}

// Library gives it to libraries.
func (r *Retries) Library(ctx context.Context, account int64) (n int64, err error) {
	err = retry.Do(func() error {
		n, err = r.balance(ctx, account)
		return err
	}, retry.Context(ctx), retry.Attempts(4))
	if err == nil {
		return n, nil
	}
	return backoff.Retry(ctx, func() (int64, error) { return r.balance(ctx, account) }, backoff.WithMaxTries(4))
}

// Replicas asks the next one when one does not answer.
func Replicas(ctx context.Context, replicas []*sql.DB, account int64) (n int64, err error) {
	for _, db := range replicas {
		err = db.QueryRowContext(ctx, "SELECT balance FROM accounts WHERE id = $1", account).Scan(&n)
		if err == nil {
			return n, nil
		}
	}
	return 0, err
}

// Code draws until the code is free.
func (r *Retries) Code(ctx context.Context, draw func() string) (string, error) {
	for range 10 {
		code := draw()
		var taken bool
		if err := r.db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM codes WHERE code = $1)", code).Scan(&taken); err != nil {
			return "", err
		}
		if !taken {
			return code, nil
		}
	}
	return "", errors.New("no code is free")
}
