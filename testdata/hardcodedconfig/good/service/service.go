// Package service takes its values from elsewhere, or has values that nobody configures.
package service

import (
	"cmp"
	"context"
	"encoding/xml"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/spf13/viper"
	"golang.org/x/oauth2"
)

const apiURL = "https://api.stripe.com/v1"

const (
	debugQueries   = false
	requestTimeout = 10 * time.Second
	isLarge        = true
)

// BaseURL can be replaced.
var BaseURL = "https://api.github.com"

var shared = &http.Client{Timeout: 10 * time.Second}

// Endpoint is that of the provider.
var Endpoint = oauth2.Endpoint{AuthURL: "https://accounts.acme.com/auth", TokenURL: "https://accounts.acme.com/token"}

// Client has a URL that can be set.
type Client struct {
	URL     string
	Timeout time.Duration
}

// Settings are read from a file.
type Settings struct {
	Rates string `yaml:"rates"`
}

func Named(ctx context.Context) (*http.Request, error) {
	return http.NewRequestWithContext(ctx, http.MethodGet, apiURL+"/charges", nil)
}

func Variable(ctx context.Context) (*http.Request, error) {
	return http.NewRequestWithContext(ctx, http.MethodGet, BaseURL+"/user", nil)
}

func NamedTimeout() *http.Client { return &http.Client{Timeout: requestTimeout} }

func Given(base string, timeout time.Duration) *http.Client {
	req, err := http.NewRequest(http.MethodGet, base+"/x", nil)
	if err != nil || req == nil {
		return nil
	}
	return &http.Client{Timeout: timeout}
}

func Flag(ctx context.Context) (*http.Request, error) {
	base := flag.String("base", "https://api.acme.com", "where to ask")
	return http.NewRequestWithContext(ctx, http.MethodGet, *base+"/user", nil)
}

func Viper(ctx context.Context) (*http.Request, error) {
	viper.SetDefault("rates.url", "https://api.frankfurter.app")
	return http.NewRequestWithContext(ctx, http.MethodGet, viper.GetString("rates.url"), nil)
}

func Env(ctx context.Context) (*http.Request, error) {
	base := os.Getenv("BASE")
	if base == "" {
		base = "https://api.acme.com"
	}
	return http.NewRequestWithContext(ctx, http.MethodGet, base+"/user", nil)
}

func Or(ctx context.Context) (*http.Request, error) {
	return http.NewRequestWithContext(ctx, http.MethodGet, cmp.Or(os.Getenv("BASE"), "https://api.acme.com"), nil)
}

func (c *Client) Do(ctx context.Context) (*http.Response, error) {
	if c.URL == "" {
		c.URL = "https://api.acme.com"
	}
	if c.Timeout == 0 {
		c.Timeout = 5 * time.Second
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.URL, nil)
	if err != nil {
		return nil, err
	}
	hc := http.Client{Timeout: c.Timeout}
	return hc.Do(req)
}

// DefaultSettings are used where there is no file.
func DefaultSettings() Settings { return Settings{Rates: "https://api.frankfurter.app"} }

func (s Settings) Fetch(ctx context.Context) (*http.Request, error) {
	return http.NewRequestWithContext(ctx, http.MethodGet, s.Rates, nil)
}

func Local(ctx context.Context) (*http.Request, error) {
	rdb := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
	rdb.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err == nil {
		l.Close()
	}
	return http.NewRequestWithContext(ctx, http.MethodGet, "http://127.0.0.1:8080/health", nil)
}

func Metadata(ctx context.Context) (*http.Request, error) {
	return http.NewRequestWithContext(ctx, http.MethodGet, "http://169.254.169.254/latest/meta-data/", nil)
}

func Socket(ctx context.Context) (*http.Request, error) {
	return http.NewRequestWithContext(ctx, http.MethodGet, "http://docker/v1.41/info", nil)
}

func Host(ctx context.Context, host, region string) (*http.Request, error) {
	if req, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("https://%s/v1/x", host), nil); err == nil {
		return req, nil
	}
	return http.NewRequestWithContext(ctx, http.MethodGet, "https://sqs."+region+".amazonaws.com", nil)
}

type feed struct {
	XMLName xml.Name
	Space   string
}

func Texts(w http.ResponseWriter) {
	log.Print("see https://docs.acme.com/errors/42")
	fmt.Fprint(w, `<a href="https://acme.com">acme</a>`)
	f := feed{XMLName: xml.Name{Space: "http://www.w3.org/2005/Atom", Local: "feed"}}
	_ = f
	if debugQueries {
		log.Print("debug")
	}
	if isLarge {
		log.Print("large")
	}
}

func Shutdown(srv *http.Server) error {
	srv.ReadTimeout = 10 * time.Second
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	return srv.Shutdown(ctx)
}

// Challenge answers where certificate authorities ask.
func Challenge(h http.Handler) {
	srv := &http.Server{Addr: ":80", Handler: h, ReadHeaderTimeout: requestTimeout}
	log.Fatal(srv.ListenAndServe()) // want gracefulshutdown "SIGTERM cuts the requests"
}

// PortOf joins a port that is configured.
func PortOf(h http.Handler) {
	port := flag.String("port", "8080", "where to listen")
	srv := &http.Server{Addr: ":" + *port, Handler: h, ReadHeaderTimeout: requestTimeout}
	log.Fatal(srv.ListenAndServe()) // want gracefulshutdown "SIGTERM cuts the requests"
}
