// Package tlsswitch holds verification that somebody has to ask to switch off: a note in strict mode.
package tlsswitch

import (
	"crypto/tls"
	"flag"
	"os"
)

var insecure = flag.Bool("insecure", false, "accept any certificate")

func fromFlag() *tls.Config {
	return &tls.Config{InsecureSkipVerify: *insecure} // want:info insecuretls "is one setting away"
}

type config struct {
	SkipVerify bool `yaml:"skip_verify"`
}

func fromConfig(c config) *tls.Config {
	return &tls.Config{InsecureSkipVerify: c.SkipVerify} // want:info insecuretls "is one setting away"
}

func underCondition(c config) *tls.Config {
	t := &tls.Config{}
	if c.SkipVerify {
		t.InsecureSkipVerify = true // want:info insecuretls "is one setting away"
	}
	return t
}

func underEnv() *tls.Config {
	if os.Getenv("APP_ENV") == "development" {
		return &tls.Config{InsecureSkipVerify: true} // want:info insecuretls "is one setting away"
	}
	return &tls.Config{}
}

func NewClient(verify bool) *tls.Config {
	return &tls.Config{InsecureSkipVerify: !verify} // want:info insecuretls "is one setting away"
}

func elseBranch(enforceSecure bool) *tls.Config {
	if enforceSecure {
		return &tls.Config{MinVersion: tls.VersionTLS12}
	} else {
		return &tls.Config{InsecureSkipVerify: true} // want:info insecuretls "is one setting away"
	}
}

// A socket of the machine has nobody on the way.
func perNetwork(network string) *tls.Config {
	switch network {
	case "unix":
		return &tls.Config{InsecureSkipVerify: true} // want:info insecuretls "is one setting away"
	default:
		return &tls.Config{}
	}
}

var trusting, checking = newPair(true), newPair(false)

// newPair makes both kinds; who takes which is decided elsewhere.
func newPair(insecure bool) *tls.Config {
	return &tls.Config{InsecureSkipVerify: insecure} // want:info insecuretls "is one setting away"
}
