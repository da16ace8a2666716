// Package good searches with patterns that an index serves, or where none is needed.
package good

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	sq "github.com/Masterminds/squirrel"
	"github.com/doug-martin/goqu/v9"
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
	db     *sql.DB
	g      *gorm.DB
	e      *xorm.Engine
	b      *bun.DB
	q      *goqu.Database
	driver string
}

// Prefix has a beginning.
func (s *Store) Prefix(ctx context.Context, q string) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, "SELECT id FROM products WHERE name LIKE $1", q+"%")
}

// PrefixText is a literal.
func (s *Store) PrefixText() (*sql.Rows, error) {
	return s.db.Query("SELECT id FROM products WHERE name LIKE 'phone%' AND note LIKE 'a%b%'")
}

// PrefixConcat is put together by the database.
func (s *Store) PrefixConcat(q string) (*sql.Rows, error) {
	return s.db.Query("SELECT id FROM products WHERE name LIKE $1 || '%'", q)
}

// PrefixFunc is so in MySQL.
func (s *Store) PrefixFunc(q string) (*sql.Rows, error) {
	return s.db.Query("SELECT id FROM products WHERE name LIKE CONCAT(?, '%')", q)
}

// AsIs leaves it to whoever asks.
func (s *Store) AsIs(pattern string) (*sql.Rows, error) {
	return s.db.Query("SELECT id FROM products WHERE name LIKE ?", pattern)
}

// Constant begins with a constant.
func (s *Store) Constant(q string) (*sql.Rows, error) {
	return s.db.Query("SELECT id FROM products WHERE name LIKE ?", fmt.Sprintf("shop-%%%s%%", q))
}

// Elsewhere binds a text with % to something else.
func (s *Store) Elsewhere(q string) (*sql.Rows, error) {
	return s.db.Query("SELECT id FROM products WHERE note = ? AND name LIKE ?", "%"+q, q+"%")
}

// Catalog reads what the database says of itself.
func (s *Store) Catalog() (*sql.Rows, error) {
	return s.db.Query("SELECT table_name FROM information_schema.tables WHERE table_name LIKE '%_history'")
}

// CatalogLite does so in SQLite.
func (s *Store) CatalogLite() (*sql.Rows, error) {
	return s.db.Query("SELECT name FROM sqlite_master WHERE name LIKE '%_fts'")
}

// Settings are not a table.
func (s *Store) Settings() (*sql.Rows, error) {
	return s.db.Query("SHOW VARIABLES LIKE '%timeout%'")
}

// Key is one row.
func (s *Store) Key(id int64, q string) (*sql.Rows, error) {
	return s.db.Query("SELECT name FROM products WHERE id = ? AND name LIKE ?", id, "%"+q+"%")
}

// FullText finds the rows by an index and looks closer then.
func (s *Store) FullText(q string) (*sql.Rows, error) {
	return s.db.Query("SELECT id FROM products WHERE search @@ plainto_tsquery($1) AND name ILIKE $2", q, "%"+q+"%")
}

// Match uses the full-text index of MySQL.
func (s *Store) Match(q string) (*sql.Rows, error) {
	return s.db.Query("SELECT id FROM products WHERE MATCH (name) AGAINST (? IN BOOLEAN MODE)", "%"+q)
}

// Not leaves rows out.
func (s *Store) Not() (*sql.Rows, error) {
	return s.db.Query("SELECT id FROM products WHERE kind = 'x' AND name NOT LIKE '%test%'")
}

// All is everything.
func (s *Store) All() (*sql.Rows, error) {
	return s.db.Query("SELECT id FROM products WHERE name LIKE '%'")
}

// Domain compares a value with patterns that rows hold.
func (s *Store) Domain(host string) (*sql.Rows, error) {
	return s.db.Query("SELECT id FROM rules_of_sites WHERE $1 LIKE '%' || domain", host)
}

// Text is no SQL.
func (s *Store) Text(q string) string {
	return fmt.Sprintf("nothing LIKE %s was found", "%"+q+"%")
}

// Printf is a progress report.
func Printf(done, all int) string { return fmt.Sprintf("%d%% of %d rows LIKE %%", done, all) }

// Gorm has a prefix.
func (s *Store) Gorm(q string) (out []Product, err error) {
	return out, s.g.Where("name LIKE ?", q+"%").Limit(10).Find(&out).Error
}

// GormLite searches so in SQLite alone; other databases use their indexes.
func (s *Store) GormLite(q string) (out []Product, err error) {
	db := s.g.Limit(10)
	switch s.driver {
	case "sqlite3":
		db = db.Where("name LIKE ?", fmt.Sprintf("%%%s%%", q))
	case "mysql":
		db = db.Where("MATCH (name) AGAINST (? IN NATURAL LANGUAGE MODE)", q)
	case "postgres":
		db = db.Where("to_tsvector(name) @@ to_tsquery(?)", q)
	}
	return out, db.Find(&out).Error
}

// Xorm has prefixes.
func (s *Store) Xorm(field, q string) (out []Product, err error) {
	return out, s.e.Where(fmt.Sprintf("%s like ?", field), q+"%").And(builder.Like{"note", q + "%"}).Limit(10).Find(&out)
}

// Squirrel has a prefix.
func (s *Store) Squirrel(q string) (string, []any, error) {
	return sq.Select("id").From("products").Where(sq.Like{"name": q + "%"}).Where(sq.Eq{"note": "%" + q}).ToSql()
}

// Goqu has one, too.
func (s *Store) Goqu(q string) (out []Product, err error) {
	return out, s.q.From("products").Select("id").Where(goqu.C("name").Like(q+"%"), goqu.C("note").Eq("%"+q)).Limit(3).ScanStructs(&out)
}

// Bun as well.
func (s *Store) Bun(ctx context.Context, q string) (out []Product, err error) {
	return out, s.b.NewSelect().Model(&out).Where("name ILIKE ?", strings.TrimSpace(q)+"%").Limit(3).Scan(ctx)
}

// Fragments keeps conditions in a list.
func (s *Store) Fragments(q string) (*sql.Rows, error) {
	where, args := []string{"1 = 1"}, []any{}
	if q != "" {
		where, args = append(where, "note LIKE ?"), append(args, q+"%")
	}
	return s.db.Query("SELECT id FROM products WHERE "+strings.Join(where, " AND "), args...)
}
