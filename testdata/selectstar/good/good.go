// Package good names columns, or has a star that is none.
package good

// without connleak: what is done with the answers is left out

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log"
	"strings"

	"github.com/jmoiron/sqlx"
)

type store struct {
	db    *sql.DB
	x     *sqlx.DB
	table string
}

const columns = "id, name"

func (s *store) statements() {
	s.db.Query("SELECT id, name FROM users")
	s.db.Query("SELECT " + columns + " FROM users")
	s.db.QueryRow("SELECT COUNT(*) FROM users")
	s.db.QueryRow("SELECT count( * ), COUNT(t.*) FROM users t")
	s.db.QueryRow("SELECT EXISTS(SELECT * FROM users WHERE id = $1)", 1)
	s.db.QueryRow("SELECT 1 FROM a WHERE NOT EXISTS (SELECT * FROM b) AND id IN (SELECT * FROM ids)")
	s.db.QueryRow("SELECT price * amount AS total, 2*3, (a)*(b) FROM lines")
	s.db.QueryRow("SELECT row_to_json(t.*), (t.point).* FROM t")
	s.db.Query("SELECT * FROM (SELECT id, name FROM users) AS u")
	s.db.Query("SELECT u.* FROM (SELECT id FROM users) u JOIN other o ON o.id = u.id")
	s.db.Query("WITH c AS (SELECT id FROM users), d AS (SELECT c.* FROM c) SELECT * FROM d ORDER BY id")
	s.db.Query("WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT * FROM t")
	s.db.Query("WITH c AS (SELECT * FROM users) SELECT id, name FROM c")
	s.db.Query("WITH moved AS (DELETE FROM live RETURNING *) INSERT INTO archive (id) SELECT id FROM moved")
	s.db.Query("SELECT id, name FROM (SELECT * FROM users) u")
	s.db.Query("SELECT * FROM unnest($1::int[]) AS ids(id)", 1)
	s.db.Query("SELECT * FROM generate_series(1, 10)")
	s.db.Query("SELECT * FROM (VALUES (1), (2)) AS v(n)")
	s.db.Query("INSERT INTO t (a, b) SELECT * FROM unnest($1::int[], $2::int[])")
	s.db.Query("SELECT * FROM information_schema.columns WHERE table_name = 'x'")
	s.db.Query("SELECT * FROM pg_stat_activity")
	s.db.Query("SELECT * FROM pg_catalog.pg_tables")
	s.db.Query("SELECT * FROM sqlite_master")
	s.db.Query("PRAGMA table_info(users)")
	s.db.Query("EXPLAIN SELECT * FROM users")
	s.db.Query("INSERT INTO users (name) VALUES ('SELECT * FROM x') RETURNING id")
	s.db.Query("SELECT id /* SELECT * FROM x */ FROM users -- SELECT * FROM y")
	s.db.Exec("CREATE VIEW v AS SELECT * FROM users")
	s.db.Exec("DELETE FROM users WHERE id = $1", 1)
	s.db.QueryRow("SELECT name FROM t WHERE pattern LIKE '*' OR note = 'a * b'")
}

func (s *store) puttogether(ctx context.Context, from string, all bool, cond []string) {
	s.db.QueryContext(ctx, "SELECT * "+from)
	s.db.QueryContext(ctx, fmt.Sprintf("SELECT * FROM (%s) AS page LIMIT 10", from))
	s.db.QueryContext(ctx, fmt.Sprintf("SELECT COUNT(*) FROM %s", s.table))
	s.db.QueryContext(ctx, fmt.Sprintf("SELECT %s FROM users", columns))

	q := "SELECT * FROM users"
	q = "SELECT id FROM users"
	s.db.QueryContext(ctx, q)

	count := "SELECT *"
	count = strings.Replace(count, "*", "count(*)", 1)
	s.db.QueryContext(ctx, count+" FROM users")

	var b strings.Builder
	b.WriteString("SELECT * FROM dropped")
	b.Reset()
	b.WriteString("SELECT id FROM kept")
	s.db.QueryContext(ctx, b.String())

	sel := []string{"id"}
	if all {
		sel = append(sel, "name")
	}
	s.db.QueryContext(ctx, "SELECT "+strings.Join(sel, ", ")+" FROM users WHERE "+strings.Join(cond, " AND "))
}

// text is SQL that is never run, and text that is none.
func text(name string) error {
	log.Printf("SELECT * FROM users takes long")
	fmt.Println("Select * from the list, please")
	if name == "*" {
		return errors.New("SELECT * FROM users is not allowed")
	}
	return fmt.Errorf("query %q failed", "SELECT * FROM users")
}

var help = map[string]string{"q": "SELECT * FROM users"}

func usage() string { return help["q"] }

// migrateUsers is a migration.
func (s *store) migrateUsers(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, "INSERT INTO users_new SELECT * FROM users")
	return err
}

var queries = map[string]string{
	"byID":  "SELECT id FROM users WHERE id = ?",
	"count": "SELECT count(*) FROM users",
}

func (s *store) mapped(name string, dest any) {
	s.x.Get(dest, queries[name])
	s.x.Get(dest, queries["byID"])
}

// dialects writes what only looks like a star, as the dialects allow it.
func (s *store) dialects(ctx context.Context, sub string) {
	s.db.QueryContext(ctx, "IF EXISTS (SELECT * FROM users WHERE id = @p1) SELECT 1 ELSE SELECT 0")
	s.db.ExecContext(ctx, "IF NOT EXISTS (SELECT * FROM users WHERE id = 1) INSERT INTO users (id) VALUES (1)")
	s.db.ExecContext(ctx, "IF NOT EXISTS (SELECT * FROM sysobjects WHERE name = 'x') CREATE TABLE x (id int)")
	s.db.QueryContext(ctx, "SELECT * FROM ROWS FROM (unnest($1::int[]), unnest($2::text[])) AS t(a, b)")
	s.db.QueryContext(ctx, "SELECT * FROM `information_schema`.`tables` WHERE table_schema = DATABASE()")
	s.db.QueryContext(ctx, "SELECT * FROM [sys].[objects]")
	s.db.QueryContext(ctx, "SELECT 1 FROM dual UNION SELECT * FROM dual")
	s.db.ExecContext(ctx, "GRANT SELECT ON *.* TO 'app'@'%'")
	s.db.ExecContext(ctx, "MERGE INTO t USING (SELECT * FROM s) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET a = s.a")
	s.db.ExecContext(ctx, "UPDATE users SET a = x.a FROM (SELECT * FROM staging) x WHERE x.id = users.id")
	s.db.QueryContext(ctx, "SELECT id FROM users WHERE a = 'it\\'s * FROM' AND b = ' * '")
	s.db.QueryContext(ctx, "SELECT $q$ SELECT * FROM users $q$ AS text, `*` FROM users")
	s.db.QueryContext(ctx, "SELECT x.* FROM (SELECT a.id, b.name FROM a JOIN b USING (id)) x")
	s.db.QueryContext(ctx, fmt.Sprintf("SELECT id FROM users WHERE name LIKE '*%%' AND b = '%s'", sub))
	s.db.QueryContext(ctx, fmt.Sprintf("WITH t AS (%s) SELECT * FROM t", sub))
	s.db.QueryContext(ctx, "SELECT x.* FROM (?) x")
}
