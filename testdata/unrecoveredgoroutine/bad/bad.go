// Package bad panics in goroutines on input that is not as it expects.
package bad

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"log"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"
	"github.com/labstack/echo/v4"
	"github.com/rabbitmq/amqp091-go"
	"github.com/segmentio/kafka-go"
	"golang.org/x/sync/errgroup"
)

type Server struct {
	reader *kafka.Reader
	known  *regexp.Regexp
	seen   sync.Map
}

type Event struct {
	Tags []string
	Data any
}

func decode(r *http.Request) (map[string]any, error) {
	var m map[string]any
	return m, json.NewDecoder(http.MaxBytesReader(nil, r.Body, 1<<16)).Decode(&m)
}

// an asserted type
func (s *Server) Asserted(w http.ResponseWriter, r *http.Request) {
	m, err := decode(r)
	if err != nil {
		http.Error(w, "bad", http.StatusBadRequest)
		return
	}
	go func() { // want unrecoveredgoroutine "one request on which m[\"name\"].(string) panics ends the program"
		log.Println(m["name"].(string))
	}()
}

// in what it calls
func (s *Server) Named(w http.ResponseWriter, r *http.Request) {
	m, err := decode(r)
	if err != nil {
		http.Error(w, "bad", http.StatusBadRequest)
		return
	}
	go s.process(m) // want unrecoveredgoroutine "one request on which m[\"user\"].(map[string]any) panics"
}

func (s *Server) process(m map[string]any) {
	u := m["user"].(map[string]any)
	log.Println(u)
}

// two calls away
func (s *Server) Deep(w http.ResponseWriter, r *http.Request) {
	m, err := decode(r)
	if err != nil {
		http.Error(w, "bad", http.StatusBadRequest)
		return
	}
	go func() { // want unrecoveredgoroutine "m[\"user\"].(map[string]any) panics"
		s.outer(m)
	}()
}

func (s *Server) outer(m map[string]any) { s.process(m) }

// a part that need not be there
func (s *Server) Part(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	go func() { // want unrecoveredgoroutine "parts[2] panics"
		parts := strings.Split(path, "/")
		log.Println(parts[2])
	}()
}

func (s *Server) Split(w http.ResponseWriter, r *http.Request) {
	auth := r.Header.Get("Range")
	go func() { // want unrecoveredgoroutine "strings.Split(auth, \"=\")[1] panics"
		log.Println(strings.Split(auth, "=")[1])
	}()
}

// no match
func (s *Server) Match(w http.ResponseWriter, r *http.Request) {
	text := r.FormValue("text")
	go func() { // want unrecoveredgoroutine "m[1] panics"
		m := s.known.FindStringSubmatch(text)
		log.Println(m[1])
	}()
}

// a field that was decoded
func (s *Server) Field(w http.ResponseWriter, r *http.Request) {
	var e Event
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&e); err != nil {
		http.Error(w, "bad", http.StatusBadRequest)
		return
	}
	go func() { // want unrecoveredgoroutine "e.Tags[0] panics"
		log.Println(e.Tags[0])
	}()
}

// a number that the client says
func (s *Server) Number(w http.ResponseWriter, r *http.Request) {
	page := r.FormValue("page")
	go func() { // want unrecoveredgoroutine "names[n] panics"
		n, err := strconv.Atoi(page)
		if err != nil {
			return
		}
		names := strings.Fields("a b c")
		log.Println(names[n])
	}()
}

// a map that nobody made
func (s *Server) Map(w http.ResponseWriter, r *http.Request) {
	key := r.FormValue("key")
	go func() { // want unrecoveredgoroutine "counts[key] panics"
		var counts map[string]int
		counts[key] = 1
		log.Println(counts)
	}()
}

// a group hands no panic on
func (s *Server) Group(w http.ResponseWriter, r *http.Request) {
	m, err := decode(r)
	if err != nil {
		http.Error(w, "bad", http.StatusBadRequest)
		return
	}
	var g errgroup.Group
	g.Go(func() error { // want unrecoveredgoroutine "m[\"user\"].(map[string]any) panics"
		s.process(m)
		return nil
	})
	if err := g.Wait(); err != nil {
		http.Error(w, "bad", http.StatusBadRequest)
	}
}

