// Package good starts goroutines of which only so many run at a time.
package good

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync"
	"time"

	"github.com/alitto/pond/v2"
	"github.com/remeh/sizedwaitgroup"
	"github.com/segmentio/kafka-go"
	"github.com/sourcegraph/conc/iter"
	"github.com/sourcegraph/conc/pool"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
	"golang.org/x/time/rate"
)

type Order struct {
	ID    int64
	Email string
}

type Sender interface {
	Send(ctx context.Context) error
}

type Store struct {
	db      *sql.DB
	client  *http.Client
	tokens  chan struct{}
	senders []Sender
	regions []string
	running map[int64]bool
	limiter *rate.Limiter
	wg      sync.WaitGroup
}

func New(db *sql.DB, client *http.Client, senders []Sender) *Store {
	return &Store{db: db, client: client, senders: senders, tokens: make(chan struct{}, 8), running: map[int64]bool{}, regions: strings.Split(os.Getenv("REGIONS"), ",")}
}

func (s *Store) ship(ctx context.Context, o Order) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://ship.example.com/"+o.Email, nil)
	if err != nil {
		return err
	}
	res, err := s.client.Do(req)
	if err != nil {
		return err
	}
	return res.Body.Close()
}

func (s *Store) setLimit(ctx context.Context, orders []Order) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(10)
	for _, o := range orders {
		g.Go(func() error { return s.ship(ctx, o) })
	}
	return g.Wait()
}

func newGroup(ctx context.Context, n int) (*errgroup.Group, context.Context) {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(n)
	return g, ctx
}

func (s *Store) made(ctx context.Context, orders []Order) error {
	g, ctx := newGroup(ctx, 4)
	for _, o := range orders {
		g.Go(func() error { return s.ship(ctx, o) })
	}
	return g.Wait()
}

func (s *Store) places(ctx context.Context, orders []Order) {
	sem := make(chan struct{}, 10)
	var wg sync.WaitGroup
	for _, o := range orders {
		sem <- struct{}{}
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() { <-sem }()
			_ = s.ship(ctx, o)
		}()
	}
	wg.Wait()
}

func (s *Store) inside(ctx context.Context, orders []Order) {
	sem := make(chan int, 10)
	var wg sync.WaitGroup
	for _, o := range orders {
		wg.Add(1)
		go func() {
			defer wg.Done()
			sem <- 1
			defer func() { <-sem }()
			_ = s.ship(ctx, o)
		}()
	}
	wg.Wait()
}

func (s *Store) shipInTurn(ctx context.Context, o Order) {
	s.tokens <- struct{}{}
	defer func() { <-s.tokens }()
	_ = s.ship(ctx, o)
}

func (s *Store) field(ctx context.Context, orders []Order) {
	for _, o := range orders {
		go s.shipInTurn(ctx, o)
	}
}

func (s *Store) weighted(ctx context.Context, orders []Order) error {
	sem := semaphore.NewWeighted(10)
	for _, o := range orders {
		if err := sem.Acquire(ctx, 1); err != nil {
			return err
		}
		go func() {
			defer sem.Release(1)
			_ = s.ship(ctx, o)
		}()
	}
	return sem.Acquire(ctx, 10)
}

func (s *Store) acquire() { s.tokens <- struct{}{} }
func (s *Store) release() { <-s.tokens }

func (s *Store) wrapped(ctx context.Context, orders []Order) {
	for _, o := range orders {
		s.acquire()
		go func() {
			defer s.release()
			_ = s.ship(ctx, o)
		}()
	}
}

func (s *Store) limited(ctx context.Context, orders []Order) error {
	for _, o := range orders {
		if err := s.limiter.Wait(ctx); err != nil {
			return err
		}
		go s.ship(ctx, o)
	}
	return nil
}

func (s *Store) workers(ctx context.Context, orders []Order) {
	jobs := make(chan Order)
	var wg sync.WaitGroup
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for o := range jobs {
				_ = s.ship(ctx, o)
			}
		}()
	}
	for _, o := range orders {
		jobs <- o
	}
	close(jobs)
	wg.Wait()
}

func (s *Store) configured(ctx context.Context, n int, jobs <-chan Order) {
	for i := 0; i < n; i++ {
		go func() {
			for o := range jobs {
				_ = s.ship(ctx, o)
			}
		}()
	}
}

