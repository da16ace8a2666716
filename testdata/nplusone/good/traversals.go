package good

import (
	"context"
	"database/sql"
	"errors"
	"sync/atomic"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/errgroup"
	"gorm.io/gorm"
)

// Traversals loops in less usual ways.
type Traversals struct {
	db    *sqlx.DB
	orm   *gorm.DB
	redis *redis.Client
}

func (t *Traversals) name(ctx context.Context, id int64) (name string, err error) {
	err = t.db.GetContext(ctx, &name, "SELECT name FROM authors WHERE id = $1", id)
	return name, err
}

func (t *Traversals) quota(ctx context.Context, id int64) error {
	var left int
	if err := t.db.GetContext(ctx, &left, "SELECT quota FROM accounts WHERE id = $1", id); err != nil {
		return err
	}
	if left == 0 {
		return errors.New("nothing is left")
	}
	return nil
}

func (t *Traversals) blocked(ctx context.Context, id int64) error {
	var n int
	return t.db.GetContext(ctx, &n, "SELECT count(1) FROM blocks WHERE account_id = $1", id)
}

// Steps runs functions that the program lists, each about something else.
func (t *Traversals) Steps(ctx context.Context, account int64) error {
	for _, step := range []func(context.Context, int64) error{t.quota, t.blocked} {
		if err := step(ctx, account); err != nil {
			return err
		}
	}
	return nil
}

// check looks after one dependency.
type check interface {
	Run(ctx context.Context) error
}

type tableCheck struct{ db *sql.DB }

func (c tableCheck) Run(ctx context.Context) error {
	var n int
	return c.db.QueryRowContext(ctx, "SELECT count(1) FROM heartbeats").Scan(&n)
}

// Health runs checks.
type Health struct{ checks []check }

// NewHealth lists them.
func NewHealth(db *sql.DB) *Health { return &Health{checks: []check{tableCheck{db}}} }

// All runs each of them once.
func (h *Health) All(ctx context.Context) error {
	for _, c := range h.checks {
		if err := c.Run(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Watch polls for a newer version of the configuration.
func (t *Traversals) Watch(ctx context.Context, version *atomic.Int64) {
	for ctx.Err() == nil {
		var newer int64
		if err := t.db.GetContext(ctx, &newer, "SELECT version FROM config WHERE version > $1", version.Load()); err == nil {
			version.Store(newer)
		}
		time.Sleep(time.Second)
	}
}

// Swapped writes until nobody else has written in between.
func (t *Traversals) Swapped(ctx context.Context, id int64) error {
	for done := false; !done; {
		var n int
		if err := t.db.GetContext(ctx, &n, "SELECT n FROM counters WHERE id = $1", id); err != nil {
			return err
		}
		result, err := t.db.ExecContext(ctx, "UPDATE counters SET n = $1 WHERE id = $2 AND n = $3", n+1, id, n)
		if err != nil {
			return err
		}
		changed, err := result.RowsAffected()
		if err != nil {
			return err
		}
		done = changed == 1
	}
	return nil
}

// Popped waits for one job after the other.
func (t *Traversals) Popped(ctx context.Context) error {
	for {
		job, err := t.redis.BLPop(ctx, 0, "jobs").Result()
		if err != nil {
			return err
		}
		var state string
		if err := t.db.GetContext(ctx, &state, "SELECT state FROM jobs WHERE id = $1", job[1]); err != nil {
			return err
		}
	}
}

// Streamed follows a stream.
func (t *Traversals) Streamed(ctx context.Context, handle func(map[string]any) error) error {
	last := "$"
	for {
		streams, err := t.redis.XRead(ctx, &redis.XReadArgs{Streams: []string{"events", last}}).Result()
		if err != nil {
			return err
		}
		for _, m := range streams[0].Messages {
			if err := handle(m.Values); err != nil {
				return err
			}
			last = m.ID
		}
	}
}

// Notified waits for notifications of PostgreSQL.
func (t *Traversals) Notified(ctx context.Context, listener *pq.Listener) error {
	for n := range listener.Notify {
		var state string
		if err := t.db.GetContext(ctx, &state, "SELECT state FROM jobs WHERE name = $1", n.Extra); err != nil {
			return err
		}
	}
	return nil
}

// handler answers something.
type handler func(ctx context.Context, id int64) error

// Wrapped puts functions around a query and runs none.
func (t *Traversals) Wrapped(around []func(handler) handler) handler {
	h := handler(func(ctx context.Context, id int64) error {
		_, err := t.name(ctx, id)
		return err
	})
	for _, wrap := range around {
		h = wrap(h)
	}
	return h
}

// Two asks for two names at a time, without a loop.
func (t *Traversals) Two(ctx context.Context, p Post) (post, author string, err error) {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		post, err = t.name(ctx, p.ID)
		return err
	})
	g.Go(func() (err error) {
		author, err = t.name(ctx, p.AuthorID)
		return err
	})
	return post, author, g.Wait()
}

// Purge deletes a thousand rows at a time until none is left.
func (t *Traversals) Purge(ctx context.Context) error {
	for {
		var ids []int64
		if err := t.db.SelectContext(ctx, &ids, "SELECT id FROM events WHERE created_at < now() - interval '30 days' LIMIT 1000"); err != nil {
			return err
		}
		if len(ids) == 0 {
			return nil
		}
		if _, err := t.db.ExecContext(ctx, "DELETE FROM events WHERE id = ANY($1)", pq.Array(ids)); err != nil {
			return err
		}
	}
}

// With preloads what it is told, in one builder.
func (t *Traversals) With(ctx context.Context, associations []string) (posts []Post, err error) {
	q := t.orm.WithContext(ctx)
	for _, a := range associations {
		q = q.Preload(a)
	}
	err = q.Find(&posts).Error
	return posts, err
}
