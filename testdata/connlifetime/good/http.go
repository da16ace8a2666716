package good

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/hashicorp/go-cleanhttp"
)

func idle() *http.Client {
	return &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxConnsPerHost: 10, IdleConnTimeout: 90 * time.Second}}
}

func configuredIdle(d time.Duration) *http.Client {
	t := &http.Transport{MaxConnsPerHost: 10}
	t.IdleConnTimeout = d
	return &http.Client{Timeout: time.Minute, Transport: t}
}

func defaults() *http.Client { return &http.Client{Timeout: time.Minute} }

func cloned() *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxConnsPerHost = 10
	return &http.Client{Timeout: time.Minute, Transport: t}
}

func noKeepAlive() *http.Client {
	return &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxConnsPerHost: 10, DisableKeepAlives: true}}
}

func keepsNone() *http.Client {
	return &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxConnsPerHost: 10, MaxIdleConnsPerHost: -1}}
}

func pooled() *http.Client {
	c := cleanhttp.DefaultPooledClient()
	c.Timeout = time.Minute
	return c
}

func socket(path string) *http.Client {
	return &http.Client{Timeout: time.Minute, Transport: &http.Transport{
		MaxConnsPerHost: 10,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, "unix", path)
		},
	}}
}

func sidecar() (*http.Response, error) {
	c := &http.Client{Timeout: time.Second, Transport: &http.Transport{MaxConnsPerHost: 10}}
	return c.Get("http://127.0.0.1:15000/ready")
}

func local() (*http.Response, error) {
	c := &http.Client{Timeout: time.Second, Transport: &http.Transport{MaxConnsPerHost: 10}}
	return c.Get("http://localhost:15000/ready")
}

func emptied(t *time.Ticker) *http.Client {
	transport := &http.Transport{MaxConnsPerHost: 10}
	go func() {
		for range t.C {
			transport.CloseIdleConnections()
		}
	}()
	return &http.Client{Timeout: time.Minute, Transport: transport}
}

// Each lives for a request, and poolperrequest says what is wrong with that.
func PerRequest(w http.ResponseWriter, r *http.Request) {
	c := &http.Client{Timeout: time.Second, Transport: &http.Transport{MaxConnsPerHost: 1}} // want poolperrequest "each request opens connections of its own"
	resp, err := c.Get("https://inventory.prod.svc/stock")
	if err != nil {
		http.Error(w, "stock", http.StatusBadGateway)
		return
	}
	defer resp.Body.Close()
	w.WriteHeader(resp.StatusCode)
}
