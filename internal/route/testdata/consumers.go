package consumers

import (
	"context"
	"log"

	"cloud.google.com/go/pubsub"
	"github.com/IBM/sarama"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	amqp "github.com/rabbitmq/amqp091-go"
	"github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kgo"
)

const orders = "orders"

func handle([]byte) {}

func onOrder(m *nats.Msg)                { handle(m.Data) }
func onEvent(m jetstream.Msg)            { handle(m.Data()) }
func onMessage(m *message.Message) error { handle(m.Payload); return nil }

func subscribe(ctx context.Context, nc *nats.Conn, js nats.JetStreamContext, c jetstream.Consumer, sub *pubsub.Subscription, router *message.Router) {
	_, _ = nc.Subscribe(orders, onOrder)                                // route consumer orders consumers.onOrder
	_, _ = nc.QueueSubscribe("bills", "workers", onOrder)               // route consumer bills consumers.onOrder
	_, _ = js.Subscribe("stream", onOrder)                              // route consumer stream consumers.onOrder
	_, _ = c.Consume(onEvent)                                           // route consumer consumers.onEvent consumers.onEvent
	router.AddNoPublisherHandler("h", "mail", nil, onMessage)           // route consumer mail consumers.onMessage
	_ = sub.Receive(ctx, func(ctx context.Context, m *pubsub.Message) { // route consumer consumers.subscribe.func1 consumers.subscribe.func1
		handle(m.Data)
		m.Ack()
	})
}

type group struct{}

func (group) Setup(sarama.ConsumerGroupSession) error   { return nil }
func (group) Cleanup(sarama.ConsumerGroupSession) error { return nil }
func (group) ConsumeClaim(s sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	for m := range claim.Messages() {
		handle(m.Value)
		s.MarkMessage(m, "")
	}
	return nil
}

func consume(ctx context.Context, g sarama.ConsumerGroup) {
	for ctx.Err() == nil {
		if err := g.Consume(ctx, []string{"payments"}, group{}); err != nil { // route consumer payments consumers.(group).ConsumeClaim
			log.Print(err)
		}
	}
}

func readKafka(ctx context.Context, r *kafka.Reader) { // route consumer consumers.readKafka consumers.readKafka
	for {
		m, err := r.ReadMessage(ctx)
		if err != nil {
			return
		}
		handle(m.Value)
	}
}

func pollFranz(ctx context.Context, c *kgo.Client) { // route consumer consumers.pollFranz consumers.pollFranz
	for ctx.Err() == nil {
		fetches := c.PollFetches(ctx)
		fetches.EachRecord(func(r *kgo.Record) { handle(r.Value) })
	}
}

func deliveries(ch *amqp.Channel) error { // route consumer jobs consumers.deliveries
	ds, err := ch.Consume("jobs", "", false, false, false, false, nil)
	if err != nil {
		return err
	}
	for d := range ds {
		handle(d.Body)
		_ = d.Ack(false)
	}
	return nil
}

func main() {
	ctx := context.Background()
	subscribe(ctx, nil, nil, nil, nil, nil)
	go consume(ctx, nil)
	go readKafka(ctx, nil)
	go pollFranz(ctx, nil)
	_ = deliveries(nil)
}
