package good

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/stats"
)

// Made in an operation that somebody else calls: what is kept in it goes with the result.

type leaves interface{ Page(n int64) ([]byte, error) }

type paper struct{ file *os.File }

func (p *paper) Page(n int64) ([]byte, error) {
	buf := make([]byte, 64)
	_, err := p.file.ReadAt(buf, n*64)
	return buf, err
}

// recording remembers which pages were read.
type recording struct {
	base leaves
	read map[int64][]byte
}

func newRecording(base leaves) *recording {
	return &recording{base: base, read: map[int64][]byte{}}
}

func (r *recording) Page(n int64) ([]byte, error) {
	b, err := r.base.Page(n)
	if err == nil {
		r.read[n] = b
	}
	return b, err
}

func (r *recording) Read(p []byte) (int, error) {
	for n := range r.read {
		return copy(p, r.read[n]), io.EOF
	}
	return 0, io.EOF
}

type library struct {
	shelf leaves
	root  *os.Root
}

// ServeHTTP reads a page, whoever keeps it.
func (l *library) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b, err := first(l.shelf, r.ContentLength)
	if err != nil {
		http.Error(w, "page", http.StatusInternalServerError)
		return
	}
	fmt.Fprintf(w, "%x", b)
}

func first(from leaves, n int64) ([]byte, error) { return from.Page(n) }

// Proof copies the pages that it takes to read one.
func (l *library) Proof(ctx context.Context, to io.Writer, n int64) error {
	rec := newRecording(l.shelf)
	if _, err := first(rec, n); err != nil || ctx.Err() != nil {
		return err
	}
	_, err := io.Copy(to, rec)
	return err
}

// Archive has a view of it for each reader.
type Archive struct{ file *os.File }

type view struct {
	of    *Archive
	cache map[int64][]byte
}

func (v *view) Page(n int64) ([]byte, error) {
	if b, ok := v.cache[n]; ok {
		return b, nil
	}
	b, err := (&paper{v.of.file}).Page(n)
	v.cache[n] = b
	return b, err
}

// Session is what a reader has in hand.
type Session struct{ base leaves }

// Session begins one.
func (a *Archive) Session() *Session {
	return &Session{base: &view{of: a, cache: map[int64][]byte{}}}
}

// Reader lends out of an archive.
type Reader struct{ archive *Archive }

// Summary reads two pages in a session.
func (r *Reader) Summary(ctx context.Context) (string, error) {
	s := r.archive.Session()
	a, err := first(s.base, 0)
	if err != nil || ctx.Err() != nil {
		return "", err
	}
	rest, err := io.ReadAll(s)
	return string(a) + string(rest), err
}

func (s *Session) Read(p []byte) (int, error) {
	b, err := s.base.Page(1)
	if err == nil {
		err = io.EOF
	}
	return copy(p, b), err
}

// A library has it, and tells it when one has gone.

type streams struct {
	mu   sync.Mutex
	open map[string]int
}

func (s *streams) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context { return ctx }

func (s *streams) HandleRPC(context.Context, stats.RPCStats) {}

func (s *streams) TagConn(ctx context.Context, in *stats.ConnTagInfo) context.Context {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[in.RemoteAddr.String()]++
	return context.WithValue(ctx, s, in.RemoteAddr.String())
}

func (s *streams) HandleConn(ctx context.Context, in stats.ConnStats) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if name, ok := ctx.Value(s).(string); ok && !in.IsClient() {
		delete(s.open, name)
	}
}

// Watched counts who is there.
func Watched() *grpc.Server {
	return grpc.NewServer(grpc.StatsHandler(&streams{open: map[string]int{}}))
}
