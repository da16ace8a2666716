// Program lasting has goroutines that handlers start and that are no work of the request: they go on, end with the handler, or lose nothing.
package main

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/go-resty/resty/v2"
)

type app struct {
	db      *sql.DB
	client  *http.Client
	rest    *resty.Client
	mu      sync.Mutex
	rates   map[string]float64
	running map[string]*watcher
}

// batch is a group of our own, which hands its context on.
type batch struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	wg     sync.WaitGroup
}

func newBatch(ctx context.Context) (*batch, context.Context) {
	ctx, cancel := context.WithCancelCause(ctx)
	return &batch{ctx: ctx, cancel: cancel}, ctx
}

func (b *batch) done() { b.wg.Done() }

func (b *batch) Go(fn func(ctx context.Context) error) {
	b.wg.Add(1)
	go func() {
		defer b.done()
		if err := fn(b.ctx); err != nil {
			b.cancel(err)
		}
	}()
}

func (b *batch) Wait() error {
	b.wg.Wait()
	return context.Cause(b.ctx)
}

func (a *app) insert(ctx context.Context, table, name string) error {
	_, err := a.db.ExecContext(ctx, "INSERT INTO parts (kind, name) VALUES ($1, $2)", table, name)
	return err
}

// the handler waits, by the method of the group
func (a *app) parts(c *gin.Context) {
	b, _ := newBatch(c)
	b.Go(func(ctx context.Context) error { return a.insert(ctx, "left", c.Param("name")) })
	b.Go(func(ctx context.Context) error { return a.insert(ctx, "right", c.Param("name")) })
	if err := b.Wait(); err != nil {
		c.Status(http.StatusBadGateway)
		return
	}
	c.Status(http.StatusCreated)
}

// what it hands the work to waits
func (a *app) split(c *gin.Context) {
	if err := a.each(c, []string{"left", "right"}, func(name string) error { return a.insert(c, name, c.Param("name")) }); err != nil {
		c.Status(http.StatusBadGateway)
		return
	}
	c.Status(http.StatusCreated)
}

func (a *app) each(ctx context.Context, names []string, fn func(name string) error) error {
	b, _ := newBatch(ctx)
	for _, name := range names {
		b.Go(func(context.Context) error { return fn(name) })
	}
	return b.Wait()
}

// safely runs what it is given in a goroutine.
func safely(fn func()) {
	go func() {
		defer func() {
			if v := recover(); v != nil {
				log.Println("panic", v)
			}
		}()
		fn()
	}()
}

// what is taken out before is our own
func (a *app) seen(c *gin.Context) {
	method, path := c.Request.Method, c.Request.URL.Path
	ip := c.ClientIP()
	safely(func() { log.Println("seen", method, path, ip) })
	go log.Println("seen", c.Request.Method)
	c.Status(http.StatusNoContent)
}

// a watcher goes on until it is told to stop; it is started again with the program
type watcher struct {
	app  *app
	stop chan struct{}
	done chan struct{}
}

func (w *watcher) run() {
	defer close(w.done)
	w.once()
	t := time.NewTicker(time.Minute)
	defer t.Stop()
	for {
		select {
		case <-w.stop:
			return
		case <-t.C:
			w.once()
		}
	}
}

func (w *watcher) once() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := w.app.insert(ctx, "watch", "tick"); err != nil {
		log.Println(err)
	}
}

func (a *app) watch(c *gin.Context) {
	w := &watcher{app: a, stop: make(chan struct{}), done: make(chan struct{})}
	a.mu.Lock()
	a.running[c.Param("name")] = w
	a.mu.Unlock()
	go w.run()
}

// a collector reads what another program writes, for as long as both run; the start of the program starts it as well
func (a *app) collect(name string) {
	ctx := context.Background()
	go func() {
		if err := a.follow(ctx, name); err != nil {
			log.Println(err)
		}
	}()
}

func (a *app) follow(ctx context.Context, name string) error {
	cmd := exec.CommandContext(ctx, "tail", "-f", name)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if err := a.insert(ctx, "line", lines.Text()); err != nil {
			return err
		}
	}
	return errors.Join(lines.Err(), cmd.Wait())
}

func (a *app) addCollector(c *gin.Context) { a.collect("/var/log/app.log") }

