package good

import (
	"crypto/tls"
	"net"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v3"
	"golang.org/x/crypto/acme/autocert"
)

// without gracefulshutdown: the certificate is what matters here.

func managed(h http.Handler, m *autocert.Manager) error {
	srv := &http.Server{Addr: ":443", Handler: h, ReadHeaderTimeout: 5 * time.Second, TLSConfig: m.TLSConfig()}
	return srv.ListenAndServeTLS("", "")
}

func asked(h http.Handler, r *reloader) error {
	srv := &http.Server{Addr: ":443", Handler: h, ReadHeaderTimeout: 5 * time.Second}
	srv.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: r.get}
	return srv.ListenAndServeTLS("", "")
}

func askedOnListener(h http.Handler, l net.Listener, r *reloader, certFile, keyFile string) error {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, TLSConfig: &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: r.get}}
	return srv.ServeTLS(l, certFile, keyFile)
}

func plain(h http.Handler) error {
	srv := &http.Server{Addr: ":80", Handler: h, ReadHeaderTimeout: 5 * time.Second}
	return srv.ListenAndServe()
}

func fiberManaged(a *fiber.App, m *autocert.Manager) error {
	return a.Listen(":443", fiber.ListenConfig{AutoCertManager: m})
}

func fiberAsked(a *fiber.App, r *reloader, certFile, keyFile string) error {
	return a.Listen(":443", fiber.ListenConfig{CertFile: certFile, CertKeyFile: keyFile, TLSConfig: &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: r.get}})
}

func fiberPlain(a *fiber.App) error {
	return a.Listen(":80", fiber.ListenConfig{DisableStartupMessage: true})
}
