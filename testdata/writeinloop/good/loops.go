package good

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/lib/pq"
	amqp "github.com/rabbitmq/amqp091-go"
	"github.com/segmentio/kafka-go"
	"gorm.io/gorm"
)

// Retries of one statement.
func retried(ctx context.Context, db *sql.DB, id int64) (err error) {
	for attempt := range 5 {
		if _, err = db.ExecContext(ctx, "UPDATE orders SET state = 'paid' WHERE id = $1", id); err == nil {
			return nil
		}
		time.Sleep(time.Duration(1<<attempt) * 100 * time.Millisecond)
	}
	return err
}

// Delays in a table: each attempt has one.
func withDelays(ctx context.Context, db *sql.DB, delays []time.Duration, id int64) (err error) {
	for _, d := range delays {
		if _, err = db.ExecContext(ctx, "UPDATE orders SET state = 'sent' WHERE id = $1", id); err == nil {
			return nil
		}
		time.Sleep(d)
	}
	return err
}

// A serialization failure is tried again.
func serializable(ctx context.Context, p *pgxpool.Pool, from, to, amount int64) error {
	for {
		err := pgx.BeginTxFunc(ctx, p, pgx.TxOptions{IsoLevel: pgx.Serializable}, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, "UPDATE accounts SET balance = balance - $2 WHERE id = $1", from, amount); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, "UPDATE accounts SET balance = balance + $2 WHERE id = $1", to, amount)
			return err
		})
		var pe interface{ SQLState() string }
		if errors.As(err, &pe) && pe.SQLState() == "40001" {
			continue
		}
		return err
	}
}

type job struct {
	ID      int64
	Payload string
}

// A worker that takes one job at a time.
func work(ctx context.Context, db *sql.DB, do func(job) error) error {
	for {
		var j job
		err := db.QueryRowContext(ctx, "UPDATE jobs SET state = 'running' WHERE id = (SELECT id FROM jobs WHERE state = 'new' LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id, payload").Scan(&j.ID, &j.Payload)
		if errors.Is(err, sql.ErrNoRows) {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(time.Second):
			}
			continue
		}
		if err != nil {
			return err
		}
		state := "done"
		if err := do(j); err != nil {
			state = "failed"
		}
		if _, err := db.ExecContext(ctx, "UPDATE jobs SET state = $2 WHERE id = $1", j.ID, state); err != nil {
			return err
		}
	}
}

// A ticker.
func heartbeat(ctx context.Context, db *sql.DB, node string) {
	t := time.NewTicker(10 * time.Second)
	defer t.Stop()
	for now := range t.C {
		if ctx.Err() != nil {
			return
		}
		_, _ = db.ExecContext(ctx, "UPDATE nodes SET seen_at = $2 WHERE name = $1", node, now)
	}
}

// Consumers: messages come one by one, and how many nobody knows.
func consume(ctx context.Context, r *kafka.Reader, db *sql.DB) error {
	for {
		m, err := r.FetchMessage(ctx)
		if err != nil {
			return err
		}
		if _, err := db.ExecContext(ctx, "INSERT INTO readings (device, value) VALUES ($1, $2) ON CONFLICT DO NOTHING", m.Key, m.Value); err != nil {
			return err
		}
		if err := r.CommitMessages(ctx, m); err != nil {
			return err
		}
	}
}

func deliveries(ctx context.Context, in <-chan amqp.Delivery, db *gorm.DB) error {
	for d := range in {
		if err := db.WithContext(ctx).Create(&row{Name: string(d.Body)}).Error; err != nil {
			return errors.Join(err, d.Nack(false, true))
		}
		if err := d.Ack(false); err != nil {
			return err
		}
	}
	return nil
}

func listen(ctx context.Context, l *pq.Listener, db *sql.DB) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case n := <-l.Notify:
			if n == nil {
				continue
			}
			if _, err := db.ExecContext(ctx, "INSERT INTO notifications (payload) VALUES ($1)", n.Extra); err != nil {
				return err
			}
		}
	}
}

// events is fed for as long as the process lives.
type events struct {
	db *sql.DB
	in chan string
}

func (e *events) Track(name string) { e.in <- name }

func (e *events) run(ctx context.Context) {
	for name := range e.in {
		_, _ = e.db.ExecContext(ctx, "INSERT INTO tracked (name) VALUES ($1)", name)
	}
}

// Only what failed is written, one by one: that is the exception.
func markFailed(ctx context.Context, db *sql.DB, in []job, do func(job) error) error {
	for _, j := range in {
		if err := do(j); err != nil {
			if _, err := db.ExecContext(ctx, "UPDATE jobs SET error = $2 WHERE id = $1", j.ID, err.Error()); err != nil {
				return err
			}
			continue
		}
	}
	return nil
}

func abort(ctx context.Context, db *sql.DB, in []job, do func(job) error) error {
	for _, j := range in {
		err := do(j)
		if err != nil {
			fail(ctx, db, j.ID, err)
			return fmt.Errorf("job %d: %w", j.ID, err)
		}
	}
	return nil
}

func fail(ctx context.Context, db *sql.DB, id int64, cause error) {
	_, _ = db.ExecContext(ctx, "UPDATE jobs SET error = $2 WHERE id = $1", id, cause.Error())
}

// The loop finds, the write comes once.
func oldest(ctx context.Context, db *sql.DB, in []job) error {
	for _, j := range in {
		if j.Payload == "" {
			_, err := db.ExecContext(ctx, "DELETE FROM jobs WHERE id = $1", j.ID)
			return err
		}
	}
	return nil
}

func found(ctx context.Context, db *sql.DB, in []job, payload string) error {
	for _, j := range in {
		if j.Payload != payload {
			continue
		}
		if _, err := db.ExecContext(ctx, "UPDATE jobs SET state = 'picked' WHERE id = $1", j.ID); err != nil {
			return err
		}
		break
	}
	return nil
}

// Before and after.
func summed(ctx context.Context, tx *sql.Tx, in []row) error {
	if _, err := tx.ExecContext(ctx, "DELETE FROM totals"); err != nil {
		return err
	}
	var sum int64
	for _, r := range in {
		sum += r.Price
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO totals (sum) VALUES ($1)", sum)
	return err
}

// The operand of range runs once.
func operand(ctx context.Context, db *sql.DB, ids []int64) ([]int64, error) {
	var out []int64
	for _, id := range deleted(ctx, db, ids) {
		out = append(out, id*2)
	}
	return out, ctx.Err()
}

func deleted(ctx context.Context, db *sql.DB, ids []int64) (gone []int64) {
	rows, err := db.QueryContext(ctx, "DELETE FROM links WHERE id = ANY($1) RETURNING id", pq.Array(ids))
	if err != nil {
		return nil
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if rows.Scan(&id) == nil {
			gone = append(gone, id)
		}
	}
	if rows.Err() != nil {
		return nil
	}
	return gone
}

// Closures that are made in a loop and run elsewhere, if at all.
func undo(db *sql.DB, ids []int64) []func(context.Context) error {
	var out []func(context.Context) error
	for _, id := range ids {
		out = append(out, func(ctx context.Context) error {
			_, err := db.ExecContext(ctx, "DELETE FROM uploads WHERE id = $1", id)
			return err
		})
	}
	return out
}

// The statement says nothing of the element: nothing to batch.
func invariant(ctx context.Context, db *sql.DB, ids []int64, tenant int64, use func(int64)) error {
	for _, id := range ids {
		use(id)
		if _, err := db.ExecContext(ctx, "UPDATE tenants SET used_at = now() WHERE id = $1", tenant); err != nil {
			return err
		}
	}
	return nil
}
