// Package joined writes lists into the text of a query.
package joined

// without swallowederror: what becomes of errors is beside the point

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Server answers requests.
type Server struct {
	db   *sql.DB
	pool *pgxpool.Pool
}

// Numbers joins what needs no quotes.
func (s *Server) Numbers(ctx context.Context, ids []string) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, "SELECT name FROM products WHERE id IN ("+strings.Join(ids, ",")+")") // want unboundedquery "ids"
}

// Quoted joins what does.
func (s *Server) Quoted(ctx context.Context, codes []string) error {
	rows, err := s.pool.Query(ctx, "SELECT name FROM products WHERE sku IN ('"+strings.Join(codes, "','")+"')") // want unboundedquery "codes"
	if err != nil {
		return err
	}
	rows.Close()
	return rows.Err()
}

// Formatted puts a list into a format, with another hole before it.
func (s *Server) Formatted(ctx context.Context, table string, keys []string) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, fmt.Sprintf("SELECT name FROM %s WHERE id IN (%s)", table, strings.Join(keys, ", "))) // want unboundedquery "keys"
}

// Handle serves lists of the request.
func (s *Server) Handle(w http.ResponseWriter, r *http.Request) {
	ids := r.URL.Query()["id"]
	if rows, err := s.Numbers(r.Context(), ids); err == nil {
		rows.Close()
		_ = rows.Err()
	}
	if err := s.Quoted(r.Context(), ids); err != nil {
		return
	}
	if rows, err := s.Formatted(r.Context(), r.URL.Query().Get("t"), ids); err == nil {
		rows.Close()
		_ = rows.Err()
	}
}
