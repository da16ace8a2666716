// Package bad asks for every column in plain SQL.
package bad

// without connleak: what is done with the answers is left out

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"gorm.io/gorm"
	"xorm.io/xorm"
)

type store struct {
	db    *sql.DB
	x     *sqlx.DB
	pool  *pgxpool.Pool
	table string
}

const (
	users   = "users"
	listAll = "SELECT * FROM " + users
)

var byID = "select * from users where id = ?"

type query string

const typed query = "SELECT * FROM typed"

func (s *store) constants() {
	s.db.Query("SELECT * FROM users")                                                // want "SELECT \\* on users fetches every column, also those added later: name the columns that are read"
	s.db.Query(listAll)                                                              // want "on users"
	s.db.QueryRow(byID, 1)                                                           // want "on users"
	s.db.Query(string(typed))                                                        // want "on typed"
	s.db.Query(`SELECT u.*, count(o.id) FROM users u LEFT JOIN orders o ON true`)    // want "SELECT u.\\* on users"
	s.db.Query("SELECT /*+ INDEX(t) */ DISTINCT t.* FROM app.things AS t LIMIT 10")  // want "SELECT t.\\* on app.things"
	s.db.Query("SELECT id FROM a UNION ALL SELECT * FROM b")                         // want "on b"
	s.db.Query("-- name: list\nSELECT *\nFROM \"quoted\"\nWHERE id = $1 FOR UPDATE") // want "on quoted"
	s.db.Query("SELECT * FROM (SELECT * FROM inner_table) x")                        // want "on inner_table"
	s.db.Query("WITH w AS (SELECT * FROM base) SELECT * FROM w")                     // want "on base"
	s.db.Query("WITH w AS (SELECT id FROM base) SELECT * FROM w JOIN other o ON 1")  // want "on other"
	s.db.Exec("SELECT 1; SELECT * FROM second")                                      // want "on second"
}

func (s *store) writes(ctx context.Context, tx *sql.Tx) {
	tx.QueryRowContext(ctx, "INSERT INTO users (name) VALUES ($1) RETURNING *", "x")                    // want "RETURNING \\* on users sends back every column"
	tx.QueryContext(ctx, "UPDATE users u SET a = 1 WHERE id = $1 RETURNING u.*", 1)                     // want "RETURNING u.\\* on users"
	tx.QueryContext(ctx, "DELETE FROM jobs WHERE id = $1 RETURNING *", 1)                               // want "RETURNING \\* on jobs"
	tx.ExecContext(ctx, "INSERT INTO archive SELECT * FROM live WHERE old ON CONFLICT DO NOTHING")      // want "INSERT INTO archive SELECT \\* breaks or mixes up values when a column is added"
	tx.ExecContext(ctx, "WITH d AS (DELETE FROM live RETURNING *) INSERT INTO archive SELECT * FROM d") // want "INSERT INTO archive"
}

func (s *store) puttogether(ctx context.Context, name string, all bool, filters []string) {
	s.db.QueryContext(ctx, "SELECT * FROM users WHERE name = '"+name+"'")           // want "on users"
	s.db.QueryContext(ctx, fmt.Sprintf("SELECT * FROM %s WHERE id = $1", users), 1) // want "on users"
	s.db.QueryContext(ctx, fmt.Sprintf("SELECT * FROM %s LIMIT 1", s.table))        // want "SELECT \\* fetches every column"

	q := "SELECT * FROM users"
	if all {
		q += " WHERE deleted_at IS NULL"
	}
	for _, f := range filters {
		q += " AND " + f
	}
	s.db.QueryContext(ctx, q) // want "on users"

	cols := "id, name"
	if all {
		cols = "*"
	}
	s.db.QueryContext(ctx, "SELECT "+cols+" FROM people") // want "on people"

	var b strings.Builder
	b.WriteString("SELECT ")
	b.WriteString("t.*")
	fmt.Fprintf(&b, " FROM %s t", "things")
	s.db.QueryContext(ctx, b.String()) // want "SELECT t.\\* on things"

	var buf bytes.Buffer
	buf.WriteString("select * ")
	buf.WriteString("from buffered ")
	s.db.QueryContext(ctx, buf.String()) // want "on buffered"

	parts := []string{"SELECT *", "FROM joined"}
	if all {
		parts = append(parts, "WHERE a = 1")
	}
	s.db.QueryContext(ctx, strings.Join(parts, " ")) // want "on joined"

	func() {
		inner := "SELECT * FROM closures"
		s.db.QueryContext(ctx, inner) // want "on closures"
	}()
	for _, t := range []string{"a", "b"} {
		s.db.QueryContext(ctx, "SELECT * FROM "+t) // want "on a fetches"
	}
}

