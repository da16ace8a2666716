// Command commands has commands of a command line beside one that serves.
package main

// without gracefulshutdown: beside the point

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/jessevdk/go-flags"
)

type tool struct {
	Export exportCommand `command:"export" description:"Write the prices to a file."`
	Serve  serveCommand  `command:"serve" description:"Answer requests."`
}

type exportCommand struct {
	Path string `long:"path" required:"true"`
}

// Execute writes a file and ends.
func (c *exportCommand) Execute(args []string) error {
	out, err := os.Create(c.Path)
	if err != nil {
		return err
	}
	if err := json.NewEncoder(out).Encode(args); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return out.Close()
}

type serveCommand struct {
	Folder string `long:"folder" required:"true"`
}

// Execute serves for as long as the program runs.
func (c *serveCommand) Execute(args []string) error {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /labels", c.label)
	s := &http.Server{Addr: ":8080", Handler: mux, ReadHeaderTimeout: time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute, IdleTimeout: time.Minute}
	return s.ListenAndServe()
}

func (c *serveCommand) label(w http.ResponseWriter, r *http.Request) {
	out, err := os.Create(c.Folder + "/label") // want connleak "not closed on every path"
	if err != nil {
		http.Error(w, "folder", http.StatusInternalServerError)
		return
	}
	var text bytes.Buffer
	text.WriteString(r.URL.Query().Get("text"))
	if _, err := out.Write(text.Bytes()); err != nil {
		http.Error(w, "write", http.StatusInternalServerError)
		return
	}
	if err := out.Close(); err != nil {
		http.Error(w, "close", http.StatusInternalServerError)
	}
}

func main() {
	var t tool
	parser := flags.NewParser(&t, flags.HelpFlag|flags.PassDoubleDash)
	if _, err := parser.Parse(); err != nil {
		os.Exit(1)
	}
}
