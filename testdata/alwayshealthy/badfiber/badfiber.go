// Package badfiber has a health endpoint that cannot say no.
package badfiber

import (
	"github.com/gofiber/fiber/v2"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

type api struct{ db *mongo.Database }

func (a *api) routes() *fiber.App {
	app := fiber.New()
	app.Get("/health", a.health) // want "/health answers 200"
	return app
}

func (a *api) health(c *fiber.Ctx) error { return c.SendString("ok") }