func (s *Server) WaitGroup(w http.ResponseWriter, r *http.Request) {
	m, err := decode(r)
	if err != nil {
		http.Error(w, "bad", http.StatusBadRequest)
		return
	}
	var wg sync.WaitGroup
	wg.Go(func() { s.process(m) }) // want unrecoveredgoroutine "m[\"user\"].(map[string]any) panics"
	wg.Wait()
}

// a helper of its own
func (s *Server) background(fn func()) {
	go func() {
		fn()
	}()
}

func (s *Server) Helper(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	s.background(func() { // want unrecoveredgoroutine "parts[1] panics"
		parts := strings.SplitN(path, "/", 2)
		log.Println(parts[1])
	})
}

// below the handler
func (s *Server) Below(w http.ResponseWriter, r *http.Request) { s.below(r.URL.Path) }

func (s *Server) below(path string) {
	go func() { // want unrecoveredgoroutine "parts[3] panics"
		parts := strings.Split(path, "/")
		log.Println(parts[3])
	}()
}

// frameworks
func Routes(g *gin.Engine, e *echo.Echo) {
	g.POST("/v1/gin", func(c *gin.Context) {
		v := c.Param("v")
		go func() { // want unrecoveredgoroutine "parts[1] panics"
			parts := strings.Split(v, ".")
			log.Println(parts[1])
		}()
	})
	e.POST("/v1/echo", func(c echo.Context) error {
		version := c.Param("version")
		go func() { // want unrecoveredgoroutine "version[:7] panics"
			log.Println(version[:7])
		}()
		return c.NoContent(http.StatusAccepted)
	})
}

// a message
func (s *Server) Consume(ctx context.Context) error {
	sem := make(chan struct{}, 8)
	for {
		m, err := s.reader.ReadMessage(ctx)
		if err != nil {
			return err
		}
		sem <- struct{}{}
		go func() { // want unrecoveredgoroutine "one message on which e.Tags[0] panics ends the program"
			defer func() { <-sem }()
			s.message(m.Value)
		}()
	}
}

func (s *Server) message(value []byte) {
	var e Event
	if err := json.Unmarshal(value, &e); err != nil {
		log.Println(err)
		return
	}
	log.Println(e.Tags[0])
}

// a recover in the handler does not help, and neither does one that is not deferred
func (s *Server) Elsewhere(w http.ResponseWriter, r *http.Request) {
	defer func() {
		if v := recover(); v != nil {
			log.Println("panic", v)
			http.Error(w, "internal", http.StatusInternalServerError)
		}
	}()
	m, err := decode(r)
	if err != nil {
		http.Error(w, "bad", http.StatusBadRequest)
		return
	}
	go s.process(m) // want unrecoveredgoroutine "m[\"user\"].(map[string]any) panics"
}

// what the goroutine uses of the function around
func (s *Server) Captured(w http.ResponseWriter, r *http.Request) {
	parts := strings.Split(r.URL.Path, "/")
	go func() { // want unrecoveredgoroutine "parts[4] panics"
		log.Println(parts[4])
	}()
}

// a parameter
func (s *Server) Handed(w http.ResponseWriter, r *http.Request) {
	go s.first(r.Form["tag"]) // want unrecoveredgoroutine "tags[0] panics"
}

func (s *Server) first(tags []string) {
	log.Println(tags[0])
}

// what was decoded
func (s *Server) Decoded(w http.ResponseWriter, r *http.Request) {
	var ids []int
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&ids); err != nil {
		http.Error(w, "bad", http.StatusBadRequest)
		return
	}
	go func() { // want unrecoveredgoroutine "ids[0] panics"
		log.Println(ids[0])
	}()
}

// lines of a body
func (s *Server) Lines(w http.ResponseWriter, r *http.Request) {
	scanner := bufio.NewScanner(http.MaxBytesReader(w, r.Body, 1<<20))
	done := make(chan struct{})
	go func() { // want unrecoveredgoroutine "pair[1] panics"
		defer close(done)
		for scanner.Scan() {
			pair := strings.SplitN(strings.TrimSpace(scanner.Text()), "=", 2)
			log.Println(pair[0], pair[1])
		}
	}()
	<-done
}

