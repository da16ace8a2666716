// Package good leaves the upkeep to the database, or does it for one table.
package good

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

type store struct{ db *sql.DB }

func (s *store) One(ctx context.Context, table string) {
	s.db.ExecContext(ctx, "VACUUM events")
	s.db.ExecContext(ctx, "VACUUM ANALYZE events")
	s.db.ExecContext(ctx, "VACUUM (ANALYZE) events")
	s.db.ExecContext(ctx, "VACUUM (FULL false, ANALYZE) events")
	s.db.ExecContext(ctx, "ANALYZE events")
	s.db.ExecContext(ctx, "ANALYZE TABLE events")
	s.db.ExecContext(ctx, "ANALYZE "+table)
	s.db.ExecContext(ctx, fmt.Sprintf("VACUUM %s", table))
	s.db.ExecContext(ctx, "CLUSTER events USING events_pkey")
	s.db.ExecContext(ctx, "REINDEX INDEX CONCURRENTLY events_pkey")
	s.db.ExecContext(ctx, "REINDEX TABLE events")
	s.db.ExecContext(ctx, "EXPLAIN ANALYZE SELECT 1")
	s.db.ExecContext(ctx, "SET vacuum_cost_delay = 10")
	s.db.ExecContext(ctx, "ALTER TABLE events SET (autovacuum_vacuum_scale_factor = 0.01)")
	s.db.ExecContext(ctx, "VACUUM INTO 'copy.db'")
	s.db.ExecContext(ctx, "PRAGMA optimize")
	s.db.ExecContext(ctx, "SELECT last_vacuum FROM pg_stat_user_tables")
}

func (s *store) Clock(ctx context.Context) {
	for range time.Tick(time.Hour) {
		s.db.ExecContext(ctx, "VACUUM ANALYZE queue")
	}
}

func (s *store) migrateUp() { s.db.Exec("VACUUM FULL events") }

func vacuum(s string) string { return s }

func (s *store) Name() string { return vacuum("VACUUM") }

func (s *store) Wal() { s.db.Exec("CHECKPOINT") }

func (s *store) Count() error {
	return s.db.QueryRow("SELECT count(*) FROM vacuum WHERE id = 1").Err()
}

func (s *store) Log() { fmt.Println("VACUUM", "OPTIMIZE TABLE x", "REINDEX DATABASE y") }

func (s *store) Alternatives(analyze bool) {
	q := "VACUUM events"
	if analyze {
		q = "VACUUM ANALYZE events"
	}
	s.db.Exec(q)
}

func (s *store) FixtureTeardown() { s.db.Exec("VACUUM FULL") }
