// Package good destroys by a condition, or what is meant to go.
package good

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	sq "github.com/Masterminds/squirrel"
	"github.com/doug-martin/goqu/v9"
	"github.com/huandu/go-sqlbuilder"
	jgorm "github.com/jinzhu/gorm"
	"github.com/redis/go-redis/v9"
	"github.com/uptrace/bun"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"gorm.io/gorm"
	"xorm.io/xorm"
)

type store struct{ db *sql.DB }

func (s *store) Conditions(ctx context.Context, id int, conds []string, tail string) {
	s.db.ExecContext(ctx, "DELETE FROM jobs WHERE id = $1", id)
	s.db.ExecContext(ctx, "DELETE FROM jobs WHERE 1=1 AND "+strings.Join(conds, " AND "))
	s.db.ExecContext(ctx, "DELETE FROM jobs "+tail)
	s.db.ExecContext(ctx, "DELETE FROM "+tail)
	s.db.ExecContext(ctx, "UPDATE jobs SET "+tail)
	s.db.ExecContext(ctx, fmt.Sprintf("UPDATE jobs SET state = 'x' %s", tail))
	s.db.ExecContext(ctx, "DELETE FROM jobs WHERE false")
	s.db.ExecContext(ctx, "DELETE FROM jobs ORDER BY id LIMIT 1000")
	s.db.ExecContext(ctx, "DELETE j FROM jobs j JOIN runs r ON r.job = j.id")
	s.db.ExecContext(ctx, "UPDATE jobs j JOIN runs r ON r.job = j.id SET j.state = r.state")
}

func (s *store) Where1(ids []int) {
	q := "DELETE FROM jobs WHERE 1=1"
	q += " AND id = ANY($1)"
	s.db.Exec(q, ids)
}

func (s *store) Filters(id, kind *int) error {
	where, args := []string{"1 = 1"}, []any{}
	if id != nil {
		where, args = append(where, "id = ?"), append(args, *id)
	}
	if kind != nil {
		where, args = append(where, "kind = ?"), append(args, *kind)
	}
	_, err := s.db.Exec("DELETE FROM relations WHERE "+strings.Join(where, " AND "), args...)
	return err
}

// PauseAll is for all of them by its name.
func (s *store) PauseAll() error {
	_, err := s.db.Exec("UPDATE components SET paused = true")
	return err
}

type anonymiser struct{ copy *sql.DB }

func (a *anonymiser) column(table, column string) error {
	_, err := a.copy.Exec("UPDATE " + table + " SET " + column + " = NULL")
	return err
}

func (s *store) DropTenant(tenant string) error {
	_, err := s.db.Exec(fmt.Sprintf("DROP SCHEMA IF EXISTS %q CASCADE", tenant))
	return err
}

func (s *store) Refuses(filter string) error {
	if filter == "" {
		return sql.ErrNoRows
	}
	q := "DELETE FROM jobs"
	q += " WHERE " + filter
	_, err := s.db.Exec(q)
	return err
}

func (s *store) Temporary(ctx context.Context, n int) {
	s.db.ExecContext(ctx, "CREATE TEMP TABLE wanted (id bigint)")
	s.db.ExecContext(ctx, "TRUNCATE wanted")
	s.db.ExecContext(ctx, "CREATE TABLE picked (id bigint) ON COMMIT DROP")
	s.db.ExecContext(ctx, "DELETE FROM picked")
	s.db.ExecContext(ctx, "DROP TEMPORARY TABLE IF EXISTS x")
	s.db.ExecContext(ctx, "TRUNCATE users_staging")
	s.db.ExecContext(ctx, "DELETE FROM tmp_import")
	s.db.ExecContext(ctx, "DROP TABLE IF EXISTS users_old")
	s.db.ExecContext(ctx, "DELETE FROM #ids")
	s.db.ExecContext(ctx, "DROP INDEX users_name")
	s.db.ExecContext(ctx, fmt.Sprintf("DROP TABLE IF EXISTS pipeline_events_%d", n))
	s.db.ExecContext(ctx, "DROP TABLE events_2024_01")
	s.db.ExecContext(ctx, "ALTER TABLE events DROP PARTITION p1")
}

