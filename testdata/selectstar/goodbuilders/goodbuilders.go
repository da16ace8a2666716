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
	sq.Update("users").Set("n", sq.Expr("n * ?", 2)).ToSql()
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
