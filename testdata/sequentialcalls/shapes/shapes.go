// Package shapes asks one after another in less common ways.
package shapes

import (
	"context"
	"encoding/json"
	"log"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

type Item struct {
	ID    int64  `bson:"_id"`
	Name  string `bson:"name"`
	Owner string `bson:"owner"`
}

// Repo is a store of one kind of thing.
type Repo[T any] struct {
	pool  *pgxpool.Pool
	table string
	scan  func(pgx.Row) (T, error)
}

func (r *Repo[T]) ByName(ctx context.Context, name string) (T, error) {
	return r.scan(r.pool.QueryRow(ctx, "SELECT id, name FROM things WHERE kind = $1 AND name = $2", r.table, name))
}

type API struct {
	items  *Repo[Item]
	others *Repo[Item]
	thirds *Repo[Item]
	coll   *mongo.Collection
	pool   *pgxpool.Pool
	client *http.Client
}

func Routes(r chi.Router, a *API) {
	r.Get("/v1/generic/{name}", a.generic)
	r.Get("/v1/documents/{name}", a.documents)
	r.Get("/v1/literal/{name}", a.literal)
	r.Get("/v1/services/{name}", a.services)
	r.Get("/v1/batch/{name}", a.batch)
	r.Get("/v1/scoped/{name}", a.scoped)
	r.Get("/v1/tx/{name}", a.tx)
	r.Get("/v1/optional/{name}", a.optional)
	r.Get("/v1/started/{name}", a.started)
}

func answer(w http.ResponseWriter, v any) {
	if err := json.NewEncoder(w).Encode(v); err != nil {
		log.Println(err)
	}
}

func fail(w http.ResponseWriter, err error) {
	http.Error(w, err.Error(), http.StatusBadGateway)
}

// methods of generic types
func (a *API) generic(w http.ResponseWriter, r *http.Request) {
	ctx, name := r.Context(), chi.URLParam(r, "name")
	item, err := a.items.ByName(ctx, name) // want sequentialcalls "wait for one another"
	if err != nil {
		fail(w, err)
		return
	}
	other, err := a.others.ByName(ctx, name)
	if err != nil {
		fail(w, err)
		return
	}
	third, err := a.thirds.ByName(ctx, name)
	if err != nil {
		fail(w, err)
		return
	}
	answer(w, []Item{item, other, third})
}

// documents, into the elements of a struct
func (a *API) documents(w http.ResponseWriter, r *http.Request) {
	ctx, name := r.Context(), chi.URLParam(r, "name")
	var page struct{ Head, Body, Foot Item }
	if err := a.coll.FindOne(ctx, bson.M{"name": name, "part": "head"}).Decode(&page.Head); err != nil { // want sequentialcalls "wait for one another"
		fail(w, err)
		return
	}
	if err := a.coll.FindOne(ctx, bson.M{"name": name, "part": "body"}).Decode(&page.Body); err != nil {
		fail(w, err)
		return
	}
	if err := a.coll.FindOne(ctx, bson.M{"name": name, "part": "foot"}).Decode(&page.Foot); err != nil {
		fail(w, err)
		return
	}
	answer(w, page)
}

// the elements of a literal
func (a *API) literal(w http.ResponseWriter, r *http.Request) {
	ctx, name := r.Context(), chi.URLParam(r, "name")
	answer(w, map[string]int{
		"items":  a.number(ctx, "SELECT n FROM item_counts WHERE name = $1", name), // want sequentialcalls "wait for one another"
		"orders": a.number(ctx, "SELECT n FROM order_counts WHERE name = $1", name),
		"offers": a.number(ctx, "SELECT n FROM offer_counts WHERE name = $1", name),
	})
}

func (a *API) number(ctx context.Context, query, name string) int {
	var n int
	if err := a.pool.QueryRow(ctx, query, name).Scan(&n); err != nil {
		log.Println(err) // want-1 swallowederror "QueryRow"
	}
	return n
}

// other services, by a helper that is told which
func (a *API) get(ctx context.Context, url string, out any) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := a.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return json.NewDecoder(http.MaxBytesReader(nil, resp.Body, 1<<16)).Decode(out)
}

