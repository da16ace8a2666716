// Package shapes holds trust in anybody in the shapes that real services give it.
package shapes

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/smtp"
	"os"
	"strings"

	"github.com/caarlos0/env/v11"
	"github.com/gomodule/redigo/redis"
	"github.com/gorilla/websocket"
	amqp "github.com/rabbitmq/amqp091-go"
	"github.com/segmentio/kafka-go"
	"github.com/spf13/viper"
	"github.com/valyala/fasthttp"
)

// package level and init

var tlsConfig = &tls.Config{InsecureSkipVerify: true} // want "InsecureSkipVerify accepts any certificate"

var transport = http.DefaultTransport.(*http.Transport).Clone()

func init() {
	http.DefaultTransport.(*http.Transport).TLSClientConfig = &tls.Config{InsecureSkipVerify: true} // want "InsecureSkipVerify accepts"
	transport.TLSClientConfig.InsecureSkipVerify = true                                             // want "InsecureSkipVerify accepts"
}

var byName = map[string]*tls.Config{
	"strict":   {MinVersion: tls.VersionTLS13},
	"insecure": {InsecureSkipVerify: true}, // want "InsecureSkipVerify accepts"
}

// options that are taken

type client struct{ tls tls.Config }

type option func(*client)

func withAnyCertificate() option {
	return func(c *client) {
		c.tls.InsecureSkipVerify = true // want "InsecureSkipVerify accepts"
	}
}

func newClient(opts ...option) *client {
	c := &client{}
	for _, o := range opts {
		o(c)
	}
	return c
}

func useOption() *client { return newClient(withAnyCertificate()) }

func withVerify(on bool) option {
	return func(c *client) {
		c.tls.InsecureSkipVerify = !on // want "InsecureSkipVerify accepts"
	}
}

func useVerify() *client { return newClient(withVerify(false)) }

// defaults that are on

type envConfig struct {
	SkipVerify bool `env:"TLS_SKIP_VERIFY" envDefault:"true"`
	Verify     bool `env:"TLS_VERIFY" envDefault:"false"`
}

func fromEnvConfig() (*tls.Config, *tls.Config, error) {
	var c envConfig
	if err := env.Parse(&c); err != nil {
		return nil, nil, err
	}
	return &tls.Config{InsecureSkipVerify: c.SkipVerify}, // want "InsecureSkipVerify accepts"
		&tls.Config{InsecureSkipVerify: !c.Verify}, nil // want "InsecureSkipVerify accepts"
}

func envBool(key string, def bool) bool {
	switch strings.ToLower(os.Getenv(key)) {
	case "true", "1":
		return true
	case "false", "0":
		return false
	}
	return def
}

func fromHelper() *tls.Config {
	return &tls.Config{InsecureSkipVerify: envBool("TLS_INSECURE", true)} // want "InsecureSkipVerify accepts"
}

func fromViper() *tls.Config {
	viper.SetDefault("shapes.verify", false)
	return &tls.Config{InsecureSkipVerify: !viper.GetBool("shapes.verify")} // want "InsecureSkipVerify accepts"
}

func pick[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}

func fromGeneric(x bool) *tls.Config {
	return &tls.Config{InsecureSkipVerify: pick(x, true, false)} // want "InsecureSkipVerify accepts"
}

func unlessAskedTo() *tls.Config {
	return &tls.Config{InsecureSkipVerify: os.Getenv("TLS_VERIFY") != "true"} // want "InsecureSkipVerify accepts"
}

type fileConfig struct {
	TLS struct {
		Skip bool `yaml:"skip"`
	} `yaml:"tls"`
}

func defaultConfig() fileConfig {
	var c fileConfig
	c.TLS.Skip = true
	return c
}

func fromFile() *tls.Config {
	c := defaultConfig()
	return &tls.Config{InsecureSkipVerify: c.TLS.Skip} // want "InsecureSkipVerify accepts"
}

