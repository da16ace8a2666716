// Package bad reads whole tables into memory.
package bad

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"strings"

	sq "github.com/Masterminds/squirrel"
	"github.com/doug-martin/goqu/v9"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"github.com/robfig/cron/v3"
	"github.com/uptrace/bun"
	"gorm.io/gorm"
	"xorm.io/xorm"
)

// User is a row.
type User struct {
	ID   int64  `db:"id"`
	Name string `db:"name"`
}

// Token is one of another table.
type Token struct {
	ID   int64
	Name string
}

// Server answers requests.
type Server struct {
	db   *sql.DB
	x    *sqlx.DB
	pool *pgxpool.Pool
	g    *gorm.DB
	e    *xorm.Engine
	b    *bun.DB
	q    *goqu.Database
}

// Rows reads row by row into a slice.
func (s *Server) Rows(w http.ResponseWriter, r *http.Request) {
	rows, err := s.db.QueryContext(r.Context(), "SELECT id, name FROM users") // want:info "all rows of users are read into memory"
	// want-1 swallowederror "its error is dropped"
	if err != nil {
		return
	}
	defer rows.Close()
	var users []User
	for rows.Next() {
		var u User
		if err := rows.Scan(&u.ID, &u.Name); err != nil {
			return
		}
		users = append(users, u)
	}
	if rows.Err() != nil {
		return
	}
	fmt.Fprintln(w, users)
}

// Select reads them at once.
func (s *Server) Select(w http.ResponseWriter, r *http.Request) {
	var users []User
	err := s.x.SelectContext(r.Context(), &users, "SELECT id, name FROM users ORDER BY name") // want:info "all rows of users"
	fmt.Fprintln(w, users, err)
}

// Marked leaves out few.
func (s *Server) Marked(w http.ResponseWriter, r *http.Request) {
	var users []User
	err := s.x.SelectContext(r.Context(), &users, "SELECT id, name FROM users WHERE deleted_at IS NULL AND active = true") // want:info "all rows of users"
	fmt.Fprintln(w, users, err)
}

// Collect lets the driver do it.
func (s *Server) Collect(w http.ResponseWriter, r *http.Request) {
	rows, err := s.pool.Query(r.Context(), "SELECT u.id, u.name FROM users u JOIN orders o ON o.user_id = u.id") // want:info "all rows of users"
	// want-1 swallowederror "its error is dropped"
	if err != nil {
		return
	}
	users, err := pgx.CollectRows(rows, pgx.RowToStructByName[User])
	fmt.Fprintln(w, users, err)
}

func (s *Server) all(ctx context.Context) (out []User, err error) {
	err = s.x.SelectContext(ctx, &out, "SELECT id, name FROM users") // want:info "all rows of users"
	return out, err
}

// Deep asks further down.
func (s *Server) Deep(w http.ResponseWriter, r *http.Request) {
	users, err := s.all(r.Context())
	fmt.Fprintln(w, users, err)
}

// Gorm has a mapper read them.
func (s *Server) Gorm(w http.ResponseWriter, r *http.Request) {
	var users []User
	err := s.g.Order("name").Find(&users).Error // want:info "all rows of users"
	fmt.Fprintln(w, users, err)
}

// Xorm has another one.
func (s *Server) Xorm(w http.ResponseWriter, r *http.Request) {
	var users []*User
	err := s.e.Find(&users) // want:info "all rows of user are"
	fmt.Fprintln(w, users, err)
}

// Bun has a third.
func (s *Server) Bun(w http.ResponseWriter, r *http.Request) {
	var users []User
	err := s.b.NewSelect().Model(&users).Where("deleted_at IS NULL").Scan(r.Context()) // want:info "all rows of users"
	fmt.Fprintln(w, users, err)
}

// Squirrel builds the text.
func (s *Server) Squirrel(w http.ResponseWriter, r *http.Request) {
	var users []User
	text, args, err := sq.Select("id", "name").From("users").OrderBy("id").ToSql() // want:info "all rows of users"
	if err == nil {
		err = s.x.SelectContext(r.Context(), &users, text, args...)
	}
	fmt.Fprintln(w, users, err)
}

// Goqu builds and runs.
func (s *Server) Goqu(w http.ResponseWriter, r *http.Request) {
	var users []User
	err := s.q.From("users").Select("id", "name").ScanStructs(&users) // want:info "all rows of users"
	fmt.Fprintln(w, users, err)
}

// Cleanup runs by a clock.
func (s *Server) Cleanup() {
	var tokens []*Token
	if err := s.e.Find(&tokens); err == nil { // want:info "all rows of token"
		fmt.Println(len(tokens))
	}
}

// ByIDs takes a list of any length.
func (s *Server) ByIDs(ids []int64) (users []User, err error) {
	return users, s.g.Where("id IN ?", ids).Find(&users).Error // want:info "as many values as ids"
}

// ByHash has a literal for it.
func (s *Server) ByHash(hashes []string) (users []User, err error) {
	text, args, err := sq.Select("id").From("users").Where(sq.Eq{"hash": hashes}).ToSql() // want:info "as many values as hashes"
	if err != nil {
		return nil, err
	}
	return users, s.x.Select(&users, text, args...)
}

// ByName has a method for it.
func (s *Server) ByName(names []string) (users []User, err error) {
	return users, s.q.From("users").Select("id").Where(goqu.C("name").In(names)).ScanStructs(&users) // want:info "as many values as names"
}

// Expanded writes the placeholders with sqlx.
func (s *Server) Expanded(ids []int64) (users []User, err error) {
	text, args, err := sqlx.In("SELECT id FROM users WHERE id IN (?)", ids)
	if err != nil {
		return nil, err
	}
	return users, s.x.Select(&users, s.x.Rebind(text), args...) // want:info "as many values as ids"
}

// Placeholders writes them by hand.
func (s *Server) Placeholders(ids []int64) (*sql.Rows, error) {
	var args []any
	for _, id := range ids {
		args = append(args, id)
	}
	marks := strings.TrimSuffix(strings.Repeat("?,", len(ids)), ",")
	return s.db.Query("SELECT id FROM users WHERE id IN ("+marks+")", args...) // want:info "as many values as ids"
}

// XormIn takes one, too.
func (s *Server) XormIn(names []string) (users []*User, err error) {
	return users, s.e.In("name", names).Find(&users) // want:info "as many values as names"
}

// Remove writes with one.
func (s *Server) Remove(ids []int64) error {
	return s.g.Where("id IN ?", ids).Delete(&User{}).Error // want:info "as many values as ids"
}

// Run starts it all.
func (s *Server) Run() error {
	c := cron.New()
	if _, err := c.AddFunc("@hourly", s.Cleanup); err != nil {
		return err
	}
	c.Run()
	return nil
}
