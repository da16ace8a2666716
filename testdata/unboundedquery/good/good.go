// Package good bounds what it reads.
package good

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"slices"
	"strings"

	sq "github.com/Masterminds/squirrel"
	"github.com/doug-martin/goqu/v9"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"xorm.io/xorm"
)

// User is a row.
type User struct {
	ID   int64
	Name string
	Team int64
}

// Setting is a row of a table that stays small.
type Setting struct{ Name, Value string }

// Server answers requests.
type Server struct {
	x    *sqlx.DB
	pool *pgxpool.Pool
	g    *gorm.DB
	e    *xorm.Engine
	q    *goqu.Database
}

// Added has conditions added.
func (s *Server) Added(w http.ResponseWriter, r *http.Request) {
	var users []User
	where, args := []string{"1 = 1"}, []any{}
	if team := r.FormValue("team"); team != "" {
		where, args = append(where, "team = ?"), append(args, team)
	}
	fmt.Fprintln(w, s.x.SelectContext(r.Context(), &users, "SELECT id, name FROM users WHERE "+strings.Join(where, " AND "), args...))
}

// Admins are few.
func (s *Server) Admins(w http.ResponseWriter, r *http.Request) {
	var users []User
	fmt.Fprintln(w, s.x.SelectContext(r.Context(), &users, "SELECT id, name FROM users WHERE admin = true"))
}

// Statement has its conditions added below the surface.
func (s *Server) Statement(w http.ResponseWriter, r *http.Request) {
	var users []User
	q := s.g.Order("id")
	q.Statement.AddClause(clause.Where{Exprs: q.Statement.BuildCondition("team = ?", 7)})
	fmt.Fprintln(w, q.Find(&users).Error)
}

// Limited has a limit.
func (s *Server) Limited(w http.ResponseWriter, r *http.Request) {
	var users []User
	fmt.Fprintln(w, s.x.SelectContext(r.Context(), &users, "SELECT id, name FROM users ORDER BY id LIMIT 100"))
}

// Top has one of another dialect.
func (s *Server) Top(w http.ResponseWriter, r *http.Request) {
	var users []User
	fmt.Fprintln(w, s.x.SelectContext(r.Context(), &users, "SELECT TOP 100 id, name FROM users"))
}

// Fetch has the standard's.
func (s *Server) Fetch(w http.ResponseWriter, r *http.Request) {
	var users []User
	fmt.Fprintln(w, s.x.SelectContext(r.Context(), &users, "SELECT id, name FROM users FETCH FIRST 100 ROWS ONLY"))
}

// Team has a condition.
func (s *Server) Team(w http.ResponseWriter, r *http.Request) {
	var users []User
	fmt.Fprintln(w, s.x.SelectContext(r.Context(), &users, "SELECT id, name FROM users WHERE team = ? AND active", 7))
}

// Range has a range.
func (s *Server) Range(w http.ResponseWriter, r *http.Request) {
	var users []User
	fmt.Fprintln(w, s.x.SelectContext(r.Context(), &users, "SELECT id, name FROM users WHERE created_at > ?", 7))
}

// Queue has a state.
func (s *Server) Queue(w http.ResponseWriter, r *http.Request) {
	var users []User
	fmt.Fprintln(w, s.x.SelectContext(r.Context(), &users, "SELECT id, name FROM users WHERE state = 'invited'"))
}

// Settings are few.
func (s *Server) Settings(w http.ResponseWriter, r *http.Request) {
	var all []Setting
	fmt.Fprintln(w, s.x.SelectContext(r.Context(), &all, "SELECT name, value FROM settings"), s.g.Find(&all).Error)
}

// Count is one row.
func (s *Server) Count(w http.ResponseWriter, r *http.Request) {
	var n []int
	fmt.Fprintln(w, s.x.SelectContext(r.Context(), &n, "SELECT count(id) FROM users WHERE name <> ''"), n) // want:info analyticalquery "count"
}

// Get is one row.
func (s *Server) Get(w http.ResponseWriter, r *http.Request) {
	var u User
	fmt.Fprintln(w, s.x.GetContext(r.Context(), &u, "SELECT id, name FROM users"))
}

// Maybe has a condition on some ways.
func (s *Server) Maybe(w http.ResponseWriter, r *http.Request) {
	var users []User
	q := s.g.Order("id")
	if team := r.FormValue("team"); team != "" {
		q = q.Where("team = ?", team)
	}
	fmt.Fprintln(w, q.Find(&users).Error)
}

// Page has a limit that a function sets.
func (s *Server) Page(w http.ResponseWriter, r *http.Request) {
	var users []User
	fmt.Fprintln(w, page(s.g.Order("id"), 10).Find(&users).Error)
}

func page(db *gorm.DB, n int) *gorm.DB { return db.Limit(n) }