func inverted() *tls.Config { return verified(false) }

func verified(verify bool) *tls.Config {
	return &tls.Config{InsecureSkipVerify: !verify} // want "InsecureSkipVerify accepts"
}

// conditions that are about something else, whatever their words begin with

type endpoint struct {
	Device, Product string
	TLS             bool
}

func ofDevice(e endpoint) *tls.Config {
	if e.Device != "" {
		return &tls.Config{InsecureSkipVerify: true} // want "InsecureSkipVerify accepts"
	}
	return nil
}

func ofProduct(e endpoint, cfg *tls.Config) {
	if e.Product == "latest" && e.TLS {
		cfg.InsecureSkipVerify = true // want "InsecureSkipVerify accepts"
	}
}

func ofScheme(url string) *http.Transport {
	tr := &http.Transport{}
	switch {
	case strings.HasPrefix(url, "https://"):
		tr.TLSClientConfig = &tls.Config{InsecureSkipVerify: true} // want "InsecureSkipVerify accepts"
	}
	return tr
}

// a guard that is none

func nilGuard() *tls.Config {
	return &tls.Config{
		InsecureSkipVerify:    true, // want "InsecureSkipVerify accepts"
		VerifyPeerCertificate: nil,
	}
}

func named(host string) *tls.Config {
	return &tls.Config{ServerName: host, InsecureSkipVerify: true} // want "InsecureSkipVerify accepts"
}

func generic[T any](set func(*tls.Config, T), v T) *tls.Config {
	cfg := &tls.Config{}
	set(cfg, v)
	return cfg
}

func useGeneric() *tls.Config {
	return generic(func(c *tls.Config, skip bool) { c.InsecureSkipVerify = skip }, true) // want "InsecureSkipVerify accepts"
}

// protocols and libraries

func mail(c *smtp.Client, host string) error {
	return c.StartTLS(&tls.Config{ServerName: host, InsecureSkipVerify: true}) // want "InsecureSkipVerify accepts"
}

func dial(addr string) (net.Conn, error) {
	d := &net.Dialer{Timeout: 1}
	return tls.DialWithDialer(d, "tcp", addr, &tls.Config{InsecureSkipVerify: true}) // want "InsecureSkipVerify accepts"
}

func queue(url string) (*amqp.Connection, error) {
	return amqp.DialTLS(url, &tls.Config{InsecureSkipVerify: true}) // want "InsecureSkipVerify accepts"
}

var kafkaDialer = &kafka.Dialer{TLS: &tls.Config{InsecureSkipVerify: true}} // want "InsecureSkipVerify accepts"

var socket = websocket.Dialer{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}} // want "InsecureSkipVerify accepts"

var fast = &fasthttp.Client{TLSConfig: &tls.Config{InsecureSkipVerify: true}} // want "InsecureSkipVerify accepts"

func redigo(addr string) (redis.Conn, error) {
	return redis.Dial("tcp", addr, redis.DialUseTLS(true), redis.DialTLSSkipVerify(true)) // want "redis.DialTLSSkipVerify accepts any certificate"
}

// versions

type tlsOptions struct{ Min uint16 }

func fromOptions() *tls.Config {
	o := tlsOptions{Min: tls.VersionTLS11}
	return &tls.Config{MinVersion: o.Min} // want "MinVersion TLS 1.1"
}

func hex() *tls.Config {
	return &tls.Config{MinVersion: 0x0301} // want "MinVersion TLS 1.0"
}

func stored(s *http.Server) {
	s.TLSConfig = &tls.Config{}
	s.TLSConfig.MinVersion = uint16(tls.VersionTLS10) // want "MinVersion TLS 1.0"
}

func listener(cert tls.Certificate) (net.Listener, error) {
	return tls.Listen("tcp", ":8443", &tls.Config{
		Certificates: []tls.Certificate{cert},
		MinVersion:   tls.VersionTLS11, // want "MinVersion TLS 1.1"
	})
}
