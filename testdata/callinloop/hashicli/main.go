// Command hashicli has commands that end when they have done their work, and one that serves.
package main

import (
	"net/http"
	"os"
	"time"

	"github.com/hashicorp/cli"
)

var client = &http.Client{Timeout: time.Second}

type probe struct{}

func (probe) Help() string     { return "" }
func (probe) Synopsis() string { return "" }

func (probe) Run(hosts []string) int {
	for _, host := range hosts {
		if _, err := ask(host); err != nil { // want:info callinloop "for each host"
			return 1
		}
	}
	return 0
}

type agent struct{}

func (*agent) Help() string     { return "" }
func (*agent) Synopsis() string { return "" }

func (a *agent) Run([]string) int {
	srv := &http.Server{Addr: "localhost:8080", Handler: http.HandlerFunc(a.answer), ReadHeaderTimeout: time.Second, ReadTimeout: time.Second, WriteTimeout: time.Second, IdleTimeout: time.Minute}
	if srv.ListenAndServe() != nil {
		return 1
	}
	return 0
}

func (*agent) answer(w http.ResponseWriter, r *http.Request) {
	for _, host := range r.URL.Query()["host"] {
		if _, err := ask(host); err != nil { // want callinloop "for each host"
			w.WriteHeader(http.StatusBadGateway)
			return
		}
	}
}

func ask(host string) (int, error) {
	resp, err := client.Get("https://" + host + "/health")
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}

func main() {
	c := cli.NewCLI("hashicli", "1")
	c.Args = os.Args[1:]
	c.Commands = map[string]cli.CommandFactory{
		"probe": func() (cli.Command, error) { return probe{}, nil },
		"agent": func() (cli.Command, error) { return &agent{}, nil },
	}
	code, err := c.Run()
	if err != nil {
		code = 1
	}
	os.Exit(code)
}
