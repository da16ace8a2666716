// Package good recovers in its goroutines, asks first, or has nothing that panics.
package good

import (
	"container/list"
	"context"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"runtime/debug"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/alitto/pond"
	"github.com/gin-gonic/gin"
	"github.com/labstack/echo/v4"
	"github.com/sourcegraph/conc"
	concpool "github.com/sourcegraph/conc/pool"
	"golang.org/x/sync/singleflight"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"
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

// what the program has put into a context, a request or a cache is as it has put it there
type userKey struct{}

func withUser(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), userKey{}, r.Header.Get("User"))))
	})
}

func (s *Server) Context(w http.ResponseWriter, r *http.Request) {
	ctx := context.WithoutCancel(r.Context())
	go func() { log.Println(ctx.Value(userKey{}).(string)) }()
	go func() { log.Println(roles(ctx)[0]) }()
}

func roles(ctx context.Context) []string { return ctx.Value(userKey{}).([]string) }

func Frameworks(g *gin.Engine, e *echo.Echo) {
	g.POST("/v1/gin", func(c *gin.Context) {
		user := c.MustGet("user")
		go func() { log.Println(user.(string)) }()
	})
	e.POST("/v1/echo", func(c echo.Context) error {
		v := c.Get("user")
		go func() { log.Println(v.(string)) }()
		return c.NoContent(http.StatusAccepted)
	})
}

type cache struct {
	mu      sync.Mutex
	entries map[string]any
}

func (c *cache) get(key string) (any, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.entries[key]
	return v, ok
}

func (c *cache) count(key string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.entries) < 100 {
		c.entries[key] = n
	}
}

type Counted struct {
	cache *cache
	once  singleflight.Group
}

func (s *Counted) Cached(w http.ResponseWriter, r *http.Request) {
	s.cache.count("hits", 1)
	key := r.FormValue("key")
	go func() {
		if v, ok := s.cache.get("hits"); ok {
			log.Println(v.(int))
		}
	}()
	go func() {
		v, err, _ := s.once.Do(key, func() (any, error) { return []string{key}, nil })
		if err != nil {
			return
		}
		log.Println(v.([]string)[0])
	}()
}

// a copy has the type of what is copied
func Cloned(w http.ResponseWriter, r *http.Request) {
	kept := timestamppb.Now()
	go func() { log.Println(proto.Clone(kept).(*timestamppb.Timestamp).AsTime()) }()
}

// as many as it is given
func sizes(names ...string) ([]int, error) {
	out := make([]int, 0, len(names))
	for _, n := range names {
		out = append(out, len(n))
	}
	if len(out) != len(names) {
		return nil, errors.New("sizes")
	}
	return out, nil
}

func Sizes(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	go func() {
		all, err := sizes(name)
		if err != nil {
			return
		}
		log.Println(all[0])
	}()
}

// the handler itself panics first, and the server recovers
func First(w http.ResponseWriter, r *http.Request) {
	parts := strings.Split(r.URL.Path, "/")
	log.Println(parts[3])
	go func() { log.Println(parts[3]) }()
}

// a library has asked how many there are
type Batch struct {
	Items []string `json:"items" binding:"required,min=1"`
	Level int      `json:"level" binding:"gte=0,lte=1"`
}

func Bound(g *gin.Engine) {
	g.POST("/v1/batch", func(c *gin.Context) {
		var b Batch
		if err := c.ShouldBindJSON(&b); err != nil {
			c.Status(http.StatusBadRequest)
			return
		}
		go func() {
			levels := []string{"low", "high"}
			log.Println(b.Items[0], levels[b.Level])
		}()
	})
}

// settings that the program has read when it started
type settings struct {
	Hosts  []string
	Labels map[string]any
}

type Configured struct{ settings settings }

func load() (*Configured, error) {
	var c Configured
	raw, err := os.ReadFile("settings.json")
	if err != nil {
		return nil, err
	}
	return &c, json.Unmarshal(raw, &c.settings)
}

func (c *Configured) Forward(w http.ResponseWriter, r *http.Request) {
	go func() { log.Println(c.settings.Hosts[0]) }()
	go func() { log.Println(c.settings.Labels["region"].(string)) }()
}

func Main() error {
	c, err := load()
	if err != nil {
		return err
	}
	http.HandleFunc("POST /v1/forward", c.Forward)
	return nil
}

// a map that is made where it is missing
func Filled(w http.ResponseWriter, r *http.Request) {
	var l struct{ Labels map[string]string }
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&l); err != nil {
		http.Error(w, "bad", http.StatusBadRequest)
		return
	}
	go func() {
		if l.Labels == nil {
			l.Labels = map[string]string{}
		}
		l.Labels["seen"] = "yes"
		log.Println(l.Labels)
	}()
}

// a prefix that is asked for, a length that is compared
func Prefixed(w http.ResponseWriter, r *http.Request) {
	agent, id := r.Header.Get("User-Agent"), r.PathValue("id")
	go func() {
		if strings.HasPrefix(agent, "mobile ") {
			log.Println(agent[7:])
		}
		if len(id) > 8 {
			log.Println(id[:8])
		}
	}()
}

// headers of a request that is made here
func Notify(w http.ResponseWriter, r *http.Request) {
	to := r.FormValue("to")
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, http.MethodHead, "https://hooks.example.com/"+url.PathEscape(to), nil)
		if err != nil {
			return
		}
		req.Header["SEQ"] = []string{"0"}
		log.Println(req.Method)
	}()
}

// what was decoded is put where values of any type go, as what it is
type Account struct{ ID, Name string }

type bag struct{ values map[string]any }

func (b *bag) put(key string, v any) { b.values[key] = v }

func (b *bag) get(key string) any { return b.values[key] }

func Bagged(w http.ResponseWriter, r *http.Request) {
	var a Account
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&a); err != nil {
		http.Error(w, "bad", http.StatusBadRequest)
		return
	}
	b := &bag{values: map[string]any{}}
	b.put("id", a.ID)
	b.put("account", &a)
	go func() { log.Println(b.get("id").(string), b.get("account").(*Account).Name) }()
}

// maps that somebody makes: by a constructor, by init, when they are first written to, by a decoder
var (
	totals = map[string]int{}
	later  map[string]int
	lazily map[string]int
	loaded map[string]int
)

func init() {
	later = make(map[string]int)
	if err := json.Unmarshal([]byte("{}"), &loaded); err != nil {
		log.Println(err)
	}
}

type Tally struct {
	mu   sync.Mutex
	made map[string]int
}

func NewTally() *Tally { return &Tally{made: map[string]int{}} }

func (t *Tally) Hit(w http.ResponseWriter, r *http.Request) {
	go func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.made["all"]++
		totals["all"]++
		later["all"]++
		loaded["all"]++
		if lazily == nil {
			lazily = map[string]int{}
		}
		lazily["all"]++
	}()
}
