// Package bad has the service do the upkeep of its database.
package bad

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"time"

	"github.com/go-co-op/gocron/v2"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"github.com/robfig/cron/v3"
	"gorm.io/gorm"
	"k8s.io/apimachinery/pkg/util/wait"
)

type store struct {
	db   *sql.DB
	x    *sqlx.DB
	pool *pgxpool.Pool
	gdb  *gorm.DB
}

func (s *store) Handler(w http.ResponseWriter, r *http.Request) {
	if _, err := s.db.ExecContext(r.Context(), "VACUUM"); err != nil { // want "VACUUM of the whole database takes disk and cache from every query: leave it to autovacuum"
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

func (s *store) Analyze(ctx context.Context) error {
	_, err := s.pool.Exec(ctx, "analyze verbose") // want "ANALYZE of the whole database"
	return err
}

func (s *store) Options(ctx context.Context) error {
	_, err := s.pool.Exec(ctx, "VACUUM (ANALYZE, VERBOSE);") // want "VACUUM ANALYZE of the whole database"
	return err
}

func (s *store) Full() {
	s.x.MustExec("VACUUM FULL")              // want "VACUUM FULL of the whole database locks out everybody"
	s.db.Exec("vacuum full analyze reports") // want "VACUUM FULL of reports locks out everybody while it copies the data"
	s.db.Exec("VACUUM (FULL) reports")       // want "VACUUM FULL of reports"
}

func (s *store) AnyTable(table string) {
	s.db.Exec(fmt.Sprintf("VACUUM FULL %q", table)) // want "VACUUM FULL of"
	s.db.Exec("OPTIMIZE TABLE " + table)            // want "OPTIMIZE TABLE of"
}

func (s *store) Optimize(tx *sql.Tx) {
	tx.Exec("OPTIMIZE TABLE orders")              // want "OPTIMIZE TABLE of orders locks out everybody"
	tx.Exec("OPTIMIZE LOCAL TABLE orders, lines") // want "OPTIMIZE TABLE of orders"
}

func (s *store) Reindex(ctx context.Context) {
	s.db.ExecContext(ctx, "REINDEX DATABASE shop")           // want "REINDEX DATABASE locks table after table against writes: rebuild one index"
	s.db.ExecContext(ctx, "reindex (verbose) schema public") // want "REINDEX SCHEMA"
	s.db.ExecContext(ctx, "REINDEX SYSTEM "+"shop")          // want "REINDEX SYSTEM"
	s.db.ExecContext(ctx, "CLUSTER")                         // want "CLUSTER of the whole database locks out everybody"
	s.gdb.WithContext(ctx).Exec("VACUUM")                    // want "VACUUM of the whole database"
}

const upkeep = "VACUUM ANALYZE"

func (s *store) run(q string) {
	s.db.Exec(q)
}

func (s *store) Helper() { s.run(upkeep) } // want "VACUUM ANALYZE of the whole database"

func (s *store) Either(full bool) {
	q := "VACUUM ANALYZE reports"
	if full {
		q = "VACUUM FULL ANALYZE reports"
	}
	s.db.Exec(q) // want "VACUUM FULL of reports"
}

func Cron(db *sql.DB) {
	c := cron.New()
	c.AddFunc("0 */3 * * *", func() {
		db.Exec("VACUUM ANALYZE") // want "VACUUM ANALYZE of the whole database takes disk and cache from every query on a schedule"
	})
	c.Start()
}

type job struct{ db *sql.DB }

// Run is what the schedule runs.
func (j *job) Run() {
	j.db.Exec("ANALYZE") // want "ANALYZE of the whole database .* on a schedule"
}

func Job(db *sql.DB, c *cron.Cron) {
	c.AddJob("@daily", &job{db})
}

func Gocron(db *sql.DB, s gocron.Scheduler) {
	s.NewJob(gocron.DurationJob(time.Hour), gocron.NewTask(nightly, db))
}

func nightly(db *sql.DB) {
	for _, table := range []string{"a", "b"} {
		db.Exec("VACUUM FULL " + table) // want "VACUUM FULL of (a|b) locks out everybody while it copies the data on a schedule"
	}
}

func (s *store) Ticker(ctx context.Context) {
	t := time.NewTicker(time.Hour)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			s.vacuum()
		}
	}
}

func (s *store) vacuum() {
	s.db.Exec("VACUUM") // want "VACUUM of the whole database .* on a schedule"
}

func (s *store) Sleep() {
	go func() {
		for {
			s.db.Exec("REINDEX DATABASE shop") // want "REINDEX DATABASE locks .* on a schedule"
			time.Sleep(time.Hour)
		}
	}()
}

func (s *store) Until(stop <-chan struct{}) {
	wait.Until(s.upkeep, time.Hour, stop)
}

func (s *store) upkeep() {
	s.db.Exec("ANALYZE;") // want "ANALYZE of the whole database .* on a schedule"
}

func every(d time.Duration, f func()) {
	for range time.Tick(d) {
		f()
	}
}

func (s *store) Wrapped() {
	every(time.Hour, func() {
		s.db.Exec("CLUSTER") // want "CLUSTER of the whole database .* on a schedule"
	})
}

type maintainer interface{ Maintain() }

type pg struct{ db *sql.DB }

func (p pg) Maintain() {
	p.db.Exec("VACUUM") // want "VACUUM of the whole database .* on a schedule"
}

func Loop(m maintainer) {
	for range time.Tick(time.Minute) {
		m.Maintain()
	}
}

var _ maintainer = pg{}
