// Package bad starts goroutines whose number the data decides.
package bad

import (
	"context"
	"database/sql"
	"encoding/json"
	"net"
	"net/http"
	"sync"

	"github.com/gin-gonic/gin"
	"github.com/gorilla/websocket"
	"github.com/nats-io/nats.go"
	"github.com/panjf2000/ants/v2"
	"github.com/rabbitmq/amqp091-go"
	lop "github.com/samber/lo/parallel"
	"github.com/segmentio/kafka-go"
	"github.com/sourcegraph/conc"
	"github.com/sourcegraph/conc/pool"
	"golang.org/x/sync/errgroup"
	"gorm.io/gorm"
)

type Order struct {
	ID    int64
	Email string
}

type Store struct {
	db     *sql.DB
	client *http.Client
	queue  []Order
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

func (s *Store) plain(ctx context.Context, orders []Order) {
	for _, o := range orders {
		go s.ship(ctx, o) // want "each order starts a goroutine"
	}
}

func (s *Store) group(ctx context.Context, orders []Order) {
	var wg sync.WaitGroup
	for _, o := range orders {
		wg.Add(1)
		go func() { // want "each order starts a goroutine"
			defer wg.Done()
			_ = s.ship(ctx, o)
		}()
	}
	wg.Wait()
}

func (s *Store) groupGo(ctx context.Context, orders []Order) {
	var wg sync.WaitGroup
	for _, o := range orders {
		wg.Go(func() { _ = s.ship(ctx, o) }) // want "semaphore"
	}
	wg.Wait()
}

func (s *Store) errgroup(ctx context.Context, orders []Order) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, o := range orders {
		g.Go(func() error { return s.ship(ctx, o) }) // want "with SetLimit"
	}
	return g.Wait()
}

func (s *Store) noLimit(ctx context.Context, orders []Order) error {
	var g errgroup.Group
	g.SetLimit(-1)
	for i := range orders {
		g.Go(func() error { return s.ship(ctx, orders[i]) }) // want "with SetLimit"
	}
	return g.Wait()
}

func (s *Store) index(ctx context.Context, orders []Order) {
	for i := 0; i < len(orders); i++ {
		go s.ship(ctx, orders[i]) // want "each order"
	}
}

func (s *Store) results(ctx context.Context, ids []int64) []error {
	out := make(chan error, len(ids))
	for _, id := range ids {
		go func() { out <- s.ship(ctx, Order{ID: id}) }() // want "each id"
	}
	var errs []error
	for range ids {
		errs = append(errs, <-out)
	}
	return errs
}

func (s *Store) signals(ctx context.Context, ids []int64) {
	done := make(chan bool)
	for _, id := range ids {
		go func() { // want "each id"
			_ = s.ship(ctx, Order{ID: id})
			done <- true
		}()
	}
	for range ids {
		<-done
	}
}

func (s *Store) rows(ctx context.Context) error {
	rows, err := s.db.QueryContext(ctx, "SELECT id, email FROM orders WHERE shipped = false")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var o Order
		if err := rows.Scan(&o.ID, &o.Email); err != nil {
			return err
		}
		go s.ship(ctx, o) // want "each row"
	}
	return rows.Err()
}

