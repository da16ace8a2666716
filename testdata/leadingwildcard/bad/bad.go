// Package bad searches with patterns that begin with %.
package bad

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	sq "github.com/Masterminds/squirrel"
	"github.com/doug-martin/goqu/v9"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"github.com/uptrace/bun"
	"gorm.io/gorm"
	"xorm.io/builder"
	"xorm.io/xorm"
)

// Product is a row.
type Product struct {
	ID   int64
	Name string
}

// Store searches.
type Store struct {
	db   *sql.DB
	x    *sqlx.DB
	pool *pgxpool.Pool
	g    *gorm.DB
	e    *xorm.Engine
	b    *bun.DB
	q    *goqu.Database
}

// Literal has the pattern in the text.
func (s *Store) Literal(ctx context.Context) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, "SELECT id FROM products WHERE name LIKE '%phone%'") // want:program leadingwildcard "LIKE '%…' on products.name cannot use an index"
}

// Bound has it in the value.
func (s *Store) Bound(ctx context.Context, q string) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, "SELECT id FROM products WHERE name ILIKE $1 LIMIT 20", "%"+q+"%") // want:program leadingwildcard "ILIKE '%…' on products.name"
}

// Variable keeps it in a variable first.
func (s *Store) Variable(ctx context.Context, q string) (*sql.Rows, error) {
	pattern := fmt.Sprintf("%%%s%%", strings.ToLower(q))
	return s.db.QueryContext(ctx, "SELECT id FROM products WHERE lower(name) LIKE ?", pattern) // want:program leadingwildcard "products.name"
}

// Concat lets the database put it together.
func (s *Store) Concat(ctx context.Context, q string) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, "SELECT id FROM products p WHERE p.name LIKE '%' || $1 || '%'", q) // want:program leadingwildcard "products.name"
}

// ConcatFunc does so in MySQL.
func (s *Store) ConcatFunc(q string) (*sql.Rows, error) {
	return s.db.Query("SELECT id FROM products WHERE name LIKE CONCAT('%', ?, '%')", q) // want:program leadingwildcard "products.name"
}

// Second binds it to the second placeholder.
func (s *Store) Second(ctx context.Context, kind, q string) (ids []int64, err error) {
	rows, err := s.pool.Query(ctx, "SELECT id FROM products WHERE kind = $2 AND (name ILIKE $1 OR note ILIKE $1)", "%"+q, kind) // want:program leadingwildcard "add a pg_trgm GIN index"
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// Named binds it by name.
func (s *Store) Named(q string) (*sqlx.Rows, error) {
	return s.x.NamedQuery("SELECT id FROM products WHERE name LIKE :q", map[string]any{"q": "%" + q + "%"}) // want:program leadingwildcard "products.name"
}

// Sprintf writes it into the text.
func (s *Store) Sprintf(q string) (*sql.Rows, error) {
	return s.db.Query(fmt.Sprintf("SELECT id FROM products WHERE name LIKE '%%%s%%'", strings.ReplaceAll(q, "'", "''"))) // want:program leadingwildcard "products.name"
}

func (s *Store) search(ctx context.Context, pattern string) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, "SELECT id FROM products WHERE name LIKE ?", pattern) // want:program leadingwildcard "products.name"
}

// Helper hands the pattern to a helper.
func (s *Store) Helper(ctx context.Context, q string) (*sql.Rows, error) {
	return s.search(ctx, "%"+q+"%")
}

func (s *Store) run(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, query, args...)
}

// Wrapper hands statement and value to a wrapper.
func (s *Store) Wrapper(ctx context.Context, q string) (*sql.Rows, error) {
	return s.run(ctx, "SELECT id FROM products WHERE name LIKE ?", "%"+q+"%") // want:program leadingwildcard "products.name"
}

// Appended puts text and values together.
func (s *Store) Appended(q string) (*sql.Rows, error) {
	text := "SELECT id FROM products WHERE 1=1"
	args := []any{}
	if q != "" {
		text += " AND name LIKE ?"
		args = append(args, "%"+q+"%")
	}
	return s.db.Query(text, args...) // want:program leadingwildcard "products.name"
}

// Fragments keeps conditions in a list.
func (s *Store) Fragments(q string, id int64) (*sql.Rows, error) {
	where, args := []string{"1 = 1"}, []any{}
	if id != 0 {
		where, args = append(where, "id = ?"), append(args, id)
	}
	if q != "" {
		where, args = append(where, "note LIKE ?"), append(args, "%"+q+"%")
	}
	return s.db.Query("SELECT id FROM products WHERE "+strings.Join(where, " AND "), args...) // want:program leadingwildcard "products.note"
}

type filter struct {
	where []string
	args  []any
}

func (f *filter) note(q string) {
	if q != "" {
		f.where, f.args = append(f.where, "note LIKE ?"), append(f.args, "%"+q+"%") // want:program leadingwildcard "LIKE '%…' on note"
	}
}

// Kept keeps them in a struct.
func (s *Store) Kept(q string) (*sql.Rows, error) {
	f := &filter{}
	f.note(q)
	return s.db.Query("SELECT id FROM products WHERE "+strings.Join(f.where, " AND "), f.args...)
}

