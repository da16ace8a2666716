// Package fiximports holds servers whose files import what the suggested edit needs in several ways.
package fiximports // the repair goes below

import (
	"net" // for listeners
	"net/http"

	"github.com/gofiber/fiber/v2"
)

func serve(l net.Listener, h http.Handler) error {
	srv := &http.Server{Handler: h} // want "http.Server has no ReadHeaderTimeout"
	return srv.Serve(l)
}

func framework() error {
	app := fiber.New(fiber.Config{ // want "fiber.New has no ReadTimeout"
		AppName: "shop",
	})
	return app.Listen(":3000")
}