func (s *Store) Upload(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Orders map[string]Order `json:"orders"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	for _, o := range in.Orders {
		go s.ship(context.WithoutCancel(r.Context()), o) // want "each order" detachedwork "by ship"
	}
}

func (s *Store) Ginned(c *gin.Context) {
	var orders []Order
	if err := c.ShouldBindJSON(&orders); err != nil {
		return
	}
	g := new(errgroup.Group)
	for _, o := range orders {
		if o.ID == 0 {
			continue
		}
		o := o
		g.Go(func() error { return s.ship(c, o) }) // want "with SetLimit"
	}
	_ = g.Wait()
}

// notify starts a goroutine and goes on.
func (s *Store) notify(ctx context.Context, o Order) {
	go func() { _ = s.ship(ctx, o) }()
}

func (s *Store) notifyLogged(ctx context.Context, o Order) {
	s.notify(ctx, o)
}

func (s *Store) helper(ctx context.Context, orders []Order) {
	for _, o := range orders {
		s.notify(ctx, o) // want "each order starts a goroutine"
	}
}

func (s *Store) deeper(ctx context.Context, orders []Order) {
	for _, o := range orders {
		s.notifyLogged(ctx, o) // want "each order starts a goroutine"
	}
}

// background runs what it is given in a goroutine.
func background(f func()) { go f() }

func (s *Store) handed(ctx context.Context, orders []Order) {
	for _, o := range orders {
		background(func() { _ = s.ship(ctx, o) }) // want "each order"
	}
}

func (s *Store) channel(ctx context.Context, jobs <-chan Order) {
	for o := range jobs {
		go s.ship(ctx, o) // want "each message starts a goroutine"
	}
}

func (s *Store) selected(ctx context.Context, jobs chan Order, quit chan struct{}) {
	for {
		select {
		case o := <-jobs:
			go s.ship(ctx, o) // want "each message starts a goroutine"
		case <-quit:
			return
		}
	}
}

func (s *Store) kafka(ctx context.Context, r *kafka.Reader) error {
	for {
		m, err := r.ReadMessage(ctx)
		if err != nil {
			return err
		}
		go s.ship(ctx, Order{Email: string(m.Key)}) // want "each message starts a goroutine"
	}
}

func (s *Store) rabbit(ctx context.Context, ch *amqp091.Channel) error {
	msgs, err := ch.ConsumeWithContext(ctx, "orders", "", true, false, false, false, nil)
	if err != nil {
		return err
	}
	for m := range msgs {
		go s.ship(ctx, Order{Email: string(m.Body)}) // want "each message starts a goroutine"
	}
	return nil
}

func (s *Store) nats(nc *nats.Conn) error {
	_, err := nc.Subscribe("orders", func(m *nats.Msg) {
		go s.ship(context.Background(), Order{Email: string(m.Data)}) // want "each message starts a goroutine"
	})
	return err
}

func (s *Store) natsHandler(m *nats.Msg) {
	s.notify(context.Background(), Order{Email: string(m.Data)}) // want "each message starts a goroutine"
}

func (s *Store) natsNamed(nc *nats.Conn) error {
	_, err := nc.Subscribe("orders.named", s.natsHandler)
	return err
}

func (s *Store) socket(ctx context.Context, conn *websocket.Conn) error {
	for {
		_, data, err := conn.ReadMessage()
		if err != nil {
			return err
		}
		go s.ship(ctx, Order{Email: string(data)}) // want "each message starts a goroutine"
	}
}

func (s *Store) packets(ctx context.Context, conn *net.UDPConn) error {
	for {
		buf := make([]byte, 1500)
		n, _, err := conn.ReadFromUDP(buf)
		if err != nil {
			return err
		}
		go s.ship(ctx, Order{Email: string(buf[:n])}) // want "each message starts a goroutine"
	}
}

func (s *Store) conc(ctx context.Context, orders []Order) {
	var wg conc.WaitGroup
	for _, o := range orders {
		wg.Go(func() { _ = s.ship(ctx, o) }) // want "each order"
	}
	wg.Wait()
}

func (s *Store) concPool(ctx context.Context, orders []Order) error {
	p := pool.New().WithErrors()
	for _, o := range orders {
		p.Go(func() error { return s.ship(ctx, o) }) // want "with WithMaxGoroutines"
	}
	return p.Wait()
}

func (s *Store) ants(ctx context.Context, orders []Order) {
	for _, o := range orders {
		_ = ants.Submit(func() { _ = s.ship(ctx, o) }) // want "each order"
	}
}

func (s *Store) parallel(ctx context.Context, orders []Order) []error {
	return lop.Map(orders, func(o Order, _ int) error { return s.ship(ctx, o) }) // want "each element starts a goroutine" callinloop "call by ship"
}

// each is a loop of its own.
func each[T any](items []T, f func(T)) {
	for _, it := range items {
		f(it)
	}
}

func (s *Store) generic(ctx context.Context, orders []Order) {
	each(orders, func(o Order) {
		go s.ship(ctx, o) // want "starts a goroutine"
	})
}

func (s *Store) nested(ctx context.Context, byUser map[int64][]Order) {
	for _, orders := range byUser {
		for _, o := range orders {
			go s.ship(ctx, o) // want "each order"
		}
	}
}

func (s *Store) add(o Order) { s.queue = append(s.queue, o) }

func (s *Store) flush(ctx context.Context) {
	for _, o := range s.queue {
		go s.ship(ctx, o) // want "each order"
	}
	s.queue = nil
}

// answered has no edit: a goroutine that waits for the one who receives may keep the next from starting.
func (s *Store) answered(ctx context.Context, orders []Order) error {
	g, ctx := errgroup.WithContext(ctx)
	out := make(chan error)
	for _, o := range orders {
		g.Go(func() error { // want "with SetLimit"
			out <- s.ship(ctx, o)
			return nil
		})
	}
	for range orders {
		<-out
	}
	return g.Wait()
}

func (s *Store) found(ctx context.Context, gdb *gorm.DB) error {
	orders := []Order{}
	if err := gdb.Where("shipped = ?", false).Find(&orders).Error; err != nil {
		return err
	}
	for _, o := range orders {
		go s.ship(ctx, o) // want "each order"
	}
	return nil
}
