package bad

import (
	"crypto/tls"
	"net"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/gofiber/fiber/v2"
	fiber3 "github.com/gofiber/fiber/v3"
	"github.com/labstack/echo/v4"
	"github.com/valyala/fasthttp"
)

// without servertimeout: the certificate is what matters here.
// without gracefulshutdown: likewise.

func helper(h http.Handler) error {
	return http.ListenAndServeTLS(":443", "/etc/tls/tls.crt", "/etc/tls/tls.key", h) // want certreload "http.ListenAndServeTLS reads its certificate once"
}

func onListener(l net.Listener, certFile, keyFile string) error {
	return http.ServeTLS(l, http.NotFoundHandler(), certFile, keyFile) // want certreload "http.ServeTLS reads its certificate once"
}

func method(h http.Handler, certFile, keyFile string) error {
	srv := &http.Server{Addr: ":443", Handler: h, ReadHeaderTimeout: 5 * time.Second}
	return srv.ListenAndServeTLS(certFile, keyFile) // want certreload "have GetCertificate read it again"
}

func plainConfig(h http.Handler, certFile, keyFile string) error {
	srv := &http.Server{Addr: ":443", Handler: h, ReadHeaderTimeout: 5 * time.Second, TLSConfig: &tls.Config{MinVersion: tls.VersionTLS13}}
	return srv.ListenAndServeTLS(certFile, keyFile) // want certreload "http.Server.ListenAndServeTLS reads its certificate once"
}

func serveTLS(srv *http.Server, l net.Listener, certFile, keyFile string) error {
	return srv.ServeTLS(l, certFile, keyFile) // want certreload "http.Server.ServeTLS reads its certificate once"
}

func onGin(e *gin.Engine, certFile, keyFile string) error {
	return e.RunTLS(":443", certFile, keyFile) // want certreload "gin.Engine.RunTLS reads its certificate once"
}

func onEcho(e *echo.Echo, certFile, keyFile string) error {
	return e.StartTLS(":443", certFile, keyFile) // want certreload "echo.Echo.StartTLS reads its certificate once"
}

func onFiber(a *fiber.App, certFile, keyFile string) error {
	return a.ListenTLS(":443", certFile, keyFile) // want certreload "fiber.App.ListenTLS reads its certificate once"
}

func onFiber3(a *fiber3.App, certFile, keyFile string) error {
	return a.Listen(":443", fiber3.ListenConfig{CertFile: certFile, CertKeyFile: keyFile}) // want certreload "fiber.App.Listen reads its certificate once"
}

func withCertificate(a *fiber.App, certFile, keyFile string) error {
	cert, err := tls.LoadX509KeyPair(certFile, keyFile) // want certreload "not seen until a restart"
	if err != nil {
		return err
	}
	return a.ListenTLSWithCertificate(":443", cert)
}

func onFast(s *fasthttp.Server, certFile, keyFile string) error {
	return s.ListenAndServeTLS(":443", certFile, keyFile) // want certreload "fasthttp.Server.ListenAndServeTLS reads its certificate once"
}
