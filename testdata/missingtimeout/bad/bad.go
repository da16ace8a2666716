// Package bad calls other services with clients that wait for ever.
package bad

// without connleak: what is done with the answers is left out

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/rpc/jsonrpc"
	"net/smtp"
	"net/textproto"
	"os"
	"time"
)

var base = os.Getenv("API")

func direct(url string) {
	resp, err := http.Get(url) // want "http.Get waits for ever when the server stalls: use a client with a Timeout"
	if err == nil {
		resp.Body.Close()
	}
}

func helpers(url string) {
	_, _ = http.Post(url, "text/plain", nil) // want "http.Post waits"
	_, _ = http.Head(url)                    // want "http.Head waits"
	_, _ = http.PostForm(url, nil)           // want "http.PostForm waits"
}

func literal(url string) error {
	c := &http.Client{} // want "http.Client has no Timeout"
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	_, err = c.Do(req)
	return err
}

func zeroVar(url string) {
	var c http.Client // want "http.Client has no Timeout"
	_, _ = c.Get(url)
}

func zeroTimeout(url string) {
	c := http.Client{Timeout: 0} // want "http.Client has no Timeout"
	_, _ = c.Get(url)
}

func byNew(url string) {
	c := new(http.Client) // want "http.Client has no Timeout"
	_, _ = c.Get(url)
}

// A Transport without ResponseHeaderTimeout bounds the handshake and nothing after it.
func withTransport(url string) {
	c := &http.Client{ // want "http.Client has no Timeout"
		Transport: &http.Transport{TLSHandshakeTimeout: time.Second, MaxConnsPerHost: 10},
	}
	_, _ = c.Get(url)
}

func cloned(url string) {
	tr := http.DefaultTransport.(*http.Transport).Clone()
	tr.MaxConnsPerHost = 4
	c := &http.Client{Transport: tr} // want "http.Client has no Timeout"
	_, _ = c.Get(url)
}

func defaultClient(url string) error {
	req, err := http.NewRequest(http.MethodPut, url, bytes.NewReader(nil))
	if err != nil {
		return err
	}
	_, err = http.DefaultClient.Do(req) // want "http.DefaultClient has no Timeout and the request no deadline"
	return err
}

type api struct {
	http *http.Client
	base string
}

func newAPI(base string) *api {
	return &api{http: &http.Client{}, base: base} // want "http.Client has no Timeout"
}

func (a *api) load(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.base, nil)
	if err != nil {
		return err
	}
	return a.send(req)
}

func (a *api) send(req *http.Request) error {
	_, err := a.http.Do(req)
	return err
}

func runAPI() error { return newAPI(base).load(context.Background()) }

type doer interface {
	Do(*http.Request) (*http.Response, error)
}

type viaInterface struct{ c doer }

func (v viaInterface) get(url string) {
	req, _ := http.NewRequest(http.MethodGet, url, nil)
	_, _ = v.c.Do(req)
}

func wired(url string) {
	viaInterface{c: &http.Client{}}.get(url) // want "http.Client has no Timeout"
}

type option func(*http.Client)

func withJar() option { return func(c *http.Client) { c.Jar = nil } }

func build(opts ...option) *http.Client {
	c := &http.Client{} // want "http.Client has no Timeout"
	for _, o := range opts {
		o(c)
	}
	return c
}

func optioned(url string) { _, _ = build(withJar()).Get(url) }

var shared = &http.Client{CheckRedirect: nil} // want "http.Client has no Timeout"

func useShared(url string) func() {
	return func() { _, _ = shared.Get(url) }
}

// The context of a served request has no deadline.
func handler(w http.ResponseWriter, r *http.Request) {
	req, err := http.NewRequestWithContext(r.Context(), http.MethodGet, base, nil)
	if err != nil {
		return
	}
	c := http.Client{} // want "http.Client has no Timeout"
	_, _ = c.Do(req)   // want swallowederror "."
}

// headers is a RoundTripper that adds a header and no limit.
type headers struct{ next http.RoundTripper }

func (h headers) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("X-Service", "shop")
	return h.next.RoundTrip(r)
}

func wrapped(url string) {
	c := &http.Client{Transport: headers{http.DefaultTransport}} // want "http.Client has no Timeout"
	_, _ = c.Get(url)
}

func generic[T any](v T) T { return v }

func throughGeneric(url string) {
	c := generic(&http.Client{}) // want "http.Client has no Timeout"
	_, _ = c.Get(url)
}

