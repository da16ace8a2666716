package bad

import (
	"context"
	"net/http"
	"net/http/httputil"
	"net/url"
	"time"

	"github.com/go-resty/resty/v2"
)

// without legacyproxy: where the proxy sends its requests is what matters here.

var client10 = &http.Client{Timeout: 10 * time.Second}

func parsed() (http.Handler, error) {
	target, err := url.Parse("http://10.0.3.17:8080")
	if err != nil {
		return nil, err
	}
	return httputil.NewSingleHostReverseProxy(target), nil // want singlebackend "this proxy sends everything to 10.0.3.17"
}

func literal() http.Handler {
	return httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: "app-01.internal:8080"}) // want singlebackend "app-01.internal, and all of it fails with that machine"
}

func director() http.Handler {
	return &httputil.ReverseProxy{Director: func(r *http.Request) { // want singlebackend "this proxy sends everything to backend-1"
		r.URL.Scheme = "http"
		r.URL.Host = "backend-1:8080"
	}}
}

func rewrite() http.Handler {
	target := &url.URL{Scheme: "http", Host: "192.168.1.20:9000"}
	return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }} // want singlebackend "192.168.1.20"
}

func get(ctx context.Context) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://10.1.2.3:9200/_search", nil) // want singlebackend "http.NewRequestWithContext sends everything to 10.1.2.3"
	if err != nil {
		return nil, err
	}
	return client10.Do(req)
}

func helper() (*http.Response, error) {
	return client10.Get("http://web02.internal/status") // want singlebackend "web02.internal"
}

func public() (*http.Response, error) {
	return client10.Get("https://app-02.example.com/v1/orders") // want singlebackend "app-02.example.com"
}

func ipv6() (*http.Response, error) {
	return client10.Get("http://[fd00::17]:8080/status") // want singlebackend "fd00::17"
}

func base() *resty.Client {
	return resty.New().SetTimeout(10 * time.Second).SetBaseURL("http://10.0.3.18:8080") // want singlebackend "resty.Client.SetBaseURL sends everything to 10.0.3.18"
}
