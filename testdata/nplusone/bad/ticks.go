package bad

import (
	"context"
	"database/sql"
	"log"
	"time"
)

// Ticks does work by a clock: what it finds then is a collection as any other.
type Ticks struct{ db *sql.DB }

func (t *Ticks) due(ctx context.Context) (ids []int64, err error) {
	rows, err := t.db.QueryContext(ctx, "SELECT id FROM reminders WHERE due < now()")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

func (t *Ticks) email(ctx context.Context, id int64) (email string, err error) {
	err = t.db.QueryRowContext(ctx, "SELECT email FROM subscribers WHERE reminder_id = $1", id).Scan(&email)
	return email, err
}

// Minutely asks for what is due, and for each of it.
func (t *Ticks) Minutely(ctx context.Context) {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for range ticker.C {
		ids, err := t.due(ctx)
		if err != nil {
			log.Print(err)
			continue
		}
		for _, id := range ids {
			if _, err := t.email(ctx, id); err != nil { // want "subscribers"
				log.Print(err)
			}
		}
	}
}

// Endless does the same with a timer.
func (t *Ticks) Endless(ctx context.Context, send func(string)) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Minute):
		}
		ids, err := t.due(ctx)
		if err != nil {
			continue
		}
		for _, id := range ids {
			email, err := t.email(ctx, id) // want "subscribers"
			if err == nil {
				send(email)
			}
		}
	}
}

// Halved skips every other one: each of the rest is still asked for.
func (t *Ticks) Halved(ctx context.Context, ids []int64) (emails []string, err error) {
	for i, id := range ids {
		if i%2 == 0 {
			email, err := t.email(ctx, id) // want "subscribers"
			if err != nil {
				return nil, err
			}
			emails = append(emails, email)
		}
	}
	return emails, nil
}
