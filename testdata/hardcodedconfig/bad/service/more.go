package service

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/IBM/sarama"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/rabbitmq/amqp091-go"
	"github.com/redis/go-redis/v9"
	"go.mongodb.org/mongo-driver/mongo/options"
)

const useLegacyPrices = false // want hardcodedconfig "useLegacyPrices is a switch"

// Prices asks a switch in a switch.
func Prices() string {
	switch {
	case useLegacyPrices:
		return "legacy"
	}
	return "new"
}

// Parsed changes the query of a URL.
func Parsed(ctx context.Context, q string) (*http.Request, error) {
	u, err := url.Parse("https://maps.acme.com/geocode") // want hardcodedconfig "https://maps.acme.com is compiled in"
	if err != nil {
		return nil, err
	}
	u.RawQuery = url.Values{"q": {q}}.Encode()
	return http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
}

// Stores have URLs of their own; a password in one is not repeated.
func Stores() error {
	if _, err := amqp091.Dial("amqp://shop:secret@rabbit.internal:5672/"); err != nil { // want hardcodedconfig "^amqp://rabbit.internal:5672 is compiled in"
		return err
	}
	options.Client().ApplyURI("mongodb://mongo.internal:27017") // want hardcodedconfig "mongodb://mongo.internal:27017"
	redis.NewClient(&redis.Options{
		Addr:        "redis.internal:6379", // want hardcodedconfig "redis.internal:6379"
		ReadTimeout: 3 * time.Second,       // want hardcodedconfig "timeout of 3s"
	})
	_, err := sarama.NewSyncProducer([]string{"kafka-1.internal:9092", "kafka-2.internal:9092"}, nil) // want hardcodedconfig "kafka-1.internal:9092"
	return err
}

// Publish has the name of a topic.
func Publish(ctx context.Context, c *sns.Client) error {
	_, err := c.Publish(ctx, &sns.PublishInput{TopicArn: aws.String("arn:aws:sns:eu-west-1:1:orders")}) // want hardcodedconfig "topic \"arn:aws:sns:eu-west-1:1:orders\""
	return err
}

// Port is a number.
func Port(h http.Handler) error {
	port := 8081
	srv := &http.Server{Addr: fmt.Sprintf(":%d", port), Handler: h, ReadHeaderTimeout: time.Second} // want hardcodedconfig "address \":8081\""
	return srv.ListenAndServe()                                                                     // want gracefulshutdown "SIGTERM cuts the requests"
}
