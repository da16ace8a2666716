package good

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/nats-io/nats.go"
	amqp "github.com/rabbitmq/amqp091-go"
	"github.com/redis/go-redis/v9"
	"github.com/segmentio/kafka-go"
)

// Workers waits for work and does it.
type Workers struct {
	db    *sql.DB
	jobs  chan int64
	redis *redis.Client
}

func (w *Workers) state(ctx context.Context, id int64) (s string, err error) {
	err = w.db.QueryRowContext(ctx, "SELECT state FROM jobs WHERE id = $1", id).Scan(&s)
	return s, err
}

// Ticked asks every minute.
func (w *Workers) Ticked(ctx context.Context, id int64) {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for range ticker.C {
		s, err := w.state(ctx, id)
		if err != nil || s == "done" {
			return
		}
	}
}

// Since asks for what is new since the last time.
func (w *Workers) Since(ctx context.Context) {
	since := time.Now()
	ticker := time.NewTicker(10 * time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			var n int
			if err := w.db.QueryRowContext(ctx, "SELECT count(1) FROM jobs WHERE created_at BETWEEN $1 AND $2", since, now).Scan(&n); err != nil {
				slog.ErrorContext(ctx, "count jobs", "error", err)
				continue
			}
			since = now
		}
	}
}

// Claim takes one job after the other.
func (w *Workers) Claim(ctx context.Context, run func(id int64, payload string) error) error {
	for {
		var id int64
		err := w.db.QueryRowContext(ctx, "SELECT id FROM jobs WHERE state = 'new' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED").Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			time.Sleep(time.Second)
			continue
		}
		if err != nil {
			return err
		}
		var payload string
		if err := w.db.QueryRowContext(ctx, "SELECT payload FROM job_payloads WHERE job_id = $1", id).Scan(&payload); err != nil {
			return err
		}
		if err := run(id, payload); err != nil {
			return err
		}
	}
}

// Work reads jobs that requests send.
func (w *Workers) Work(ctx context.Context) {
	for id := range w.jobs {
		if _, err := w.state(ctx, id); err != nil {
			slog.ErrorContext(ctx, "job", "id", id, "error", err)
		}
	}
}

// Enqueue is how they come.
func (w *Workers) Enqueue(id int64) { w.jobs <- id }

// Pool starts some workers on a channel of somebody else.
func (w *Workers) Pool(ctx context.Context, jobs <-chan int64, size int) {
	var wg sync.WaitGroup
	for range size {
		wg.Go(func() {
			for {
				select {
				case <-ctx.Done():
					return
				case id, ok := <-jobs:
					if !ok {
						return
					}
					if _, err := w.state(ctx, id); err != nil {
						slog.ErrorContext(ctx, "job", "id", id, "error", err)
					}
				}
			}
		})
	}
	wg.Wait()
}

// AMQP handles deliveries.
func (w *Workers) AMQP(ctx context.Context, deliveries <-chan amqp.Delivery) error {
	for d := range deliveries {
		var known bool
		if err := w.db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM seen WHERE message = $1)", d.MessageId).Scan(&known); err != nil {
			return err
		}
		if err := d.Ack(false); err != nil {
			return err
		}
	}
	return nil
}

// Kafka handles messages.
func (w *Workers) Kafka(ctx context.Context, reader *kafka.Reader) error {
	for {
		m, err := reader.FetchMessage(ctx)
		if err != nil {
			return err
		}
		var plan string
		if err := w.db.QueryRowContext(ctx, "SELECT plan FROM customers WHERE key = $1", string(m.Key)).Scan(&plan); err != nil {
			return err
		}
		slog.InfoContext(ctx, "event", "plan", plan)
		if err := reader.CommitMessages(ctx, m); err != nil {
			return err
		}
	}
}

// NATS is called for each message.
func (w *Workers) NATS(ctx context.Context, conn *nats.Conn) (*nats.Subscription, error) {
	return conn.Subscribe("orders.*", func(m *nats.Msg) {
		var open bool
		if err := w.db.QueryRowContext(ctx, "SELECT open FROM orders WHERE id = $1", string(m.Data)).Scan(&open); err != nil { // want swallowederror "."
			slog.ErrorContext(ctx, "order", "error", err)
		}
	})
}

// Channel listens on a channel of redis.
func (w *Workers) Channel(ctx context.Context) error {
	sub := w.redis.Subscribe(ctx, "invalidations")
	defer sub.Close()
	for m := range sub.Channel() {
		var version int
		if err := w.db.QueryRowContext(ctx, "SELECT version FROM documents WHERE name = $1", m.Payload).Scan(&version); err != nil {
			return err
		}
	}
	return nil
}

// Socket answers what a browser asks.
func (w *Workers) Socket(ctx context.Context, conn *websocket.Conn) error {
	for {
		var question struct {
			Job int64 `json:"job"`
		}
		if err := conn.ReadJSON(&question); err != nil {
			return err
		}
		s, err := w.state(ctx, question.Job)
		if err != nil {
			return err
		}
		if err := conn.WriteJSON(s); err != nil {
			return err
		}
	}
}

// Accept serves connections.
func (w *Workers) Accept(ctx context.Context, l net.Listener) error {
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		go w.serve(ctx, conn)
	}
}

func (w *Workers) serve(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return
	}
	var allowed bool
	row := w.db.QueryRowContext(ctx, "SELECT allowed FROM hosts WHERE name = $1", strings.TrimSpace(line))
	if err := row.Scan(&allowed); err != nil || !allowed {
		slog.WarnContext(ctx, "refused", "remote", conn.RemoteAddr(), "error", err)
	}
}

// Finished polls until a job is done.
func (w *Workers) Finished(ctx context.Context, id int64) error {
	for {
		s, err := w.state(ctx, id)
		if err != nil {
			return err
		}
		if s == "done" {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
	}
}
