// Package local asks a file of the process, where asking for several things at a time gains nothing.
package local

import (
	"context"
	"database/sql"
	"encoding/json"
	"log"
	"net/http"

	_ "modernc.org/sqlite"
)

type Server struct{ db *sql.DB }

func (s *Server) text(ctx context.Context, name string) (string, error) {
	var out string
	err := s.db.QueryRowContext(ctx, "SELECT value FROM settings WHERE name = ?", name).Scan(&out)
	return out, err
}

func (s *Server) Settings(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	title, err := s.text(ctx, "title")
	if err != nil {
		http.Error(w, "title", http.StatusInternalServerError)
		return
	}
	theme, err := s.text(ctx, "theme")
	if err != nil {
		http.Error(w, "theme", http.StatusInternalServerError)
		return
	}
	motto, err := s.text(ctx, "motto")
	if err != nil {
		http.Error(w, "motto", http.StatusInternalServerError)
		return
	}
	if err := json.NewEncoder(w).Encode([]string{title, theme, motto}); err != nil {
		log.Println(err)
	}
}

func Open() (*Server, error) {
	db, err := sql.Open("sqlite", "app.db")
	return &Server{db}, err
}
