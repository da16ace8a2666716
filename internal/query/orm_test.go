package query

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

const gormSource = `package p

import (
	"fmt"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

type User struct {
	gorm.Model
	Email  string
	TeamID int64 ` + "`gorm:\"column:team\"`" + `
	Visits int
}

type Category struct{ ID int64 }

func (Category) TableName() string { return "cats" }

type repo struct{ db *gorm.DB }

func (r *repo) byEmail(mail string) (u User, err error) {
	err = r.db.Where("email = ? AND team IN ?", mail, []int{1}).Order("created_at desc").First(&u).Error
	return u, err
}

func (r *repo) all() (out []Category, err error) { return out, r.db.Find(&out).Error }

func (r *repo) inline(mail string) (out []User) {
	r.db.Find(&out, "email LIKE ?", "%"+mail)
	return out
}

func (r *repo) structs(team int64) (out []User) {
	r.db.Where(&User{TeamID: team}).Where(map[string]any{"email": "x"}).Limit(10).Find(&out)
	return out
}

func (r *repo) may(mail string) (out []User, n int64) {
	q := r.db.Model(&User{}).Where("visits > 3")
	if mail != "" {
		q = q.Where("email = ?", mail)
	}
	q.Count(&n)
	q.Find(&out)
	return out, n
}

func (r *repo) always(mail string) (out []User) {
	q := r.db.Model(&User{})
	q = q.Where("email = ?", mail)
	q = q.Or("visits = 1")
	q.Find(&out)
	return out
}

func page(db *gorm.DB, n int) *gorm.DB { return db.Limit(n).Offset(3) }

func (r *repo) paged(n int) (out []User) {
	page(r.db.Where("team = 1"), n).Find(&out)
	return out
}

func (r *repo) words(words string) (out []User) {
	q := r.db.Where("1 = 1")
	for _, w := range strings.Split(words, " ") {
		q = q.Where(fmt.Sprintf("%s LIKE ?", col("name")), fmt.Sprintf("%%%s%%", w))
	}
	r.db.Model(&User{}).Where(q).Find(&out)
	return out
}

func col(n string) string { return n + "x" }

func (r *repo) scoped() (out []User) {
	r.db.Scopes(func(db *gorm.DB) *gorm.DB { return db.Limit(3) }).Find(&out)
	return out
}

func (r *repo) write(u *User) {
	r.db.Model(u).Where("visits = ?", u.Visits).Update("visits", u.Visits+1)
	r.db.Model(&User{}).Where("id = 3").Updates(map[string]any{"visits": gorm.Expr("visits + ?", 1)})
	r.db.Save(u)
	r.db.Clauses(clause.OnConflict{DoNothing: true}).Create(u)
	r.db.Clauses(clause.Locking{Strength: "UPDATE"}).First(u, 7)
	r.db.Unscoped().Delete(&User{}, "email = ?", "x")
	r.db.Table("users AS u").Joins("LEFT JOIN teams t ON t.id = u.team").Select("count(*), t.id").Group("t.id").Having("count(*) > 1").Scan(u)
}

func (r *repo) raw(mail string) (out []User) {
	r.db.Raw("SELECT * FROM users WHERE email = ?", mail).Scan(&out)
	return out
}

func (r *repo) tx(mail string) error {
	return r.db.Transaction(func(tx *gorm.DB) error {
		var u User
		return tx.Where("email = ?", mail).Take(&u).Error
	})
}
`

func TestGorm(t *testing.T) {
	x, pkg := load(t, gormSource)
	assert.Equal(t, map[string][]string{
		"(*repo).all":      {"SELECT cats into out many"},
		"(*repo).always":   {"SELECT users where users.email = mail or, users.visits = 1 or into out many"},
		"(*repo).byEmail":  {"SELECT users where users.email = mail, users.team IN lit order created_at limit 1 into u"},
		"(*repo).inline":   {"SELECT users where users.email LIKE %<mail> into out many"},
		"(*repo).may":      {"SELECT users where users.visits > 3, users.email = mail maybe count() into n", "SELECT users where users.visits > 3, users.email = mail maybe into out many"},
		"(*repo).paged":    {"SELECT users where users.team = 1 limit n into out many"},
		"(*repo).raw":      {"SELECT users where users.email = mail into out many"},
		"(*repo).scoped":   {"SELECT users into out many incomplete"},
		"(*repo).structs":  {"SELECT users where users.team = team, users.email = x limit 10 into out many"},
		"(*repo).tx.func1": {"SELECT users where users.email = mail limit 1 into u"},
		"(*repo).words":    {"SELECT users where  = 1, users.namex LIKE %<w>% maybe into out many"},
		"(*repo).write":    {"UPDATE users where users.visits = .Visits, users.id = ? maybe set visits=", "UPDATE users where users.id = 3 set visits=expr reads visits", "UPDATE users where users.id = ? set model=.Model, email=.Email, team=.TeamID, visits=.Visits", "INSERT users set model=.Model, email=.Email, team=.TeamID, visits=.Visits conflict", "SELECT users where users.id = 7 limit 1 for UPDATE into u", "DELETE users where users.email = x", "SELECT users teams on teams.id = users.team having  > 1 group id count() into u"},
	}, describe(x, pkg))
}