func connections(addr string) {
	_, _ = net.Dial("tcp", addr)      // want "net.Dial waits as long as the server likes"
	_, _ = tls.Dial("tcp", addr, nil) // want "tls.Dial waits"
	d := net.Dialer{}                 // want "net.Dialer has no Timeout"
	_, _ = d.Dial("tcp", addr)
	_ = smtp.SendMail(addr, nil, "", nil, nil) // want "smtp.SendMail waits for ever"
}

var byKind = map[string]*http.Client{
	"plain": http.DefaultClient,
	"own":   {Transport: nil}, // want "http.Client has no Timeout"
}

func pick(kind, url string) {
	_, _ = byKind[kind].Get(url) // want "http.DefaultClient has no Timeout and the request no deadline"
}

// NewClient is for callers that are not seen: they may use it without a deadline. The finding is for the preset strict.
func NewClient() *http.Client {
	return &http.Client{Jar: nil} // want:info "http.Client has no Timeout"
}

// A limit on a copy is none of http.DefaultClient, which the functions above go on using.
func limitedCopy(url string, d time.Duration) {
	c := *http.DefaultClient
	c.Timeout = d
	_, _ = c.Get(url)
}

func plainCopy(url string) {
	c := *http.DefaultClient
	c.CheckRedirect = nil
	_, _ = c.Get(url) // want "http.DefaultClient has no Timeout and the request no deadline"
}

// A deadline on one outgoing request is not a middleware for those that come in.
func limitedOnce(ctx context.Context, url string, d time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	req = req.WithContext(ctx)
	_, err = http.DefaultClient.Do(req)
	return err
}

var get = http.Get

func functionValue(url string) { _, _ = get(url) } // want "http.Get waits for ever"

func fetchWith(f func(string) (*http.Response, error), url string) { _, _ = f(url) }

func methodValue(url string) {
	c := &http.Client{} // want "http.Client has no Timeout"
	fetchWith(c.Get, url)
}

// The context at hand is thrown away.
func overwritten(ctx context.Context, url string) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	return fetch(ctx, url)
}

func fetch(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	_, err = http.DefaultClient.Do(req) // want "http.DefaultClient has no Timeout and the request no deadline"
	return err
}

type embedded struct{ http.Client } // want "http.Client has no Timeout"

func (e *embedded) load(url string) { _, _ = e.Get(url) }

type byValue struct {
	client http.Client // want "http.Client has no Timeout"
}

func (b *byValue) load(url string) { _, _ = b.client.Get(url) }

func ownTransport(url string) error {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	_, err = (&http.Transport{MaxConnsPerHost: 9}).RoundTrip(req) // want "http.Transport has no ResponseHeaderTimeout"
	return err
}

func remote(addr string) {
	_, _ = jsonrpc.Dial("tcp", addr)   // want "jsonrpc.Dial waits as long as the server likes"
	_, _ = textproto.Dial("tcp", addr) // want "textproto.Dial waits as long as the server likes"
}

// The limit of another client that the field may hold does not help this one.
type either struct{ client *http.Client }

func newEither(limit time.Duration) []*either {
	own := &http.Client{}
	own.Timeout = limit
	return []*either{{client: http.DefaultClient}, {client: own}}
}

func (e *either) load(url string) { _, _ = e.client.Get(url) } // want "http.DefaultClient has no Timeout and the request no deadline"

var byRegion = map[string]*http.Client{"eu": {Timeout: time.Second}}

// Regional has a client for some regions.
func Regional(region, url string) error {
	client := byRegion[region]
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Get(url) // want "http.DefaultClient has no Timeout"
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// Scorer has a client in one of the places where it is made.
type Scorer struct {
	Endpoint string
	Client   *http.Client
}

// NewScorer has a client of its own.
func NewScorer(endpoint string) *Scorer {
	return &Scorer{Endpoint: endpoint, Client: &http.Client{Timeout: 30 * time.Second}}
}

// PlainScorer has none.
func PlainScorer(endpoint string) *Scorer { return &Scorer{Endpoint: endpoint} }

// Score asks the endpoint.
func (s *Scorer) Score(r io.Reader) error {
	req, err := http.NewRequest(http.MethodPost, s.Endpoint, r)
	if err != nil {
		return err
	}
	client := s.Client
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Do(req) // want "http.DefaultClient has no Timeout"
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
