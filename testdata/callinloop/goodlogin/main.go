// Command goodlogin talks to a service for whoever types it. It serves for as long as a browser takes to come back from the login, and nothing else.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"time"

	"github.com/jessevdk/go-flags"
)

var client = &http.Client{Timeout: 10 * time.Second}

// options are the commands that can be typed; go-flags runs the one that was.
type options struct {
	Login   loginCommand   `command:"login"`
	Archive archiveCommand `command:"archive"`
}

func main() {
	_, err := flags.Parse(&options{})
	if errors.Is(err, errUnauthorized) {
		err = (&loginCommand{}).Execute(nil)
	}
	if err != nil {
		log.Fatal(err)
	}
}

var errUnauthorized = errors.New("unauthorized")

type loginCommand struct{}

// Execute logs in.
func (loginCommand) Execute([]string) error {
	token := make(chan string, 1)
	go login(token)
	fmt.Println(<-token)
	return nil
}

type archiveCommand struct{}

// Execute archives pipelines.
func (*archiveCommand) Execute(names []string) error { return archive(names) }

// archive asks for one after the other, and the person who asked waits for it.
func archive(names []string) error {
	var errs []error
	for _, name := range names {
		resp, err := client.Post("https://ci.example.com/pipelines/"+name+"/archive", "application/json", &bytes.Buffer{})
		if err != nil {
			errs = append(errs, err)
			continue
		}
		errs = append(errs, resp.Body.Close())
	}
	return errors.Join(errs...)
}

func login(token chan string) {
	srv := &http.Server{ // want:info servertimeout "http.Server has no ReadHeaderTimeout"
		Addr: "127.0.0.1:0",
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			token <- r.FormValue("token")
		}),
	}
	if err := serve(srv); err != nil {
		log.Fatal(err)
	}
}

type keepAlive struct{ *net.TCPListener }

func serve(srv *http.Server) error {
	l, err := net.Listen("tcp", srv.Addr)
	if err != nil {
		return err
	}
	return srv.Serve(keepAlive{l.(*net.TCPListener)})
}
