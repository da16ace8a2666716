package good

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"gorm.io/gorm"
)

var roles = []string{"admin", "editor", "reader"}

type plan struct {
	Code  string
	Seats int
}

// plans is a table of the program: how long it is the source says.
var plans = map[string]plan{
	"free":  {"free", 1},
	"team":  {"team", 10},
	"firm":  {"firm", 100},
	"group": {"group", 1000},
}

func seed(ctx context.Context, db *sql.DB) error {
	for _, r := range roles {
		if _, err := db.ExecContext(ctx, "INSERT INTO roles (name) VALUES ($1) ON CONFLICT DO NOTHING", r); err != nil {
			return err
		}
	}
	return nil
}

func seedPlans(db *gorm.DB) error {
	for _, p := range plans {
		if err := db.FirstOrCreate(&plan{}, p).Error; err != nil {
			return err
		}
	}
	return nil
}

func erase(ctx context.Context, tx *sql.Tx, user int64) error {
	for _, table := range []string{"sessions", "devices", "comments", "profiles"} {
		if _, err := tx.ExecContext(ctx, fmt.Sprintf("DELETE FROM %s WHERE user_id = $1", table), user); err != nil {
			return err
		}
	}
	return nil
}

func statements(ctx context.Context, tx *sql.Tx, user int64) error {
	stmts := []struct {
		sql  string
		args []any
	}{
		{"UPDATE posts SET author_id = NULL WHERE author_id = $1", []any{user}},
		{"UPDATE comments SET author_id = NULL WHERE author_id = $1", []any{user}},
		{"DELETE FROM users WHERE id = $1", []any{user}},
	}
	for _, s := range stmts {
		if _, err := tx.ExecContext(ctx, s.sql, s.args...); err != nil {
			return err
		}
	}
	return nil
}

func weekdays(ctx context.Context, db *sql.DB, shop int64) error {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if _, err := db.ExecContext(ctx, "INSERT INTO hours (shop, day) VALUES ($1, $2)", shop, int(d)); err != nil {
			return err
		}
	}
	return nil
}

// Sessions, transactions and schema are not rows.
func pragmas(db *sql.DB, values map[string]string) error {
	for k, v := range values {
		if _, err := db.Exec(fmt.Sprintf("PRAGMA %s = %s", k, v)); err != nil {
			return err
		}
	}
	return nil
}

func variables(ctx context.Context, tx *sql.Tx, values map[string]string) error {
	for k, v := range values {
		if _, err := tx.ExecContext(ctx, "SET LOCAL "+k+" = "+v); err != nil {
			return err
		}
	}
	return nil
}

func locks(ctx context.Context, tx *sql.Tx, tables []string) error {
	for _, t := range tables {
		if _, err := tx.ExecContext(ctx, "LOCK TABLE "+t+" IN SHARE MODE"); err != nil {
			return err
		}
	}
	return nil
}

// savepoints: what fails is undone by itself. The work is the caller's.
func savepoints(ctx context.Context, tx *sql.Tx, in []row, check func(row) error) error {
	for _, r := range in {
		if _, err := tx.ExecContext(ctx, "SAVEPOINT one"); err != nil {
			return err
		}
		if err := check(r); err != nil {
			if _, err := tx.ExecContext(ctx, "ROLLBACK TO SAVEPOINT one"); err != nil {
				return err
			}
			continue
		}
		if _, err := tx.ExecContext(ctx, "RELEASE SAVEPOINT one"); err != nil {
			return err
		}
	}
	return nil
}

// transactions: one for each part of the work, which is done in memory.
func transactions(ctx context.Context, db *sql.DB, in []row, check func(*sql.Tx, row) error) error {
	for _, r := range in {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		if err := check(tx, r); err != nil {
			_ = tx.Rollback()
			return err
		}
		if err := tx.Commit(); err != nil {
			return err
		}
	}
	return nil
}

func partitions(ctx context.Context, db *sql.DB, months []time.Time) error {
	for _, m := range months {
		name := "events_" + m.Format("2006_01")
		q := fmt.Sprintf("CREATE TABLE IF NOT EXISTS %s PARTITION OF events FOR VALUES FROM ('%s') TO ('%s')",
			name, m.Format(time.DateOnly), m.AddDate(0, 1, 0).Format(time.DateOnly))
		if _, err := db.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	return nil
}

func indexes(db *gorm.DB, models []any, index string) error {
	for _, m := range models {
		if db.Migrator().HasIndex(m, index) {
			continue
		}
		if err := db.Migrator().CreateIndex(m, index); err != nil {
			return err
		}
	}
	return nil
}

type migration struct {
	version int
	up      string
}

// migrate applies what a database lacks. A list of migrations is no collection of rows.
func migrate(ctx context.Context, db *sql.DB, pending []migration) error {
	for _, m := range pending {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, m.up); err != nil {
			_ = tx.Rollback()
			return fmt.Errorf("migration %d: %w", m.version, err)
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO schema_migrations (version) VALUES ($1)", m.version); err != nil {
			_ = tx.Rollback()
			return err
		}
		if err := tx.Commit(); err != nil {
			return err
		}
	}
	return nil
}

// shards are databases, as many as there are configured.
type shards struct{ all []*sql.DB }

func (s *shards) expire(ctx context.Context, now time.Time) error {
	for _, db := range s.all {
		if _, err := db.ExecContext(ctx, "DELETE FROM sessions WHERE expires_at < $1", now); err != nil {
			return err
		}
	}
	return nil
}
