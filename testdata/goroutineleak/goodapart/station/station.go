// Package station shows the levels of tides.
package station

import (
	"log"
	"net"
	"net/http"

	"prodlint.test/goroutineleak/goodapart/gauge"
)

// Station answers requests.
type Station struct {
	shared gauge.Shared
	known  *gauge.Known
	up     *gauge.Gauge
}

// New returns a station with a gauge of its own.
func New() *Station { return &Station{known: gauge.NewKnown(), up: gauge.New("up")} }

// Routes registers the handlers.
func (s *Station) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /level", s.level)
	mux.HandleFunc("GET /lines", lines)
	mux.HandleFunc("GET /both", s.both)
	mux.HandleFunc("GET /shared", s.all)
}

func (s *Station) level(w http.ResponseWriter, r *http.Request) {
	gauge.Until(r.Context(), r.URL.Path)
	g := gauge.Open(r.URL.Path)
	defer g.Close()
	w.WriteHeader(http.StatusNoContent)
}

func (s *Station) both(w http.ResponseWriter, r *http.Request) {
	if err := gauge.Both(r.Context()); err != nil {
		log.Print(err)
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *Station) all(w http.ResponseWriter, r *http.Request) {
	gauge.Only()
	gauge.Value()
	gauge.All()
	s.shared.Use()
	s.shared.Flagged()
	s.shared.Left()
	s.shared.Swapped()
	s.shared.Taken()
	s.shared.Lazy()
	s.shared.Had()
	s.known.Of(r.URL.Path)
	gauge.Broker()
	gauge.Named()
	w.WriteHeader(http.StatusNoContent)
}

// Accept takes connections.
func (s *Station) Accept(l net.Listener) error {
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		gauge.Read(c)
	}
}

func lines(w http.ResponseWriter, r *http.Request) {
	q := gauge.NewQueue()
	defer q.Close()
	q.Put(r.URL.Path)
	w.WriteHeader(http.StatusNoContent)
}
