package good

import (
	"context"
	"database/sql"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/redis/go-redis/v9"
)

// Messages handles one message after the other, though several come at a time.
type Messages struct {
	db     *sql.DB
	queue  *sqs.Client
	stream *redis.Client
}

func (m *Messages) handle(ctx context.Context, order string) (state string, err error) {
	err = m.db.QueryRowContext(ctx, "SELECT state FROM orders WHERE id = $1", order).Scan(&state)
	return state, err
}

// Receive asks a queue.
func (m *Messages) Receive(ctx context.Context, url string) error {
	for ctx.Err() == nil {
		out, err := m.queue.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: &url, WaitTimeSeconds: 20})
		if err != nil {
			time.Sleep(time.Second)
			continue
		}
		for _, msg := range out.Messages {
			if _, err := m.handle(ctx, *msg.Body); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// Event is run for what a queue delivers.
func (m *Messages) Event(ctx context.Context, e events.SQSEvent) error {
	for _, record := range e.Records {
		if _, err := m.handle(ctx, record.Body); err != nil {
			return err
		}
	}
	return nil
}

// Follow reads a stream.
func (m *Messages) Follow(ctx context.Context, group, name string) error {
	for {
		streams, err := m.stream.XReadGroup(ctx, &redis.XReadGroupArgs{Group: group, Consumer: name, Streams: []string{"orders", ">"}}).Result()
		if err != nil {
			return err
		}
		for _, s := range streams {
			for _, msg := range s.Messages {
				if order, ok := msg.Values["order"].(string); ok {
					if _, err := m.handle(ctx, order); err != nil {
						return err
					}
				}
			}
		}
	}
}
