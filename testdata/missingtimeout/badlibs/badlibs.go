// Package badlibs uses libraries whose clients have no limit of their own.
package badlibs

// without connleak: what is done with the answers is left out

import (
	"context"
	"net/http"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-ldap/ldap/v3"
	"github.com/go-resty/resty/v2"
	"github.com/gorilla/websocket"
	"github.com/hashicorp/go-cleanhttp"
	"github.com/hashicorp/go-retryablehttp"
	"github.com/redis/go-redis/v9"
	"github.com/valyala/fasthttp"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"golang.org/x/oauth2"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"
)

func restyClient(url string) error {
	c := resty.New().SetBaseURL(url).SetRetryCount(3) // want "resty.New makes a client without a limit"
	_, err := c.R().SetHeader("Accept", "application/json").Get("/orders")
	return err
}

func cleanClient(url string) {
	_, _ = cleanhttp.DefaultPooledClient().Get(url) // want "cleanhttp.DefaultPooledClient has no Timeout"
}

func retryable(url string) error {
	c := retryablehttp.NewClient() // want "retryablehttp.NewClient has no HTTPClient timeout"
	c.RetryMax = 3
	req, err := retryablehttp.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	_, err = c.Do(req)
	return err
}

func retryableStandard(url string) {
	c := retryablehttp.NewClient() // want "retryablehttp.NewClient has no HTTPClient timeout"
	_, _ = c.StandardClient().Get(url)
}

func retryableOwn(url string) {
	c := retryablehttp.NewClient() // want "retryablehttp.NewClient has no HTTPClient timeout"
	c.HTTPClient = &http.Client{}
	_, _ = c.Get(url)
}

func fast(url string) {
	c := &fasthttp.Client{} // want "fasthttp.Client has no ReadTimeout"
	_, _, _ = c.Get(nil, url)
}

func socket(url string) {
	d := websocket.Dialer{} // want "websocket.Dialer has no HandshakeTimeout"
	_, _, _ = d.Dial(url, nil)
}

func directory(url string) error {
	l, err := ldap.DialURL(url) // want "ldap.DialURL makes a client without a limit"
	if err != nil {
		return err
	}
	defer l.Close()
	return l.Bind("cn=shop", "")
}

func login(w http.ResponseWriter, r *http.Request, conf *oauth2.Config) {
	_, _ = conf.Exchange(r.Context(), r.FormValue("code")) // want "oauth2.Config.Exchange waits for ever when the server stalls: give its context a deadline" swallowederror "."
}

func discover(issuer string) {
	ctx := oidc.ClientContext(context.Background(), &http.Client{Transport: &http.Transport{MaxConnsPerHost: 9}}) // want "http.Client has no Timeout"
	_, _ = oidc.NewProvider(ctx, issuer)
}

func tokens(conf *oauth2.Config, code string) {
	ctx := context.WithValue(context.Background(), oauth2.HTTPClient, &http.Client{}) // want "http.Client has no Timeout"
	_, _ = conf.Exchange(ctx, code)
}

func authorised(conf *oauth2.Config, url string) {
	_, _ = conf.Client(context.Background(), nil).Get(url) // want "oauth2.Config.Client has no Timeout"
}

func probe(addr string) error {
	conn, err := grpc.NewClient(addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = grpc_health_v1.NewHealthClient(conn).Check(context.Background(), nil) // want "HealthClient.Check waits for ever when the server stalls: give its context a deadline"
	return err
}

func dial(addr string) {
	_, _ = grpc.DialContext(context.Background(), addr, grpc.WithBlock()) // want "grpc.DialContext waits for ever"
}

func traces(addr string) {
	_, _ = otlptracegrpc.New(context.Background(), otlptracegrpc.WithEndpoint(addr), otlptracegrpc.WithDialOption(grpc.WithBlock())) // want "otlptracegrpc.New waits for ever"
}

func documents(uri string) error {
	c, err := mongo.Connect(options.Client().ApplyURI(uri)) // want "mongo.Connect makes a client without a limit"
	if err != nil {
		return err
	}
	_, err = c.Database("shop").Collection("orders").InsertOne(context.Background(), bson.M{"n": 1})
	return err
}

func endless(addr string) error {
	c := redis.NewClient(&redis.Options{Addr: addr, ReadTimeout: -1}) // want "redis.NewClient is given ReadTimeout -1, no limit"
	return c.Ping(context.Background()).Err()
}

// One cause, one finding: where the context is lost.
func relogin(w http.ResponseWriter, r *http.Request, conf *oauth2.Config) {
	_ = exchange(context.Background(), conf, r.FormValue("code")) // want "badlibs.exchange outlives its caller on context.Background: pass the request's context" swallowederror "."
}

func exchange(ctx context.Context, conf *oauth2.Config, code string) error {
	_, err := conf.Exchange(ctx, code)
	return err
}

func authorisedThrough(conf *oauth2.Config, url string) {
	ctx := context.WithValue(context.Background(), oauth2.HTTPClient, &http.Client{}) // want "http.Client has no Timeout"
	_, _ = conf.Client(ctx, nil).Get(url)
}

func replacedByItself(conf *oauth2.Config, url string) {
	c := &http.Client{} // want "http.Client has no Timeout"
	c = conf.Client(context.WithValue(context.Background(), oauth2.HTTPClient, c), nil)
	_, _ = c.Get(url)
}

func retryableLiteral(url string) {
	c := &retryablehttp.Client{RetryMax: 2} // want "retryablehttp.Client has no HTTPClient timeout"
	_, _ = c.Get(url)
}
