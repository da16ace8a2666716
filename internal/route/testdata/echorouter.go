package echorouter

import (
	"path"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	echo5 "github.com/labstack/echo/v5"
)

const admin = "/admin"

func list(echo.Context) error { return nil }

func hasID(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error { return next(c) }
}

func list5(*echo5.Context) error { return nil }

func setup() *echo.Echo {
	e := echo.New()
	e.Use(middleware.BodyLimit("2M"))
	g := e.Group(admin, middleware.KeyAuth(nil))
	g.GET("/items/:id", hasID(list))                                 // route GET /admin/items/:id echorouter.list < middleware.BodyLimit, middleware.KeyAuth, echorouter.hasID; GET /other/items/:id echorouter.list < middleware.BodyLimit, echorouter.hasID
	e.POST(path.Join(admin, "x"), list, middleware.RateLimiter(nil)) // route POST /admin/x echorouter.list < middleware.BodyLimit, middleware.RateLimiter
	e.Match([]string{"GET", "PUT"}, "/both", list)                   // route GET,PUT /both echorouter.list < middleware.BodyLimit
	e.Add("DELETE", "/gone", list)                                   // route DELETE /gone echorouter.list < middleware.BodyLimit
	if admin == "" {
		g = e.Group("/other")
	}
	five := echo5.New()
	v5 := five.Group("/v5")
	v5.PATCH("/x", list5) // route PATCH /v5/x echorouter.list5
	return e
}

func main() { _ = setup().Start(":1") }
