// Command cmd runs the server, and helpers that have none.
package main

import (
	"log"
	"net/http"
	_ "net/http/pprof"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/labstack/echo/v4"
	"prodlint.test/servertimeout/wiring/api"
)

func main() {
	s := api.New(":8080")
	s.HTTP.WriteTimeout = time.Minute
	go func() {
		log.Println(http.ListenAndServe("localhost:6060", nil)) // want:info "http.ListenAndServe lets"
	}()
	go runEcho(newEcho())
	go runFiber(newFiber(fiber.Config{AppName: "shop", WriteTimeout: time.Second}))
	log.Fatal(s.HTTP.ListenAndServe()) // want gracefulshutdown "SIGTERM cuts the requests"
}

func newEcho() *echo.Echo {
	e := echo.New()
	e.HideBanner = true
	return e
}

func runEcho(e *echo.Echo) {
	e.Logger.Fatal(e.Start(":1323")) // want "echo.Echo.Start has no ReadHeaderTimeout" gracefulshutdown "SIGTERM cuts the requests"
}

func newFiber(c fiber.Config) *fiber.App {
	return fiber.New(c) // want "fiber.New has no ReadTimeout"
}

func runFiber(app *fiber.App) { log.Fatal(app.Listen(":3000")) } // want gracefulshutdown "SIGTERM cuts the requests"
