// Command worker does its work in loops that main starts.
package main

import (
	"context"
	"database/sql"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	_ "github.com/lib/pq"
	"github.com/segmentio/kafka-go"
)

type worker struct {
	db     *sql.DB
	client *http.Client
}

// poll asks again and again.
func (w *worker) poll(ctx context.Context, url string) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Minute):
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			log.Print(err)
			continue
		}
		resp, err := w.client.Do(req) // want connleak "is not closed before the next is opened"
		if err != nil {
			log.Print(err)
			continue
		}
		log.Print(resp.Status)
	}
}

// take reads messages until it is told to stop.
func (w *worker) take(ctx context.Context, r *kafka.Reader) error {
	for {
		m, err := r.FetchMessage(ctx)
		if err != nil {
			return err
		}
		rows, err := w.db.QueryContext(ctx, "SELECT id FROM stamps WHERE album = $1", string(m.Key)) // want connleak "the rows"
		if err != nil {
			return err
		}
		if rows.Next() {
			log.Print("known")
		}
		if err := r.CommitMessages(ctx, m); err != nil {
			return err
		}
	}
}

// warm runs once.
func (w *worker) warm(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := w.client.Do(req)
	if err != nil {
		return err
	}
	log.Print(resp.Status)
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
	w := &worker{db: db, client: &http.Client{Timeout: 10 * time.Second}}
	if err := w.warm(ctx, os.Getenv("WARM_URL")); err != nil {
		log.Print(err)
	}
	go w.poll(ctx, os.Getenv("POLL_URL"))
	go w.take(ctx, kafka.NewReader(kafka.ReaderConfig{Brokers: []string{os.Getenv("BROKER")}, Topic: os.Getenv("TOPIC"), GroupID: "stamps"}))
	<-ctx.Done()
}
