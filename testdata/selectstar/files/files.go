// Package files keeps its queries in a file of SQL and functions in the database.
package files

import (
	"context"
	"embed"

	"github.com/jmoiron/sqlx"
	"github.com/knadh/goyesql/v2"
	goyesqlx "github.com/knadh/goyesql/v2/sqlx"
)

//go:embed sql/*.sql
var sqlFiles embed.FS

// Queries are prepared from the file.
type Queries struct {
	GetUsers *sqlx.Stmt `query:"get-users"`
	GetTeams *sqlx.Stmt `query:"get-teams"`
	AddUser  *sqlx.Stmt `query:"add-user"`
}

// Prepare reads the file.
func Prepare(db *sqlx.DB) (*Queries, error) {
	b, err := sqlFiles.ReadFile("sql/queries.sql")
	if err != nil {
		return nil, err
	}
	var q Queries
	return &q, goyesqlx.ScanToStruct(&q, goyesql.MustParseBytes(b), db.Unsafe())
}

// User is a row of users.
type User struct {
	ID   int64  `db:"id"`
	Name string `db:"name"`
}

// Users lists a team.
func (q *Queries) Users(ctx context.Context, team int64) (out []User, err error) {
	err = q.GetUsers.SelectContext(ctx, &out, team)
	return out, err
}