// a login that is kept alive; the start of the program begins it
func (a *app) login() {
	go func() {
		for {
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			_, err := a.db.ExecContext(ctx, "UPDATE leases SET until = now() WHERE name = $1", "me")
			cancel()
			if err != nil {
				time.Sleep(time.Second)
				continue
			}
			if a.closed() {
				return
			}
			time.Sleep(time.Minute)
		}
	}()
}

func (a *app) closed() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.running) == 0
}

func (a *app) relogin(c *gin.Context) { a.login() }

// memory is asked for anew: the next start does so as well
func (a *app) reload(c *gin.Context) {
	go a.fetch()
	go a.fetchREST()
	c.Status(http.StatusAccepted)
}

func (a *app) fetch() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://rates.example.com/all", nil)
	if err != nil {
		return
	}
	resp, err := a.client.Do(req)
	if err != nil {
		return
	}
	defer resp.Body.Close()
	rates := map[string]float64{}
	if err := json.NewDecoder(http.MaxBytesReader(nil, resp.Body, 1<<20)).Decode(&rates); err != nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.rates = rates
}

func (a *app) fetchREST() {
	res, err := a.rest.R().Get("https://rates.example.com/one")
	if err != nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.rates[res.String()] = 1
}

// an object keeps its goroutine, which tries again and again until it is closed
type session struct {
	app  *app
	done chan bool
}

func newSession(a *app) *session {
	s := &session{app: a, done: make(chan bool, 1)}
	go s.keep()
	return s
}

func (s *session) keep() {
	for {
		for {
			if len(s.done) > 0 {
				return
			}
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			err := s.app.insert(ctx, "session", "kept")
			cancel()
			if err != nil {
				time.Sleep(time.Second)
				continue
			}
			break
		}
	}
}

func (a *app) open(c *gin.Context) {
	s := newSession(a)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.running["session"] = &watcher{app: s.app}
}

// the program starts the router, and not the work: it tries again, and a deploy loses it
func (a *app) audit(c *gin.Context) {
	path := c.FullPath()
	safely(func() { a.record(path) }) // want detachedwork "a deploy loses the INSERT on parts"
}

func (a *app) tick() {
	for range time.Tick(time.Minute) {
		a.record("tick")
	}
}

func (a *app) record(path string) {
	for try := 0; try < 3; try++ {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		err := a.insert(ctx, "audit", path)
		cancel()
		if err == nil {
			return
		}
		time.Sleep(time.Second)
	}
}

// the handler reads what the goroutine writes, to the end
func (a *app) export(c *gin.Context) {
	pr, pw := io.Pipe()
	defer pr.Close()
	go func() {
		_, err := a.db.ExecContext(c, "UPDATE exports SET running = true WHERE name = $1", c.Param("name"))
		if err == nil {
			_, err = io.WriteString(pw, "exported")
		}
		pw.CloseWithError(err)
	}()
	if _, err := io.Copy(c.Writer, pr); err != nil {
		log.Println(err)
	}
}

func main() {
	db, err := sql.Open("pgx", os.Getenv("DSN"))
	if err != nil {
		log.Fatal(err)
	}
	db.SetMaxOpenConns(20)
	db.SetConnMaxIdleTime(time.Minute)
	a := &app{db: db, client: &http.Client{Timeout: time.Second}, rest: resty.New().SetTimeout(time.Second), rates: map[string]float64{}, running: map[string]*watcher{}}
	a.collect("/var/log/syslog")
	a.login()
	safely(a.tick)
	g := gin.New()
	g.POST("/v1/parts/:name", a.parts)
	g.POST("/v1/split/:name", a.split)
	q := &queues{app: a, loaded: map[string]*dispatcher{}}
	g.POST("/v1/queues/:queue/:name", q.add)
	g.DELETE("/v1/queues/:queue", q.leave)
	g.POST("/v1/seen", a.seen)
	g.POST("/v1/watch/:name", a.watch)
	g.POST("/v1/collectors", a.addCollector)
	g.POST("/v1/lease", a.relogin)
	g.POST("/v1/reload", a.reload)
	g.POST("/v1/export/:name", a.export)
	g.POST("/v1/sessions", a.open)
	g.POST("/v1/audits", a.audit)
	srv := &http.Server{Addr: ":8080", Handler: g, ReadTimeout: time.Second, WriteTimeout: time.Minute, IdleTimeout: time.Minute}
	log.Fatal(srv.ListenAndServe()) // want gracefulshutdown "SIGTERM"
}
