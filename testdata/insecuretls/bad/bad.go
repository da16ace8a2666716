// Package bad holds TLS settings that accept anybody.
package bad

import (
	"crypto/tls"
	"flag"
	"net/http"
	"os"
	"time"

	"github.com/IBM/sarama"
	"github.com/go-ldap/ldap/v3"
	"github.com/go-resty/resty/v2"
	"github.com/redis/go-redis/v9"
	"github.com/spf13/viper"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

func literal() *tls.Config {
	return &tls.Config{InsecureSkipVerify: true} // want insecuretls "InsecureSkipVerify accepts any certificate"
}

func multiline() *http.Transport {
	return &http.Transport{
		MaxConnsPerHost: 10,
		TLSClientConfig: &tls.Config{
			ServerName:         "db",
			InsecureSkipVerify: true, // want insecuretls "InsecureSkipVerify accepts any certificate"
		},
	}
}

func assigned() *tls.Config {
	cfg := &tls.Config{MinVersion: tls.VersionTLS12}
	cfg.InsecureSkipVerify = true // want insecuretls "InsecureSkipVerify accepts any certificate"
	return cfg
}

func ofTransport() http.RoundTripper {
	tr := http.DefaultTransport.(*http.Transport).Clone()
	tr.TLSClientConfig.InsecureSkipVerify = true // want insecuretls "InsecureSkipVerify"
	return tr
}

func value() tls.Config {
	var cfg tls.Config
	cfg.InsecureSkipVerify = true // want insecuretls "InsecureSkipVerify"
	return cfg
}

const skipVerify = true

func constant() *tls.Config {
	return &tls.Config{InsecureSkipVerify: skipVerify} // want insecuretls "InsecureSkipVerify"
}

func parameter(insecure bool) *tls.Config {
	return &tls.Config{InsecureSkipVerify: insecure} // want insecuretls "InsecureSkipVerify accepts"
}

func callsParameter() *tls.Config { return parameter(true) }

// defaults that are on

var insecureFlag = flag.Bool("insecure", true, "accept any certificate")

func fromFlag() *tls.Config {
	return &tls.Config{InsecureSkipVerify: *insecureFlag} // want insecuretls "InsecureSkipVerify accepts"
}

func fromViper() *tls.Config {
	viper.SetDefault("smtp.insecure", true)
	return &tls.Config{InsecureSkipVerify: viper.GetBool("smtp.insecure")} // want insecuretls "InsecureSkipVerify accepts"
}

type options struct {
	skip bool
}

func defaults() options { return options{skip: true} }

func fromOptions() *tls.Config {
	o := defaults()
	return &tls.Config{InsecureSkipVerify: o.skip} // want insecuretls "InsecureSkipVerify accepts"
}

type envConfig struct {
	Insecure bool `env:"INSECURE" default:"true"`
}

func fromTag(c envConfig) *tls.Config {
	return &tls.Config{InsecureSkipVerify: c.Insecure} // want insecuretls "InsecureSkipVerify accepts"
}

// a condition that is not about trust

func whenSecure(useTLS bool) *tls.Config {
	if useTLS {
		return &tls.Config{InsecureSkipVerify: true} // want insecuretls "InsecureSkipVerify accepts"
	}
	return nil
}

func afterError(path string) *tls.Config {
	cfg := &tls.Config{}
	if _, err := os.Stat(path); err != nil {
		cfg.InsecureSkipVerify = true // want insecuretls "InsecureSkipVerify accepts"
	}
	return cfg
}

// other clients

func restyClient() *resty.Client {
	return resty.New().SetTimeout(time.Second).SetTLSClientConfig(&tls.Config{InsecureSkipVerify: true}) // want insecuretls "InsecureSkipVerify"
}

func redisClient() *redis.Client {
	return redis.NewClient(&redis.Options{
		Addr:      os.Getenv("REDIS_ADDR"),
		TLSConfig: &tls.Config{InsecureSkipVerify: true}, // want insecuretls "InsecureSkipVerify"
	})
}

func ldapConn(c *ldap.Conn) error {
	return c.StartTLS(&tls.Config{InsecureSkipVerify: true}) // want insecuretls "InsecureSkipVerify"
}

func kafka() *sarama.Config {
	c := sarama.NewConfig()
	c.Net.TLS.Enable = true
	c.Net.TLS.Config = &tls.Config{InsecureSkipVerify: true} // want insecuretls "InsecureSkipVerify"
	return c
}

func rpc() grpc.DialOption {
	return grpc.WithTransportCredentials(credentials.NewTLS(&tls.Config{InsecureSkipVerify: true})) // want insecuretls "InsecureSkipVerify"
}

// versions

func oldMinimum() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS10} // want insecuretls "MinVersion TLS 1.0 allows a protocol that is broken"
}

func oldMinimumAssigned(c *tls.Config) {
	c.MinVersion = tls.VersionTLS11 // want insecuretls "MinVersion TLS 1.1"
}

func ssl() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionSSL30} // want insecuretls "MinVersion SSL 3.0"
}

func oldMaximum() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11} // want insecuretls "MinVersion TLS 1.0" insecuretls "MaxVersion TLS 1.1"
}

var minimum uint16 = tls.VersionTLS11

func oldVariable() *tls.Config {
	return &tls.Config{MinVersion: minimum} // want insecuretls "MinVersion TLS 1.1"
}
