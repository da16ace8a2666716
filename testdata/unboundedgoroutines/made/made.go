// Package made goes over collections that loops have filled: there are as many elements as there is data, whoever makes each of them.
package made

import (
	"context"
	"database/sql"
	"log"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// Hive is what the database has many of.
type Hive interface {
	ID() int
	Meadow() int
	Weigh(ctx context.Context) error
}

type hive struct {
	db     *sql.DB
	id     int
	meadow int
}

func (h *hive) ID() int                         { return h.id }
func (h *hive) Meadow() int                     { return h.meadow }
func (h *hive) Weigh(ctx context.Context) error { return jar{size: h.id}.Send(ctx, "scales") }

// Meadows is a named list.
type Meadows []string

type Apiary interface {
	Hives(ctx context.Context) ([]Hive, error)
}

type apiary struct{ db *sql.DB }

func (a *apiary) Hives(ctx context.Context) ([]Hive, error) {
	rows, err := a.db.QueryContext(ctx, "SELECT id, meadow FROM hives")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Hive
	for rows.Next() {
		h := newHive(a.db)
		if err := rows.Scan(&h.id, &h.meadow); err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, rows.Err()
}

func newHive(db *sql.DB) *hive { return &hive{db: db} }

type scales struct {
	apiary  Apiary
	client  *http.Client
	meadows map[int]Meadows
}

func (s *scales) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	hives, err := s.apiary.Hives(r.Context())
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	s.weigh(r.Context(), hives, s.meadows)
}

func (s *scales) weigh(ctx context.Context, hives []Hive, meadows map[int]Meadows) {
	var wg sync.WaitGroup
	for _, h := range hives {
		wg.Add(1)
		near := meadows[h.Meadow()]
		go func(h Hive, near Meadows) { // want "each hive starts a goroutine"
			defer func() {
				if err := recover(); err != nil {
					log.Print("hive ", h.ID(), ": ", err)
				}
			}()
			defer wg.Done()
			if h.ID() > 0 && len(near) > 0 {
				_ = h.Weigh(ctx)
			}
		}(h, near)
	}
	wg.Wait()
}

// Order is what a request asks for, passed on as a value: nothing of it is set up once.
type Order struct {
	Buyer   Buyer
	Parcels []Parcel
}

type Buyer interface{ Name() string }

type Parcel interface {
	Send(ctx context.Context, to string) error
}

type jar struct{ size int }

func (j jar) Send(ctx context.Context, to string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://post.example.com/"+to, nil)
	if err != nil {
		return err
	}
	res, err := poster.Do(req)
	if err != nil {
		return err
	}
	return res.Body.Close()
}

var poster = &http.Client{Timeout: time.Second}

type box struct {
	to     string
	parcel Parcel
}

func order(w http.ResponseWriter, r *http.Request) {
	o := Order{}
	for _, size := range r.URL.Query()["size"] {
		o.Parcels = append(o.Parcels, jar{size: len(size)})
	}
	if err := pack(r.Context(), o); err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
	}
}

func pack(ctx context.Context, o Order) error {
	boxes := make([]box, 0)
	for _, p := range o.Parcels {
		boxes = append(boxes, box{to: "hall", parcel: p})
	}
	return ship(ctx, boxes)
}

func ship(ctx context.Context, boxes []box) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, b := range boxes {
		g.Go(func() error { return b.parcel.Send(ctx, b.to) }) // want "each box starts a goroutine"
	}
	return g.Wait()
}

// bees are few: the code lists them.
func bees(ctx context.Context, db *sql.DB) []Hive {
	out := []Hive{newHive(db)}
	out = append(out, newHive(db), newHive(db))
	return out
}

func (s *scales) few(w http.ResponseWriter, r *http.Request) {
	var wg sync.WaitGroup
	for _, h := range bees(r.Context(), nil) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_ = h.Weigh(r.Context())
		}()
	}
	wg.Wait()
}

// Field has stations that are set up with it.
type Field struct {
	client   *http.Client
	stations []Parcel
}

func NewField(names []string) *Field {
	f := &Field{client: poster}
	for _, n := range names {
		f.stations = append(f.stations, jar{size: len(n)})
	}
	return f
}

func (f *Field) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g, ctx := errgroup.WithContext(r.Context())
	for _, st := range f.stations {
		g.Go(func() error { return st.Send(ctx, "field") })
	}
	_ = g.Wait()
}

func Routes(db *sql.DB, mux *http.ServeMux) {
	s := &scales{apiary: &apiary{db: db}, client: poster, meadows: map[int]Meadows{}}
	mux.Handle("/weigh", s)
	mux.HandleFunc("/few", s.few)
	mux.HandleFunc("/order", order)
	mux.Handle("/field", NewField([]string{"north", "south"}))
}