func (s *store) rebuild() {
	s.db.Exec("DROP TABLE IF EXISTS ranking")
	s.db.Exec("CREATE TABLE ranking AS SELECT id FROM users")
}

func (s *store) dropExpired(partitions []string) {
	for _, partition := range partitions {
		s.db.Exec("DROP TABLE " + partition)
	}
}

func quote(s string) string { return `"` + s + `"` }

func (s *store) dropPartition(schema, name string) {
	s.db.Exec(fmt.Sprintf("DROP TABLE %s.%s", schema, quote(name)))
}

func (s *store) Handed(ctx context.Context) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, "DELETE FROM outbox RETURNING id, body")
}

func (s *store) OneRow() {
	s.db.Exec("UPDATE settings SET value = 1")
	s.db.Exec("UPDATE schema_version SET version = 3")
	s.db.Exec("DELETE FROM schema_migrations")
}

func (s *store) Down() { s.db.Exec("DROP TABLE users") }

func (s *store) ResetForTests() { s.db.Exec("TRUNCATE users") }

func truncate(s string, n int) string { return s[:min(len(s), n)] }

func (s *store) Text() string { return truncate("DROP TABLE users", 4) }

type User struct {
	ID   int64
	Name string
}

func Gorm(db *gorm.DB, old *jgorm.DB, u *User, id int64) {
	db.Delete(&User{})
	db.Delete(&User{}, id)
	db.Where("name = ?", "x").Delete(&User{})
	db.Where("1 = 1").Where("id = ?", id).Delete(&User{})
	db.Session(&gorm.Session{AllowGlobalUpdate: false}).Delete(u)
	db.Session(&gorm.Session{AllowGlobalUpdate: true}).Where("id > ?", id).Delete(&User{})
	old.Delete(u)
	old.Delete(&User{ID: id})
	old.Where("id = ?", id).Delete(&User{})
	var loaded User
	old.First(&loaded, id)
	old.Delete(&loaded)
}

func Scoped(db *gorm.DB) { db.Where("1 = 1").Limit(10).Delete(&User{}) }

func Xorm(eng *xorm.Engine, id int64) {
	eng.ID(id).Update(&User{Name: "x"})
	eng.Update(&User{Name: "x"}, &User{ID: id})
	eng.Where("name = ?", "x").Cols("name").Update(&User{})
	eng.Delete(&User{})
	eng.DropTables("users_tmp")
}

func Mongo(ctx context.Context, db *mongo.Database, kind string, filter bson.M) {
	db.Collection("x").DeleteMany(ctx, bson.M{"kind": kind})
	db.Collection("x").DeleteMany(ctx, filter)
	db.Collection("x_tmp").Drop(ctx)
	own := bson.M{}
	own["kind"] = kind
	db.Collection("x").DeleteMany(ctx, own)
	db.Collection("x").DeleteOne(ctx, bson.M{})
}

func Bun(ctx context.Context, db *bun.DB, id int64) {
	db.NewDelete().Model((*User)(nil)).Exec(ctx)
	db.NewDelete().Model((*User)(nil)).Where("id = ?", id).Exec(ctx)
	db.NewUpdate().Model(&User{ID: id}).WherePK().Exec(ctx)
	db.NewDropTable().Table("users_backup").Exec(ctx)
}

func Builders(filter sq.Sqlizer, id int64) {
	sq.Delete("users").Where(filter).ToSql()
	d := sq.Delete("users")
	if id > 0 {
		d = d.Where("id = ?", id)
	}
	d.ToSql()
	goqu.Delete("users").Where(goqu.Ex{"id": id}).ToSQL()
	goqu.From("users").Where(goqu.Ex{"id": id}).Delete().ToSQL()
	b := sqlbuilder.NewDeleteBuilder()
	b.DeleteFrom("users").Where(b.Equal("id", id)).Build()
	sq.Update("users").Set("a", 1).Limit(1).ToSql()
}

func Redis(ctx context.Context, rdb *redis.Client, cmd string) {
	rdb.Del(ctx, "users:1")
	rdb.Do(ctx, "DEL", "users:1")
	rdb.Do(ctx, cmd)
}
