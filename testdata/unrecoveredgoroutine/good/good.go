// Package good recovers in its goroutines, asks first, or has nothing that panics.
package good

import (
	"container/list"
	"encoding/json"
	"log"
	"net/http"
	"regexp"
	"runtime/debug"
	"sort"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/alitto/pond"
	"github.com/sourcegraph/conc"
	concpool "github.com/sourcegraph/conc/pool"
)

type Server struct {
	known *regexp.Regexp
	bufs  sync.Pool
	last  atomic.Value
	pool  *pond.WorkerPool
	queue *list.List
}

type Event struct {
	Tags []string
	Kind [2]string
	Data any
}

func decode(r *http.Request) (map[string]any, error) {
	var m map[string]any
	return m, json.NewDecoder(http.MaxBytesReader(nil, r.Body, 1<<16)).Decode(&m)
}

func (s *Server) process(m map[string]any) {
	u := m["user"].(map[string]any)
	log.Println(u)
}

// recovers where it runs
func (s *Server) Recovers(w http.ResponseWriter, r *http.Request) {
	m, err := decode(r)
	if err != nil {
		http.Error(w, "bad", http.StatusBadRequest)
		return
	}
	go func() {
		defer func() {
			if v := recover(); v != nil {
				log.Println("panic", v, string(debug.Stack()))
			}
		}()
		s.process(m)
	}()
}

func guard(what string) {
	if v := recover(); v != nil {
		log.Println(what, v, string(debug.Stack()))
	}
}

// by a function that is deferred
func (s *Server) Guarded(w http.ResponseWriter, r *http.Request) {
	m, err := decode(r)
	if err != nil {
		http.Error(w, "bad", http.StatusBadRequest)
		return
	}
	go func() {
		defer guard("guarded")
		s.process(m)
	}()
	go s.named(m)
}

func (s *Server) named(m map[string]any) {
	defer guard("named")
	s.process(m)
}

// in what it calls
func (s *Server) Inner(w http.ResponseWriter, r *http.Request) {
	m, err := decode(r)
	if err != nil {
		http.Error(w, "bad", http.StatusBadRequest)
		return
	}
	go func() { s.named(m) }()
}

// a helper that recovers
func (s *Server) background(fn func()) {
	go func() {
		defer guard("background")
		fn()
	}()
}

func safely(fn func()) {
	defer guard("safely")
	fn()
}

func (s *Server) Helper(w http.ResponseWriter, r *http.Request) {
	m, err := decode(r)
	if err != nil {
		http.Error(w, "bad", http.StatusBadRequest)
		return
	}
	s.background(func() { s.process(m) })
	go safely(func() { s.process(m) })
	go func() { safely(func() { s.process(m) }) }()
}

// libraries that hand panics on, or keep them
func (s *Server) Conc(w http.ResponseWriter, r *http.Request) {
	m, err := decode(r)
	if err != nil {
		http.Error(w, "bad", http.StatusBadRequest)
		return
	}
	var wg conc.WaitGroup
	wg.Go(func() { s.process(m) })
	wg.Wait()
	p := concpool.New()
	p.Go(func() { s.process(m) })
	p.Wait()
	s.pool.Submit(func() { s.process(m) })
}

// asked first
func (s *Server) Asked(w http.ResponseWriter, r *http.Request) {
	m, err := decode(r)
	if err != nil {
		http.Error(w, "bad", http.StatusBadRequest)
		return
	}
	path := r.URL.Path
	go func() {
		name, ok := m["name"].(string)
		if !ok {
			return
		}
		if v, ok := m["age"].(float64); ok {
			log.Println(v)
		}
		switch v := m["x"].(type) {
		case string:
			log.Println(v)
		}
		parts := strings.Split(path, "/")
		if len(parts) < 3 {
			return
		}
		log.Println(name, parts[2])
		first := strings.Split(path, "?")[0]
		log.Println(first)
		match := s.known.FindStringSubmatch(path)
		if match == nil {
			return
		}
		log.Println(match[1])
	}()
}

// what is there for certain
func (s *Server) Certain(w http.ResponseWriter, r *http.Request) {
	names := r.Header.Values("Tag")
	go func() {
		for i := range names {
			log.Println(names[i])
		}
		sort.Slice(names, func(i, j int) bool { return names[i] < names[j] })
		var e Event
		log.Println(e.Kind[1])
		fixed := []string{"a", "b"}
		log.Println(fixed[1])
		counts := map[string]int{}
		counts["a"]++
		var made map[string]int
		made = map[string]int{}
		made["b"] = 1
		log.Println(counts, made)
		if len(names) > 0 && names[0] == "x" {
			log.Println("x")
		}
	}()
}

// what the program has put there itself
func (s *Server) Own(w http.ResponseWriter, r *http.Request) {
	go func() {
		buf := s.bufs.Get().(*strings.Builder)
		defer s.bufs.Put(buf)
		log.Println(s.last.Load().(string))
		log.Println(s.queue.Front().Value.(int))
	}()
}

// in the handler itself the server recovers
func (s *Server) Handler(w http.ResponseWriter, r *http.Request) {
	m, err := decode(r)
	if err != nil {
		http.Error(w, "bad", http.StatusBadRequest)
		return
	}
	s.process(m)
}

// neither a request nor a message
func (s *Server) Start(m map[string]any) {
	go s.process(m)
}

// the handler asks before it starts the goroutine
func (s *Server) Before(w http.ResponseWriter, r *http.Request) {
	parts := strings.Split(r.URL.Path, "/")
	if len(parts) < 5 {
		http.NotFound(w, r)
		return
	}
	go func() { log.Println(parts[4]) }()
}
