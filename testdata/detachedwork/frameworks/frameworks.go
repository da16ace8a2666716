// Package frameworks leaves work behind in handlers of frameworks, and of services.
package frameworks

import (
	"context"
	"log"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	fiber2 "github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v3"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/labstack/echo/v4"
	"github.com/redis/go-redis/v9"
	"google.golang.org/grpc"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"gorm.io/gorm"
)

type API struct {
	pool *pgxpool.Pool
	orm  *gorm.DB
	rdb  *redis.Client
}

type Visit struct {
	ID   uint
	Path string
}

func (a *API) Routes(g *gin.Engine, e *echo.Echo, f *fiber2.App, h *fiber.App) {
	g.POST("/orders", a.ginOrder)
	g.POST("/copies", a.ginCopy)
	g.POST("/visits", a.ginVisit)
	e.POST("/orders", a.echoOrder)
	e.POST("/values", a.echoValue)
	f.Post("/orders", a.fiberOrder)
	f.Post("/users", a.fiberUser)
	h.Post("/orders", a.fiber3Order)
}

func (a *API) insert(ctx context.Context, path string) {
	if _, err := a.pool.Exec(ctx, "INSERT INTO visits (path) VALUES ($1)", path); err != nil {
		log.Println(err)
	}
}

// the context of gin, which belongs to the next request by then
func (a *API) ginOrder(c *gin.Context) {
	go func() { // want detachedwork "this gin.Context serves another request once the handler returns"
		log.Println("ordered", c.ClientIP())
	}()
	go a.insert(c, "order")                   // want detachedwork "the request's context ends when the handler returns"
	go a.insert(c.Request.Context(), "order") // want detachedwork "the request's context ends when the handler returns"
	c.Status(http.StatusAccepted)
}

// a copy is our own; the work is lost all the same
func (a *API) ginCopy(c *gin.Context) {
	own := c.Copy()
	go func() {
		log.Println("copied", own.ClientIP())
	}()
	go func() { // want detachedwork "a deploy loses the INSERT on visits"
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		a.insert(ctx, own.FullPath())
	}()
}

// an object mapper with the context of the request
func (a *API) ginVisit(c *gin.Context) {
	path := c.FullPath()
	ctx := c.Request.Context()
	go func() { // want detachedwork "the request's context ends when the handler returns"
		if err := a.orm.WithContext(ctx).Create(&Visit{Path: path}).Error; err != nil {
			log.Println(err)
		}
	}()
}

func (a *API) echoOrder(c echo.Context) error {
	ctx := c.Request().Context()
	go func() { // want detachedwork "the request's context ends when the handler returns"
		if err := a.rdb.Publish(ctx, "orders", "new").Err(); err != nil {
			log.Println(err)
		}
	}()
	return c.NoContent(http.StatusAccepted)
}

func (a *API) echoValue(c echo.Context) error {
	go a.process(c) // want detachedwork "this echo.Context serves another request once the handler returns"
	return c.NoContent(http.StatusAccepted)
}

func (a *API) process(c echo.Context) {
	log.Println(c.Param("id"))
}

func (a *API) fiberOrder(c *fiber2.Ctx) error {
	go func() { // want detachedwork "the request's context ends when the handler returns"
		a.insert(c.UserContext(), "order")
	}()
	return c.SendStatus(http.StatusAccepted)
}

func (a *API) fiberUser(c *fiber2.Ctx) error {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() { // want detachedwork "this fiber.Ctx serves another request once the handler returns"
		defer wg.Done()
		log.Println(c.Path())
	}()
	return c.SendStatus(http.StatusAccepted)
}

func (a *API) fiber3Order(c fiber.Ctx) error {
	go func() { // want detachedwork "the request's context ends when the handler returns"
		a.insert(c.Context(), "order")
	}()
	return c.SendStatus(http.StatusAccepted)
}

// a service
type health struct {
	healthpb.UnimplementedHealthServer
	api *API
}

func Register(s *grpc.Server, api *API) {
	healthpb.RegisterHealthServer(s, &health{api: api})
}

func (h *health) Check(ctx context.Context, req *healthpb.HealthCheckRequest) (*healthpb.HealthCheckResponse, error) {
	go h.api.insert(ctx, req.GetService()) // want detachedwork "the request's context ends when the handler returns"
	go func() {                            // want detachedwork "a deploy loses the INSERT on visits"
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		h.api.insert(ctx, req.GetService())
	}()
	return &healthpb.HealthCheckResponse{}, nil
}
