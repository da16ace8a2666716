// Package service has its configuration compiled in.
package service

// without connleak: what is done with the answers is left out

import (
	"context"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/go-resty/resty/v2"
	"github.com/rabbitmq/amqp091-go"
	"github.com/redis/go-redis/v9"
	"github.com/segmentio/kafka-go"
	"google.golang.org/grpc"
)

// Client calls others.
type Client struct {
	http *http.Client
	base string
}

const enableSuggestions = true // want hardcodedconfig "enableSuggestions is a switch"

func New() *Client {
	return &Client{
		http: &http.Client{Timeout: 10 * time.Second}, // want hardcodedconfig "timeout of 10s"
		base: "https://api.stripe.com/v1",             // want hardcodedconfig "https://api.stripe.com is compiled in"
	}
}

// Charge uses the base URL of the struct.
func (c *Client) Charge(ctx context.Context, id string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/charges/"+id, nil)
	if err != nil {
		return err
	}
	_, err = c.http.Do(req)
	return err
}

// Inline has the URL in the call.
func (c *Client) Inline(ctx context.Context) (*http.Request, error) {
	return http.NewRequestWithContext(ctx, http.MethodGet, "https://api.postmarkapp.com/email", nil) // want hardcodedconfig "https://api.postmarkapp.com"
}

// Formatted fills in parts.
func (c *Client) Formatted(ctx context.Context, token string) (*http.Request, error) {
	url := fmt.Sprintf("https://api.telegram.org/bot%s/sendMessage", token) // want hardcodedconfig "https://api.telegram.org"
	return http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
}

// Joined is put together.
func (c *Client) Joined(ctx context.Context, id string) (*http.Request, error) {
	const host = "http://inventory.internal:8080" // want hardcodedconfig "http://inventory.internal:8080"
	u := host + "/items/" + id
	return http.NewRequestWithContext(ctx, http.MethodGet, u, nil)
}

// Helper hands the URL on.
func (c *Client) Helper(ctx context.Context) (*http.Request, error) {
	return get(ctx, "https://api.frankfurter.app/latest") // want hardcodedconfig "https://api.frankfurter.app"
}

func get(ctx context.Context, url string) (*http.Request, error) {
	return http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
}

// Closure sets a timeout later.
func (c *Client) Closure() func() {
	return func() {
		c.http.Timeout = 5 * time.Second // want hardcodedconfig "timeout of 5s"
	}
}

// Feature asks a switch.
func (c *Client) Feature() string {
	if !enableSuggestions {
		return ""
	}
	const useCache = false // want hardcodedconfig "useCache is a switch"
	if useCache && c.base != "" {
		return c.base
	}
	if false { // want hardcodedconfig "if false"
		return "old"
	}
	return "x"
}

// Dials connects.
func Dials() {
	conn, err := net.DialTimeout("tcp", "mail.acme.com:25", time.Second) // want hardcodedconfig "address \"mail.acme.com:25\""
	if err == nil {
		conn.Close()
	}
	rdb := redis.NewClient(&redis.Options{Addr: "cache.internal:6379"}) // want hardcodedconfig "cache.internal:6379"
	rdb.Close()
	cc, err := grpc.NewClient("ledger:50051") // want hardcodedconfig "ledger:50051"
	if err == nil {
		cc.Close()
	}
	q, err := amqp091.Dial(os.Getenv("AMQP_URL"))
	if err == nil {
		ch, _ := q.Channel()
		ch.QueueDeclare("orders", true, false, false, false, nil) // want hardcodedconfig "queue \"orders\""
	}
}

// Names are shared by every environment.
func Names(ctx context.Context, c *s3.Client, addr string) {
	c.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String("acme-invoices"), Key: aws.String("k")}) // want hardcodedconfig "bucket \"acme-invoices\""
	w := &kafka.Writer{Addr: kafka.TCP(addr), Topic: "orders.created"}                              // want hardcodedconfig "topic \"orders.created\""
	w.Close()
}

// Resty has its own ways.
func Resty() *resty.Client {
	return resty.New().SetBaseURL("https://hooks.slack.com").SetTimeout(3 * time.Second) // want hardcodedconfig "https://hooks.slack.com" hardcodedconfig "timeout of 3s"
}

// Serve listens.
func Serve() {
	srv := &http.Server{Addr: ":8080", ReadHeaderTimeout: time.Second} // want hardcodedconfig "address \":8080\""
	log.Fatal(srv.ListenAndServe())
}

var port int

// Setup reads the port.
func Setup() {
	port, _ = strconv.Atoi(os.Getenv("PORT"))
}

// Start ignores it.
func Start(worker bool) {
	if worker {
		port = 8083 // want hardcodedconfig "port 8083 overwrites"
	}
	l, err := net.Listen("tcp", ":"+strconv.Itoa(port))
	if err == nil {
		l.Close()
	}
}

// Keys are read from the environment.
type Keys struct {
	Telegram string `env:"TELEGRAM"`
}

// Alert has a configured token in a URL that is not.
func Alert(k Keys) (*http.Request, error) {
	return http.NewRequest(http.MethodGet, fmt.Sprintf("https://api.telegram.org/bot%s/x", k.Telegram), nil) // want hardcodedconfig "api.telegram.org"
}
