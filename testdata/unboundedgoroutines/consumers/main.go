// Command consumers takes messages in goroutines that main starts.
package main

import (
	"context"
	"database/sql"
	"log"
	"os"
	"os/signal"
	"syscall"

	_ "github.com/lib/pq"
	amqp "github.com/rabbitmq/amqp091-go"
	"github.com/segmentio/kafka-go"
)

type desk struct {
	db     *sql.DB
	places chan struct{}
}

func (d *desk) keep(ctx context.Context, body []byte) {
	if _, err := d.db.ExecContext(ctx, "INSERT INTO stamps (body) VALUES ($1)", body); err != nil {
		log.Print(err)
	}
}

func (d *desk) stream(ctx context.Context, r *kafka.Reader) error {
	for {
		m, err := r.ReadMessage(ctx)
		if err != nil {
			return err
		}
		go d.keep(ctx, m.Value) // want unboundedgoroutines "each message starts a goroutine"
	}
}

func (d *desk) queue(ctx context.Context, ch *amqp.Channel) error {
	in, err := ch.ConsumeWithContext(ctx, "stamps", "", false, false, false, false, nil)
	if err != nil {
		return err
	}
	for m := range in {
		go func() { // want unboundedgoroutines "each message starts a goroutine"
			d.keep(ctx, m.Body)
			_ = m.Ack(false)
		}()
	}
	return nil
}

// enter waits for one of the places.
func (d *desk) enter(ctx context.Context) error {
	select {
	case d.places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (d *desk) placed(ctx context.Context, r *kafka.Reader) error {
	for {
		m, err := r.ReadMessage(ctx)
		if err != nil {
			return err
		}
		if err := d.enter(ctx); err != nil {
			return err
		}
		go func() {
			defer func() { <-d.places }()
			d.keep(ctx, m.Value)
		}()
	}
}

// prefetched has no more messages at a time than the broker gives before they are acknowledged.
func (d *desk) prefetched(ctx context.Context, ch *amqp.Channel) error {
	if err := ch.Qos(16, 0, false); err != nil {
		return err
	}
	in, err := ch.ConsumeWithContext(ctx, "stamps", "", false, false, false, false, nil)
	if err != nil {
		return err
	}
	for m := range in {
		go func() {
			d.keep(ctx, m.Body)
			_ = m.Ack(false)
		}()
	}
	return nil
}

// unacknowledged has a broker that waits for nothing: what it has delivered counts as done.
func (d *desk) unacknowledged(ctx context.Context, ch *amqp.Channel) error {
	if err := ch.Qos(16, 0, false); err != nil {
		return err
	}
	in, err := ch.Consume("stamps", "", true, false, false, false, nil)
	if err != nil {
		return err
	}
	for m := range in {
		go d.keep(ctx, m.Body) // want unboundedgoroutines "each message starts a goroutine"
	}
	return nil
}

func channel(conn *amqp.Connection, n int) *amqp.Channel {
	ch, err := conn.Channel()
	if err != nil {
		log.Panic(err)
	}
	if err := ch.Qos(n, 0, false); err != nil {
		log.Panic(err)
	}
	return ch
}

// limited has its channel, and the limit, from another function.
func (d *desk) limited(ctx context.Context, conn *amqp.Connection) error {
	in, err := channel(conn, 8).Consume("stamps", "", false, false, false, false, nil)
	if err != nil {
		return err
	}
	for m := range in {
		go func() {
			d.keep(ctx, m.Body)
			_ = m.Ack(false)
		}()
	}
	return nil
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	db, err := sql.Open("postgres", os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Panic(err)
	}
	db.SetMaxOpenConns(10)
	d := &desk{db: db, places: make(chan struct{}, 8)}
	reader := func(topic string) *kafka.Reader {
		return kafka.NewReader(kafka.ReaderConfig{Brokers: []string{os.Getenv("BROKER")}, Topic: topic, GroupID: "stamps"})
	}
	conn, err := amqp.Dial(os.Getenv("AMQP_URL")) // want crashonstart "the program ends"
	if err != nil {
		log.Panic(err)
	}
	one, err := conn.Channel()
	if err != nil {
		log.Panic(err)
	}
	two, err := conn.Channel()
	if err != nil {
		log.Panic(err)
	}
	go d.stream(ctx, reader(os.Getenv("TOPIC")))
	go d.placed(ctx, reader(os.Getenv("OTHER_TOPIC")))
	go d.queue(ctx, one)
	go d.prefetched(ctx, two)
	go d.unacknowledged(ctx, two)
	go d.limited(ctx, conn)
	<-ctx.Done()
}
