package bad

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/sony/gobreaker/v2"
	"gorm.io/gorm"
)

// retry is a loop of its own; the one that multiplies is around it.
func retry(ctx context.Context, do func() error) (err error) {
	for attempt := range 3 {
		if err = do(); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(attempt+1) * 100 * time.Millisecond):
		}
	}
	return err
}

func retried(ctx context.Context, db *sql.DB, points map[int64]int) error {
	for user, n := range points {
		err := retry(ctx, func() error {
			_, err := db.ExecContext(ctx, "UPDATE loyalty SET points = points + $2 WHERE user_id = $1", user, n) // want "loyalty"
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func inline(ctx context.Context, db *sql.DB, ids []int64) (err error) {
	for _, id := range ids {
		for range 3 {
			if _, err = db.ExecContext(ctx, "DELETE FROM previews WHERE id = $1", id); err == nil { // want "previews"
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func broken(ctx context.Context, cb *gobreaker.CircuitBreaker[sql.Result], db *sql.DB, ids []int64) error {
	for _, id := range ids {
		_, err := cb.Execute(func() (sql.Result, error) {
			return db.ExecContext(ctx, "INSERT INTO visits (user_id) VALUES ($1)", id) // want "visits"
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// A scheduler polls, which is right, and writes each row that is due.
func scheduler(ctx context.Context, db *gorm.DB) error {
	t := time.NewTicker(time.Minute)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-t.C:
			if err := remindAll(ctx, db); err != nil {
				return err
			}
		}
	}
}

type Reminder struct {
	ID     int64
	Sent   bool
	SentAt time.Time
}

func remindAll(ctx context.Context, db *gorm.DB) error {
	var due []Reminder
	if err := db.WithContext(ctx).Where("sent = ? AND due_at < ?", false, time.Now()).Find(&due).Error; err != nil {
		return err
	}
	for _, r := range due {
		r.Sent, r.SentAt = true, time.Now()
		if err := db.WithContext(ctx).Save(&r).Error; err != nil { // want "(?i)reminder"
			return err
		}
	}
	return nil
}

// The element is in the text.
func printed(db *sql.DB, ids []int64) error {
	for _, id := range ids {
		if _, err := db.Exec(fmt.Sprintf("DELETE FROM tokens WHERE id = %d", id)); err != nil { // want "tokens"
			return err
		}
	}
	return nil
}

// What is written comes from the element by a detour.
func detour(ctx context.Context, db *sql.DB, lines []string) error {
	type parsed struct{ key, value string }
	for _, l := range lines {
		var p parsed
		if _, err := fmt.Sscanf(l, "%s %s", &p.key, &p.value); err != nil {
			return err
		}
		args := []any{p.key}
		args = append(args, p.value)
		if _, err := db.ExecContext(ctx, "INSERT INTO pairs (k, v) VALUES ($1, $2)", args...); err != nil { // want "pairs"
			return err
		}
	}
	return nil
}

// Errors are collected, so no error ends the loop early.
func lenient(ctx context.Context, db *sql.DB, ids []int64) (failed []int64) {
	for _, id := range ids {
		_, err := db.ExecContext(ctx, "UPDATE mailboxes SET quota = quota * 2 WHERE id = $1", id) // want "mailboxes"
		if err != nil {
			failed = append(failed, id)
		}
	}
	return failed
}