func (s *Store) constant(ctx context.Context) {
	for _, email := range []string{"a@example.com", "b@example.com"} {
		go s.ship(ctx, Order{Email: email})
	}
}

func (s *Store) batches(ctx context.Context, orders []Order) {
	for start := 0; start < len(orders); start += 50 {
		var wg sync.WaitGroup
		for _, o := range orders[start:min(start+50, len(orders))] {
			wg.Add(1)
			go func() {
				defer wg.Done()
				_ = s.ship(ctx, o)
			}()
		}
		wg.Wait()
	}
}

func (s *Store) oneByOne(ctx context.Context, orders []Order) {
	for _, o := range orders {
		done := make(chan error, 1)
		go func() { done <- s.ship(ctx, o) }()
		select {
		case <-done:
		case <-time.After(time.Second):
		}
	}
}

func (s *Store) within(ctx context.Context, o Order) error {
	done := make(chan error, 1)
	go func() { done <- s.ship(ctx, o) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Store) helpers(ctx context.Context, orders []Order) {
	for _, o := range orders {
		_ = s.within(ctx, o)
	}
}

func (s *Store) parts(ctx context.Context) {
	for _, one := range s.senders {
		go one.Send(ctx)
	}
}

func (s *Store) settings(ctx context.Context) {
	for _, r := range s.regions {
		go s.ship(ctx, Order{Email: r})
	}
}

func all(fs ...func()) {
	for _, f := range fs {
		go f()
	}
}

func (s *Store) both(ctx context.Context) {
	all(func() { _ = s.ship(ctx, Order{ID: 1}) }, func() { _ = s.ship(ctx, Order{ID: 2}) })
}

func (s *Store) watchers(ctx context.Context, orders []Order) {
	for _, o := range orders {
		if s.running[o.ID] {
			continue
		}
		s.running[o.ID] = true
		go s.watch(ctx, o)
	}
}

func (s *Store) watch(ctx context.Context, o Order) {
	t := time.NewTicker(time.Minute)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			_ = s.ship(ctx, o)
		case <-ctx.Done():
			return
		}
	}
}

func (s *Store) onError(ctx context.Context, orders []Order) {
	for _, o := range orders {
		if err := s.ship(ctx, o); err != nil { // want callinloop "one remote call"
			go s.report(err)
		}
	}
}

func (s *Store) report(err error) {
	_, _ = s.db.Exec("INSERT INTO errors (message) VALUES ($1)", err.Error())
}

func (s *Store) first(ctx context.Context, orders []Order) {
	for _, o := range orders {
		if o.ID == 7 {
			go s.ship(ctx, o)
			break
		}
	}
}

func (s *Store) pending(ctx context.Context) error {
	rows, err := s.db.QueryContext(ctx, "SELECT id, email FROM orders WHERE shipped = false ORDER BY id LIMIT 20")
	if err != nil {
		return err
	}
	defer rows.Close()
	var orders []Order
	for rows.Next() {
		var o Order
		if err := rows.Scan(&o.ID, &o.Email); err != nil {
			return err
		}
		orders = append(orders, o)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, o := range orders {
		go s.ship(ctx, o)
	}
	return nil
}

func (s *Store) capped(ctx context.Context, orders []Order) error {
	if len(orders) > 20 {
		return http.ErrBodyNotAllowed
	}
	for _, o := range orders {
		go s.ship(ctx, o)
	}
	return nil
}

func (s *Store) cut(ctx context.Context, orders []Order) {
	if len(orders) > 20 {
		orders = orders[:20]
	}
	for _, o := range orders {
		go s.ship(ctx, o)
	}
}

func (s *Store) ticks(ctx context.Context) {
	t := time.NewTicker(time.Minute)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			go s.ship(ctx, Order{})
		case <-ctx.Done():
			return
		}
	}
}

func (s *Store) accept(l net.Listener) error {
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		go func() { _ = conn.Close() }()
	}
}

func (s *Store) reload(ctx context.Context) {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, os.Interrupt)
	for range hup {
		go s.ship(ctx, Order{})
	}
}

func (s *Store) kafka(ctx context.Context, r *kafka.Reader) error {
	for {
		m, err := r.ReadMessage(ctx)
		if err != nil {
			return err
		}
		s.tokens <- struct{}{}
		go func() {
			defer func() { <-s.tokens }()
			_ = s.ship(ctx, Order{Email: string(m.Key)})
		}()
	}
}

