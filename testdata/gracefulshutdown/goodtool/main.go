// Command goodtool does its work and ends: nobody waits for what it answers.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
)

func main() {
	f, err := os.Create("report.txt")
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	if len(os.Args) < 2 {
		log.Fatal("usage: goodtool URL")
	}
	token := make(chan string, 1)
	// The browser comes back to the machine that it runs on.
	go http.ListenAndServe("localhost:8085", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token <- r.FormValue("code")
	}))
	if _, err := fmt.Fprintln(f, <-token); err != nil {
		log.Fatal(err)
	}
}
