// Package gooddefault gives the default client of the program a limit.
package gooddefault

// without connleak: what is done with the answers is left out

import (
	"net/http"
	"os"
	"strconv"
	"time"
)

// limit comes from the environment: how long is not this package's to say.
var limit = seconds(os.Getenv("LIMIT"))

func seconds(s string) time.Duration {
	n, _ := strconv.Atoi(s)
	return time.Duration(n) * time.Second
}

var base = os.Getenv("API")

func init() { http.DefaultClient.Timeout = limit }

func get(url string) error {
	if _, err := http.Get(url); err != nil {
		return err
	}
	_, err := http.DefaultClient.Get(url)
	return err
}

func run() error { return get(base) }
