// Package encoded answers and stores what could not be encoded, or could.
package encoded

import (
	"database/sql"
	"encoding/json"
	"encoding/xml"
	"log"
	"net/http"
	"time"

	"github.com/nats-io/nats.go"
)

type gauge struct {
	Name  string
	Value float64
}

type board struct {
	At     time.Time
	Gauges []*gauge
	skip   any
}

type label struct {
	ID    int64
	Names map[string]string
	Hint  any `json:"-"`
}

type note struct{ Text string }

type envelope struct {
	Kind string
	Body json.RawMessage
}

// Station answers.
type Station struct {
	db  *sql.DB
	out *nats.Conn
}

// Routes registers.
func (s *Station) Routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/board", s.board)
	mux.HandleFunc("GET /v1/any", s.anything)
	mux.HandleFunc("GET /v1/label", s.label)
	mux.HandleFunc("GET /v1/page", s.page)
	mux.HandleFunc("POST /v1/board", s.keep)
	mux.HandleFunc("POST /v1/event", s.tell)
	return mux
}

func (s *Station) board(w http.ResponseWriter, r *http.Request) {
	var out []byte
	switch r.FormValue("as") {
	case "xml":
		out, _ = xml.Marshal(note{Text: r.FormValue("text")})
	default:
		out, _ = json.Marshal(&board{At: time.Now()}) // want:info "nothing is answered when Marshal fails"
	}
	if _, err := w.Write(out); err != nil {
		log.Print(err)
	}
}

func reply(w http.ResponseWriter, v any) {
	out, _ := json.MarshalIndent(v, "", " ") // want:info "nothing is answered when MarshalIndent fails"
	if _, err := w.Write(out); err != nil {
		log.Print(err)
	}
}

func (s *Station) anything(w http.ResponseWriter, r *http.Request) {
	reply(w, map[string]any{"name": r.FormValue("name"), "gauge": gauge{Value: 1}})
}

// label cannot fail: there is nothing in it that has no form.
func (s *Station) label(w http.ResponseWriter, r *http.Request) {
	out, _ := json.Marshal(label{ID: 1, Names: map[string]string{"en": r.FormValue("name")}})
	more, _ := json.Marshal(map[string]any{"ok": true, "name": r.FormValue("name")})
	if _, err := w.Write(append(out, more...)); err != nil {
		log.Print(err)
	}
	if _, err := w.Write(more); err != nil {
		log.Print(err)
	}
}

// page writes numbers that have a form in XML, and looks at the error of the other.
func (s *Station) page(w http.ResponseWriter, r *http.Request) {
	out, _ := xml.Marshal(gauge{Value: 1})
	if _, err := w.Write(out); err != nil {
		log.Print(err)
	}
	checked, err := json.Marshal(gauge{Value: 1})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	if _, err := w.Write(checked); err != nil {
		log.Print(err)
	}
	seen, _ := json.Marshal(gauge{Value: 2})
	log.Printf("%s", seen)
}

func (s *Station) keep(w http.ResponseWriter, r *http.Request) {
	doc, _ := json.Marshal(gauge{Value: 1}) // want:info "nothing is stored when Marshal fails"
	if _, err := s.db.ExecContext(r.Context(), "INSERT INTO boards (doc) VALUES ($1)", doc); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

func (s *Station) tell(w http.ResponseWriter, r *http.Request) {
	if err := s.send(envelope{Kind: "made", Body: json.RawMessage(r.FormValue("body"))}); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

func (s *Station) send(e envelope) error {
	doc, _ := json.Marshal(e) // want:info "nothing is sent when Marshal fails"
	return s.out.Publish("stations", doc)
}
