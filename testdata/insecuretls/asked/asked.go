// Package asked holds verification that is switched off only where somebody asks for it: a note in strict mode.
package asked

import (
	"crypto/tls"
	"flag"
	"net/http"
	"os"

	"github.com/gomodule/redigo/redis"
	"github.com/spf13/viper"
)

type config struct {
	Insecure bool
	Mode     string
	Verify   bool `env:"VERIFY" default:"true"`
}

func nested(c config, rt http.RoundTripper) {
	if c.Insecure {
		if t, ok := rt.(*http.Transport); ok && t.TLSClientConfig != nil {
			t.TLSClientConfig.InsecureSkipVerify = true // want:info "is one setting away"
		}
	}
}

func inSwitch(c config) *tls.Config {
	cfg := &tls.Config{}
	switch c.Mode {
	case "skip-verify":
		cfg.InsecureSkipVerify = true // want:info "is one setting away"
	case "full":
		cfg.MinVersion = tls.VersionTLS13
	}
	return cfg
}

func inBareSwitch(c config) *tls.Config {
	switch {
	case c.Insecure:
		return &tls.Config{InsecureSkipVerify: true} // want:info "is one setting away"
	}
	return nil
}

// Option changes a configuration.
type Option func(*tls.Config)

// WithInsecure is there for callers to ask for.
func WithInsecure() Option {
	return func(c *tls.Config) {
		c.InsecureSkipVerify = true // want:info "is one setting away"
	}
}

// New applies options.
func New(opts ...Option) *tls.Config {
	c := &tls.Config{}
	for _, o := range opts {
		o(c)
	}
	return c
}

func anyCertificate() Option {
	return func(c *tls.Config) {
		c.InsecureSkipVerify = true // want:info "is one setting away"
	}
}

func optional(c config) *tls.Config {
	var opts []Option
	if c.Insecure {
		opts = append(opts, anyCertificate())
	}
	return New(opts...)
}

func accept(c *tls.Config) {
	c.InsecureSkipVerify = true // want:info "is one setting away"
}

func viaFunction(c config) *tls.Config {
	cfg := &tls.Config{}
	if c.Insecure {
		accept(cfg)
	}
	return cfg
}

func unverified() *http.Client {
	return &http.Client{
		Timeout:   1,
		Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}, // want:info "is one setting away"
	}
}

func choose(dev bool) *http.Client {
	if dev {
		return unverified()
	}
	return &http.Client{Timeout: 1}
}

func onRequest() *tls.Config {
	return &tls.Config{InsecureSkipVerify: os.Getenv("TLS_INSECURE") == "true"} // want:info "is one setting away"
}

func envBool(key string, def bool) bool {
	switch v := os.Getenv(key); v {
	case "true", "1":
		return true
	case "":
		return def
	}
	return false
}

func fromHelper() *tls.Config {
	return &tls.Config{InsecureSkipVerify: envBool("TLS_INSECURE", false)} // want:info "is one setting away"
}

func enabled(key string) bool {
	if v := os.Getenv(key); v == "1" || v == "yes" {
		return true
	}
	return false
}

func fromSwitch() *tls.Config {
	return &tls.Config{InsecureSkipVerify: enabled("TLS_INSECURE")} // want:info "is one setting away"
}

func fromViper() *tls.Config {
	viper.SetDefault("asked.insecure", false)
	return &tls.Config{InsecureSkipVerify: viper.GetBool("asked.insecure")} // want:info "is one setting away"
}

func fromTag(c config) *tls.Config {
	return &tls.Config{InsecureSkipVerify: !c.Verify} // want:info "is one setting away"
}

var verify = flag.Bool("verify", true, "check certificates")

func fromFlag() *tls.Config {
	return &tls.Config{InsecureSkipVerify: !*verify} // want:info "is one setting away"
}

func outsideProduction(env string) *tls.Config {
	return &tls.Config{InsecureSkipVerify: env != "production"} // want:info "is one setting away"
}

func both(c config) *tls.Config {
	return &tls.Config{InsecureSkipVerify: c.Insecure && c.Mode != "full"} // want:info "is one setting away"
}

func redigo(c config, addr string) (redis.Conn, error) {
	return redis.Dial("tcp", addr, redis.DialTLSSkipVerify(c.Insecure)) // want:info "is one setting away"
}
