// Package builders asks builders for every column.
package builders

import (
	"context"

	entsql "entgo.io/ent/dialect/sql"
	sq "github.com/Masterminds/squirrel"
	"github.com/doug-martin/goqu/v9"
	"github.com/go-pg/pg/v10"
	"github.com/huandu/go-sqlbuilder"
	"github.com/pocketbase/dbx"
	"github.com/uptrace/bun"
	"gorm.io/gorm"
	"xorm.io/builder"
	"xorm.io/xorm"
)

type user struct{ ID int64 }

func squirrel(desc bool) {
	sq.Select("*").From("users").ToSql() // want "SELECT \\* on users"
	psql := sq.StatementBuilder.PlaceholderFormat(sq.Dollar)
	q := psql.Select("id", "u.*").From("users u") // want "SELECT u.\\* on users"
	if desc {
		q = q.OrderBy("id DESC")
	}
	q.ToSql()
	sq.Select().Columns("*").From("orders").ToSql()                      // want "on orders"
	sq.Select("id").Column("o.*").From("orders o").ToSql()               // want "SELECT o.\\*"
	sq.Insert("users").Columns("name").Values("x").Suffix("RETURNING *") // want "RETURNING \\* on users"
	sq.Update("users").Set("a", 1).Suffix("RETURNING users.*")           // want "RETURNING users.\\*"
	columns := []string{"*"}
	sq.Select(columns...).From("spread").ToSql() // want "on spread"
}

func goquBuilder(db *goqu.Database) {
	goqu.From("users").Where(goqu.C("id").Eq(1)).ToSQL()                      // want "a query without columns on users fetches every column"
	goqu.Dialect("postgres").From("orders").Order(goqu.I("id").Asc()).ToSQL() // want "a query without columns on orders"
	goqu.From("users").Select("*").ToSQL()                                    // want "SELECT \\* on users"
	db.From("users").Select(goqu.Star())                                      // want "SELECT \\* on users"
	db.From(goqu.T("users")).Select(goqu.I("u.*"))                            // want "SELECT u.\\*"
	db.From("users").Select(goqu.L("*"))                                      // want "SELECT \\*"
	goqu.Insert("users").Rows(user{}).Returning("*")                          // want "RETURNING \\* on users"
}

func bunBuilder(ctx context.Context, db *bun.DB, out *[]user) {
	db.NewSelect().Model(out).ColumnExpr("*").Scan(ctx)                 // want "SELECT \\* on user"
	db.NewSelect().Model(out).ColumnExpr("u.*").Scan(ctx)               // want "SELECT u.\\*"
	db.NewSelect().TableExpr("users").Where("id = ?", 1).Scan(ctx, out) // want "a query without columns on users"
	db.NewSelect().Table("users").Column("*").Scan(ctx, out)            // want "on users"
	db.NewRaw("SELECT * FROM users").Scan(ctx, out)                     // want "on users"
	db.NewInsert().Model(&user{}).Returning("*").Exec(ctx)              // want "RETURNING \\* on user"
}

func gormBuilder(db *gorm.DB, out any) {
	db.Select("*").Find(out)                                     // want "SELECT \\*"
	db.Table("users").Select("users.*, count(1) AS n").Scan(out) // want "SELECT users.\\*"
	db.Model(&user{}).Select("*").Where("a = ?", 1).Find(out)    // want "SELECT \\* on user"
	db.Select([]string{"id", "o.*"}).Find(out)                   // want "SELECT o.\\*"
}

func others(x *xorm.Engine, d *dbx.DB, p *pg.DB, out any) {
	x.Table("users").Select("*").Find(out)          // want "SELECT \\* on users"
	x.Table("users").Select("users.*, 1").Find(out) // want "SELECT users.\\*"
	builder.Select("*").From("users").ToSQL()       // want "on users"
	d.Select("*").From("users").All(out)            // want "on users"
	d.Select().From("users").All(out)               // want "a query without columns on users"
	d.NewQuery("SELECT * FROM users").All(out)      // want "on users"
	p.Model(out).ColumnExpr("*").Select()           // want "SELECT \\*"
	p.Query(out, "SELECT * FROM users")             // want "on users"
	sb := sqlbuilder.NewSelectBuilder()
	sb.Select("*").From("users")                           // want "on users"
	entsql.Select("*").From(entsql.Table("users")).Query() // want "on users"
	entsql.Select().From(entsql.Table("users")).Query()    // want "a query without columns on users"
}

// subqueries hands builders to builders that take all of their columns.
func subqueries(db *gorm.DB, out any) {
	sq.Select("b.*").From("a").LeftJoin("big_table b ON b.id = a.id").ToSql()                     // want "SELECT b.\\* on big_table"
	sq.Select().Column(sq.Expr("users.*")).From("users").ToSql()                                  // want "on users"
	sq.Select("*").FromSelect(sq.Select("*").From("inner_table"), "t").ToSql()                    // want "on inner_table"
	sq.Insert("archive").Select(sq.Select("*").From("live")).ToSql()                              // want "on live"
	sq.Select("id").From("a").Suffix("UNION ALL SELECT * FROM b").ToSql()                         // want "on b"
	db.Table("(?) AS ranked", db.Table("scores").Select("*, rank() OVER (ORDER BY n)")).Find(out) // want "on scores"
	goqu.From("a").Select("id").Union(goqu.From("b").Select("*")).ToSQL()                         // want "on b"
	q := db.Model(&user{}).Select("*")                                                            // want "on user"
	var n int64
	q.Count(&n)
	q.Limit(10).Find(out)
	t := entsql.Table("users")
	entsql.Select(t.C("*")).From(t).Query()                   // want "on users"
	sqlbuilder.Buildf("SELECT * FROM users WHERE id = %v", 1) // want "on users"
}

func columns(list ...string) sq.SelectBuilder { return sq.Select(list...).From("accounts") }

func callers() {
	columns("*").ToSql() // want "SELECT \\* on accounts"
	columns("id").ToSql()
}

// repository reads any of its tables.
type repository struct{ table string }

func albums() repository  { return repository{table: "album"} }
func artists() repository { return repository{table: "artist"} }

func (r repository) all() (string, []any, error) {
	return sq.Select().From(r.table).Columns(r.table + ".*").ToSql() // want selectstar "^SELECT \\* fetches"
}

var _ = []any{albums, artists, repository.all}