func (s *Store) concPool(ctx context.Context, orders []Order) error {
	p := pool.New().WithErrors().WithMaxGoroutines(10)
	for _, o := range orders {
		p.Go(func() error { return s.ship(ctx, o) })
	}
	return p.Wait()
}

func (s *Store) pond(ctx context.Context, orders []Order) {
	p := pond.NewPool(10)
	for _, o := range orders {
		p.Submit(func() { _ = s.ship(ctx, o) })
	}
	p.StopAndWait()
}

func (s *Store) iter(ctx context.Context, orders []Order) {
	iter.ForEach(orders, func(o *Order) { _ = s.ship(ctx, *o) })
}

// inBackground limits what runs beside the requests.
func (s *Store) inBackground(f func()) {
	s.tokens <- struct{}{}
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		defer func() { <-s.tokens }()
		f()
	}()
}

func (s *Store) handed(ctx context.Context, orders []Order) {
	for _, o := range orders {
		s.inBackground(func() { _ = s.ship(ctx, o) })
	}
}

// Handle answers a request: the server starts the goroutine, and one more is no loop.
func (s *Store) Handle(w http.ResponseWriter, r *http.Request) {
	go s.ship(context.WithoutCancel(r.Context()), Order{Email: r.FormValue("email")}) // want detachedwork "by ship"
}

func merge(inputs []<-chan Order) <-chan Order {
	out := make(chan Order)
	var wg sync.WaitGroup
	for _, in := range inputs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for o := range in {
				out <- o
			}
		}()
	}
	go func() { wg.Wait(); close(out) }()
	return out
}

func (s *Store) sized(ctx context.Context, orders []Order) {
	wg := sizedwaitgroup.New(8)
	for _, o := range orders {
		wg.Add()
		go func() {
			defer wg.Done()
			_ = s.ship(ctx, o)
		}()
	}
	wg.Wait()
}

func (s *Store) addresses(ctx context.Context, o Order, old string) {
	var to []Order
	if o.Email != "" {
		to = append(to, Order{Email: o.Email})
	}
	if old != "" {
		to = append(to, Order{Email: old})
	}
	for _, one := range to {
		go s.ship(ctx, one)
	}
}

func kinds(detailed bool) []string {
	out := []string{"day", "week"}
	if detailed {
		out = append(out, "hour")
	}
	return out
}

func (s *Store) byKind(ctx context.Context, detailed bool) {
	for _, k := range kinds(detailed) {
		go s.ship(ctx, Order{Email: k})
	}
}

// together runs what it is given at the same time.
func together(fs ...func() error) func() error {
	return func() error {
		var g errgroup.Group
		for _, f := range fs {
			g.Go(func() error { return f() })
		}
		return g.Wait()
	}
}

func (s *Store) front(ctx context.Context) error {
	return together(func() error { return s.ship(ctx, Order{ID: 1}) }, func() error { return s.ship(ctx, Order{ID: 2}) })()
}

func (s *Store) broadcast(ctx context.Context, o Order) {
	for i, one := range s.senders {
		go func() {
			if i > 0 {
				time.Sleep(time.Second)
			}
			_ = one.Send(ctx)
		}()
	}
}

func (s *Store) labels(ctx context.Context, host string) []error {
	labels := strings.Split(host, ".")
	errs := make([]error, len(labels))
	var wg sync.WaitGroup
	for i := range len(labels) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			errs[i] = s.ship(ctx, Order{Email: strings.Join(labels[i:], ".")})
		}()
	}
	wg.Wait()
	return errs
}

// worker does one job after the other.
type worker struct{ jobs chan string }

type plant struct {
	workers []*worker
	done    func(job string) error
}

func (p *plant) process(w *worker) {
	for job := range w.jobs {
		if err := p.done(job); err != nil {
			panic(err)
		}
	}
}

// Run has each worker work until there is nothing left to come.
func (p *plant) Run(ctx context.Context) error {
	g, _ := errgroup.WithContext(ctx)
	for _, w := range p.workers {
		g.Go(func() error {
			p.process(w)
			return nil
		})
	}
	return g.Wait()
}

// Shares has each of some workers do its share.
func Shares(parallel int, names []string, read func(string) error) error {
	var wg sync.WaitGroup
	errs := make([]error, parallel)
	for w := range parallel {
		wg.Go(func() {
			for i := w; i < len(names); i += parallel {
				if err := read(names[i]); err != nil {
					errs[w] = err
				}
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}
