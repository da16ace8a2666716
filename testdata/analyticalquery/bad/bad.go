// Package bad computes over whole tables for each request.
package bad

import (
	"context"
	"database/sql"
	"net/http"
	"time"

	sq "github.com/Masterminds/squirrel"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"github.com/robfig/cron/v3"
	"gorm.io/gorm"
)

// Server answers requests.
type Server struct {
	db   *sql.DB
	x    *sqlx.DB
	pool *pgxpool.Pool
	g    *gorm.DB
}

// Event is a row.
type Event struct {
	ID      int64
	Country string
	Amount  int64
}

// Country is a line of the statistics.
type Country struct {
	Country string
	N       int64
}

// Stats groups the whole table.
func (s *Server) Stats(w http.ResponseWriter, r *http.Request) {
	rows, err := s.db.QueryContext(r.Context(), "SELECT country, count(*) FROM events GROUP BY country") // want "GROUP BY over all of events for each request"
	answer(w, rows, err)
}

// Flags leaves out rows with a mark, which are few.
func (s *Server) Flags(w http.ResponseWriter, r *http.Request) {
	rows, err := s.db.QueryContext(r.Context(), "SELECT country, avg(amount) FROM events WHERE deleted_at IS NULL AND active = true GROUP BY country, kind") // want "GROUP BY over all of events"
	answer(w, rows, err)
}

// Sum adds up all rows.
func (s *Server) Sum(w http.ResponseWriter, r *http.Request) {
	var n int64
	if err := s.db.QueryRowContext(r.Context(), "SELECT sum(amount), avg(amount) FROM payments").Scan(&n, &n); err != nil { // want "sum\\(\\) over all of payments"
		http.Error(w, "sum", http.StatusInternalServerError)
	}
}

// Window ranks all rows.
func (s *Server) Window(w http.ResponseWriter, r *http.Request) {
	rows, err := s.db.QueryContext(r.Context(), "SELECT id, rank() OVER (ORDER BY score DESC) FROM players LIMIT 10") // want "a window function over all of players"
	answer(w, rows, err)
}

// Derived does it in a derived table.
func (s *Server) Derived(w http.ResponseWriter, r *http.Request) {
	rows, err := s.db.QueryContext(r.Context(), "SELECT t.country FROM (SELECT country, count(*) AS n FROM events GROUP BY country) t WHERE t.n > $1", 10) // want "GROUP BY over all of events"
	answer(w, rows, err)
}

// CTE does it in a common table expression.
func (s *Server) CTE(w http.ResponseWriter, r *http.Request) {
	rows, err := s.db.QueryContext(r.Context(), "WITH totals AS (SELECT user_id, sum(amount) AS total FROM payments GROUP BY user_id) SELECT total FROM totals WHERE user_id = $1", 7) // want "GROUP BY over all of payments"
	answer(w, rows, err)
}

// Joins joins half of the schema.
func (s *Server) Joins(w http.ResponseWriter, r *http.Request) {
	const report = `SELECT o.id FROM orders o
		JOIN users u ON u.id = o.user_id JOIN items i ON i.order_id = o.id JOIN products p ON p.id = i.product_id
		LEFT JOIN payments y ON y.order_id = o.id LEFT JOIN shipments h ON h.order_id = o.id`
	rows, err := s.db.QueryContext(r.Context(), report) // want "a join of 6 tables for each request"
	answer(w, rows, err)
}

func (s *Server) countries(ctx context.Context) (out []Country, err error) {
	err = s.x.SelectContext(ctx, &out, "SELECT country, count(*) AS n FROM events GROUP BY country ORDER BY n DESC LIMIT 5") // want "GROUP BY over all of events"
	return out, err
}

// Deep asks further down.
func (s *Server) Deep(w http.ResponseWriter, r *http.Request) {
	if _, err := s.countries(r.Context()); err != nil {
		http.Error(w, "countries", http.StatusInternalServerError)
	}
}

func (s *Server) list(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, text, args...)
}

