package fiberrouter

import (
	"github.com/gofiber/fiber/v2"
	fiber3 "github.com/gofiber/fiber/v3"
)

func list(*fiber.Ctx) error  { return nil }
func auth(*fiber.Ctx) error  { return nil }
func list3(fiber3.Ctx) error { return nil }

func setup() *fiber.App {
	app := fiber.New()
	api := app.Group("/api", auth)
	api.Get("/items", list) // route GET /api/items fiberrouter.list < fiberrouter.auth
	app.Route("/v2", func(r fiber.Router) {
		r.Post("/items", auth, list) // route POST /v2/items fiberrouter.list < fiberrouter.auth
	})
	sub := fiber.New()
	sub.Delete("/x", list) // route DELETE /sub/x fiberrouter.list
	app.Mount("/sub", sub)
	three := fiber3.New()
	three.Put("/three", list3) // route PUT /three fiberrouter.list3
	return app
}

func main() { _ = setup().Listen(":1") }
