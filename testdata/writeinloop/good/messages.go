package good

import (
	"context"
	"strconv"

	"cloud.google.com/go/pubsub"
	"github.com/IBM/sarama"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/nats-io/nats.go"
	amqp "github.com/rabbitmq/amqp091-go"
	"github.com/riverqueue/river"
	"github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kgo"
)

func tens(ctx context.Context, q *sqs.Client, url string, texts []string) error {
	var in []types.SendMessageBatchRequestEntry
	for i, t := range texts {
		in = append(in, types.SendMessageBatchRequestEntry{Id: aws.String(strconv.Itoa(i)), MessageBody: aws.String(t)})
		if len(in) == 10 || i == len(texts)-1 {
			if _, err := q.SendMessageBatch(ctx, &sqs.SendMessageBatchInput{QueueUrl: &url, Entries: in}); err != nil {
				return err
			}
			in = nil
		}
	}
	return nil
}

func together(ctx context.Context, w *kafka.Writer, texts []string) error {
	msgs := make([]kafka.Message, 0, len(texts))
	for _, t := range texts {
		msgs = append(msgs, kafka.Message{Value: []byte(t)})
	}
	return w.WriteMessages(ctx, msgs...)
}

func collected(p sarama.SyncProducer, topic string, texts []string) error {
	var msgs []*sarama.ProducerMessage
	for _, t := range texts {
		msgs = append(msgs, &sarama.ProducerMessage{Topic: topic, Value: sarama.StringEncoder(t)})
	}
	return p.SendMessages(msgs)
}

// These clients batch by themselves: the call only hands the message over.
func handedOver(ctx context.Context, c *kgo.Client, p sarama.AsyncProducer, t *pubsub.Topic, js nats.JetStreamContext, texts []string) error {
	var results []*pubsub.PublishResult
	for _, text := range texts {
		c.Produce(ctx, &kgo.Record{Value: []byte(text)}, nil)
		p.Input() <- &sarama.ProducerMessage{Topic: "mails", Value: sarama.StringEncoder(text)}
		results = append(results, t.Publish(ctx, &pubsub.Message{Data: []byte(text)}))
		if _, err := js.PublishAsync("mails", []byte(text)); err != nil {
			return err
		}
	}
	for _, r := range results {
		if _, err := r.Get(ctx); err != nil {
			return err
		}
	}
	return c.Flush(ctx)
}

// amqp has no call for many.
func queued(ctx context.Context, ch *amqp.Channel, texts []string) error {
	for _, t := range texts {
		if err := ch.PublishWithContext(ctx, "", "mails", false, false, amqp.Publishing{Body: []byte(t)}); err != nil {
			return err
		}
	}
	return nil
}

type mailArgs struct {
	To string `json:"to"`
}

func (mailArgs) Kind() string { return "mail" }

func jobs[T any](ctx context.Context, c *river.Client[T], to []string) error {
	params := make([]river.InsertManyParams, 0, len(to))
	for _, t := range to {
		params = append(params, river.InsertManyParams{Args: mailArgs{To: t}})
	}
	_, err := c.InsertMany(ctx, params)
	return err
}
