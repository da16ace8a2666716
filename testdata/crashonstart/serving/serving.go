// Package serving ends the program for all because of one query of one request.
package serving

import (
	"database/sql"
	"errors"
	"log"
	"net/http"
	"os"

	"github.com/gin-gonic/gin"
)

type Store struct{ db *sql.DB }

func (s *Store) Name(w http.ResponseWriter, r *http.Request) {
	var name string
	err := s.db.QueryRowContext(r.Context(), "SELECT name FROM users WHERE id = $1", r.FormValue("id")).Scan(&name)
	if err != nil {
		http.Error(w, "not now", http.StatusServiceUnavailable)
		return
	}
	if _, err := s.db.ExecContext(r.Context(), "UPDATE users SET seen = now() WHERE name = $1", name); err != nil { // want "ends the program for every request"
		log.Fatal(err)
	}
}

func (s *Store) touch(id string) bool {
	res, err := s.db.Exec("UPDATE users SET seen = now() WHERE id = $1", id) // want "panics in the middle of a request"
	if err != nil {
		panic(err)
	}
	n, _ := res.RowsAffected()
	return n > 0
}

func (s *Store) Touch(c *gin.Context) {
	c.JSON(http.StatusOK, s.touch(c.Param("id")))
}

func (s *Store) Ready(w http.ResponseWriter, r *http.Request) {
	if err := s.db.PingContext(r.Context()); err != nil { // want "ends the program for every request"
		os.Exit(1)
	}
}

func (s *Store) Sorted(w http.ResponseWriter, r *http.Request) {
	_, err := s.db.ExecContext(r.Context(), "UPDATE users SET seen = now() WHERE id = $1", r.FormValue("id"))
	if err != nil {
		switch {
		case errors.Is(err, sql.ErrConnDone):
			http.Error(w, "later", http.StatusServiceUnavailable)
			return
		default:
			panic("a kind of error that nobody thought of")
		}
	}
}
