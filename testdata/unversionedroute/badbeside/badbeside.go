// Package badbeside has routes without a version beside those that have one.
package badbeside

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/gofiber/fiber/v2"
	"github.com/labstack/echo/v4"
)

// Item is what clients get.
type Item struct {
	ID string `json:"id"`
}

// Gin has most of its API below a group.
func Gin(g *gin.Engine) {
	v1 := g.Group("/api/v1")
	v1.GET("/items", ginItem)
	v1.POST("/items", ginItem)
	v1.GET("/items/:id", ginItem)
	v1.GET("/shelves", ginItem)
	g.GET("/api/reports", ginItem) // want:info unversionedroute "GET /api/reports and another route have no version, though the API has /v1: register them below it before clients depend on them"
	g.GET("/api/reports/:id", ginItem)
	g.GET("/", func(c *gin.Context) { c.HTML(http.StatusOK, "index", nil) })
}

func ginItem(c *gin.Context) { c.JSON(http.StatusOK, Item{}) }

// Echo forgot one.
func Echo(e *echo.Echo) {
	e.GET("/v1/items", echoItem)
	e.POST("/v1/items", echoItem)
	e.GET("/heartbeat", echoItem)
	e.POST("/heartbeats", echoItem)                        // want:info unversionedroute "POST /heartbeats has no version"
	e.POST("/team/heartbeat", func(c echo.Context) error { // want:info unversionedroute "POST /team/heartbeat has no version"
		var beats []Item
		if err := c.Bind(&beats); err != nil {
			return err
		}
		return c.JSON(http.StatusCreated, Item{ID: beats[0].ID})
	})
	e.GET("/search", echoItem) // want:info unversionedroute "GET /search has no version, though the API has /v1"
}

func echoItem(c echo.Context) error { return c.JSON(http.StatusOK, Item{}) }

// Fiber too.
func Fiber(f *fiber.App) {
	f.Group("/v2").Get("/items", fiberItem)
	f.Get("/v1/items", fiberItem)
	f.Get("/baskets", fiberItem) // want:info unversionedroute "GET /baskets has no version"
}

func fiberItem(c *fiber.Ctx) error { return c.JSON(Item{}) }
