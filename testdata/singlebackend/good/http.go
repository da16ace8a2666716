package good

import (
	"context"
	"net/http"
	"net/http/httputil"
	"net/url"
	"time"

	"github.com/go-resty/resty/v2"
)

// without legacyproxy: where the proxy sends its requests is what matters here.

var client = &http.Client{Timeout: 10 * time.Second}

func named() (http.Handler, error) {
	target, err := url.Parse("http://orders:8080")
	if err != nil {
		return nil, err
	}
	return httputil.NewSingleHostReverseProxy(target), nil
}

func fromConfig(addr string) (http.Handler, error) {
	target, err := url.Parse(addr)
	if err != nil {
		return nil, err
	}
	return httputil.NewSingleHostReverseProxy(target), nil
}

func sidecar() http.Handler {
	return httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: "127.0.0.1:8081"})
}

func twoOfThem() []http.Handler {
	var out []http.Handler
	for _, host := range []string{"10.0.0.1:8080", "10.0.0.2:8080"} {
		out = append(out, httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: host}))
	}
	return out
}

func byRequest(pick func(*http.Request) *url.URL) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(pick(r.In)) }}
}

func director(host string) http.Handler {
	return &httputil.ReverseProxy{Director: func(r *http.Request) { r.URL.Scheme, r.URL.Host = "http", host }}
}

func get(ctx context.Context, url string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	return client.Do(req)
}

func metadata() (*http.Response, error) {
	return client.Get("http://169.254.169.254/latest/meta-data/instance-id")
}

func localhost() (*http.Response, error) { return client.Get("http://localhost:9090/metrics") }

func thirdParty() (*http.Response, error) { return client.Get("https://api2.example.com/v1/rates") }

func bucket() (*http.Response, error) {
	return client.Get("https://s3.eu-west-1.amazonaws.com/reports/today")
}

func version() (*http.Response, error) { return client.Get("http://orders-v2/status") }

func clusterName() (*http.Response, error) {
	return client.Get("http://inventory.prod.svc.cluster.local/items")
}

func base(url string) *resty.Client { return resty.New().SetTimeout(10 * time.Second).SetBaseURL(url) }

func publicResolver() (*http.Response, error) {
	return client.Get("https://1.1.1.1/dns-query?name=example.com")
}
