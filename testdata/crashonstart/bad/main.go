// Command bad is a service that ends when something it needs is still starting.
package main

// without gracefulshutdown: what matters is how it starts

import (
	"context"
	"database/sql"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/IBM/sarama"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/jmoiron/sqlx"
	"github.com/nats-io/nats.go"
	"github.com/rabbitmq/amqp091-go"
	"github.com/redis/go-redis/v9"
	zlog "github.com/rs/zerolog/log"
	"github.com/samber/lo"
	"github.com/segmentio/kafka-go"
	"github.com/sirupsen/logrus"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.uber.org/zap"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

func main() {
	ctx := context.Background()
	db, err := sql.Open("pgx", os.Getenv("DSN"))
	if err != nil {
		log.Fatal(err)
	}
	db.SetMaxOpenConns(20)
	if err := db.Ping(); err != nil { // want "sql.DB.Ping fails while a dependency is starting"
		log.Fatalf("ping: %v", err)
	}
	store, err := open(os.Getenv("DSN")) // want "sql.DB.PingContext"
	if err != nil {
		slog.Error("open", "err", err)
		os.Exit(1)
	}
	other, err := outer() // want "pgxpool.Pool.Ping"
	if err != nil {
		panic(fmt.Errorf("outer: %w", err))
	}
	_, _ = store, other
	redisFirst(ctx)
	brokers(ctx)
	relational()
	raw(ctx)
	documents(ctx)
	mustAll(ctx, db)
	if err := run(ctx); err != nil {
		log.Fatal(err)
	}
}

func open(dsn string) (*sql.DB, error) {
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(20)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := db.PingContext(ctx); err != nil {
		return nil, fmt.Errorf("ping: %w", err)
	}
	return db, nil
}

func outer() (*pgxpool.Pool, error) { return inner() }

func inner() (*pgxpool.Pool, error) {
	p, err := pgxpool.New(context.Background(), os.Getenv("POOL"))
	if err != nil {
		return nil, err
	}
	return p, p.Ping(context.Background())
}

func redisFirst(ctx context.Context) {
	rdb := redis.NewClient(&redis.Options{Addr: os.Getenv("REDIS")})
	if err := rdb.Ping(ctx).Err(); err != nil { // want "Ping"
		log.Panicf("redis: %v", err)
	}
	second := redis.NewClient(&redis.Options{Addr: os.Getenv("REDIS2")})
	if _, err := second.Ping(ctx).Result(); err != nil { // want "Ping"
		logrus.WithError(err).Fatal("redis")
	}
}

func brokers(ctx context.Context) {
	conn, err := amqp091.Dial(os.Getenv("AMQP")) // want "Dial fails"
	if err != nil {
		zlog.Fatal().Err(err).Msg("amqp")
	}
	defer conn.Close()
	nc, err := nats.Connect(os.Getenv("NATS")) // want "Connect fails"
	if err != nil {
		zap.L().Fatal("nats", zap.Error(err))
	}
	defer nc.Close()
	kc, err := kafka.DialContext(ctx, "tcp", os.Getenv("KAFKA")) // want "DialContext fails"
	if err != nil {
		log.Fatal(err)
	}
	defer kc.Close()
	group, err := sarama.NewConsumerGroup([]string{os.Getenv("KAFKA")}, "orders", sarama.NewConfig()) // want "sarama.NewConsumerGroup"
	if err != nil {
		log.Fatal(err)
	}
	defer group.Close()
	admin, err := sarama.NewClusterAdmin([]string{os.Getenv("KAFKA")}, sarama.NewConfig()) // want "sarama.NewClusterAdmin"
	if err != nil {
		log.Fatal(err)
	}
	defer admin.Close()
}

func relational() {
	gdb, err := gorm.Open(postgres.Open(os.Getenv("DSN")), &gorm.Config{}) // want "gorm.Open"
	if err != nil {
		panic("failed to connect database")
	}
	_ = gdb
	x, err := sqlx.Connect("postgres", os.Getenv("DSN")) // want "sqlx.Connect"
	if err != nil {
		log.Fatalln(err)
	}
	x.SetMaxOpenConns(5)
	must := sqlx.MustConnect("postgres", os.Getenv("DSN")) // want "sqlx.MustConnect"
	must.SetMaxOpenConns(5)
}

func raw(ctx context.Context) {
	conn, err := pgx.Connect(ctx, os.Getenv("DSN")) // want "pgx.Connect"
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer conn.Close(ctx)
	c, err := net.DialTimeout("tcp", os.Getenv("STATSD"), time.Second) // want "net.DialTimeout"
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()
}

func documents(ctx context.Context) {
	client, err := mongo.Connect(options.Client().ApplyURI(os.Getenv("MONGO")).SetTimeout(time.Second))
	if err != nil {
		log.Fatal(err)
	}
	err = client.Ping(ctx, nil) // want "mongo.Client.Ping"
	if err != nil {
		log.Fatal(err)
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func mustAll(ctx context.Context, db *sql.DB) {
	must(db.PingContext(ctx))                           // want "sql.DB.PingContext"
	conn := lo.Must(pgx.Connect(ctx, os.Getenv("DSN"))) // want "pgx.Connect"
	_ = conn.Close(ctx)
}

// run is the program: what it hands back ends it.
func run(ctx context.Context) error {
	db, err := open(os.Getenv("SECOND")) // want "sql.DB.PingContext"
	if err != nil {
		return err
	}
	defer db.Close()
	conn, err := amqp091.Dial(os.Getenv("AMQP")) // want "Dial fails"
	if err != nil {
		return fmt.Errorf("amqp: %w", err)
	}
	defer conn.Close()
	srv := &http.Server{Addr: ":8080", ReadHeaderTimeout: time.Second, ReadTimeout: time.Minute}
	return srv.ListenAndServe()
}
