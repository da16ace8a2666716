// Package bad asks one after another for what it could ask for together.
package bad

import (
	"context"
	"database/sql"
	"encoding/json"
	"log"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/gofiber/fiber/v2"
	"github.com/jmoiron/sqlx"
	"github.com/labstack/echo/v4"
	"google.golang.org/grpc"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"gorm.io/gorm"
)

type Profile struct {
	ID, TeamID int64
	Name       string
}

type Order struct {
	ID     int64
	Amount int
}

type Offer struct {
	ID    int64
	Title string
}

type Store struct {
	db *sql.DB
	x  *sqlx.DB
}

func (s *Store) Profile(ctx context.Context, handle string) (*Profile, error) {
	var p Profile
	err := s.db.QueryRowContext(ctx, "SELECT id, team_id, name FROM profiles WHERE handle = $1", handle).Scan(&p.ID, &p.TeamID, &p.Name)
	return &p, err
}

func (s *Store) Orders(ctx context.Context, id string) ([]Order, error) {
	var out []Order
	err := s.x.SelectContext(ctx, &out, "SELECT id, amount FROM orders WHERE owner = $1 LIMIT 50", id)
	return out, err
}

func (s *Store) Offers(ctx context.Context) ([]Offer, error) {
	var out []Offer
	err := s.x.SelectContext(ctx, &out, "SELECT id, title FROM offers ORDER BY id LIMIT 10")
	return out, err
}

func (s *Store) Team(ctx context.Context, id int64) (string, error) {
	var name string
	err := s.db.QueryRowContext(ctx, "SELECT name FROM teams WHERE id = $1", id).Scan(&name)
	return name, err
}

type Rates struct{ client *http.Client }

func (r *Rates) Get(ctx context.Context, country string) (map[string]float64, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://rates.example.com/"+country, nil)
	if err != nil {
		return nil, err
	}
	resp, err := r.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	out := map[string]float64{}
	return out, json.NewDecoder(http.MaxBytesReader(nil, resp.Body, 1<<16)).Decode(&out)
}

type API struct {
	store *Store
	rates *Rates
	orm   *gorm.DB
	check healthpb.HealthClient
}

type page struct {
	Profile *Profile
	Orders  []Order
	Offers  []Offer
	Rates   map[string]float64
}

// helpers of a store
func (a *API) Home(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	id := r.PathValue("ref")
	profile, err := a.store.Profile(ctx, id) // want sequentialcalls "none needs what another gives: run Profile, Orders and Offers in an errgroup"
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	orders, err := a.store.Orders(ctx, id)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	offers, err := a.store.Offers(ctx)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	answer(w, page{Profile: profile, Orders: orders, Offers: offers})
}

func answer(w http.ResponseWriter, v any) {
	if err := json.NewEncoder(w).Encode(v); err != nil {
		log.Println(err)
	}
}

// another service among them, and if statements with a start
func (a *API) Shop(w http.ResponseWriter, r *http.Request) {
	var p page
	var err error
	if p.Orders, err = a.store.Orders(r.Context(), r.FormValue("id")); err != nil { // want sequentialcalls "none needs what another gives: run Orders, Offers and Get in an errgroup"
		http.Error(w, "orders", http.StatusInternalServerError)
		return
	}
	if p.Offers, err = a.store.Offers(r.Context()); err != nil {
		http.Error(w, "offers", http.StatusInternalServerError)
		return
	}
	if p.Rates, err = a.rates.Get(r.Context(), r.FormValue("country")); err != nil {
		http.Error(w, "rates", http.StatusInternalServerError)
		return
	}
	answer(w, p)
}

