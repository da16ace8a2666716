// Package goodlibs sets the limits that the libraries leave out.
package goodlibs

// without connleak: what is done with the answers is left out

import (
	"context"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-ldap/ldap/v3"
	"github.com/go-resty/resty/v2"
	"github.com/gorilla/websocket"
	"github.com/hashicorp/go-retryablehttp"
	"github.com/redis/go-redis/v9"
	"github.com/valyala/fasthttp"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"golang.org/x/oauth2"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health/grpc_health_v1"
)

// limit comes from the environment: how long is not this package's to say.
var limit = seconds(os.Getenv("LIMIT"))

func seconds(s string) time.Duration {
	n, _ := strconv.Atoi(s)
	return time.Duration(n) * time.Second
}

func restyClient(url string) error {
	c := resty.New().SetBaseURL(url).SetTimeout(limit)
	_, err := c.R().Get("/orders")
	return err
}

func restyLater(url string) error {
	c := resty.New()
	c.SetTimeout(limit)
	_, err := c.R().Get(url)
	return err
}

func restyContext(url string) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	_, err := resty.New().R().SetHeader("A", "b").SetContext(ctx).Get(url)
	return err
}

func restyStatement(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	r := resty.New().R()
	r.SetContext(ctx)
	_, err := r.Get(url)
	return err
}

func restyOwn(url string) error {
	_, err := resty.NewWithClient(&http.Client{Timeout: limit}).R().Get(url)
	return err
}

func restyAround(url string) error {
	c := &http.Client{}
	r := resty.NewWithClient(c).SetTimeout(limit)
	_, err := r.R().Get(url)
	return err
}

func retryable(url string) {
	c := retryablehttp.NewClient()
	c.HTTPClient.Timeout = limit
	_, _ = c.Get(url)
}

func retryableOwn(url string) {
	c := retryablehttp.NewClient()
	c.HTTPClient = &http.Client{Timeout: limit}
	_, _ = c.StandardClient().Get(url)
}

func fast(url string) {
	c := &fasthttp.Client{ReadTimeout: limit}
	_, _, _ = c.Get(nil, url)
	d := &fasthttp.Client{}
	_ = d.DoTimeout(nil, nil, limit)
}

func sockets(ctx context.Context, url string) {
	_, _, _ = websocket.DefaultDialer.Dial(url, nil)
	d := websocket.Dialer{HandshakeTimeout: limit}
	_, _, _ = d.Dial(url, nil)
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	_, _, _ = (&websocket.Dialer{}).DialContext(ctx, url, nil)
}

func directory(url string) error {
	l, err := ldap.DialURL(url)
	if err != nil {
		return err
	}
	defer l.Close()
	l.SetTimeout(limit)
	return l.Bind("cn=shop", "")
}

func login(w http.ResponseWriter, r *http.Request, conf *oauth2.Config) {
	ctx, cancel := context.WithTimeout(r.Context(), limit)
	defer cancel()
	_, _ = conf.Exchange(ctx, r.FormValue("code")) // want swallowederror "."
}

func discover(issuer string) {
	_, _ = oidc.NewProvider(oidc.ClientContext(context.Background(), &http.Client{Timeout: limit}), issuer)
}

func tokens(conf *oauth2.Config, code string) {
	ctx := context.WithValue(context.Background(), oauth2.HTTPClient, &http.Client{Timeout: limit})
	_, _ = conf.Exchange(ctx, code)
}

func probe(ctx context.Context, c grpc_health_v1.HealthClient) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	_, err := c.Check(ctx, nil)
	return err
}

func forward(ctx context.Context, c grpc_health_v1.HealthClient) error {
	_, err := c.Check(ctx, nil)
	return err
}

// Without WithBlock a dial returns at once.
func dial(addr string) { _, _ = grpc.DialContext(context.Background(), addr) }

func traces(addr string) {
	_, _ = otlptracegrpc.New(context.Background(), otlptracegrpc.WithEndpoint(addr))
}

func documents(uri string) error {
	c, err := mongo.Connect(options.Client().ApplyURI(uri).SetTimeout(limit))
	if err != nil {
		return err
	}
	_, err = c.Database("shop").Collection("orders").InsertOne(context.Background(), bson.M{"n": 1})
	return err
}

func cache(addr string) error {
	c := redis.NewClient(&redis.Options{Addr: addr})
	return c.Ping(context.Background()).Err()
}

// A stream lives as long as its context.
func watch(c grpc_health_v1.HealthClient) error {
	_, err := c.Watch(context.Background(), nil)
	return err
}

// The client that oauth2 makes has the limit of the one it was brought.
func authorised(conf *oauth2.Config, url string) {
	ctx := context.WithValue(context.Background(), oauth2.HTTPClient, &http.Client{Timeout: limit})
	_, _ = conf.Client(ctx, nil).Get(url)
}

func retryableStandard(url string) {
	c := retryablehttp.NewClient().StandardClient()
	c.Timeout = limit
	_, _ = c.Get(url)
}

func retryableLiteral(url string) {
	c := &retryablehttp.Client{HTTPClient: &http.Client{Timeout: limit}}
	_, _ = c.Get(url)
}
