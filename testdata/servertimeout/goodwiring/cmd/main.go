// Command cmd runs them.
package main

import (
	"log"

	"github.com/labstack/echo/v4"
	"prodlint.test/servertimeout/goodwiring/harden"
	"prodlint.test/servertimeout/goodwiring/server"
)

func main() {
	e := echo.New()
	harden.Echo(e)
	go func() { log.Print(server.New(":8080", e).ListenAndServe()) }() // want gracefulshutdown "SIGTERM cuts the requests"
	log.Fatal(server.Run(e))
}
