package bad

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"gorm.io/gorm"
)

// One level: the statement is in a function beside the loop.
func saveAll(ctx context.Context, tx *sql.Tx, rows []follower) error {
	for _, r := range rows {
		if err := saveOne(ctx, tx, r); err != nil { // want "friends"
			return fmt.Errorf("friend %d: %w", r.ID, err)
		}
	}
	return nil
}

func saveOne(ctx context.Context, tx *sql.Tx, r follower) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO friends (id, email) VALUES ($1, $2)", r.ID, r.Email)
	return err
}

// Three levels, the second of them a method and the third a wrapper for every statement.
type ledger struct{ db *sql.DB }

func (l *ledger) run(ctx context.Context, q string, args ...any) error {
	_, err := l.db.ExecContext(ctx, q, args...)
	return err
}

func (l *ledger) entry(ctx context.Context, account, amount int64) error {
	return l.run(ctx, "INSERT INTO entries (account, amount) VALUES ($1, $2)", account, amount)
}

func (l *ledger) book(ctx context.Context, account, amount int64) error {
	if amount == 0 {
		return nil
	}
	return l.entry(ctx, account, amount)
}

func (l *ledger) payout(ctx context.Context, due map[int64]int64) error {
	for account, amount := range due {
		if err := l.book(ctx, account, amount); err != nil { // want "entries"
			return err
		}
	}
	return nil
}

// The element has a method that writes it.
type ticket struct {
	id    int64
	state string
	store *ledger
}

func (t *ticket) persist(ctx context.Context) error {
	return t.store.run(ctx, "UPDATE tickets SET state = $2 WHERE id = $1", t.id, t.state)
}

func escalate(ctx context.Context, open []*ticket) error {
	var errs []error
	for _, t := range open {
		t.state = "escalated"
		errs = append(errs, t.persist(ctx)) // want "tickets"
	}
	return errors.Join(errs...)
}

// A record that saves itself and is embedded in what is saved.
type record0 struct {
	db *gorm.DB
}

func (r record0) store(model any) error { return r.db.Save(model).Error }

type membership struct {
	record0
	User, Team int64
}

func join(db *gorm.DB, team int64, users []int64) error {
	for _, u := range users {
		m := membership{record0{db}, u, team}
		if err := m.store(&m); err != nil { // want "for each"
			return err
		}
	}
	return nil
}

// A repository for any type: the element's type is the table.
type repository[T any] struct{ db *gorm.DB }

func (r repository[T]) Create(ctx context.Context, v *T) error {
	return r.db.WithContext(ctx).Create(v).Error
}

type Coupon struct {
	Code string
	User int64
}

type campaigns struct {
	coupons repository[Coupon]
}

func (c *campaigns) issue(ctx context.Context, users []int64) error {
	for _, u := range users {
		if err := c.coupons.Create(ctx, &Coupon{Code: fmt.Sprintf("WELCOME-%d", u), User: u}); err != nil { // want "for each"
			return err
		}
	}
	return nil
}

// An executor interface that pool and transaction both have, with a generic function over it.
type execer interface {
	ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error)
}

func insertInto[T any](ctx context.Context, e execer, table string, v T) error {
	_, err := e.ExecContext(ctx, "INSERT INTO "+table+" (v) VALUES ($1)", v)
	return err
}

func addWords(ctx context.Context, db *sql.DB, words []string) error {
	for _, w := range words {
		if err := insertInto(ctx, db, "words", w); err != nil { // want "INSERT"
			return err
		}
	}
	return nil
}

// The loop hands the element to a helper that writes twice.
func cancelAll(ctx context.Context, tx *sql.Tx, orders []int64) error {
	for _, id := range orders {
		if err := cancelOrder(ctx, tx, id); err != nil { // want "for each"
			return err
		}
	}
	return nil
}

func cancelOrder(ctx context.Context, tx *sql.Tx, id int64) error {
	if _, err := tx.ExecContext(ctx, "UPDATE orders SET state = 'cancelled' WHERE id = $1", id); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "DELETE FROM reservations WHERE order_id = $1", id)
	return err
}
