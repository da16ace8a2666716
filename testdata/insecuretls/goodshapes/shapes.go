// Package goodshapes holds TLS settings that look careless and are not.
package goodshapes

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"

	"github.com/gomodule/redigo/redis"
)

type pinner struct{ pool *x509.CertPool }

func (p *pinner) verify(raw [][]byte, _ [][]*x509.Certificate) error {
	cert, err := x509.ParseCertificate(raw[0])
	if err != nil {
		return err
	}
	_, err = cert.Verify(x509.VerifyOptions{Roots: p.pool})
	return err
}

func (p *pinner) config() *tls.Config {
	cfg := new(tls.Config)
	cfg.InsecureSkipVerify = true
	cfg.VerifyPeerCertificate = p.verify
	return cfg
}

func (p *pinner) transport() *http.Transport {
	tr := http.DefaultTransport.(*http.Transport).Clone()
	tr.TLSClientConfig.InsecureSkipVerify = true
	tr.TLSClientConfig.VerifyConnection = func(s tls.ConnectionState) error {
		if len(s.PeerCertificates) == 0 {
			return errors.New("no certificate")
		}
		return nil
	}
	return tr
}

var base = &tls.Config{InsecureSkipVerify: true}

func (p *pinner) clone() *tls.Config {
	cfg := base.Clone()
	cfg.VerifyPeerCertificate = p.verify
	return cfg
}

type option func(*tls.Config)

func pinned(p *pinner) option {
	return func(c *tls.Config) {
		c.InsecureSkipVerify = true
		c.VerifyPeerCertificate = p.verify
	}
}

func usePinned(p *pinner) *tls.Config {
	c := &tls.Config{}
	pinned(p)(c)
	return c
}

func verified(verify bool) *tls.Config { return &tls.Config{InsecureSkipVerify: !verify} }

func useVerified() *tls.Config { return verified(true) }

const check = true

func inverted() *tls.Config { return &tls.Config{InsecureSkipVerify: !check} }

func switchedBack(c *tls.Config) { c.InsecureSkipVerify = false }

var versions = map[string]uint16{"1.0": tls.VersionTLS10, "1.1": tls.VersionTLS11, "1.2": tls.VersionTLS12}

func chosen(name string) *tls.Config { return &tls.Config{MinVersion: versions[name]} }

func suites() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}}
}

func redigo(addr string) (redis.Conn, error) {
	return redis.Dial("tcp", addr, redis.DialUseTLS(true), redis.DialTLSSkipVerify(false))
}

func tooOld(s tls.ConnectionState) bool { return s.Version < tls.VersionTLS12 }

func name(version uint16) string {
	switch version {
	case tls.VersionTLS10:
		return "1.0"
	}
	return "other"
}