// Scoped has whatever the scope says.
func (s *Server) Scoped(w http.ResponseWriter, r *http.Request) {
	var users []User
	fmt.Fprintln(w, s.g.Scopes(func(db *gorm.DB) *gorm.DB { return db.Limit(3) }).Find(&users).Error)
}

// First is one row.
func (s *Server) First(w http.ResponseWriter, r *http.Request) {
	var u User
	fmt.Fprintln(w, s.g.First(&u).Error)
}

// Bean has the fields of a struct as conditions.
func (s *Server) Bean(w http.ResponseWriter, r *http.Request) {
	var users []*User
	fmt.Fprintln(w, s.e.Find(&users, &User{Team: 7}))
}

// Session is limited further up.
func (s *Server) Session(w http.ResponseWriter, r *http.Request) {
	var users []*User
	session := s.e.Where("1 = 1")
	session.Limit(10)
	fmt.Fprintln(w, session.Find(&users))
}

// Chunks asks for a part at a time.
func (s *Server) Chunks(ids []int64) (out []User, err error) {
	for chunk := range slices.Chunk(ids, 500) {
		var users []User
		if err := s.g.Where("id IN ?", chunk).Find(&users).Error; err != nil {
			return nil, err
		}
		out = append(out, users...)
	}
	return out, nil
}

func batches(ids []int64, n int, do func([]int64) error) error {
	for len(ids) > n {
		if err := do(ids[:n]); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return do(ids)
}

// Batches has a function cut the list.
func (s *Server) Batches(ids []int64) (out []User, err error) {
	return out, batches(ids, 500, func(batch []int64) error {
		var users []User
		if err := s.q.From("users").Select("id").Where(goqu.C("id").In(batch)).ScanStructs(&users); err != nil {
			return err
		}
		out = append(out, users...)
		return nil
	})
}

// Batch is one already.
func (s *Server) Batch(batch []int64) (out []User, err error) {
	return out, s.g.Where("id IN ?", batch).Find(&out).Error
}

// Fixed has a list that the code writes down.
func (s *Server) Fixed() (out []User, err error) {
	return out, s.g.Where("state IN ?", []string{"new", "invited"}).Find(&out).Error
}

func (s *Server) states(states []string) (out []User, err error) {
	return out, s.g.Where("state IN ?", states).Find(&out).Error
}

// Handed hands such a list over.
func (s *Server) Handed() ([]User, error) { return s.states([]string{"new", "invited"}) }

// Roles names a few kinds of users.
func (s *Server) Roles(roles []string) (out []User, err error) {
	return out, s.g.Where("role IN ?", roles).Find(&out).Error
}

// Teams asks for the teams of a user.
func (s *Server) Teams(ids []int64) (text string, args []any, err error) {
	return sq.Select("id").From("users").Where(sq.Eq{"team_id": ids, "active": true}).ToSql()
}

// Named asks by the names of teams.
func (s *Server) Named(ctx context.Context, db *sql.DB, names []string) (*sql.Rows, error) {
	return sq.Select("u.id").From("users u").Join("teams t ON t.id = u.team_id").Where(sq.Eq{"t.name": names}).RunWith(db).QueryContext(ctx)
}

// Tagged names tags.
func (s *Server) Tagged(tags []string) (out []User, err error) {
	return out, s.q.From("user_tags").Select("user_id").Where(goqu.C("tag_id").In(tags)).ScanStructs(&out)
}

type finder interface {
	ByKeys(keys []int64) ([]User, error)
}

// ByKeys is asked by a loader that cuts the list.
func (s *Server) ByKeys(keys []int64) (out []User, err error) { return s.byKeys(keys) }

func (s *Server) byKeys(keys []int64) (out []User, err error) {
	return out, s.g.Where("id IN ?", keys).Find(&out).Error
}

// Loader asks for as many as it is configured to.
func Loader(f finder) func(keys []int64) ([]User, error) {
	return func(keys []int64) ([]User, error) { return f.ByKeys(keys) }
}

// Array is one value.
func (s *Server) Array(ctx context.Context, ids []int64) (n int, err error) {
	err = s.pool.QueryRow(ctx, "SELECT count(*) FROM users WHERE id = ANY($1)", ids).Scan(&n)
	return n, err
}

// Equal is no list.
func (s *Server) Equal(name string) (string, []any, error) {
	return sq.Select("id").From("users").Where(sq.Eq{"name": name}).ToSql()
}

// Stream hands the rows on one by one.
func (s *Server) Stream(ctx context.Context, db *sql.DB, each func(User) error) error {
	rows, err := db.QueryContext(ctx, "SELECT id, name FROM users WHERE id > 0 LIMIT 100000")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var u User
		if err := rows.Scan(&u.ID, &u.Name); err != nil {
			return err
		}
		if err := each(u); err != nil {
			return err
		}
	}
	return rows.Err()
}