const builderSource = `package p

import (
	"context"

	sq "github.com/Masterminds/squirrel"
	"github.com/doug-martin/goqu/v9"
	"github.com/jmoiron/sqlx"
	"github.com/uptrace/bun"
	"xorm.io/builder"
	"xorm.io/xorm"
)

type User struct {
	bun.BaseModel ` + "`bun:\"table:people\"`" + `
	ID    int64
	OrgId int64
	Email string ` + "`xorm:\"varchar(100) 'mail' notnull\"`" + `
}

type repo struct {
	db *sqlx.DB
	e  *xorm.Engine
	b  *bun.DB
	g  *goqu.Database
}

func (r *repo) sq(ids []int64, name string) (out []User, err error) {
	sel := sq.Select("id", "name").From("users u").Where(sq.Eq{"u.id": ids}).Where(sq.Or{sq.Like{"name": "%" + name}, sq.Expr("nick = ?", name)}).OrderBy("name DESC").Limit(5)
	query, args, err := sel.ToSql()
	if err != nil {
		return nil, err
	}
	return out, r.db.Select(&out, query, args...)
}

func (r *repo) queryAll(sel sq.SelectBuilder, out any) error {
	query, args, err := sel.PlaceholderFormat(sq.Dollar).ToSql()
	if err != nil {
		return err
	}
	return r.db.Select(out, query, args...)
}

func (r *repo) helped(hash []string) (out []User, err error) {
	return out, r.queryAll(sq.Select("*").From("art").Where(sq.Eq{"hash": hash}), &out)
}

func (r *repo) sqWrite(id int64) error {
	_, err := sq.Update("users").Set("n", sq.Expr("n + 1")).Where("id = ?", id).RunWith(r.db).Exec()
	return err
}

func (r *repo) xorm(id int64, name string) (out []*User, err error) {
	err = r.e.Where("name = ?", name).In("org_id", []int64{1, 2}).Desc("id").Limit(3, 6).Find(&out)
	return out, err
}

func (r *repo) xormAll() (out []*User, err error) { return out, r.e.Find(&out) }

func (r *repo) xormBean(id int64) (bool, error) { return r.e.Get(&User{OrgId: id, Email: "x"}) }

func (r *repo) xormSession(name string, like bool) (out []*User, err error) {
	s := r.e.NewSession()
	defer s.Close()
	s.Where("org_id = 1")
	if like {
		s.And("mail LIKE ?", "%"+name+"%")
	}
	return out, s.Find(&out)
}

func (r *repo) xormCond(name string) (out []*User, err error) {
	cond := builder.NewCond().And(builder.Eq{"org_id": 1}).And(builder.Like{"mail", name})
	return out, r.e.Where(cond).Find(&out)
}

func (r *repo) xormUpdate(u *User) (int64, error) { return r.e.ID(u.ID).Cols("mail").Update(u) }

func (r *repo) bun(ctx context.Context, name string) (out []User, err error) {
	q := r.b.NewSelect().Model(&out).Where("name ILIKE ?", "%"+name+"%").OrderExpr("id ASC")
	if name != "" {
		q.Limit(3)
	}
	return out, q.Scan(ctx)
}

func (r *repo) bunUpdate(ctx context.Context, id int64) error {
	_, err := r.b.NewUpdate().Model((*User)(nil)).Set("n = n + ?", 1).Where("id = ?", id).Exec(ctx)
	return err
}

func (r *repo) goqu(ids []int64, name string) (out []User, err error) {
	ds := r.g.From("users").Prepared(true).Where(goqu.C("id").In(ids), goqu.I("users.name").ILike("%"+name)).Where(goqu.Or(goqu.C("a").Eq(1), goqu.L("b > ?", 2)))
	return out, ds.ScanStructs(&out)
}

func (r *repo) goquEx(name string) (string, []any, error) {
	return goqu.Select("id").From(goqu.T("users").As("u")).Where(goqu.Ex{"u.name": name}).Limit(3).ToSQL()
}
`

func TestBuilders(t *testing.T) {
	x, pkg := load(t, builderSource)
	assert.Equal(t, map[string][]string{
		"(*repo).bun":         {"SELECT people where people.name ILIKE %<name>% order id limit 3 into out many"},
		"(*repo).bunUpdate":   {"UPDATE people where people.id = id set n=expr reads n"},
		"(*repo).goqu":        {"SELECT users where users.id IN ids, users.name ILIKE %<name>, users.a = 1 or, users.b > 2 or into out many"},
		"(*repo).goquEx":      {"SELECT users where users.name = name limit 3"},
		"(*repo).helped":      {"SELECT art where art.hash = hash into out many"},
		"(*repo).sq":          {"SELECT users where users.id = ids, users.name LIKE %<name> or, users.nick = name or order name limit 5 into out many"},
		"(*repo).sqWrite":     {"UPDATE users where users.id = id set n=expr reads n"},
		"(*repo).xorm":        {"SELECT people where people.name = name, people.org_id IN lit order id limit 3 into out many"},
		"(*repo).xormAll":     {"SELECT people into out many"},
		"(*repo).xormBean":    {"SELECT people where people.org_id = id, people.mail = x limit 1 into lit"},
		"(*repo).xormCond":    {"SELECT people where people.org_id = 1, people.mail LIKE name into out many"},
		"(*repo).xormSession": {"SELECT people where people.org_id = 1, people.mail LIKE %<name>% maybe into out many"},
		"(*repo).xormUpdate":  {"UPDATE people where people.id = .ID set mail=.Email"},
	}, describe(x, pkg))
}
