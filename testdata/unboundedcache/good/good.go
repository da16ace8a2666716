// Package good keeps what is bounded, what is let go of, and what does not live long.
package good

import (
	"container/list"
	"context"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"reflect"
	"slices"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/segmentio/kafka-go"
)

// without missingtimeout: what matters is what is kept
// without swallowederror: what matters is what is kept

type user struct{ ID string }

// Deleted by another function.

var (
	mu       sync.Mutex
	sessions = map[string]*user{}
)

func Login(w http.ResponseWriter, r *http.Request) {
	mu.Lock()
	defer mu.Unlock()
	sessions[r.FormValue("token")] = &user{}
}

func forget(m map[string]*user, token string) { delete(m, token) }

func Logout(w http.ResponseWriter, r *http.Request) {
	mu.Lock()
	defer mu.Unlock()
	forget(sessions, r.FormValue("token"))
}

// Registries.

var handlers = map[string]http.Handler{}

func register(name string, h http.Handler) { handlers[name] = h }

func init() {
	register("ping", http.NotFoundHandler())
	register("pong", http.NotFoundHandler())
}

type Mux struct {
	mu     sync.Mutex
	routes map[string]http.Handler
	checks []func() error
	codecs map[string]string
}

func (m *Mux) Handle(path string, h http.Handler) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.routes == nil {
		m.routes = map[string]http.Handler{}
	}
	m.routes[path] = h
}

func (m *Mux) AddCheck(f func() error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.checks = append(m.checks, f)
}

func (m *Mux) RegisterCodec(name, mime string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.codecs[name] = mime
}

// Few keys.

type level int

const (
	low level = iota
	high
)

type Stats struct {
	mu       sync.Mutex
	byLevel  map[level]int
	byOK     map[bool]int
	byStatus map[int]int
	byMethod map[string]int
	byType   map[reflect.Type]int
	byName   map[string]int
	byDay    map[time.Weekday]int
}

func NewStats() *Stats {
	return &Stats{byLevel: map[level]int{}, byOK: map[bool]int{}, byStatus: map[int]int{}, byMethod: map[string]int{}, byType: map[reflect.Type]int{}, byName: map[string]int{}, byDay: map[time.Weekday]int{}}
}

func (s *Stats) inc(name string) { s.byName[name]++ }

func (s *Stats) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := low
	if r.ContentLength > 1000 {
		l = high
	}
	s.byLevel[l]++
	s.byOK[r.TLS != nil]++
	s.byMethod[r.Method]++
	s.byDay[time.Now().Weekday()]++
	s.byType[reflect.TypeOf(r.Body)]++
	if resp := r.Response; resp != nil {
		s.byStatus[resp.StatusCode]++
	}
	if r.TLS == nil {
		s.inc("plain")
	} else {
		s.inc("tls")
	}
}

// Bounded by size.

type Recent struct {
	mu    sync.Mutex
	paths []string
	seen  map[string]bool
	ring  [64]string
	next  int
	order *list.List
	cap   int
	last  []string
}

func (c *Recent) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.paths = append(c.paths, r.URL.Path)
	if len(c.paths) > 100 {
		c.paths = c.paths[1:]
	}
	if len(c.seen) < c.cap {
		c.seen[r.URL.Path] = true
	}
	c.ring[c.next%len(c.ring)] = r.URL.Path
	c.next++
	if c.order.PushFront(r.URL.Path); c.order.Len() > c.cap {
		c.order.Remove(c.order.Back())
	}
	c.last = slices.Insert(c.last, 0, r.URL.Path)[:1]
}

// A cache of a library.

type Cached struct{ users *lru.Cache[string, *user] }

func (c *Cached) User(w http.ResponseWriter, r *http.Request) {
	c.users.Add(r.FormValue("id"), &user{})
}

// Replaced as a whole, emptied.

type Snapshot struct {
	mu    sync.Mutex
	rows  map[string]int
	batch []string
	names map[string]bool
	marks sync.Map
}

func (s *Snapshot) Refresh(rows map[string]int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rows = rows
	clear(s.names)
	s.marks.Clear()
}

