// Package goodbuilders names the columns.
package goodbuilders

import (
	"context"

	entsql "entgo.io/ent/dialect/sql"
	sq "github.com/Masterminds/squirrel"
	"github.com/doug-martin/goqu/v9"
	"github.com/go-pg/pg/v10"
	"github.com/pocketbase/dbx"
	"github.com/uptrace/bun"
	"gorm.io/gorm"
	"xorm.io/xorm"
)

type user struct{ ID int64 }

func squirrel(cols []string) {
	sq.Select("id", "name").From("users").ToSql()
	sq.Select("count(*)").From("users").ToSql()
	sq.Select("*").FromSelect(sq.Select("id").From("users"), "u").ToSql()
	sq.Select("*").From("pg_stat_activity").ToSql()
	sq.Select("*").From("generate_series(1, 3)").ToSql()
	sq.Select(cols...).From("users").ToSql()
	sq.Select("price * amount").From("lines").Suffix("FOR UPDATE").ToSql()
	sq.Select("1").Prefix("SELECT EXISTS (").From("users").Suffix(")").ToSql()
	sq.Insert("users").Values(1).Suffix("RETURNING id").ToSql()
	sq.Update("users").Set("n", sq.Expr("n * ?", 2)).ToSql() // want destructiveop "Update of users"
}

func goquBuilder(db *goqu.Database, out *[]user) {
	goqu.From("users").Select("id", "name").ToSQL()
	db.From("users").ScanStructs(out)
	db.From("users").Where(goqu.C("id").Eq(1)).Count()
	goqu.From("users").Select(goqu.COUNT("*")).ToSQL()
	goqu.From("users").Select(goqu.COUNT(goqu.Star())).ToSQL()
	goqu.From(goqu.From("users").Select("id").As("u")).ToSQL()
	goqu.From("users").Delete().ToSQL()
	goqu.From("users").Update().Set(goqu.Record{"a": 1}).ToSQL()
	base := db.From("users")
	base.Select("id").ToSQL()
}

func bunBuilder(ctx context.Context, db *bun.DB, out *[]user) {
	db.NewSelect().Model(out).Scan(ctx)
	db.NewSelect().Model(out).Column("id").Scan(ctx)
	db.NewSelect().TableExpr("users").ColumnExpr("count(*)").Scan(ctx, out)
	db.NewSelect().Table("users").Count(ctx)
	db.NewInsert().Model(&user{}).Returning("id").Exec(ctx)
	db.NewSelect().TableExpr("(?) AS u", db.NewSelect().Model(out)).Scan(ctx, out)
}

func orms(db *gorm.DB, x *xorm.Engine, d *dbx.DB, p *pg.DB, out any) {
	db.Find(out)
	db.Select("id", "name").Find(out)
	db.Select("count(*)").Find(out)
	db.Table("(SELECT id FROM users) u").Select("*").Find(out)
	db.Raw("SELECT id FROM users").Scan(out)
	db.Where("a * b > ?", "*").Find(out)
	x.Table("users").Select("id").Find(out)
	x.Find(out)
	d.Select("id").From("users").All(out)
	d.Select().From("users").AndSelect("id").All(out)
	p.Model(out).Column("id").Select()
	entsql.Select("id").From(entsql.Table("users")).Query()
	entsql.Select().From(entsql.Table("users")).Count().Query()
}

// notRead has stars that decide no result.
func notRead(db *gorm.DB, x *xorm.Session, out *[]user) {
	var n int64
	db.Model(&user{}).Select("*").Count(&n)
	db.Select("*").Create(out)
	db.Select("*").Save(out)
	db.Model(&user{}).Select("*").Omit("created_at").Updates(user{})
	x.Select("*").Count(&user{})
}

// subqueries hands builders to builders that name columns, count or look for a row.
func subqueries(ctx context.Context, db *gorm.DB, b *bun.DB, g *goqu.Database, out *[]user) {
	orders := sq.Select("*").From("orders").Where("orders.user_id = users.id")
	sq.Select("id").From("users").Where(sq.Expr("EXISTS (?)", orders)).ToSql()
	sq.Select("id").From("users").Where(sq.Select("*").From("orders").Prefix("EXISTS (").Suffix(")")).ToSql()
	sq.Select("count(*)").FromSelect(sq.Select("*").From("users").Limit(100), "u").ToSql()
	sq.Select("u.id").FromSelect(sq.Select("*").From("users"), "u").ToSql()
	sq.Select("*").Prefix("WITH recent AS (SELECT id FROM orders)").From("recent").ToSql()
	sq.Select("t.*").From("a").Join("(SELECT id FROM b) t ON t.id = a.id").ToSql()
	db.Where("EXISTS (?)", db.Table("orders").Select("*")).Find(out)
	db.Table("(?) AS u", db.Model(&user{}).Select("id")).Select("u.*").Find(out)
	db.Table("(?) AS u", db.Model(&user{}).Select("*")).Select("u.id").Find(out)
	b.NewSelect().With("recent", b.NewSelect().Model(out).Column("id")).Table("recent").Scan(ctx, out)
	b.NewSelect().Model(out).Where("EXISTS (?)", b.NewSelect().TableExpr("orders").ColumnExpr("*")).Scan(ctx)
	g.From("recent").With("recent", goqu.From("orders").Select("id")).ToSQL()
	g.From("users").Where(goqu.L("EXISTS (?)", goqu.From("orders").Select(goqu.Star()))).Select("id").ToSQL()
	entsql.Select("id").From(entsql.Table("u")).Where(entsql.Exists(entsql.Select("*").From(entsql.Table("o")))).Query()
}

type store struct{ db *gorm.DB }

// open makes the handle that statements begin with: they have nothing to do with each other.
func open(d gorm.Dialector) (*store, error) {
	db, err := gorm.Open(d)
	if err != nil {
		return nil, err
	}
	pool, err := db.DB()
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(10)
	return &store{db}, nil
}

func (s *store) update(u user) { s.db.Table("users").Select("*").Updates(u) }

func (s *store) list(ctx context.Context, out *[]user) { s.db.WithContext(ctx).Select("id").Find(out) }
