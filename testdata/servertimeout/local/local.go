// Package local holds servers that only programs on the same machine can reach: worth a note in strict mode.
package local

import (
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/gofiber/fiber/v2"
)

const debugAddr = "127.0.0.1:6060"

func constant() error {
	return http.ListenAndServe(debugAddr, nil) // want:info "http.ListenAndServe lets"
}

func withPort(port int, h http.Handler) error {
	return http.ListenAndServe(fmt.Sprintf("localhost:%d", port), h) // want:info "http.ListenAndServe lets"
}

func joined(port int, h http.Handler) error {
	return http.ListenAndServe(net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), h) // want:info "http.ListenAndServe lets"
}

func six(h http.Handler) error {
	return http.ListenAndServe("[::1]:6060", h) // want:info "http.ListenAndServe lets"
}

func later(h http.Handler) error {
	srv := &http.Server{Handler: h} // want:info "http.Server has no ReadHeaderTimeout"
	srv.Addr = debugAddr
	return srv.ListenAndServe()
}

func byParameter(h http.Handler) error { return listen("localhost:9000", h) }

func listen(addr string, h http.Handler) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: h, WriteTimeout: time.Second} // want:info "http.Server has no ReadHeaderTimeout"
	return srv.Serve(l)
}

func ginLocal(r *gin.Engine) error {
	return r.Run("localhost:8080") // want:info "gin.Engine.Run"
}

func fiberLocal() error {
	app := fiber.New() // want:info "fiber.New has no ReadTimeout"
	return app.Listen("127.0.0.1:3000")
}
