// Package good holds TLS settings that look careless and are not.
package good

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"net/http/httptest"
)

func verified() *tls.Config { return &tls.Config{InsecureSkipVerify: false} }

func pinned(check func([][]byte, [][]*x509.Certificate) error) *tls.Config {
	return &tls.Config{InsecureSkipVerify: true, VerifyPeerCertificate: check}
}

func connection() *tls.Config {
	return &tls.Config{
		InsecureSkipVerify: true, // the name is checked below
		VerifyConnection: func(s tls.ConnectionState) error {
			if len(s.PeerCertificates) == 0 {
				return errors.New("no certificate")
			}
			_, err := s.PeerCertificates[0].Verify(x509.VerifyOptions{})
			return err
		},
	}
}

func guardedLater() *tls.Config {
	cfg := &tls.Config{InsecureSkipVerify: true}
	guard(cfg)
	return cfg
}

func guard(c *tls.Config) {
	c.VerifyConnection = func(tls.ConnectionState) error { return nil }
}

func guardedFirst() *tls.Config {
	cfg := &tls.Config{}
	cfg.VerifyPeerCertificate = func([][]byte, [][]*x509.Certificate) error { return nil }
	cfg.InsecureSkipVerify = true
	return cfg
}

const skip = false

func constant() *tls.Config { return &tls.Config{InsecureSkipVerify: skip} }

func parameter(insecure bool) *tls.Config { return &tls.Config{InsecureSkipVerify: insecure} }

func callsParameter() *tls.Config { return parameter(false) }

func versions() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, MaxVersion: tls.VersionTLS13}
}

func noMinimum(pool *x509.CertPool) *tls.Config { return &tls.Config{RootCAs: pool} }

func compared(c *tls.Config) bool { return c.MinVersion < tls.VersionTLS12 }

func read(c *tls.Config) bool { return c.InsecureSkipVerify }

func refuses(r *http.Request) bool { return r.TLS != nil && r.TLS.Version == tls.VersionTLS10 }

type settings struct{ InsecureSkipVerify bool }

func ownType() settings { return settings{InsecureSkipVerify: true} }

func testClient(s *httptest.Server) *http.Client {
	c := s.Client()
	return c
}

func chosen(modern bool) uint16 {
	cfg := &tls.Config{MinVersion: tls.VersionTLS12}
	if modern {
		cfg.MinVersion = tls.VersionTLS13
	}
	return cfg.MinVersion
}
