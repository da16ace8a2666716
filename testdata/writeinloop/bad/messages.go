package bad

import (
	"context"
	"encoding/json"

	"github.com/IBM/sarama"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kgo"
)

type reminder struct {
	User int64  `json:"user"`
	Text string `json:"text"`
}

func remind(ctx context.Context, q *sqs.Client, url string, in []reminder) error {
	for _, r := range in {
		body, err := json.Marshal(r)
		if err != nil {
			return err
		}
		if _, err := q.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &url, MessageBody: aws.String(string(body))}); err != nil { // want "for each"
			return err
		}
	}
	return nil
}

func announce(ctx context.Context, n *sns.Client, topic string, texts []string) error {
	for _, t := range texts {
		if _, err := n.Publish(ctx, &sns.PublishInput{TopicArn: &topic, Message: aws.String(t)}); err != nil { // want "for each"
			return err
		}
	}
	return nil
}

// emit waits for the writer's batch timeout with each message.
func emit(ctx context.Context, w *kafka.Writer, in []reminder) error {
	for _, r := range in {
		body, err := json.Marshal(r)
		if err != nil {
			return err
		}
		if err := w.WriteMessages(ctx, kafka.Message{Value: body}); err != nil { // want "for each"
			return err
		}
	}
	return nil
}

func send(p sarama.SyncProducer, topic string, texts []string) error {
	for _, t := range texts {
		_, _, err := p.SendMessage(&sarama.ProducerMessage{Topic: topic, Value: sarama.StringEncoder(t)}) // want "for each"
		if err != nil {
			return err
		}
	}
	return nil
}

func produce(ctx context.Context, c *kgo.Client, topic string, texts []string) error {
	for _, t := range texts {
		if err := c.ProduceSync(ctx, &kgo.Record{Topic: topic, Value: []byte(t)}).FirstErr(); err != nil { // want "for each"
			return err
		}
	}
	return nil
}
