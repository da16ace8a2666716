// Package good computes over few rows, or where no request waits.
package good

import (
	"context"
	"database/sql"
	"net/http"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	sq "github.com/Masterminds/squirrel"
	"gorm.io/gorm"
)

// Server answers requests.
type Server struct {
	db          *sql.DB
	replica     *sql.DB
	analyticsDB *sql.DB
	ch          driver.Conn
	g           *gorm.DB
}

// Event is a row.
type Event struct {
	ID      int64
	Country string
}

// Bounded has a range of time.
func (s *Server) Bounded(w http.ResponseWriter, r *http.Request) {
	rows, err := s.db.QueryContext(r.Context(), "SELECT country, count(*) FROM events WHERE created_at > $1 GROUP BY country", time.Now().Add(-time.Hour))
	answer(w, rows, err)
}

// Value has a value.
func (s *Server) Value(w http.ResponseWriter, r *http.Request) {
	rows, err := s.db.QueryContext(r.Context(), "SELECT kind, count(*) FROM events WHERE order_no = $1 GROUP BY kind", r.PathValue("no"))
	answer(w, rows, err)
}

// State counts those that wait.
func (s *Server) State(w http.ResponseWriter, r *http.Request) {
	rows, err := s.db.QueryContext(r.Context(), "SELECT kind, count(*) FROM jobs_of_users WHERE state = 'queued' GROUP BY kind")
	answer(w, rows, err)
}

// Owned counts what one user has.
func (s *Server) Owned(w http.ResponseWriter, r *http.Request) {
	rows, err := s.db.QueryContext(r.Context(), "SELECT count(*) FROM events WHERE user_id = $1", 7)
	answer(w, rows, err)
}

// Latest is at the end of an index.
func (s *Server) Latest(w http.ResponseWriter, r *http.Request) {
	rows, err := s.db.QueryContext(r.Context(), "SELECT max(id) FROM events")
	answer(w, rows, err)
}

// Replica asks a database of its own.
func (s *Server) Replica(w http.ResponseWriter, r *http.Request) {
	rows, err := s.replica.QueryContext(r.Context(), "SELECT country, count(*) FROM events GROUP BY country")
	answer(w, rows, err)
}

// Analytics has one, too.
func (s *Server) Analytics(w http.ResponseWriter, r *http.Request) {
	rows, err := s.analyticsDB.QueryContext(r.Context(), "SELECT country, count(*) FROM events GROUP BY country")
	answer(w, rows, err)
}

// Columns are what this database is for.
func (s *Server) Columns(w http.ResponseWriter, r *http.Request) {
	rows, err := s.ch.Query(r.Context(), "SELECT country, count(*) FROM events GROUP BY country")
	if err != nil {
		http.Error(w, "query", http.StatusInternalServerError)
		return
	}
	_ = rows.Close()
}

// Lookup groups a table that stays small.
func (s *Server) Lookup(w http.ResponseWriter, r *http.Request) {
	rows, err := s.db.QueryContext(r.Context(), "SELECT kind, count(*) FROM settings GROUP BY kind")
	answer(w, rows, err)
}

// Catalog asks the database about itself.
func (s *Server) Catalog(w http.ResponseWriter, r *http.Request) {
	rows, err := s.db.QueryContext(r.Context(), "SELECT state, count(*) FROM pg_stat_activity GROUP BY state")
	answer(w, rows, err)
}

// Filtered has a condition that the code puts together.
func (s *Server) Filtered(w http.ResponseWriter, r *http.Request) {
	text := "SELECT country, count(*) FROM events"
	if c := r.FormValue("kind"); c != "" {
		text += " WHERE " + clause(c)
	}
	text += " GROUP BY country"
	rows, err := s.db.QueryContext(r.Context(), "SELECT country, count(*) FROM events WHERE "+clause(text)+" GROUP BY country")
	answer(w, rows, err)
}

func clause(c string) string { return "kind " + c }

// Subquery counts for the rows that are shown.
func (s *Server) Subquery(w http.ResponseWriter, r *http.Request) {
	rows, err := s.db.QueryContext(r.Context(), "SELECT p.id, (SELECT count(*) FROM likes l WHERE l.post_id = p.id) FROM posts p WHERE p.id = $1", 7)
	answer(w, rows, err)
}

// Rollup keeps the summary table up to date.
func (s *Server) Rollup(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, "INSERT INTO totals (country, n) SELECT country, count(*) FROM events WHERE day = $1 GROUP BY country", time.Now())
	return err
}

// Rows selects without computing.
func (s *Server) Rows(w http.ResponseWriter, r *http.Request) {
	rows, err := s.db.QueryContext(r.Context(), "SELECT lower(country), coalesce(note, 'count') FROM events LIMIT 10")
	answer(w, rows, err)
}

// Least compares two columns.
func (s *Server) Least(w http.ResponseWriter, r *http.Request) {
	rows, err := s.db.QueryContext(r.Context(), "SELECT max(a, b) FROM events LIMIT 10")
	answer(w, rows, err)
}

// Few joins a few tables.
func (s *Server) Few(w http.ResponseWriter, r *http.Request) {
	rows, err := s.db.QueryContext(r.Context(), "SELECT o.id FROM orders o JOIN users u ON u.id = o.user_id JOIN items i ON i.order_id = o.id LIMIT 10")
	answer(w, rows, err)
}

// One joins many tables about one row.
func (s *Server) One(w http.ResponseWriter, r *http.Request) {
	rows, err := s.db.QueryContext(r.Context(), `SELECT o.id FROM orders o JOIN users u ON u.id = o.user_id JOIN items i ON i.order_id = o.id JOIN products p ON p.id = i.product_id
		JOIN payments y ON y.order_id = o.id JOIN shipments h ON h.order_id = o.id WHERE o.id = $1`, 7)
	answer(w, rows, err)
}

// Gorm has a condition.
func (s *Server) Gorm(w http.ResponseWriter, r *http.Request) {
	var n int64
	s.g.Model(&Event{}).Where("country = ?", r.FormValue("c")).Group("country").Count(&n)
}

// GormMaybe has one on some ways.
func (s *Server) GormMaybe(w http.ResponseWriter, r *http.Request) {
	var n []Event
	q := s.g.Model(&Event{}).Group("country")
	if c := r.FormValue("c"); c != "" {
		q = q.Where("kind = ?", c)
	}
	q.Find(&n)
}

// Squirrel has a condition as well.
func (s *Server) Squirrel(w http.ResponseWriter, r *http.Request) {
	rows, err := sq.Select("country", "count(*)").From("events").Where(sq.Eq{"kind": r.FormValue("k")}).GroupBy("country").RunWith(s.db).QueryContext(r.Context())
	answer(w, rows, err)
}

func answer(w http.ResponseWriter, rows *sql.Rows, err error) {
	if err != nil {
		http.Error(w, "query", http.StatusInternalServerError)
		return
	}
	_ = rows.Close()
}
