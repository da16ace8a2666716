// Package main copies the files of a list, tells how far it is, and ends when they are done.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net/http"
	"os"
	"sync"
	"time"
)

// without hardcodedconfig: what matters is what the maps hold
// without gracefulshutdown: what matters is what the maps hold

type state struct {
	mu      sync.Mutex
	waiting map[string]time.Time
	done    map[string]time.Time
	end     chan struct{}
}

func main() {
	s := &state{waiting: map[string]time.Time{}, done: map[string]time.Time{}, end: make(chan struct{})}
	list, err := os.Open("files.txt")
	if err != nil {
		log.Fatal(err)
	}
	for lines := bufio.NewScanner(list); lines.Scan(); {
		s.waiting[lines.Text()] = time.Now()
	}
	http.HandleFunc("GET /progress", s.progress)
	go s.copies()
	srv := &http.Server{Addr: "localhost:8080", ReadHeaderTimeout: time.Second, ReadTimeout: time.Second, WriteTimeout: time.Second, IdleTimeout: time.Minute}
	log.Fatal(srv.ListenAndServe())
}

func (s *state) copies() {
	for {
		select {
		case <-s.end:
			return
		default:
		}
		name, ok := s.next()
		if !ok {
			return
		}
		if err := os.Link(name, "copies/"+name); err != nil {
			log.Print(err)
		}
		s.finish(name)
	}
}

func (s *state) next() (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name := range s.waiting {
		return name, true
	}
	return "", false
}

// finish moves a name: there are as many as before.
func (s *state) finish(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.done[name] = time.Now()
	delete(s.waiting, name)
}

func (s *state) progress(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintln(w, len(s.done), "of", len(s.done)+len(s.waiting))
}