// records of a file
func (s *Server) Records(w http.ResponseWriter, r *http.Request) {
	records, err := csv.NewReader(http.MaxBytesReader(w, r.Body, 1<<20)).ReadAll()
	if err != nil {
		http.Error(w, "bad", http.StatusBadRequest)
		return
	}
	go func() { // want unrecoveredgoroutine "rec[3] panics"
		for _, rec := range records {
			log.Println(rec[3])
		}
	}()
}

// a map of what was decoded, which need not be there
type Labelled struct {
	Name   string
	Place  int
	Labels map[string]string
	Parts  []Part
}

type Part struct{ Sizes []int }

func (s *Server) Labels(w http.ResponseWriter, r *http.Request) {
	var l Labelled
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&l); err != nil {
		http.Error(w, "bad", http.StatusBadRequest)
		return
	}
	go func() { // want unrecoveredgoroutine "l.Labels[\"seen\"] panics"
		l.Labels["seen"] = "yes"
		log.Println(l)
	}()
	go func() { // want unrecoveredgoroutine "names[l.Place] panics"
		names := []string{"first", "second"}
		log.Println(names[l.Place])
	}()
	go func() { // want unrecoveredgoroutine "p.Sizes[0] panics"
		for _, p := range l.Parts {
			log.Println(p.Sizes[0])
		}
	}()
}

// a header, cut
func (s *Server) Header(w http.ResponseWriter, r *http.Request) {
	agent := r.Header.Get("User-Agent")
	go func() { // want unrecoveredgoroutine "agent[7:] panics"
		log.Println(agent[7:])
	}()
}

// a list in a document without types
func (s *Server) List(w http.ResponseWriter, r *http.Request) {
	var doc any
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&doc); err != nil {
		http.Error(w, "bad", http.StatusBadRequest)
		return
	}
	go func() { // want unrecoveredgoroutine "doc.([]any) panics"
		for _, v := range doc.([]any) {
			log.Println(v)
		}
	}()
}

// a part of a message
func (s *Server) Keys(ctx context.Context) error {
	for {
		m, err := s.reader.ReadMessage(ctx)
		if err != nil {
			return err
		}
		s.background(func() { // want unrecoveredgoroutine "strings.Split(string(m.Key), \":\")[1] panics"
			log.Println(strings.Split(string(m.Key), ":")[1])
		})
	}
}

// maps that nothing ever makes
var hits map[string]int

type Counter struct {
	mu   sync.Mutex
	seen map[string]int
}

func (c *Counter) Hit(w http.ResponseWriter, r *http.Request) {
	go func() { // want unrecoveredgoroutine "c.seen[\"all\"] panics"
		c.mu.Lock()
		defer c.mu.Unlock()
		c.seen["all"]++
	}()
}

func Hit(w http.ResponseWriter, r *http.Request) {
	go func() { // want unrecoveredgoroutine "hits[\"all\"] panics"
		hits["all"] = 1
	}()
}

// a field of any type of an event, by a worker for each message
type Envelope struct {
	Kind string         `json:"kind"`
	Body map[string]any `json:"body"`
}

func Work(in <-chan amqp091.Delivery) {
	for d := range in {
		go deliver(d) // want unrecoveredgoroutine "one message on which e.Body[\"id\"].(float64) panics"
	}
}

func deliver(d amqp091.Delivery) {
	var e Envelope
	if err := json.Unmarshal(d.Body, &e); err != nil {
		log.Println(err)
		return
	}
	log.Println(int(e.Body["id"].(float64)))
}

// through an interface, a generic helper and a value of any type
type sink interface{ Take(v any) }

type printer struct{}

func (printer) Take(v any) { log.Println(v.(map[string]any)["name"]) }

func read[T any](r *http.Request) (T, error) {
	var v T
	return v, json.NewDecoder(http.MaxBytesReader(nil, r.Body, 1<<16)).Decode(&v)
}

func Sink(w http.ResponseWriter, r *http.Request) {
	var to sink = printer{}
	v, err := read[any](r)
	if err != nil {
		http.Error(w, "bad", http.StatusBadRequest)
		return
	}
	go to.Take(v) // want unrecoveredgoroutine "v.(map[string]any) panics"
}
