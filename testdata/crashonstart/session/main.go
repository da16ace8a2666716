// Command session keeps a session that comes back by itself, but for the first time.
package main

// without gracefulshutdown: what matters is how it starts

// without connlifetime: how long connections live is beside the point

// without unboundedpool: so is how many there are

import (
	"database/sql"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
)

type source interface{ Password() string }

type file struct{ path string }

func (f file) Password() string {
	data, _ := os.ReadFile(f.path)
	return string(data)
}

// pushed is told by whoever unlocks it, and serves for as long as that takes.
type pushed struct{ srv *http.Server }

func (p pushed) Password() string {
	password := ""
	p.srv.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { password = r.FormValue("password") })
	_ = p.srv.ListenAndServe()
	return password
}

type session struct {
	from source
	db   *sql.DB
}

// connect asks a source that may wait, which makes no server of connect.
func (s *session) connect() error {
	db, err := sql.Open("pgx", "postgres://app:"+s.from.Password()+"@"+os.Getenv("DB_HOST"))
	if err != nil {
		return err
	}
	if err := db.Ping(); err != nil {
		return err
	}
	s.db = db
	return nil
}

func (s *session) reconnect() error {
	var errs error
	for wait := time.Second; wait < time.Minute; wait *= 2 {
		err := s.connect()
		if err == nil {
			return nil
		}
		errs = errors.Join(errs, err)
		time.Sleep(wait)
	}
	return errs
}

func newSession(from source) (*session, error) {
	s := &session{from: from}
	if err := s.connect(); err != nil {
		return nil, fmt.Errorf("first session: %w", err)
	}
	return s, nil
}

func newPatient(from source) (*session, error) {
	s := &session{from: from}
	if err := s.reconnect(); err != nil {
		return nil, fmt.Errorf("first session: %w", err)
	}
	return s, nil
}

func main() {
	var from source = file{os.Getenv("PASSWORD_FILE")}
	if addr := os.Getenv("UNLOCK"); addr != "" {
		from = pushed{&http.Server{Addr: addr, ReadHeaderTimeout: time.Second, ReadTimeout: time.Minute}}
	}
	orders, err := newSession(from) // want crashonstart "the program ends if sql.DB.Ping fails"
	if err != nil {
		log.Fatal(err)
	}
	bills, err := newPatient(from)
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/orders", func(w http.ResponseWriter, r *http.Request) {
		if err := errors.Join(orders.db.PingContext(r.Context()), bills.db.PingContext(r.Context())); err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	srv := &http.Server{Addr: ":8080", ReadHeaderTimeout: time.Second, ReadTimeout: time.Minute}
	log.Fatal(srv.ListenAndServe())
}
