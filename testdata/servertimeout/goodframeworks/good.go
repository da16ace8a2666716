// Package goodframeworks holds servers of frameworks that are bounded.
package goodframeworks

import (
	"net"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/gofiber/fiber/v2"
	"github.com/labstack/echo/v4"
	echo5 "github.com/labstack/echo/v5"
	"github.com/valyala/fasthttp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/keepalive"
)

// without certreload: how the certificate is read is beside the point.

func ginServer(r *gin.Engine) error {
	srv := &http.Server{Handler: r, ReadHeaderTimeout: time.Second}
	return srv.ListenAndServe()
}

func echoField() error {
	e := echo.New()
	e.Server.ReadTimeout = 5 * time.Second
	return e.Start(":8080")
}

func echoLater(e *echo.Echo) error {
	limit(e)
	return e.Start(":8080")
}

func limit(e *echo.Echo) { e.Server.ReadHeaderTimeout = time.Second }

func echoOwn() error {
	e := echo.New()
	e.Server = &http.Server{ReadTimeout: time.Second}
	return e.Start(":8080")
}

func echoStartServer() error {
	e := echo.New()
	return e.StartServer(&http.Server{Addr: ":8080", ReadTimeout: time.Second})
}

func echoFive() error {
	return echo5.New().Start(":8080") // has a read timeout of its own
}

func fiberTimeout() error {
	app := fiber.New(fiber.Config{ReadTimeout: 5 * time.Second})
	return app.Listen(":3000")
}

func fiberConfig() error {
	c := fiber.Config{AppName: "shop"}
	c.ReadTimeout = time.Second
	return fiber.New(c).Listen(":3000")
}

func fiberGiven(c fiber.Config) error { return fiber.New(c).Listen(":3000") }

func fiberUnserved() *fiber.App { return fiber.New() }

func fast(h fasthttp.RequestHandler) error {
	s := &fasthttp.Server{Handler: h, ReadTimeout: time.Second}
	return s.ListenAndServe(":8080")
}

func rpc(l net.Listener) error {
	s := grpc.NewServer(grpc.KeepaliveParams(keepalive.ServerParameters{MaxConnectionIdle: time.Minute}))
	return s.Serve(l)
}

func rpcList(l net.Listener) error {
	opts := []grpc.ServerOption{grpc.MaxRecvMsgSize(1 << 20)}
	opts = append(opts, grpc.KeepaliveParams(keepalive.ServerParameters{Time: time.Minute}))
	return grpc.NewServer(opts...).Serve(l)
}

func rpcGiven(l net.Listener, opts ...grpc.ServerOption) error {
	return grpc.NewServer(opts...).Serve(l)
}

func echoServers(e *echo.Echo) error {
	for _, s := range []*http.Server{e.Server, e.TLSServer} {
		s.ReadHeaderTimeout = time.Second
	}
	return e.StartTLS(":8443", "cert.pem", "key.pem")
}

func echoItsServer() error {
	e := echo.New()
	e.Server.ReadTimeout = time.Second
	e.Server.Addr = ":8080"
	return e.StartServer(e.Server)
}

// EchoGiven serves what its callers, who are not seen, have set up.
func EchoGiven(e *echo.Echo) error { return e.Start(":8080") }

func fiberListed(name string, d time.Duration) error {
	configs := map[string]fiber.Config{"api": {AppName: "api", ReadTimeout: d}}
	return fiber.New(configs[name]).Listen(":3000")
}

func fiberMade() error { return fiber.New(fiberSettings()).Listen(":3000") }

func fiberSettings() fiber.Config {
	c := fiber.Config{DisableStartupMessage: true}
	c.ReadTimeout = time.Second
	return c
}

func fastLater(h fasthttp.RequestHandler) error {
	var s fasthttp.Server
	s.Handler = h
	s.ReadTimeout = time.Second
	return s.ListenAndServeTLS(":8443", "cert.pem", "key.pem")
}