// Subquery has it further in.
func (s *Store) Subquery(q string) (*sql.Rows, error) {
	return s.db.Query("SELECT id FROM orders WHERE product_kind IN (SELECT kind FROM products WHERE name LIKE ?)", "%"+q) // want:program leadingwildcard "products.name"
}

// Columns looks in several columns at once.
func (s *Store) Columns(q string) (*sql.Rows, error) {
	return s.db.Query("SELECT id FROM people WHERE first_name || ' ' || last_name LIKE ?", "%"+q+"%") // want:program leadingwildcard "LIKE '%…' cannot use an index"
}

// Delete reads every row, too.
func (s *Store) Delete(ctx context.Context, q string) error {
	_, err := s.db.ExecContext(ctx, "DELETE FROM products WHERE name LIKE ?", "%"+q) // want:program leadingwildcard "products.name"
	return err
}

// Gorm gives it to a mapper.
func (s *Store) Gorm(q string) (out []Product, err error) {
	return out, s.g.Where("name LIKE ?", "%"+q+"%").Limit(10).Find(&out).Error // want:program leadingwildcard "products.name"
}

// GormWords adds a condition for each word.
func (s *Store) GormWords(words string) (out []Product, err error) {
	cond := s.g.Where("1 = 1")
	for _, w := range strings.Split(words, " ") {
		cond = cond.Where(fmt.Sprintf("%s LIKE ?", quoted("name")), fmt.Sprintf("%%%s%%", w)) // want:program leadingwildcard "cannot use an index"
	}
	return out, s.g.Model(&Product{}).Where(cond).Limit(10).Find(&out).Error
}

func quoted(name string) string { return "`" + name + "`" }

// GormInline gives it to the call that runs the statement.
func (s *Store) GormInline(q string) (out []Product, err error) {
	return out, s.g.Limit(10).Find(&out, "name LIKE ?", "%"+q).Error // want:program leadingwildcard "products.name"
}

// Xorm gives it to another one.
func (s *Store) Xorm(field, q string) (out []Product, err error) {
	session := s.e.Limit(10)
	if q != "" {
		session = session.And(fmt.Sprintf("%s like ?", field), fmt.Sprintf("%%%s%%", q)) // want:program leadingwildcard "cannot use an index"
	}
	return out, session.Find(&out)
}

// XormCond has the library add the %.
func (s *Store) XormCond(q string) (out []Product, err error) {
	return out, s.e.Where(builder.Like{"name", q}).Limit(10).Find(&out) // want:program leadingwildcard "LIKE '%…' on"
}

// Squirrel has a literal for it.
func (s *Store) Squirrel(q string) (string, []any, error) {
	return sq.Select("id").From("products").Where(sq.Like{"name": "%" + q + "%"}).ToSql() // want:program leadingwildcard "LIKE '%…' on name"
}

// contains makes filters for other functions.
func contains(field, q string) sq.Sqlizer {
	return sq.ILike{field: fmt.Sprintf("%%%s%%", q)} // want:program leadingwildcard "ILIKE '%…' cannot use"
}

// SquirrelFilter uses one.
func (s *Store) SquirrelFilter(q string) (string, []any, error) {
	return sq.Select("id").From("products").Where(contains("note", q)).ToSql()
}

// Goqu has a method for it.
func (s *Store) Goqu(q string) (out []Product, err error) {
	return out, s.q.From("products").Select("id").Where(goqu.C("name").ILike("%" + q + "%")).Limit(3).ScanStructs(&out) // want:program leadingwildcard "ILIKE '%…' on name"
}

// Bun takes text.
func (s *Store) Bun(ctx context.Context, q string) (out []Product, err error) {
	return out, s.b.NewSelect().Model(&out).Where("name ILIKE ?", "%"+q+"%").Limit(3).Scan(ctx) // want:program leadingwildcard "products.name"
}

// Tenant narrows it to the rows of one tenant, which may still be many.
func (s *Store) Tenant(tenant int64, q string) (*sql.Rows, error) {
	return s.db.Query("SELECT id FROM products WHERE tenant_id = ? AND name LIKE ?", tenant, "%"+q+"%") // want:program:info leadingwildcard "products.name"
}

// Prepared prepares it.
func (s *Store) Prepared(q string) (*sql.Rows, error) {
	st, err := s.db.Prepare("SELECT id FROM products WHERE name LIKE ?")
	if err != nil {
		return nil, err
	}
	defer st.Close()
	return st.Query("%" + q) // want:program leadingwildcard "products.name"
}

// filtered is told by some callers not to search.
func (s *Store) filtered(field, q string) *xorm.Session {
	session := s.e.Limit(10)
	if q != "" {
		session = session.And(fmt.Sprintf("%s like ?", field), fmt.Sprintf("%%%s%%", q)) // want:program leadingwildcard "cannot use an index"
	}
	return session
}

// Searching does.
func (s *Store) Searching(q string) (out []Product, err error) {
	return out, s.filtered("name", q).Find(&out)
}

// NotSearching does not.
func (s *Store) NotSearching() (out []Product, err error) { return out, s.filtered("", "").Find(&out) }
