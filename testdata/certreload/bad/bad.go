// Package bad reads its certificates once.
package bad

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

func literal(certFile, keyFile string) (*http.Server, error) {
	cert, err := tls.LoadX509KeyPair(certFile, keyFile) // want certreload "a renewed certificate is not seen until a restart"
	if err != nil {
		return nil, err
	}
	return &http.Server{
		ReadHeaderTimeout: 5 * time.Second,
		TLSConfig:         &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert}},
	}, nil
}

func assigned(certFile, keyFile string) (*tls.Config, error) {
	cert, err := tls.LoadX509KeyPair(certFile, keyFile) // want certreload "have GetCertificate read it again"
	if err != nil {
		return nil, err
	}
	cfg := &tls.Config{MinVersion: tls.VersionTLS12}
	cfg.Certificates = []tls.Certificate{cert}
	return cfg, nil
}

func appended(pairs [][2]string) (*tls.Config, error) {
	cfg := &tls.Config{MinVersion: tls.VersionTLS12}
	for _, p := range pairs {
		cert, err := tls.LoadX509KeyPair(p[0], p[1]) // want certreload "not seen until a restart"
		if err != nil {
			return nil, err
		}
		cfg.Certificates = append(cfg.Certificates, cert)
	}
	return cfg, nil
}

func indexed(certFile, keyFile string) (*tls.Config, error) {
	cfg := &tls.Config{MinVersion: tls.VersionTLS12, Certificates: make([]tls.Certificate, 1)}
	var err error
	cfg.Certificates[0], err = tls.LoadX509KeyPair(certFile, keyFile) // want certreload "not seen until a restart"
	return cfg, err
}

func load(certFile, keyFile string) (tls.Certificate, error) {
	return tls.LoadX509KeyPair(certFile, keyFile) // want certreload "not seen until a restart"
}

func throughHelper(addr, certFile, keyFile string) (net.Listener, error) {
	cert, err := load(certFile, keyFile)
	if err != nil {
		return nil, err
	}
	return tls.Listen("tcp", addr, &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert}})
}

func bytes(certFile, keyFile string) (*tls.Config, error) {
	certPEM, err := os.ReadFile(certFile)
	if err != nil {
		return nil, err
	}
	keyPEM, err := os.ReadFile(keyFile)
	if err != nil {
		return nil, err
	}
	cert, err := tls.X509KeyPair(certPEM, keyPEM) // want certreload "not seen until a restart"
	if err != nil {
		return nil, err
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert}}, nil
}

func option(certFile, keyFile string) (grpc.ServerOption, error) {
	cert, err := tls.LoadX509KeyPair(certFile, keyFile) // want certreload "not seen until a restart"
	if err != nil {
		return nil, err
	}
	return grpc.Creds(credentials.NewTLS(&tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert}})), nil
}

func byPointer(certFile, keyFile string) (credentials.TransportCredentials, error) {
	cert, err := tls.LoadX509KeyPair(certFile, keyFile) // want certreload "not seen until a restart"
	if err != nil {
		return nil, err
	}
	return credentials.NewServerTLSFromCert(&cert), nil
}

func fromFile(certFile, keyFile string) (credentials.TransportCredentials, error) {
	return credentials.NewServerTLSFromFile(certFile, keyFile) // want certreload "credentials.NewServerTLSFromFile reads its certificate once"
}

func trusted(caFile string) (credentials.TransportCredentials, error) {
	return credentials.NewClientTLSFromFile(caFile, "") // want:info certreload "those of a new authority are refused"
}

func clientPair(certFile, keyFile string, roots *x509.CertPool) (*http.Client, error) {
	cert, err := tls.LoadX509KeyPair(certFile, keyFile) // want certreload "have GetClientCertificate read it again"
	if err != nil {
		return nil, err
	}
	return &http.Client{Timeout: time.Minute, Transport: &http.Transport{
		IdleConnTimeout: time.Minute,
		TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots, Certificates: []tls.Certificate{cert}},
	}}, nil
}

func authorities(file string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) { // want:info certreload "the authorities in this file are read once"
		return nil, errors.New("no certificate in the file")
	}
	return pool, nil
}

func mutual(caFile, certFile, keyFile string) (*tls.Config, error) {
	cert, err := tls.LoadX509KeyPair(certFile, keyFile) // want certreload "have GetCertificate"
	if err != nil {
		return nil, err
	}
	pool, err := authorities(caFile)
	if err != nil {
		return nil, err
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert}, ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert}, nil
}

func system(file string) (*http.Client, error) {
	pool, err := x509.SystemCertPool()
	if err != nil {
		return nil, err
	}
	extra, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	pool.AppendCertsFromPEM(extra) // want:info certreload "read them again when the file changes"
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: pool}
	return &http.Client{Timeout: time.Minute, Transport: t}, nil
}

type server struct {
	http *http.Server
	cert tls.Certificate
}

func newServer(certFile, keyFile string) (*server, error) {
	s := &server{}
	var err error
	if s.cert, err = tls.LoadX509KeyPair(certFile, keyFile); err != nil { // want certreload "not seen until a restart"
		return nil, err
	}
	s.http = &http.Server{ReadHeaderTimeout: time.Second, TLSConfig: s.tls()}
	return s, nil
}

func (s *server) tls() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{s.cert}}
}