func (s *Snapshot) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rows[r.URL.Path]++
	s.names[r.URL.Path] = true
	s.marks.Store(r.URL.Path, true)
	s.batch = append(s.batch, r.URL.Path)
}

func (s *Snapshot) Flush() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.batch
	s.batch = nil
	return out
}

type counters struct{ byPath map[string]int }

type Reported struct {
	mu sync.Mutex
	counters
}

func (p *Reported) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.byPath[r.URL.Path]++
}

func (p *Reported) Report() counters {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.counters
	p.counters = counters{byPath: map[string]int{}}
	return c
}

type window struct{ hits map[string]int }

func (w *window) reset() { *w = window{hits: map[string]int{}} }

var current = &window{hits: map[string]int{}}

func Hit(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Has("reset") {
		current.reset()
	}
	current.hits[r.RemoteAddr]++
}

// For one request.

type page struct {
	items map[string]string
	order []string
}

func (p *page) add(k, v string) {
	p.items[k] = v
	p.order = append(p.order, k)
}

func Page(w http.ResponseWriter, r *http.Request) {
	p := &page{items: map[string]string{}}
	local := map[string]int{}
	for k, v := range r.URL.Query() {
		p.add(k, v[0])
		local[k]++
	}
	each(r, func(k string) { local[k]++ })
	if err := json.NewEncoder(w).Encode(p.order); err != nil {
		http.Error(w, "encode", http.StatusInternalServerError)
	}
}

func each(r *http.Request, f func(string)) {
	for k := range r.Header {
		f(k)
	}
}

type Query struct {
	conds []string
	args  map[string]any
}

func (q *Query) Where(cond string) *Query {
	q.conds = append(q.conds, cond)
	return q
}

func (q *Query) Arg(name string, v any) *Query {
	q.args[name] = v
	return q
}

// Keys of the configuration.

type Config struct{ Regions []string }

type Pools struct {
	mu    sync.Mutex
	cfg   Config
	pools map[string]*user
}

func NewPools(cfg Config) *Pools {
	p := &Pools{cfg: cfg, pools: map[string]*user{}}
	for _, r := range cfg.Regions {
		p.pools[r] = &user{}
	}
	return p
}

func (p *Pools) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	name := os.Getenv("REGION")
	if p.pools[name] == nil {
		p.pools[name] = &user{}
	}
	for _, name := range p.cfg.Regions {
		if p.pools[name] == nil {
			p.pools[name] = &user{}
		}
	}
}

var dir = flag.String("dir", ".", "where templates are")

var templates = map[string]string{}

func Template(w http.ResponseWriter, r *http.Request) { templates[*dir] = r.URL.Path }

// A window of messages, emptied when it is full.

func Consume(ctx context.Context, r *kafka.Reader) error {
	seen := map[string]bool{}
	var batch []string
	for {
		m, err := r.ReadMessage(ctx)
		if err != nil {
			return err
		}
		if seen[string(m.Key)] {
			continue
		}
		seen[string(m.Key)] = true
		batch = append(batch, string(m.Value))
		if len(batch) == 100 {
			batch, seen = batch[:0], map[string]bool{}
		}
	}
}

func PerMessage(ctx context.Context, r *kafka.Reader) error {
	for {
		m, err := r.ReadMessage(ctx)
		if err != nil {
			return err
		}
		fields := map[string]string{}
		for _, h := range m.Headers {
			fields[h.Key] = string(h.Value)
		}
	}
}

// Per connection, deleted when it ends.

type Hub struct {
	mu    sync.Mutex
	rooms map[string]map[*user]bool
	conns sync.Map
}

func (h *Hub) Join(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	room, u := r.FormValue("room"), &user{}
	if h.rooms[room] == nil {
		h.rooms[room] = map[*user]bool{}
	}
	h.rooms[room][u] = true
	h.conns.Store(u, room)
}

func (h *Hub) Leave(room string, u *user) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.rooms[room], u)
	if len(h.rooms[room]) == 0 {
		delete(h.rooms, room)
	}
	h.conns.LoadAndDelete(u)
}

// A store that tests and trials use.

type MemoryStore struct {
	mu   sync.Mutex
	rows map[string]user
}

func (s *MemoryStore) Save(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rows[r.FormValue("id")] = user{}
}
