// Package good reads its certificates again.
package good

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/crypto/acme/autocert"
)

type reloader struct {
	certFile, keyFile string
	mu                sync.RWMutex
	cert              *tls.Certificate
}

func newReloader(certFile, keyFile string) (*reloader, error) {
	r := &reloader{certFile: certFile, keyFile: keyFile}
	if err := r.load(); err != nil {
		return nil, err
	}
	go r.run()
	return r, nil
}

func (r *reloader) load() error {
	cert, err := tls.LoadX509KeyPair(r.certFile, r.keyFile)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cert = &cert
	return nil
}

func (r *reloader) run() {
	for range time.Tick(time.Hour) {
		if err := r.load(); err != nil {
			continue
		}
	}
}

func (r *reloader) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.cert, nil
}

func server(h http.Handler, certFile, keyFile string) (*http.Server, error) {
	r, err := newReloader(certFile, keyFile)
	if err != nil {
		return nil, err
	}
	return &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, TLSConfig: &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: r.get}}, nil
}

func eachHandshake(certFile, keyFile string) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		cert, err := tls.LoadX509KeyPair(certFile, keyFile)
		return &cert, err
	}}
}

func eachClient(certFile, keyFile string) *tls.Config {
	cfg := &tls.Config{MinVersion: tls.VersionTLS12}
	cfg.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		cert, err := tls.LoadX509KeyPair(certFile, keyFile)
		return &cert, err
	}
	return cfg
}

func wholeConfig(certFile, keyFile, caFile string) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
		cert, err := tls.LoadX509KeyPair(certFile, keyFile)
		if err != nil {
			return nil, err
		}
		pem, err := os.ReadFile(caFile)
		if err != nil {
			return nil, err
		}
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(pem)
		return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert}, ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert}, nil
	}}
}

// first has a certificate for clients without a name, and asks for a newer one.
func first(certFile, keyFile string, get func(*tls.ClientHelloInfo) (*tls.Certificate, error)) (*tls.Config, error) {
	cert, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return nil, err
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert}, GetCertificate: get}, nil
}

var current atomic.Pointer[tls.Config]

// onHangup reads everything again when it is told to.
func onHangup(ctx context.Context, certFile, keyFile string) {
	ch := make(chan os.Signal, 1)
	signal.Notify(ch, syscall.SIGHUP)
	for {
		cert, err := tls.LoadX509KeyPair(certFile, keyFile)
		if err == nil {
			current.Store(&tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert}})
		}
		select {
		case <-ctx.Done():
			return
		case <-ch:
		}
	}
}

func acme(hosts ...string) *http.Server {
	m := &autocert.Manager{Prompt: autocert.AcceptTOS, HostPolicy: autocert.HostWhitelist(hosts...), Cache: autocert.DirCache("certs")}
	return &http.Server{ReadHeaderTimeout: 5 * time.Second, TLSConfig: m.TLSConfig()}
}

// valid only looks whether the files are a pair.
func valid(certFile, keyFile string) error {
	_, err := tls.LoadX509KeyPair(certFile, keyFile)
	return err
}

// signing takes the key for something else than TLS.
func signing(certFile, keyFile string) (any, error) {
	pair, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return nil, err
	}
	return pair.PrivateKey, nil
}

// fromEnvironment has its certificate from the environment: a new one comes with a new process.
func fromEnvironment() (*tls.Config, error) {
	cert, err := tls.X509KeyPair([]byte(os.Getenv("TLS_CERT")), []byte(os.Getenv("TLS_KEY")))
	if err != nil {
		return nil, err
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert}}, nil
}

// expires says for how long a certificate is valid.
func expires(file string) (time.Time, error) {
	pem, err := os.ReadFile(file)
	if err != nil {
		return time.Time{}, err
	}
	cert, err := x509.ParseCertificate(pem)
	if err != nil {
		return time.Time{}, err
	}
	return cert.NotAfter, nil
}

// perRequest builds its client when it is asked.
func perRequest(certFile, keyFile string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		cert, err := tls.LoadX509KeyPair(certFile, keyFile)
		if err != nil {
			http.Error(w, "no certificate", http.StatusInternalServerError)
			return
		}
		conn, err := (&tls.Dialer{NetDialer: &net.Dialer{Timeout: time.Second}, Config: &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert}}}).DialContext(r.Context(), "tcp", r.PathValue("host"))
		if err != nil {
			http.Error(w, "no connection", http.StatusBadGateway)
			return
		}
		_ = conn.Close()
	}
}
