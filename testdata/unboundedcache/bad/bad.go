// Package bad keeps something for each request or message, and never lets go of it.
package bad

import (
	"container/list"
	"context"
	"encoding/json"
	"maps"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/labstack/echo/v4"
	"github.com/segmentio/kafka-go"
)

// without missingtimeout: what matters is what is kept
// without swallowederror: what matters is what is kept

type user struct{ ID, Name string }

var (
	mu       sync.Mutex
	visits   = map[string]int{}
	users    = make(map[string]*user)
	profiles sync.Map
	audit    []string
	recent   = list.New()
)

func Visit(w http.ResponseWriter, r *http.Request) {
	mu.Lock()
	defer mu.Unlock()
	visits[r.URL.Path]++ // want "visits only grows: each request may add to it"
}

func Profile(c echo.Context) error {
	id := c.Param("id")
	if p, ok := profiles.Load(id); ok {
		return c.JSON(http.StatusOK, p)
	}
	p := &user{ID: id}
	profiles.Store(id, p) // want "profiles only grows"
	return c.JSON(http.StatusOK, p)
}

func remember(id string, u *user) {
	mu.Lock()
	defer mu.Unlock()
	users[id] = u // want "users only grows"
}

func fetch(id string) *user {
	u := &user{ID: id}
	remember(id, u)
	return u
}

func User(c *gin.Context) { c.JSON(http.StatusOK, fetch(c.Param("id"))) }

func Audit(w http.ResponseWriter, r *http.Request) {
	audit = append(audit, r.Method+" "+r.URL.Path) // want "audit only grows"
	recent.PushBack(r.RemoteAddr)                  // want "recent only grows"
}

// A map that a function is given.

var prices = map[string]int{}

func put(m map[string]int, key string, v int) {
	m[key] = v // want "prices only grows"
}

func Price(w http.ResponseWriter, r *http.Request) { put(prices, r.FormValue("sku"), 1) }

// A struct that the program makes once.

type Server struct {
	mu       sync.RWMutex
	sessions map[string]*user
	limiters map[string]*limiter
	history  []string
	seen     map[string]map[string]bool
	byOrg    map[string][]string
}

type limiter struct{ last time.Time }

func NewServer() *Server {
	return &Server{sessions: map[string]*user{}, limiters: map[string]*limiter{}, seen: map[string]map[string]bool{}, byOrg: map[string][]string{}}
}

func (s *Server) Login(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions[r.FormValue("token")] = &user{} // want "sessions only grows"
}

func (s *Server) limiterOf(ip string) *limiter {
	s.mu.Lock()
	defer s.mu.Unlock()
	l, ok := s.limiters[ip]
	if !ok {
		l = &limiter{}
		s.limiters[ip] = l // want "limiters only grows"
	}
	l.last = time.Now()
	return l
}

func (s *Server) Limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, _ := net.SplitHostPort(r.RemoteAddr)
		s.limiterOf(host)
		next.ServeHTTP(w, r)
	})
}

func (s *Server) Note(w http.ResponseWriter, r *http.Request) {
	s.history = append(s.history, r.URL.Path) // want "history only grows"
}

// Its inner maps are emptied; the keys of the outer one stay.
func (s *Server) Watch(w http.ResponseWriter, r *http.Request) {
	topic, who := r.FormValue("topic"), r.RemoteAddr
	if s.seen[topic] == nil {
		s.seen[topic] = map[string]bool{} // want "seen only grows"
	}
	s.seen[topic][who] = true
}

func (s *Server) Leave(w http.ResponseWriter, r *http.Request) {
	delete(s.seen[r.FormValue("topic")], r.RemoteAddr)
}

func (s *Server) Join(w http.ResponseWriter, r *http.Request) {
	org := chi.URLParam(r, "org")
	orgs := s.byOrg
	orgs[org] = append(orgs[org], r.RemoteAddr) // want "byOrg only grows"
}

// The middleware of many tutorials.
func RateLimit() func(http.Handler) http.Handler {
	var mu sync.Mutex
	clients := make(map[string]*limiter)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			if _, ok := clients[r.RemoteAddr]; !ok {
				clients[r.RemoteAddr] = &limiter{} // want "clients only grows"
			}
			mu.Unlock()
			next.ServeHTTP(w, r)
		})
	}
}

// A map with a lock around it, for whoever wants one.
type Cache struct {
	mu    sync.Mutex
	items map[string]any
}

func (c *Cache) Get(key string) (any, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.items[key]
	return v, ok
}

func (c *Cache) Set(key string, v any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.items == nil {
		c.items = map[string]any{}
	}
	c.items[key] = v // want "items only grows: each call may add to it"
}

// Generics.
type Memo[K comparable, V any] struct {
	mu   sync.Mutex
	made map[K]V
}

func (m *Memo[K, V]) Of(key K, make func(K) V) V {
	m.mu.Lock()
	defer m.mu.Unlock()
	if v, ok := m.made[key]; ok {
		return v
	}
	v := make(key)
	m.made[key] = v // want "made only grows"
	return v
}

// Types that are maps and slices.
type index map[string][]string

func (x index) add(key, v string) {
	x[key] = append(x[key], v) // want "words only grows"
}

type log []string

func (l *log) add(line string) { *l = append(*l, line) } // want "lines only grows"

type Search struct {
	words index
	lines log
}

var search = Search{words: index{}}

func Index(w http.ResponseWriter, r *http.Request) {
	search.words.add(r.FormValue("word"), r.FormValue("doc"))
	search.lines.add(r.FormValue("doc"))
}

// Messages.

type Deduper struct{ done map[string]struct{} }

func NewDeduper() *Deduper { return &Deduper{done: map[string]struct{}{}} }

func (d *Deduper) Run(ctx context.Context, r *kafka.Reader) error {
	for {
		m, err := r.ReadMessage(ctx)
		if err != nil {
			return err
		}
		if _, ok := d.done[string(m.Key)]; ok {
			continue
		}
		d.done[string(m.Key)] = struct{}{} // want "done only grows"
	}
}

func Consume(ctx context.Context, r *kafka.Reader) error {
	totals := map[string]int{}
	for {
		m, err := r.ReadMessage(ctx)
		if err != nil {
			return err
		}
		totals[string(m.Key)]++ // want "totals only grows"
	}
}

// Elements of other collections, keys that are structs, a copy of another map.

type key struct{ tenant, path string }

type registry struct{ hits map[key]int64 }

type App struct {
	reg   registry
	attrs map[string]string
}

var app = &App{reg: registry{hits: map[key]int64{}}, attrs: map[string]string{}}

func (a *App) Hit(w http.ResponseWriter, r *http.Request) {
	k := key{r.Header.Get("X-Tenant"), r.URL.Path}
	a.reg.hits[k] += 1 // want "hits only grows"
}

func (a *App) Attributes(w http.ResponseWriter, r *http.Request) {
	var in map[string]string
	if json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<10)).Decode(&in) == nil {
		maps.Copy(a.attrs, in) // want "attrs only grows"
	}
}

var handlerOf = app.Hit

// Entries that expire when they are read, and stay.

type entry struct {
	value   string
	expires time.Time
}

type TTL struct {
	mu      sync.Mutex
	entries map[string]entry
}

var ttl = TTL{entries: map[string]entry{}}

func Cached(w http.ResponseWriter, r *http.Request) {
	ttl.mu.Lock()
	defer ttl.mu.Unlock()
	ttl.entries[r.URL.Path] = entry{"", time.Now().Add(time.Minute)} // want:info "entries only grows"
}
