package bad

import (
	"context"

	sq "github.com/Masterminds/squirrel"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/bradfitz/gomemcache/memcache"
	"github.com/doug-martin/goqu/v9"
	redigo "github.com/gomodule/redigo/redis"
	"github.com/huandu/go-sqlbuilder"
	jgorm "github.com/jinzhu/gorm"
	"github.com/minio/minio-go/v7"
	"github.com/pocketbase/dbx"
	"github.com/redis/go-redis/v9"
	"github.com/uptrace/bun"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"gorm.io/gorm"
	"xorm.io/xorm"
)

type User struct {
	ID      int64
	Blocked bool
}

type libs struct {
	rdb  *redis.Client
	ring redis.UniversalClient
	mc   *memcache.Client
	coll *mongo.Collection
	db   *mongo.Database
	s3   *s3.Client
	min  *minio.Client
	gdb  *gorm.DB
	old  *jgorm.DB
	eng  *xorm.Engine
	bun  *bun.DB
	dbx  *dbx.DB
}

func (l *libs) Caches(ctx context.Context, c redigo.Conn) {
	l.rdb.FlushAll(ctx)           // want "FlushAll empties the whole cache"
	l.ring.FlushDB(ctx)           // want "FlushDB empties the whole cache"
	l.rdb.Do(ctx, "flushall")     // want "FLUSHALL empties the whole cache"
	c.Do("FLUSHDB")               // want "FLUSHDB empties the whole cache"
	l.mc.FlushAll()               // want "FlushAll empties the whole cache"
	l.rdb.Pipeline().FlushDB(ctx) // want "FlushDB empties the whole cache"
}

func (l *libs) Mongo(ctx context.Context) {
	l.coll.DeleteMany(ctx, bson.M{})                                 // want "DeleteMany without a condition deletes everything"
	l.coll.DeleteMany(ctx, bson.D{})                                 // want "DeleteMany without a condition"
	l.coll.UpdateMany(ctx, bson.M{}, bson.M{"$set": bson.M{"a": 1}}) // want "UpdateMany without a condition rewrites everything"
	l.db.Collection("orders").Drop(ctx)                              // want "Drop of orders loses the whole collection"
	l.db.Drop(ctx)                                                   // want "Drop loses the whole database"
	filter := bson.D{}
	l.db.Collection("users").DeleteMany(ctx, filter) // want "DeleteMany of users without a condition"
}

func (l *libs) Buckets(ctx context.Context, in *s3.DeleteBucketInput) {
	l.s3.DeleteBucket(ctx, in)        // want "DeleteBucket loses the whole bucket"
	l.min.RemoveBucket(ctx, "photos") // want "RemoveBucket loses the whole bucket"
}

func (l *libs) Gorm() {
	l.gdb.Session(&gorm.Session{AllowGlobalUpdate: true}).Delete(&User{}) // want "AllowGlobalUpdate lets a Delete or Update without a condition reach every row"
	l.gdb.Where("1 = 1").Delete(&User{})                                  // want "Delete of User with a condition that is always true"
	l.gdb.Delete(&User{}, "1 = 1")                                        // want "Delete of User with a condition that is always true"
	l.gdb.Model(&User{}).Where("true").Update("blocked", true)            // want "Update of User with a condition that is always true rewrites everything"
	l.gdb.Migrator().DropTable(&User{})                                   // want "DropTable of User loses the whole table"
	l.gdb.Exec("DELETE FROM users")                                       // want "DELETE FROM users has no WHERE"
	l.old.Delete(&User{})                                                 // want "Delete of User without a condition deletes everything"
	l.old.DropTableIfExists("users")                                      // want "DropTableIfExists of users"
}

func config() gorm.Option {
	return &gorm.Config{AllowGlobalUpdate: true} // want "AllowGlobalUpdate lets a Delete"
}

func (l *libs) Xorm() {
	l.eng.Update(&User{Blocked: true})                 // want "Update of User without a condition rewrites everything"
	l.eng.Cols("blocked").Update(&User{Blocked: true}) // want "Update of User without a condition"
	l.eng.Where("1=1").Delete(&User{})                 // want "Delete of User with a condition that is always true"
	l.eng.DropTables(&User{})                          // want "DropTables of User"
	l.eng.Truncate(new(User))                          // want "Truncate of User without a condition"
}

func (l *libs) Bun(ctx context.Context) {
	l.bun.NewDelete().Model((*User)(nil)).Where("1 = 1").Exec(ctx)                    // want "Exec with a condition that is always true deletes everything|Exec of User"
	l.bun.NewUpdate().Table("users").Set("blocked = ?", true).Where("TRUE").Exec(ctx) // want "Exec of users with a condition that is always true rewrites"
	l.bun.NewTruncateTable().Table("users").Exec(ctx)                                 // want "Exec of users empties the table"
	l.bun.NewDropTable().Table("users").Exec(ctx)                                     // want "Exec of users loses the whole table"
}

func (l *libs) Builders(ctx context.Context, blocked bool) {
	sq.Delete("users").ToSql() // want "Delete of users without a condition"
	psql := sq.StatementBuilder.PlaceholderFormat(sq.Dollar)
	psql.Update("users").Set("blocked", true).ToSql() // want "Update of users without a condition"
	goqu.Delete("users").ToSQL()                      // want "Delete of users without a condition"
	goqu.Truncate("users").ToSQL()                    // want "Truncate of users empties"
	b := sqlbuilder.NewDeleteBuilder()                // want "NewDeleteBuilder of users without a condition"
	b.DeleteFrom("users")
	b.Build()
	l.dbx.Delete("users", nil).Execute()   // want "Delete of users without a condition"
	l.dbx.TruncateTable("users").Execute() // want "TruncateTable of users"
}