func (a *API) services(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	var stock, price, rating int
	if err := a.get(ctx, "https://stock.example.com/v1/all", &stock); err != nil { // want sequentialcalls "wait for one another"
		fail(w, err)
		return
	}
	if err := a.get(ctx, "https://price.example.com/v1/all", &price); err != nil {
		fail(w, err)
		return
	}
	if err := a.get(ctx, "https://rating.example.com/v1/all", &rating); err != nil {
		fail(w, err)
		return
	}
	answer(w, []int{stock, price, rating})
}

// one round trip
func (a *API) batch(w http.ResponseWriter, r *http.Request) {
	ctx, name := r.Context(), chi.URLParam(r, "name")
	b := &pgx.Batch{}
	b.Queue("SELECT n FROM item_counts WHERE name = $1", name)
	b.Queue("SELECT n FROM order_counts WHERE name = $1", name)
	b.Queue("SELECT n FROM offer_counts WHERE name = $1", name)
	res := a.pool.SendBatch(ctx, b)
	defer res.Close()
	var out [3]int
	for i := range out {
		if err := res.QueryRow().Scan(&out[i]); err != nil {
			fail(w, err)
			return
		}
	}
	answer(w, out)
}

type scopeKey struct{}

// the context carries what the first gave
func (a *API) scoped(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	item, err := a.items.ByName(ctx, chi.URLParam(r, "name"))
	if err != nil {
		fail(w, err)
		return
	}
	ctx = context.WithValue(ctx, scopeKey{}, item.Owner)
	other, err := a.others.ByName(ctx, "other")
	if err != nil {
		fail(w, err)
		return
	}
	third, err := a.thirds.ByName(ctx, "third")
	if err != nil {
		fail(w, err)
		return
	}
	answer(w, []Item{item, other, third})
}

// a transaction that a function is run in
func (a *API) tx(w http.ResponseWriter, r *http.Request) {
	ctx, name := r.Context(), chi.URLParam(r, "name")
	var items, orders, offers int
	err := pgx.BeginFunc(ctx, a.pool, func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, "SELECT n FROM item_counts WHERE name = $1", name).Scan(&items); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, "SELECT n FROM order_counts WHERE name = $1", name).Scan(&orders); err != nil {
			return err
		}
		return tx.QueryRow(ctx, "SELECT n FROM offer_counts WHERE name = $1", name).Scan(&offers)
	})
	if err != nil {
		fail(w, err)
		return
	}
	answer(w, []int{items, orders, offers})
}

// what the client asks for
func (a *API) optional(w http.ResponseWriter, r *http.Request) {
	ctx, name := r.Context(), chi.URLParam(r, "name")
	out := map[string]int{}
	if r.FormValue("items") != "" {
		out["items"] = a.number(ctx, "SELECT n FROM item_counts WHERE name = $1", name)
	}
	if r.FormValue("orders") != "" {
		out["orders"] = a.number(ctx, "SELECT n FROM order_counts WHERE name = $1", name)
	}
	if r.FormValue("offers") != "" {
		out["offers"] = a.number(ctx, "SELECT n FROM offer_counts WHERE name = $1", name)
	}
	answer(w, out)
}

// started before, waited for after
func (a *API) started(w http.ResponseWriter, r *http.Request) {
	ctx, name := r.Context(), chi.URLParam(r, "name")
	out := make(chan int, 3)
	go func() { out <- a.number(ctx, "SELECT n FROM item_counts WHERE name = $1", name) }()
	go func() { out <- a.number(ctx, "SELECT n FROM order_counts WHERE name = $1", name) }()
	go func() { out <- a.number(ctx, "SELECT n FROM offer_counts WHERE name = $1", name) }()
	answer(w, []int{<-out, <-out, <-out})
}
