package good

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
)

// Entry waits for a worker.
type Entry struct {
	ID      int64
	Payload string
}

// Outbox keeps entries for each user.
type Outbox struct{ db *sql.DB }

// Next returns the first entry of a user, nil where there is none.
func (o *Outbox) Next(ctx context.Context, user string) (*Entry, error) {
	var e Entry
	err := o.db.QueryRowContext(ctx, "SELECT id, payload FROM outbox WHERE user_id = $1 ORDER BY id LIMIT 1", user).Scan(&e.ID, &e.Payload)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &e, err
}

// Dequeue removes an entry.
func (o *Outbox) Dequeue(ctx context.Context, e *Entry) error {
	_, err := o.db.ExecContext(ctx, "DELETE FROM outbox WHERE id = $1", e.ID)
	return err
}

func (o *Outbox) drain(ctx context.Context, user string, send func(string) error) {
	for {
		entry, err := o.Next(ctx, user)
		if err != nil || entry == nil {
			return
		}
		if err := send(entry.Payload); err != nil {
			slog.Error("send", "entry", entry.ID, "err", err)
			return
		}
		if err := o.Dequeue(ctx, entry); err != nil {
			return
		}
	}
}

// DrainAll works off the queues of all users, one after the other.
func (o *Outbox) DrainAll(ctx context.Context, users []string, send func(string) error) {
	for _, user := range users {
		o.drain(ctx, user, send)
	}
}
