// Package turns calls other services in loops whose turns cannot be put together, or run beside each other.
package turns

// without unboundedgoroutines: what is asked here is what runs in the goroutines

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"golang.org/x/sync/errgroup"
)

type host struct {
	URL     string
	Checked time.Time
	Expires time.Time
}

func ping(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	res, err := (&http.Client{Timeout: time.Second}).Do(req) // want:info hardcodedconfig "compiled in"
	if err != nil {
		return err
	}
	return res.Body.Close()
}

// Tell tells each host, and waits for none.
func Tell(ctx context.Context, hosts []host) {
	for _, h := range hosts {
		go func() { _ = ping(ctx, h.URL) }() // want:info "for each host, though it runs in the background"
	}
}

// TellNow tells one after the other.
func TellNow(ctx context.Context, hosts []host) {
	for _, h := range hosts {
		_ = ping(ctx, h.URL) // want "for each host: "
	}
}

// Ask asks all at the same time.
func Ask(ctx context.Context, hosts []host) {
	var wg sync.WaitGroup
	for _, h := range hosts {
		wg.Add(1)
		go func(url string) {
			defer wg.Done()
			_ = ping(ctx, url) // want:info "for each host, though they run at the same time"
		}(h.URL)
	}
	wg.Wait()
}

// Group asks all at the same time.
func Group(ctx context.Context, hosts []host) error {
	var g errgroup.Group
	for _, h := range hosts {
		g.Go(func() error { return ping(ctx, h.URL) }) // want:info "for each host, though they run at the same time"
	}
	return g.Wait()
}

// Inside starts a goroutine for all.
func Inside(ctx context.Context, hosts []host) {
	go func() {
		for _, h := range hosts {
			_ = ping(ctx, h.URL) // want "for each host: "
		}
	}()
}

func put(ctx context.Context, url string, body io.Reader) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, url, body)
	if err != nil {
		return err
	}
	res, err := (&http.Client{Timeout: time.Minute}).Do(req) // want:info hardcodedconfig "compiled in"
	if err != nil {
		return err
	}
	return res.Body.Close()
}

type slot struct{ URL string }

// Upload sends a file in pieces to the addresses that it was given.
func Upload(ctx context.Context, file io.Reader, slots []slot) error {
	for _, s := range slots {
		if err := put(ctx, s.URL, io.LimitReader(file, 1<<20)); err != nil {
			return err
		}
	}
	return nil
}

// Buffered reads each piece into one buffer, and tries again.
func Buffered(ctx context.Context, file io.Reader, slots []slot) error {
	buf := make([]byte, 1<<20)
	for i := range slots {
		n, err := io.ReadFull(file, buf)
		if err != nil && err != io.ErrUnexpectedEOF {
			return err
		}
		for range 3 {
			if err = put(ctx, slots[i].URL, bytes.NewReader(buf[:n])); err == nil {
				break
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

type document struct {
	URL  string
	Body io.Reader
}

// Copies sends what each document has.
func Copies(ctx context.Context, docs []document) error {
	for _, d := range docs {
		if err := put(ctx, d.URL, io.LimitReader(d.Body, 1<<20)); err != nil { // want "for each doc"
			return err
		}
	}
	return nil
}

// Report reads on for itself, and asks about the host.
func Report(ctx context.Context, log io.Reader, hosts []host) error {
	buf := make([]byte, 16)
	for _, h := range hosts {
		if _, err := io.ReadFull(log, buf); err != nil {
			return err
		}
		if err := ping(ctx, h.URL); err != nil { // want "for each host"
			return err
		}
	}
	return nil
}

// Rule judges a text.
type Rule func(ctx context.Context, text string) error

// Checker is a service that rules ask.
type Checker struct{ base string }

func (c *Checker) spelling(ctx context.Context, text string) error { return ping(ctx, c.base+text) }

func (c *Checker) style(ctx context.Context, text string) error {
	return ping(ctx, c.base+"style/"+text)
}

// Rules are those that the program has.
type Rules struct{ list []Rule }

// NewRules registers the rules.
func NewRules(c *Checker) *Rules {
	r := &Rules{}
	r.list = append(r.list, c.spelling)
	r.list = append(r.list, c.style)
	return r
}

// Judge runs each rule on each text.
func (r *Rules) Judge(ctx context.Context, texts []string) error {
	for _, text := range texts {
		var g errgroup.Group
		for _, rule := range r.list {
			rule := rule
			g.Go(func() error { return rule(ctx, text) }) // want:info "for each text, though they run at the same time"
		}
		if err := g.Wait(); err != nil {
			return err
		}
	}
	return nil
}

// Judged runs each rule on one text.
func (r *Rules) Judged(ctx context.Context, text string) error {
	var g errgroup.Group
	for _, rule := range r.list {
		rule := rule
		g.Go(func() error { return rule(ctx, text) })
	}
	return g.Wait()
}

func (h host) stale() bool { return time.Since(h.Checked) > time.Hour }

func (h host) nearEnd(days int) (bool, error) {
	left := h.Expires.Sub(time.Now())
	return left < time.Duration(days)*24*time.Hour, nil
}

// Renew orders what is near its end.
func Renew(ctx context.Context, hosts []host) error {
	for _, h := range hosts {
		near, err := h.nearEnd(7)
		if err != nil {
			return err
		}
		if !near {
			continue
		}
		if err := ping(ctx, h.URL); err != nil { // want:info "for each host, though a clock says for which"
			return err
		}
	}
	return nil
}

// Recheck checks what was not checked for long.
func Recheck(ctx context.Context, hosts []host) error {
	for _, h := range hosts {
		if h.stale() {
			if err := ping(ctx, h.URL); err != nil { // want:info "for each host, though a clock says for which"
				return err
			}
		}
	}
	return nil
}

// Until stops when its time is over.
func Until(ctx context.Context, hosts []host, end time.Time) error {
	for _, h := range hosts {
		if time.Now().After(end) {
			return fmt.Errorf("%s is left", h.URL)
		}
		if err := ping(ctx, h.URL); err != nil { // want "for each host: "
			return err
		}
	}
	return nil
}

// Sweep removes the objects of each key beside each other.
func Sweep(ctx context.Context, c *s3.Client, bucket string, keys []string) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, k := range keys {
		g.Go(func() error {
			_, err := c.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &bucket, Key: &k}) // want:info "though they run at the same time"
			return err
		})
	}
	return g.Wait()
}