func (s *store) sqlx(dest any, ids []int) {
	s.x.Get(dest, "SELECT * FROM users WHERE id = ?", 1)       // want "on users"
	s.x.NamedQuery("SELECT * FROM users WHERE id = :id", dest) // want "on users"
	s.x.Preparex("SELECT * FROM users")                        // want "on users"
	s.x.MustBegin().Queryx("SELECT * FROM users")              // want "on users"
	query, args, _ := sqlx.In("SELECT * FROM users WHERE id IN (?)", ids)
	s.x.Select(dest, s.x.Rebind(query), args...) // want "on users"
}

func (s *store) sqlxContext(ctx context.Context, dest any) {
	s.x.SelectContext(ctx, dest, "SELECT * FROM users")    // want "on users"
	sqlx.GetContext(ctx, s.x, dest, "SELECT * FROM users") // want "on users"
}

func (s *store) pgx(ctx context.Context, conn *pgx.Conn, tx pgx.Tx) {
	s.pool.Query(ctx, "SELECT * FROM users")        // want "on users"
	conn.QueryRow(ctx, "SELECT * FROM users")       // want "on users"
	tx.Exec(ctx, "DELETE FROM users RETURNING *")   // want "RETURNING \\* on users"
	conn.Prepare(ctx, "all", "SELECT * FROM users") // want "on users"
	b := &pgx.Batch{}
	b.Queue("SELECT * FROM batched") // want "on batched"
}

func orms(db *gorm.DB, engine *xorm.Engine, out any) {
	db.Raw("SELECT * FROM users WHERE id = ?", 1).Scan(out)     // want "on users"
	db.Exec("INSERT INTO a SELECT * FROM b")                    // want "INSERT INTO a"
	engine.SQL("SELECT * FROM users").Find(out)                 // want "on users"
	engine.NewSession().Query("select * from users where id=1") // want "on users"
}

// multi puts the finding on the line of the method.
func multi(ctx context.Context, db *sql.DB) {
	rows, err := db.
		QueryContext(ctx, // want "on users"
			`SELECT *
			 FROM users`)
	_, _ = rows, err
}

// dialects writes stars as the dialects allow it.
func (s *store) dialects(ctx context.Context, n int) {
	s.db.QueryContext(ctx, "SELECT*FROM users")                                                // want "on users"
	s.db.QueryContext(ctx, "SELECT`u`.*FROM `users` u WHERE `u`.`id` = ?", n)                  // want "SELECT u.\\* on users"
	s.db.QueryContext(ctx, "SELECT TOP (@n) * FROM [dbo].[users] WITH (NOLOCK)")               // want "on dbo.users"
	s.db.QueryContext(ctx, "SELECT SQL_CALC_FOUND_ROWS * FROM users LIMIT 10")                 // want "on users"
	s.db.QueryContext(ctx, "SELECT DISTINCT ON (email) * FROM users")                          // want "on users"
	s.db.QueryContext(ctx, "SELECT t.* FROM t AS OF SYSTEM TIME '-1m' WHERE id = 1")           // want "SELECT t.\\* on t"
	s.db.QueryContext(ctx, "INSERT INTO t (a) OUTPUT INSERTED.* VALUES (1)")                   // want "RETURNING INSERTED.\\* on t"
	s.db.QueryContext(ctx, "SET search_path TO app; SELECT * FROM users;")                     // want "on users"
	s.db.QueryContext(ctx, "# why\nSELECT * FROM users")                                       // want "on users"
	s.db.QueryContext(ctx, "/* don't */ SELECT * FROM users -- it's all")                      // want "on users"
	s.db.QueryContext(ctx, "SELECT * FROM users WHERE a = 'it\\'s' AND b = 'C:\\\\d'")         // want "on users"
	s.db.QueryContext(ctx, "SELECT count(*) OVER () AS total, * FROM users")                   // want "on users"
	s.db.QueryContext(ctx, fmt.Sprintf("SELECT * FROM users WHERE name LIKE '%s%%'", s.table)) // want "on users"
	s.db.QueryContext(ctx, fmt.Sprintf("SELECT * FROM `%s` WHERE id = %d", "users", n))        // want "on users"
	s.db.QueryContext(ctx, fmt.Sprintf("SELECT %[2]s.* FROM %[1]s %[2]s", "users", "u"))       // want "SELECT u.\\* on users"
	s.db.QueryContext(ctx, fmt.Sprintf("SELECT * FROM users_%d", n))                           // want "on users_…"
}
