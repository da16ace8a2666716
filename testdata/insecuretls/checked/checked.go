// Package checked holds connections whose certificates are looked at after the handshake.
package checked

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"time"
)

// afterDial takes any certificate and compares the one it got.
func afterDial(addr string, pinned []byte) error {
	conn, err := tls.DialWithDialer(&net.Dialer{Timeout: time.Second}, "tcp", addr, &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		return err
	}
	defer conn.Close()
	certs := conn.ConnectionState().PeerCertificates
	if len(certs) == 0 || string(certs[0].RawSubjectPublicKeyInfo) != string(pinned) {
		return errors.New("not the certificate that was agreed on")
	}
	return nil
}

// expiry asks when certificates end, also that of one which ended yesterday.
func expiry(addr string) (time.Time, error) {
	config := &tls.Config{ServerName: addr}
	config.InsecureSkipVerify = true
	conn, err := tls.DialWithDialer(&net.Dialer{Timeout: time.Second}, "tcp", addr, config)
	if err != nil {
		return time.Time{}, err
	}
	defer conn.Close()
	return leaf(conn.ConnectionState()).NotAfter, nil
}

func leaf(state tls.ConnectionState) *x509.Certificate { return state.PeerCertificates[0] }

// ofResponse looks at the certificate of an answer.
func ofResponse(url string, check func(*x509.Certificate) error) error {
	client := &http.Client{Timeout: time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	resp, err := client.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	for _, cert := range resp.TLS.PeerCertificates {
		if err := check(cert); err != nil {
			return err
		}
	}
	return nil
}