// statements of its own
func (a *API) Counts(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	var users, orders, offers int
	if err := a.store.db.QueryRowContext(ctx, "SELECT n FROM user_counts WHERE shop = $1", 1).Scan(&users); err != nil { // want sequentialcalls "wait for one another"
		http.Error(w, "users", http.StatusInternalServerError)
		return
	}
	if err := a.store.db.QueryRowContext(ctx, "SELECT n FROM order_counts WHERE shop = $1", 1).Scan(&orders); err != nil {
		http.Error(w, "orders", http.StatusInternalServerError)
		return
	}
	if err := a.store.db.QueryRowContext(ctx, "SELECT n FROM offer_counts WHERE shop = $1", 1).Scan(&offers); err != nil {
		http.Error(w, "offers", http.StatusInternalServerError)
		return
	}
	answer(w, []int{users, orders, offers})
}

// three that need what the first gives, and not one another
func (a *API) Team(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	p, err := a.store.Profile(ctx, r.PathValue("ref"))
	if err != nil {
		http.Error(w, "profile", http.StatusInternalServerError)
		return
	}
	team, err := a.store.Team(ctx, p.TeamID) // want sequentialcalls "none needs what another gives: run Team, Orders and Get in an errgroup"
	if err != nil {
		http.Error(w, "team", http.StatusInternalServerError)
		return
	}
	orders, err := a.store.Orders(ctx, p.Name)
	if err != nil {
		http.Error(w, "orders", http.StatusInternalServerError)
		return
	}
	rates, err := a.rates.Get(ctx, p.Name)
	if err != nil {
		http.Error(w, "rates", http.StatusInternalServerError)
		return
	}
	answer(w, []any{team, orders, rates})
}

// below the handler
func (a *API) Feed(w http.ResponseWriter, r *http.Request) {
	p, err := a.feed(r.Context(), r.PathValue("ref"))
	if err != nil {
		http.Error(w, "feed", http.StatusInternalServerError)
		return
	}
	answer(w, p)
}

func (a *API) feed(ctx context.Context, id string) (p page, err error) {
	if p.Profile, err = a.store.Profile(ctx, id); err != nil { // want sequentialcalls "none needs what another gives: run Profile, Orders and 2 more in an errgroup"
		return p, err
	}
	if p.Orders, err = a.store.Orders(ctx, id); err != nil {
		return p, err
	}
	if p.Offers, err = a.store.Offers(ctx); err != nil {
		return p, err
	}
	p.Rates, err = a.rates.Get(ctx, "nz")
	return p, err
}

// an object mapper, in gin
func (a *API) Gin(c *gin.Context) {
	db := a.orm.WithContext(c.Request.Context())
	var profile Profile
	if err := db.First(&profile, "name = ?", c.Query("name")).Error; err != nil { // want sequentialcalls "wait for one another"
		c.Status(http.StatusInternalServerError)
		return
	}
	var orders []Order
	if err := db.Where("owner = ?", c.Query("name")).Limit(20).Find(&orders).Error; err != nil {
		c.Status(http.StatusInternalServerError)
		return
	}
	var offers []Offer
	if err := db.Limit(20).Find(&offers).Error; err != nil {
		c.Status(http.StatusInternalServerError)
		return
	}
	c.JSON(http.StatusOK, []any{profile, orders, offers})
}

// a closure, in echo, through an interface; the answer fails where one does
type reader interface {
	Orders(ctx context.Context, id string) ([]Order, error)
	Offers(ctx context.Context) ([]Offer, error)
	Team(ctx context.Context, id int64) (string, error)
}

func Routes(e *echo.Echo, db *sqlx.DB) {
	var s reader = &Store{db: db.DB, x: db}
	e.GET("/v1/overview/:name", func(c echo.Context) error {
		ctx := c.Request().Context()
		orders, err := s.Orders(ctx, c.Param("name")) // want sequentialcalls "none needs what another gives: run Orders, Offers and Team in an errgroup"
		if err != nil {
			return err
		}
		offers, err := s.Offers(ctx)
		if err != nil {
			return err
		}
		team, err := s.Team(ctx, 7)
		if err != nil {
			return err
		}
		return c.JSON(http.StatusOK, []any{orders, offers, team})
	})
}

// calls of services
type gateway struct {
	healthpb.UnimplementedHealthServer
	a, b, c healthpb.HealthClient
}

