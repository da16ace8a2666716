// Package config reads the shop's settings from the environment.
package config

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"
)

const (
	defaultAddr      = ":8080"
	defaultAdminAddr = "127.0.0.1:9090"
	defaultRatesURL  = "https://api.frankfurter.app"
)

// Config is everything that may differ between two deployments.
type Config struct {
	Addr      string
	AdminAddr string

	DatabaseURL       string
	ReportingURL      string
	ReportingMaxConns int
	ReportingConnLife time.Duration

	SessionKey []byte
	ResetKey   []byte
	ResetTTL   time.Duration

	PaymentKey           string
	PaymentWebhookSecret string

	RatesURL     string
	RatesTimeout time.Duration

	CarrierURL     string
	CarrierKey     string
	CarrierTimeout time.Duration

	TidyInterval time.Duration

	MailToken string
}

// Load reads the environment. It fails when a required variable is missing or a value does not parse.
func Load() (Config, error) {
	c := Config{
		Addr:                 env("ADDR", defaultAddr),
		AdminAddr:            env("ADMIN_ADDR", defaultAdminAddr),
		DatabaseURL:          os.Getenv("DATABASE_URL"),
		ReportingURL:         os.Getenv("REPORTING_URL"),
		SessionKey:           []byte(os.Getenv("SESSION_KEY")),
		ResetKey:             []byte(os.Getenv("RESET_KEY")),
		PaymentKey:           os.Getenv("STRIPE_KEY"),
		PaymentWebhookSecret: os.Getenv("STRIPE_WEBHOOK_SECRET"),
		RatesURL:             env("RATES_URL", defaultRatesURL),
		CarrierURL:           os.Getenv("CARRIER_URL"),
		CarrierKey:           os.Getenv("CARRIER_KEY"),
		MailToken:            os.Getenv("POSTMARK_TOKEN"),
	}
	var errs []error
	for name, value := range map[string]int{
		"DATABASE_URL": len(c.DatabaseURL),
		"SESSION_KEY":  len(c.SessionKey),
		"RESET_KEY":    len(c.ResetKey),
	} {
		if value == 0 {
			errs = append(errs, fmt.Errorf("%s is not set", name))
		}
	}
	if c.ReportingURL == "" {
		c.ReportingURL = c.DatabaseURL
	}

	var err error
	if c.ReportingMaxConns, err = strconv.Atoi(env("REPORTING_MAX_CONNS", "4")); err != nil {
		errs = append(errs, fmt.Errorf("REPORTING_MAX_CONNS: %w", err))
	}
	for name, d := range map[string]struct {
		to  *time.Duration
		def string
	}{
		"REPORTING_CONN_LIFE": {&c.ReportingConnLife, "30m"},
		"RESET_TTL":           {&c.ResetTTL, "30m"},
		"RATES_TIMEOUT":       {&c.RatesTimeout, "2s"},
		"CARRIER_TIMEOUT":     {&c.CarrierTimeout, "5s"},
		"TIDY_INTERVAL":       {&c.TidyInterval, "3h"},
	} {
		if *d.to, err = time.ParseDuration(env(name, d.def)); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
		}
	}
	return c, errors.Join(errs...)
}

func env(name, def string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return def
}