// Helper hands the text to a helper.
func (s *Server) Helper(w http.ResponseWriter, r *http.Request) {
	rows, err := s.list(r.Context(), "SELECT kind, sum(amount) FROM payments GROUP BY kind") // want "GROUP BY over all of payments"
	answer(w, rows, err)
}

// Gorm has a mapper do it.
func (s *Server) Gorm(w http.ResponseWriter, r *http.Request) {
	var out []Country
	if err := s.g.WithContext(r.Context()).Model(&Event{}).Select("country, count(*) AS n").Group("country").Scan(&out).Error; err != nil { // want "GROUP BY over all of events"
		http.Error(w, "gorm", http.StatusInternalServerError)
	}
}

// GormRaw gives it a text.
func (s *Server) GormRaw(w http.ResponseWriter, r *http.Request) {
	var out []Country
	if err := s.g.Raw("SELECT country, count(*) AS n FROM events GROUP BY country").Scan(&out).Error; err != nil { // want "GROUP BY over all of events"
		http.Error(w, "gorm", http.StatusInternalServerError)
	}
}

// Squirrel builds it.
func (s *Server) Squirrel(w http.ResponseWriter, r *http.Request) {
	rows, err := sq.Select("country", "count(*)").From("events").GroupBy("country").RunWith(s.db).QueryContext(r.Context()) // want "GROUP BY over all of events"
	answer(w, rows, err)
}

// Pgx asks another driver.
func (s *Server) Pgx(w http.ResponseWriter, r *http.Request) {
	var n int64
	if err := s.pool.QueryRow(r.Context(), "SELECT count(DISTINCT user_id), sum(amount) FROM payments WHERE amount <> 0").Scan(&n, &n); err != nil { // want "over all of payments"
		http.Error(w, "pgx", http.StatusInternalServerError)
	}
}

// Total counts the rows for the pages of a list.
func (s *Server) Total(w http.ResponseWriter, r *http.Request) {
	var n int64
	if err := s.db.QueryRowContext(r.Context(), "SELECT count(*) FROM events").Scan(&n); err != nil { // want:info "count\\(\\) over all of events"
		http.Error(w, "count", http.StatusInternalServerError)
	}
}

// Owned groups the rows of one tenant.
func (s *Server) Owned(w http.ResponseWriter, r *http.Request) {
	rows, err := s.db.QueryContext(r.Context(), "SELECT country, count(*) FROM events WHERE tenant_id = $1 GROUP BY country", 7) // want:info "GROUP BY over all of events"
	answer(w, rows, err)
}

// Report runs by a clock.
func (s *Server) Report() {
	rows, err := s.db.Query("SELECT country, sum(amount) FROM events GROUP BY country") // want "GROUP BY over all of events by a clock"
	if err == nil {
		_ = rows.Close()
	}
}

func answer(w http.ResponseWriter, rows *sql.Rows, err error) {
	if err != nil {
		http.Error(w, "query", http.StatusInternalServerError)
		return
	}
	defer rows.Close()
	for rows.Next() {
		var c Country
		if err := rows.Scan(&c.Country, &c.N); err != nil {
			return
		}
	}
	if rows.Err() != nil {
		http.Error(w, "rows", http.StatusInternalServerError)
	}
}

// Run starts it all.
func (s *Server) Run() error {
	c := cron.New()
	if _, err := c.AddFunc("@monthly", s.Report); err != nil {
		return err
	}
	c.Start()
	mux := http.NewServeMux()
	for path, h := range map[string]http.HandlerFunc{"/stats": s.Stats, "/flags": s.Flags, "/sum": s.Sum, "/window": s.Window, "/derived": s.Derived, "/cte": s.CTE, "/joins": s.Joins,
		"/deep": s.Deep, "/helper": s.Helper, "/gorm": s.Gorm, "/raw": s.GormRaw, "/sq": s.Squirrel, "/pgx": s.Pgx, "/total": s.Total, "/owned": s.Owned} {
		mux.HandleFunc(path, h)
	}
	srv := &http.Server{Handler: mux, ReadTimeout: time.Second, ReadHeaderTimeout: time.Second, WriteTimeout: time.Minute}
	return srv.ListenAndServe() // want gracefulshutdown "SIGTERM cuts the requests"
}
