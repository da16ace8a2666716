// Package station shows the levels of tides.
package station

import (
	"context"
	"log"
	"net"
	"net/http"
	"time"

	"github.com/nats-io/nats.go"
	"google.golang.org/grpc/health/grpc_health_v1"

	"prodlint.test/goroutineleak/apart/gauge"
	"prodlint.test/goroutineleak/apart/link"
)

// Source is followed by key.
type Source interface{ Follow(key string) }

// Station answers requests.
type Station struct {
	grpc_health_v1.UnimplementedHealthServer

	source Source
	last   *gauge.Gauge
	hub    gauge.Hub
}

// New returns a station.
func New(s Source) *Station { return &Station{source: s} }

// Routes registers the handlers.
func (s *Station) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /level", s.level)
	mux.HandleFunc("GET /lines", lines)
	mux.HandleFunc("GET /next", s.next)
	mux.HandleFunc("GET /watch", s.watch)
	mux.HandleFunc("GET /begin", s.begin)
	mux.HandleFunc("GET /follow", s.follow)
	mux.HandleFunc("GET /far", s.far)
	mux.HandleFunc("GET /spawn", s.spawn)
}

func (s *Station) level(w http.ResponseWriter, r *http.Request) {
	g := gauge.New(r.URL.Path)
	defer g.Close()
	w.WriteHeader(http.StatusNoContent)
}

func (s *Station) watch(w http.ResponseWriter, r *http.Request) {
	gauge.Watch(r.URL.Path)
	w.WriteHeader(http.StatusAccepted)
}

func (s *Station) begin(w http.ResponseWriter, r *http.Request) {
	s.last.Begin()
	w.WriteHeader(http.StatusAccepted)
}

func (s *Station) follow(w http.ResponseWriter, r *http.Request) {
	s.source.Follow(r.URL.Path)
	w.WriteHeader(http.StatusAccepted)
}

func (s *Station) far(w http.ResponseWriter, r *http.Request) {
	_ = s.open(r.URL.Path)
	w.WriteHeader(http.StatusAccepted)
}

func (s *Station) open(name string) *link.Link { return link.Open(name) }

func (s *Station) spawn(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Path
	gauge.Run(func() { // want "each request starts a goroutine that never ends"
		for {
			time.Sleep(time.Second)
			log.Print(name)
		}
	})
	gauge.Run(func() { log.Print(name) })
}

// Check implements the service of health checks.
func (s *Station) Check(_ context.Context, r *grpc_health_v1.HealthCheckRequest) (*grpc_health_v1.HealthCheckResponse, error) {
	gauge.Call(r.GetService())
	return &grpc_health_v1.HealthCheckResponse{Status: grpc_health_v1.HealthCheckResponse_SERVING}, nil
}

// Subscribe takes messages.
func (s *Station) Subscribe(nc *nats.Conn) error {
	_, err := nc.Subscribe("tides", func(m *nats.Msg) { gauge.Message(string(m.Data)) })
	return err
}

// Accept takes connections.
func (s *Station) Accept(l net.Listener) error {
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		s.accepted(c)
	}
}

func (s *Station) accepted(c net.Conn) {
	gauge.Accepted(c.RemoteAddr().String())
	_ = c.Close()
}

// Keep keeps a connection up.
func (s *Station) Keep(ctx context.Context, addr string) {
	for tries := 0; ; {
		select {
		case <-ctx.Done():
			return
		default:
		}
		c, err := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "tcp", addr)
		if err != nil {
			if tries++; tries > 10 {
				return
			}
			time.Sleep(time.Second)
			continue
		}
		if err := s.dialled(c); err != nil {
			log.Print(err)
		}
	}
}

func (s *Station) dialled(c net.Conn) error {
	defer c.Close()
	g := gauge.Dialled(c.RemoteAddr().String())
	defer g.Close()
	_, err := c.Read(make([]byte, 16))
	return err
}

func lines(w http.ResponseWriter, r *http.Request) {
	q := gauge.NewQueue()
	defer q.Close()
	q.Put(r.URL.Path)
	w.WriteHeader(http.StatusNoContent)
}

func (s *Station) next(w http.ResponseWriter, r *http.Request) {
	levels, stop := s.hub.Subscribe()
	defer stop()
	select {
	case l := <-levels:
		_, _ = w.Write([]byte(l))
	case <-r.Context().Done():
	}
}
