// Package bad opens connections for each request, message or element.
package bad

// without swallowederror: what becomes of errors is beside the point

import (
	"context"
	"crypto/tls"
	"database/sql"
	"net/http"
	"os"
	"time"

	"github.com/IBM/sarama"
	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"github.com/labstack/echo/v4"
	_ "github.com/lib/pq"
	"github.com/nats-io/nats.go"
	"github.com/rabbitmq/amqp091-go"
	"github.com/redis/go-redis/v9"
	"github.com/segmentio/kafka-go"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

// without missingtimeout: what matters is how often it is made
// without unboundedpool: what matters is how often it is made
// without insecuretls: what matters is how often it is made
// without connleak: what matters is how often it is made
// without crashonstart: what matters is how often it is made

func Count(w http.ResponseWriter, r *http.Request) {
	db, err := sql.Open("postgres", os.Getenv("DSN")) // want "each request opens connections of its own by sql.Open"
	if err != nil {
		http.Error(w, "database", http.StatusServiceUnavailable)
		return
	}
	defer db.Close()
	_ = db.PingContext(r.Context())
}

type Repo struct{ db *sqlx.DB }

// NewRepo is called by a handler.
func NewRepo() (*Repo, error) {
	db, err := sqlx.Connect("postgres", os.Getenv("DSN")) // want "sqlx.Connect"
	if err != nil {
		return nil, err
	}
	return &Repo{db: db}, nil
}

func List(c echo.Context) error {
	repo, err := NewRepo()
	if err != nil {
		return err
	}
	return repo.db.PingContext(c.Request().Context())
}

func pool(ctx context.Context) (*pgxpool.Pool, error) {
	return pgxpool.New(ctx, os.Getenv("DSN")) // want "pgxpool.New"
}

func deeper(ctx context.Context) error {
	p, err := pool(ctx)
	if err != nil {
		return err
	}
	defer p.Close()
	return p.Ping(ctx)
}

func Pooled(c *gin.Context) {
	if err := deeper(c); err != nil {
		c.Status(http.StatusServiceUnavailable)
	}
}

func Gorm(c *gin.Context) {
	db, err := gorm.Open(postgres.Open(os.Getenv("DSN")), &gorm.Config{}) // want "gorm.Open"
	if err != nil {
		return
	}
	db.Exec("UPDATE visits SET n = n + 1 WHERE day = CURRENT_DATE")
}

func Cached(w http.ResponseWriter, r *http.Request) {
	rdb := redis.NewClient(&redis.Options{Addr: os.Getenv("REDIS")}) // want "NewClient"
	_, _ = w.Write([]byte(rdb.Get(r.Context(), "home").Val()))
}

func Document(w http.ResponseWriter, r *http.Request) {
	client, err := mongo.Connect(options.Client().ApplyURI(os.Getenv("MONGO"))) // want "mongo.Connect"
	if err != nil {
		return
	}
	defer client.Disconnect(r.Context())
	_ = client.Ping(r.Context(), nil)
}

func Call(w http.ResponseWriter, r *http.Request) {
	conn, err := grpc.NewClient(os.Getenv("USERS"), grpc.WithTransportCredentials(insecure.NewCredentials())) // want "grpc.NewClient"
	if err != nil {
		return
	}
	defer conn.Close()
	_ = conn.Invoke(r.Context(), "/users.Users/Get", nil, nil)
}

func Publish(w http.ResponseWriter, r *http.Request) {
	p, err := sarama.NewSyncProducer([]string{os.Getenv("KAFKA")}, sarama.NewConfig()) // want "NewSyncProducer"
	if err != nil {
		return
	}
	defer p.Close()
	_, _, _ = p.SendMessage(&sarama.ProducerMessage{Topic: "visits", Value: sarama.StringEncoder("1")})
}

func Write(w http.ResponseWriter, r *http.Request) {
	kw := &kafka.Writer{Addr: kafka.TCP(os.Getenv("KAFKA")), Topic: "visits"} // want "Writer"
	defer kw.Close()
	_ = kw.WriteMessages(r.Context(), kafka.Message{Value: []byte("1")})
}

func publish(body []byte) error {
	conn, err := amqp091.Dial(os.Getenv("AMQP")) // want "Dial"
	if err != nil {
		return err
	}
	defer conn.Close()
	ch, err := conn.Channel()
	if err != nil {
		return err
	}
	return ch.PublishWithContext(context.Background(), "", "mails", false, false, amqp091.Publishing{Body: body})
}

func Order(w http.ResponseWriter, r *http.Request) { _ = publish([]byte("order")) }

func Fetch(w http.ResponseWriter, r *http.Request) {
	client := &http.Client{
		Timeout: time.Second,
		Transport: &http.Transport{ // want "http.Transport"
			TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12},
		},
	}
	res, err := client.Get("https://rates.example.com")
	if err == nil {
		_ = res.Body.Close()
	}
}

func newClient() *http.Client {
	return &http.Client{Timeout: time.Second, Transport: &http.Transport{MaxConnsPerHost: 4}} // want "http.Transport"
}

func Rates(w http.ResponseWriter, r *http.Request) {
	res, err := newClient().Get("https://rates.example.com")
	if err == nil {
		_ = res.Body.Close()
	}
}

func Copied(w http.ResponseWriter, r *http.Request) {
	t := http.DefaultTransport.(*http.Transport).Clone() // want "Transport.Clone"
	client := &http.Client{Timeout: time.Second, Transport: t}
	res, err := client.Get("https://rates.example.com")
	if err == nil {
		_ = res.Body.Close()
	}
}

func Subscribe(nc *nats.Conn) error {
	_, err := nc.Subscribe("orders", func(m *nats.Msg) {
		rdb := redis.NewClient(&redis.Options{Addr: os.Getenv("REDIS")}) // want "NewClient"
		rdb.Set(context.Background(), "last", m.Data, time.Hour)
	})
	return err
}

func Consume(ctx context.Context, jobs <-chan string) {
	for j := range jobs {
		db, err := sql.Open("postgres", os.Getenv("DSN")) // want "sql.Open"
		if err != nil {
			continue
		}
		_, _ = db.ExecContext(ctx, "INSERT INTO jobs (name) VALUES ($1)", j)
	}
}

func Each(ctx context.Context, ids []int64) {
	for _, id := range ids {
		conn, err := grpc.NewClient(os.Getenv("USERS"), grpc.WithTransportCredentials(insecure.NewCredentials())) // want "each id opens connections"
		if err != nil {
			continue
		}
		_ = conn.Invoke(ctx, "/users.Users/Get", id, nil) // want callinloop "for each id"
		_ = conn.Close()
	}
}

func store(ctx context.Context, id int64) error {
	db, err := sql.Open("postgres", os.Getenv("DSN")) // want "sql.Open"
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, "INSERT INTO ids (id) VALUES ($1)", id)
	return err
}

func EachHelper(ctx context.Context, ids []int64) {
	for _, id := range ids {
		_ = store(ctx, id) // want writeinloop "ids"
	}
}

func Ticking(ctx context.Context) {
	for range time.Tick(time.Minute) {
		db, err := sql.Open("postgres", os.Getenv("DSN")) // want "each tick opens"
		if err == nil {
			_ = db.PingContext(ctx)
		}
	}
}
