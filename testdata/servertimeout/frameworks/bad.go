// Package frameworks holds servers of frameworks that nothing bounds.
package frameworks

import (
	"log"
	"net"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/gofiber/fiber/v2"
	fiber3 "github.com/gofiber/fiber/v3"
	"github.com/gorilla/mux"
	"github.com/labstack/echo/v4"
	"github.com/valyala/fasthttp"
	"golang.org/x/net/http2"
	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc"
)

// without certreload: how the certificate is read is beside the point.

func ginRun() {
	r := gin.Default()
	r.GET("/", func(c *gin.Context) { c.Status(http.StatusOK) })
	log.Fatal(r.Run(":8080")) // want servertimeout "gin.Engine.Run lets slow clients hold connections"
}

func ginDefaultPort(r *gin.Engine) error {
	return r.Run() // want servertimeout "gin.Engine.Run"
}

func ginTLS(r *gin.Engine) error {
	return r.RunTLS(":8443", "cert.pem", "key.pem") // want servertimeout "gin.Engine.RunTLS"
}

func echoStart() error {
	e := echo.New()
	e.HideBanner = true
	return e.Start(":8080") // want servertimeout "echo.Echo.Start has no ReadHeaderTimeout"
}

type api struct{ e *echo.Echo }

func (a *api) run() {
	go func() {
		log.Print(a.e.StartTLS(":8443", "cert.pem", "key.pem")) // want servertimeout "echo.Echo.StartTLS has no ReadHeaderTimeout"
	}()
}

func echoOther(e *echo.Echo) error {
	e.Server.WriteTimeout = 1
	return e.Start(":8081") // want servertimeout "echo.Echo.Start has no ReadHeaderTimeout"
}

func chiRouter() error {
	r := chi.NewRouter()
	return http.ListenAndServe(":8080", r) // want servertimeout "http.ListenAndServe"
}

func gorillaRouter() error {
	srv := &http.Server{Addr: ":8080", Handler: mux.NewRouter()} // want servertimeout "http.Server has no ReadHeaderTimeout"
	return srv.ListenAndServe()
}

func fiberDefault() error {
	app := fiber.New() // want servertimeout "fiber.New has no ReadTimeout"
	return app.Listen(":3000")
}

func fiberConfig() error {
	app := fiber.New(fiber.Config{AppName: "shop"}) // want servertimeout "fiber.New has no ReadTimeout"
	return app.Listen(":3000")
}

func fiberThree() error {
	app := fiber3.New() // want servertimeout "fiber.New has no ReadTimeout"
	return app.Listen(":3000")
}

func fast(h fasthttp.RequestHandler) error {
	return fasthttp.ListenAndServe(":8080", h) // want servertimeout "fasthttp.ListenAndServe lets"
}

func fastServer(h fasthttp.RequestHandler) error {
	s := &fasthttp.Server{Handler: h} // want servertimeout "fasthttp.Server has no ReadTimeout"
	return s.ListenAndServe(":8080")
}

func rpc(l net.Listener) error {
	s := grpc.NewServer() // want:info servertimeout "grpc.NewServer never ends the connections"
	return s.Serve(l)
}

func rpcOptions(l net.Listener) error {
	s := grpc.NewServer(grpc.MaxRecvMsgSize(1 << 20)) // want:info servertimeout "grpc.NewServer never ends the connections"
	return s.Serve(l)
}

// frameworks inside types of the service

type service struct {
	*gin.Engine
}

func (s *service) start() error {
	return s.Run(":8080") // want servertimeout "gin.Engine.Run"
}

func ginSocket(r *gin.Engine) error {
	return r.RunUnix("/run/api.sock") // want:info servertimeout "gin.Engine.RunUnix"
}

func echoGroup(e *echo.Echo, g *errgroup.Group) {
	g.Go(func() error { return e.Start(":8080") }) // want servertimeout "echo.Echo.Start has no ReadHeaderTimeout"
}

func echoOwnServer() error {
	e := echo.New()
	return e.StartServer(&http.Server{Addr: ":8080"}) // want servertimeout "http.Server has no ReadHeaderTimeout"
}

func echoItsServer() error {
	e := echo.New()
	e.Server.Addr = ":8080"
	return e.StartServer(e.Server) // want servertimeout "http.Server has no ReadHeaderTimeout"
}

func echoCleartext(e *echo.Echo) error {
	return e.StartH2CServer(":8080", &http2.Server{}) // want servertimeout "echo.Echo.StartH2CServer has no ReadHeaderTimeout"
}

func fiberZero() error {
	c := fiber.Config{ReadTimeout: 0, IdleTimeout: 1}
	app := fiber.New(c) // want servertimeout "fiber.New has no ReadTimeout"
	return app.ListenTLS(":3000", "cert.pem", "key.pem")
}

func fiberMutual() error {
	app := fiber.New() // want servertimeout "fiber.New has no ReadTimeout"
	return app.ListenMutualTLS(":3000", "cert.pem", "key.pem", "ca.pem")
}

func fiberField() *shop { return &shop{app: fiber.New()} } // want servertimeout "fiber.New has no ReadTimeout"

type shop struct{ app *fiber.App }

func (s *shop) run(l net.Listener) error { return s.app.Listener(l) }

func fiberMethodValue(g *errgroup.Group) {
	app := fiber.New() // want servertimeout "fiber.New has no ReadTimeout"
	listen := app.Listen
	g.Go(func() error { return listen(":3000") })
}

func fastEmbedded(h fasthttp.RequestHandler, cert, key []byte) error {
	return fasthttp.ListenAndServeTLSEmbed(":8443", cert, key, h) // want servertimeout "fasthttp.ListenAndServeTLSEmbed lets"
}

func fastLater(h fasthttp.RequestHandler, l net.Listener) error {
	s := fasthttp.Server{WriteTimeout: 1} // want servertimeout "fasthttp.Server has no ReadTimeout"
	s.Handler = h
	return s.ServeTLS(l, "cert.pem", "key.pem")
}
