// Package good bounds what it waits for, or does not wait.
package good

// without connleak: what is done with the answers is left out

import (
	"context"
	"crypto/tls"
	"flag"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"time"
)

// limit comes from the environment: how long is not this package's to say.
var limit = seconds(os.Getenv("LIMIT"))

func seconds(s string) time.Duration {
	n, _ := strconv.Atoi(s)
	return time.Duration(n) * time.Second
}

var base = os.Getenv("API")

func literal(url string) {
	c := &http.Client{Timeout: limit}
	_, _ = c.Get(url)
}

func later(url string) {
	var c http.Client
	c.Timeout = limit
	_, _ = c.Get(url)
}

func afterUse(url string) {
	c := &http.Client{}
	defer c.CloseIdleConnections()
	bound(c)
	_, _ = c.Get(url)
}

func bound(c *http.Client) { c.Timeout = limit }

// A limit from the environment counts, whatever it is at run time.
func configured(url string) {
	n, _ := strconv.Atoi(os.Getenv("HTTP_TIMEOUT"))
	c := &http.Client{Timeout: time.Duration(n) * time.Second}
	_, _ = c.Get(url)
}

func withTransport(url string) {
	c := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 9, ResponseHeaderTimeout: limit}}
	_, _ = c.Get(url)
}

func withDeadline(url string) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	_, err = http.DefaultClient.Do(req)
	return err
}

func deadlineLater(url string, d time.Duration) error {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	req = req.WithContext(ctx)
	c := &http.Client{}
	_, err = c.Do(req)
	return err
}

func reassigned(url string) {
	ctx := context.Background()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ctx, stop := context.WithDeadline(ctx, time.Now().Add(limit))
	defer stop()
	ctx = context.WithValue(ctx, key{}, 1)
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	_, _ = http.DefaultClient.Do(req)
}

type key struct{}

// The limit is the caller's choice.
func optional(url string, d time.Duration) {
	ctx := context.Background()
	if d > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, d)
		defer cancel()
	}
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	_, _ = http.DefaultClient.Do(req)
}

// Whoever calls Fetch decides how long to wait: nothing here knows who does.
func Fetch(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	c := &http.Client{}
	_, err = c.Do(req)
	return err
}

// The client is the caller's.
type Client struct{ HTTP *http.Client }

func (c *Client) Load(url string) { _, _ = c.HTTP.Get(url) }

type option func(*http.Client)

func withTimeout(d time.Duration) option { return func(c *http.Client) { c.Timeout = d } }

func build(opts ...option) *http.Client {
	c := &http.Client{}
	for _, o := range opts {
		o(c)
	}
	return c
}

func optioned(url string) { _, _ = build(withTimeout(limit)).Get(url) }

type holder struct{ c http.Client }

func newHolder() *holder            { return &holder{c: http.Client{Timeout: limit}} }
func (h *holder) get(url string)    { _, _ = h.c.Get(url) }
func useHolder()                    { newHolder().get(base) }
func health() error                 { _, err := http.Get("http://127.0.0.1:8080/healthz"); return err }
func unused() *http.Client          { return &http.Client{} }
func socket() (net.Conn, error)     { return net.Dial("unix", "/run/agent.sock") }
func ownAddress() (net.Conn, error) { return net.Dial("udp", base) }

func dialers(ctx context.Context, addr string) {
	d := net.Dialer{Timeout: limit}
	_, _ = d.Dial("tcp", addr)
	_, _ = tls.DialWithDialer(&net.Dialer{Deadline: time.Now().Add(limit)}, "tcp", addr, nil)
	_, _ = net.DialTimeout("tcp", addr, limit)
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	_, _ = (&net.Dialer{}).DialContext(ctx, "tcp", addr)
}

// bounding is a RoundTripper that gives each request a deadline.
type bounding struct{ next http.RoundTripper }

func (b bounding) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(r.Context(), limit)
	defer cancel()
	return b.next.RoundTrip(r.WithContext(ctx))
}

func wrapped(url string) {
	c := &http.Client{Transport: bounding{http.DefaultTransport}}
	_, _ = c.Get(url)
}

func wrappedBounded(url string) {
	c := &http.Client{Transport: plain{&http.Transport{MaxConnsPerHost: 9, ResponseHeaderTimeout: limit}}}
	_, _ = c.Get(url)
}

type plain struct{ next http.RoundTripper }

func (p plain) RoundTrip(r *http.Request) (*http.Response, error) { return p.next.RoundTrip(r) }

// A function of a library makes the transport: what it bounds is not known.
func unknownTransport(url string, rt http.RoundTripper) {
	c := &http.Client{Transport: rt}
	_, _ = c.Get(url)
}

// Docker and friends: the other side is on the machine.
func overSocket() {
	c := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 9, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", "/run/daemon.sock")
	}}}
	_, _ = c.Get("http://daemon/info")
}

// An event stream has no end.
func stream(url string) {
	req, _ := http.NewRequest(http.MethodGet, url, nil)
	req.Header.Set("Accept", "text/event-stream")
	c := &http.Client{}
	_, _ = c.Do(req)
}

// A server in memory answers.
func inMemory(h http.Handler) {
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
}

// A proxy passes on what it was sent.
func proxy(c *http.Client, r *http.Request) (*http.Response, error) { return c.Do(r) }

// Zero is the default of a setting: whoever runs the program decides.
var httpLimit = flag.Duration("http-timeout", 0, "limit of a request, none by default")

func byFlag(url string) {
	c := &http.Client{Timeout: *httpLimit}
	_, _ = c.Get(url)
	var d time.Duration
	flag.DurationVar(&d, "other-timeout", 0, "limit of another request")
	_, _ = (&http.Client{Timeout: d}).Get(url)
}

type embedded struct{ http.Client }

func newEmbedded() *embedded {
	e := &embedded{}
	e.Timeout = limit
	return e
}

func (e *embedded) load(url string) { _, _ = e.Get(url) }

type byValue struct{ client http.Client }

func newByValue() *byValue {
	b := &byValue{}
	b.client.Timeout = limit
	return b
}

func (b *byValue) load(url string) { _, _ = b.client.Get(url) }

// A timer ends the context.
func timed(url string) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	timer := time.AfterFunc(limit, cancel)
	defer timer.Stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	_, err = http.DefaultClient.Do(req)
	return err
}

func methodValue(url string) {
	c := &http.Client{Timeout: limit}
	fetchWith(c.Get, url)
}

func fetchWith(f func(string) (*http.Response, error), url string) { _, _ = f(url) }

// Comparer has a client wherever it is made; the other one never stands in for it.
type Comparer struct {
	Endpoint string
	Client   *http.Client
}

// NewComparer compares at an endpoint.
func NewComparer(endpoint string) *Comparer {
	return &Comparer{Endpoint: endpoint, Client: &http.Client{Timeout: 30 * time.Second}}
}

// Compare asks the endpoint.
func (c *Comparer) Compare(r io.Reader) error {
	req, err := http.NewRequest(http.MethodPost, c.Endpoint, r)
	if err != nil {
		return err
	}
	client := c.Client
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