func Register(s *grpc.Server, g *gateway) { healthpb.RegisterHealthServer(s, g) }

func (g *gateway) Check(ctx context.Context, req *healthpb.HealthCheckRequest) (*healthpb.HealthCheckResponse, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	a, err := g.a.List(ctx, &healthpb.HealthListRequest{}) // want sequentialcalls "wait for one another"
	if err != nil {
		return nil, err
	}
	b, err := g.b.List(ctx, &healthpb.HealthListRequest{})
	if err != nil {
		return nil, err
	}
	c, err := g.c.List(ctx, &healthpb.HealthListRequest{})
	if err != nil {
		return nil, err
	}
	log.Println(a.GetStatuses(), b.GetStatuses(), c.GetStatuses())
	return &healthpb.HealthCheckResponse{Status: healthpb.HealthCheckResponse_SERVING}, nil
}

// errors that are only logged
func (a *API) Widgets(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	orders, err := a.store.Orders(ctx, "all") // want sequentialcalls "none needs what another gives: run Orders, Offers and Get in an errgroup"
	if err != nil {
		log.Println(err) // want-2 swallowederror "SELECT on orders"
	}
	offers, err := a.store.Offers(ctx) // want swallowederror "SELECT on offers"
	if err != nil {
		log.Println(err)
	}
	rates, err := a.rates.Get(ctx, "nz") // want swallowederror "http.Client.Do"
	if err != nil {
		log.Println(err)
	}
	answer(w, []any{orders, offers, rates})
}

// an object mapper in fiber, into the fields of one struct
type counts struct{ Profiles, Orders, Offers int64 }

func Stats(app *fiber.App, a *API) {
	app.Get("/v1/stats", a.Stats)
	app.Get("/v1/stats/:shop", func(c *fiber.Ctx) error {
		var n counts
		db := a.orm.WithContext(c.Context())
		if err := db.Model(&Profile{}).Where("shop = ?", c.Params("shop")).Count(&n.Profiles).Error; err != nil { // want sequentialcalls "wait for one another"
			return err
		}
		if err := db.Model(&Order{}).Where("shop = ?", c.Params("shop")).Count(&n.Orders).Error; err != nil {
			return err
		}
		if err := db.Model(&Offer{}).Where("shop = ?", c.Params("shop")).Count(&n.Offers).Error; err != nil {
			return err
		}
		return c.JSON(n)
	})
}

func (a *API) Stats(c *fiber.Ctx) error {
	n := &counts{}
	db := a.orm.WithContext(c.Context())
	if err := db.Model(&Profile{}).Where("name LIKE ?", "a%").Count(&n.Profiles).Error; err != nil { // want sequentialcalls "wait for one another"
		return err
	}
	if err := db.Model(&Order{}).Where("amount > ?", 1).Count(&n.Orders).Error; err != nil {
		return err
	}
	if err := db.Model(&Offer{}).Where("title <> ?", "").Count(&n.Offers).Error; err != nil {
		return err
	}
	return c.JSON(n)
}

// statements that fill the fields of one struct
func (a *API) Fields(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	var p page
	if err := a.store.x.SelectContext(ctx, &p.Orders, "SELECT id, amount FROM orders WHERE shop = $1 LIMIT 20", r.PathValue("shop")); err != nil { // want sequentialcalls "wait for one another"
		http.Error(w, "orders", http.StatusInternalServerError)
		return
	}
	if err := a.store.x.SelectContext(ctx, &p.Offers, "SELECT id, title FROM offers WHERE shop = $1 LIMIT 20", r.PathValue("shop")); err != nil {
		http.Error(w, "offers", http.StatusInternalServerError)
		return
	}
	if err := a.store.x.GetContext(ctx, &p.Profile, "SELECT id, team_id, name FROM profiles WHERE shop = $1 LIMIT 1", r.PathValue("shop")); err != nil {
		http.Error(w, "profile", http.StatusInternalServerError)
		return
	}
	answer(w, p)
}
