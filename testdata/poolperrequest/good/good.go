// Package good opens connections once.
package good

import (
	"context"
	"database/sql"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5/pgxpool"
	_ "github.com/lib/pq"
	_ "github.com/mattn/go-sqlite3"
	"github.com/rabbitmq/amqp091-go"
	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/singleflight"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// without unboundedpool: what matters is how often it is made
// without missingtimeout: what matters is how often it is made

var (
	once   sync.Once
	shared *sql.DB
	lazy   = sync.OnceValues(func() (*sql.DB, error) { return sql.Open("postgres", os.Getenv("DSN")) })
	client = &http.Client{Timeout: time.Second, Transport: &http.Transport{IdleConnTimeout: time.Minute}}
	global *redis.Client
)

func connection() *sql.DB {
	once.Do(func() { shared, _ = sql.Open("postgres", os.Getenv("DSN")) })
	return shared
}

func Count(w http.ResponseWriter, r *http.Request) { _ = connection().PingContext(r.Context()) }

func Lazy(w http.ResponseWriter, r *http.Request) {
	if db, err := lazy(); err == nil {
		_ = db.PingContext(r.Context())
	}
}

func Fetch(w http.ResponseWriter, r *http.Request) {
	c := &http.Client{Timeout: time.Second} // uses the transport of the program
	if res, err := c.Get("https://rates.example.com"); err == nil {
		_ = res.Body.Close()
	}
	if res, err := client.Get("https://rates.example.com"); err == nil {
		_ = res.Body.Close()
	}
}

func Once(w http.ResponseWriter, r *http.Request) {
	c := &http.Client{Timeout: time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	if res, err := c.Get("https://rates.example.com"); err == nil {
		_ = res.Body.Close()
	}
}

type Server struct {
	db      *sql.DB
	mu      sync.Mutex
	tenants map[string]*sql.DB
	conns   sync.Map
	group   singleflight.Group
	cache   *redis.Client
	broker  *amqp091.Connection
}

func NewServer() (*Server, error) {
	db, err := sql.Open("postgres", os.Getenv("DSN"))
	if err != nil {
		return nil, err
	}
	return &Server{db: db, tenants: map[string]*sql.DB{}}, nil
}

func (s *Server) tenant(name string) (*sql.DB, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if db, ok := s.tenants[name]; ok {
		return db, nil
	}
	db, err := sql.Open("postgres", os.Getenv("DSN")+"&search_path="+name)
	if err != nil {
		return nil, err
	}
	s.tenants[name] = db // want unboundedcache "tenants only grows"
	return db, nil
}

func (s *Server) user(ctx context.Context, host string) (*grpc.ClientConn, error) {
	if c, ok := s.conns.Load(host); ok {
		return c.(*grpc.ClientConn), nil
	}
	c, err := grpc.NewClient(host, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, err
	}
	actual, _ := s.conns.LoadOrStore(host, c)
	return actual.(*grpc.ClientConn), nil
}

func (s *Server) connect() (*amqp091.Connection, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broker != nil && !s.broker.IsClosed() {
		return s.broker, nil
	}
	conn, err := amqp091.Dial(os.Getenv("AMQP"))
	if err != nil {
		return nil, err
	}
	s.broker = conn
	return conn, nil
}

func rdb() *redis.Client {
	if global == nil {
		global = redis.NewClient(&redis.Options{Addr: os.Getenv("REDIS")})
	}
	return global
}

func (s *Server) Show(c *gin.Context) {
	db, err := s.tenant(c.Param("tenant"))
	if err != nil {
		return
	}
	_ = db.PingContext(c)
	_, _ = s.user(c, "users:80")
	_, _ = s.connect()
	rdb().Get(c, "x")
	_, _, _ = s.group.Do("pool", func() (any, error) { return sql.Open("postgres", os.Getenv("DSN")) })
}

// Reload is for the settings page: the new client takes the place of the old one.
func (s *Server) Reload(w http.ResponseWriter, r *http.Request) {
	next := redis.NewClient(&redis.Options{Addr: os.Getenv("REDIS")})
	s.mu.Lock()
	old := s.cache
	s.cache = next
	s.mu.Unlock()
	if old != nil {
		_ = old.Close()
	}
}

// Try tries the connection that somebody is setting up.
func (s *Server) Try(w http.ResponseWriter, r *http.Request) {
	db, err := sql.Open("postgres", r.FormValue("dsn"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	defer db.Close()
	if err := db.PingContext(r.Context()); err != nil {
		http.Error(w, "no", http.StatusBadRequest)
	}
}

// Export writes a file for whoever asks.
func (s *Server) Export(w http.ResponseWriter, r *http.Request) {
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		return
	}
	defer db.Close()
	_, _ = db.ExecContext(r.Context(), "CREATE TABLE t (id INTEGER)")
}

// Shards opens each shard once.
func Shards(dsns []string) (map[string]*pgxpool.Pool, error) {
	out := map[string]*pgxpool.Pool{}
	for _, dsn := range dsns {
		p, err := pgxpool.New(context.Background(), dsn)
		if err != nil {
			return nil, err
		}
		out[dsn] = p
	}
	return out, nil
}

func Dial(ctx context.Context) (conn *amqp091.Connection, err error) {
	for range 5 {
		if conn, err = amqp091.Dial(os.Getenv("AMQP")); err == nil {
			return conn, nil
		}
		time.Sleep(time.Second)
	}
	return nil, err
}

func Tick(ctx context.Context) {
	for range time.Tick(time.Hour) {
		db, err := sql.Open("postgres", os.Getenv("REPORTS"))
		if err != nil {
			continue
		}
		_ = db.PingContext(ctx)
		_ = db.Close()
	}
}

type webdav struct {
	address string
	client  *http.Client
	other   *http.Client
}

// setUp is called when somebody saves the settings of a storage.
func (d *webdav) setUp() {
	d.client = &http.Client{Timeout: time.Second, Transport: &http.Transport{IdleConnTimeout: time.Minute}}
	c := &http.Client{Timeout: time.Second}
	c.Transport = &http.Transport{IdleConnTimeout: time.Minute}
	d.other = c
}

func (d *webdav) Save(w http.ResponseWriter, r *http.Request) { d.setUp() }

// Wait tries again until the database is there.
func Wait(dsn string) (*Server, error) {
	for {
		if err := connection().Ping(); err != nil {
			time.Sleep(time.Second)
			continue
		}
		return opened(dsn)
	}
}

func opened(dsn string) (*Server, error) {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	return &Server{db: db}, nil
}

// caller wraps a client, and remote wraps a caller.
type caller struct{ c *http.Client }

type remote struct{ caller *caller }

type tool struct{ remote *remote }

func newCaller() *caller {
	return &caller{c: &http.Client{Timeout: time.Second, Transport: &http.Transport{MaxConnsPerHost: 1, IdleConnTimeout: time.Minute}}}
}

func newRemote() *remote { return &remote{caller: newCaller()} }

var theTool tool

// Configure makes the one client anew, with what somebody has set.
func Configure(w http.ResponseWriter, r *http.Request) {
	c := newRemote()
	theTool.remote = c
	w.WriteHeader(http.StatusNoContent)
}

// Healthy waits until a server answers.
func Healthy(ctx context.Context, addr string) error {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			conn, err := grpc.NewClient(addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
			if err != nil {
				return err
			}
			if answers(ctx, conn) {
				return nil
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func answers(ctx context.Context, conn *grpc.ClientConn) bool {
	return conn.Invoke(ctx, "/grpc.health.v1.Health/Check", nil, nil) == nil
}
