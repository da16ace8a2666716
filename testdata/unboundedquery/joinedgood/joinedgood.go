// Package joinedgood joins lists to queries whose length somebody has decided.
package joinedgood

// without swallowederror: what becomes of errors is beside the point

import (
	"context"
	"database/sql"
	"net/http"
	"slices"
	"strings"
)

// Server answers requests.
type Server struct{ db *sql.DB }

// Columns joins names of columns, of which there are few.
func (s *Server) Columns(ctx context.Context, columns []string, id int64) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, "SELECT "+strings.Join(columns, ",")+" FROM products WHERE id IN ($1, 0)", id)
}

// Kinds joins a list of the code.
func (s *Server) Kinds(ctx context.Context) (*sql.Rows, error) {
	kinds := []string{"1", "2", "3"}
	return s.db.QueryContext(ctx, "SELECT name FROM products WHERE id IN ("+strings.Join(kinds, ",")+") LIMIT 10")
}

// Chunked asks for a part at a time.
func (s *Server) Chunked(ctx context.Context, ids []string) error {
	for part := range slices.Chunk(ids, 500) {
		rows, err := s.db.QueryContext(ctx, "SELECT name FROM products WHERE id IN ("+strings.Join(part, ",")+")")
		if err != nil {
			return err
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return err
		}
	}
	return nil
}

// Handle serves them.
func (s *Server) Handle(w http.ResponseWriter, r *http.Request) {
	if rows, err := s.Columns(r.Context(), r.URL.Query()["c"], 1); err == nil {
		rows.Close()
		_ = rows.Err()
	}
	if rows, err := s.Kinds(r.Context()); err == nil {
		rows.Close()
		_ = rows.Err()
	}
	if err := s.Chunked(r.Context(), r.URL.Query()["id"]); err != nil {
		return
	}
}
