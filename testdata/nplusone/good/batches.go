// Package good loops and queries, and asks no store once for each element.
package good

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	sq "github.com/Masterminds/squirrel"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/redis/go-redis/v9"
	"github.com/samber/lo"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"gorm.io/gorm"
)

// Post is an entry of a feed.
type Post struct {
	ID       int64
	AuthorID int64
	Title    string
	Author   Author
	Comments []Comment
}

// Author wrote posts.
type Author struct {
	ID   int64
	Name string
}

// Comment belongs to a post.
type Comment struct {
	ID     int64
	PostID int64
	Text   string
}

// Batches asks for many at once.
type Batches struct {
	db    *sql.DB
	x     *sqlx.DB
	pool  *pgxpool.Pool
	orm   *gorm.DB
	redis *redis.Client
	mongo *mongo.Collection
}

func (b *Batches) authors(ctx context.Context, ids []int64) (map[int64]Author, error) {
	rows, err := b.db.QueryContext(ctx, "SELECT id, name FROM authors WHERE id = ANY($1)", pq.Array(ids))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	authors := make(map[int64]Author, len(ids))
	for rows.Next() {
		var a Author
		if err := rows.Scan(&a.ID, &a.Name); err != nil {
			return nil, err
		}
		authors[a.ID] = a
	}
	return authors, rows.Err()
}

// Fill collects ids, asks once, and joins in memory.
func (b *Batches) Fill(ctx context.Context, posts []Post) error {
	ids := make([]int64, 0, len(posts))
	for _, p := range posts {
		ids = append(ids, p.AuthorID)
	}
	authors, err := b.authors(ctx, ids)
	if err != nil {
		return err
	}
	for i := range posts {
		posts[i].Author = authors[posts[i].AuthorID]
	}
	return nil
}

// In lets sqlx expand the list.
func (b *Batches) In(ctx context.Context, posts []Post) (comments []Comment, err error) {
	query, args, err := sqlx.In("SELECT id, post_id, text FROM comments WHERE post_id IN (?)", lo.Map(posts, func(p Post, _ int) int64 { return p.ID }))
	if err != nil {
		return nil, err
	}
	err = b.x.SelectContext(ctx, &comments, b.x.Rebind(query), args...)
	return comments, err
}

// Placeholders writes the list by hand.
func (b *Batches) Placeholders(ctx context.Context, names []string) (n int, err error) {
	var marks []string
	var args []any
	for i, name := range names {
		marks = append(marks, fmt.Sprintf("$%d", i+1))
		args = append(args, name)
	}
	err = b.db.QueryRowContext(ctx, "SELECT count(1) FROM tags WHERE name IN ("+strings.Join(marks, ", ")+")", args...).Scan(&n)
	return n, err
}

// Operand is asked once, before the first element.
func (b *Batches) Operand(ctx context.Context, author int64) (titles []string) {
	for _, p := range b.byAuthor(ctx, author) {
		titles = append(titles, p.Title)
	}
	return titles
}

func (b *Batches) byAuthor(ctx context.Context, author int64) []Post {
	var posts []Post
	if err := b.x.SelectContext(ctx, &posts, "SELECT id, title FROM posts WHERE author_id = $1", author); err != nil {
		return nil
	}
	return posts
}

// Before uses the variables of the loop before the loop, and after it.
func (b *Batches) Before(ctx context.Context, ids []int64) (last string, err error) {
	var id int64 = ids[0]
	var first string
	if err := b.db.QueryRowContext(ctx, "SELECT title FROM posts WHERE id = $1", id).Scan(&first); err != nil {
		return "", err
	}
	longest := 0
	for _, id = range ids {
		longest = max(longest, len(fmt.Sprint(id)))
	}
	if longest > 12 {
		err = b.db.QueryRowContext(ctx, "SELECT title FROM posts WHERE id = $1", id).Scan(&last)
	}
	return first + last, err
}

// Filtered adds conditions in a loop and asks once.
func (b *Batches) Filtered(ctx context.Context, filters map[string]string) (posts []Post, err error) {
	q := b.orm.WithContext(ctx).Model(&Post{})
	for _, column := range slices.Sorted(maps.Keys(filters)) {
		q = q.Where(column+" = ?", filters[column])
	}
	err = q.Find(&posts).Error
	return posts, err
}

// Built is the same with squirrel.
func (b *Batches) Built(ctx context.Context, terms []string) (n int, err error) {
	query := sq.Select("count(1)").From("posts")
	for _, t := range terms {
		query = query.Where(sq.Expr("title ~ ?", t))
	}
	err = query.RunWith(b.db).QueryRowContext(ctx).Scan(&n)
	return n, err
}

// Sent queues in one loop, sends once, and reads the answers in another.
func (b *Batches) Sent(ctx context.Context, skus []string) (prices []int64, err error) {
	var batch pgx.Batch
	for _, sku := range skus {
		batch.Queue("SELECT price FROM products WHERE sku = $1", sku)
	}
	results := b.pool.SendBatch(ctx, &batch)
	defer results.Close()
	for range skus {
		var price int64
		if err := results.QueryRow().Scan(&price); err != nil {
			return nil, err
		}
		prices = append(prices, price)
	}
	return prices, nil
}

// SentByName reads the answers of a batch in a loop over what was asked for.
func (b *Batches) SentByName(ctx context.Context, skus []string) (map[string]int64, error) {
	batch := &pgx.Batch{}
	for _, sku := range skus {
		batch.Queue("SELECT quantity FROM stock WHERE sku = $1", sku)
	}
	results := b.pool.SendBatch(ctx, batch)
	defer results.Close()
	stock := map[string]int64{}
	for _, sku := range skus {
		var n int64
		if err := results.QueryRow().Scan(&n); err != nil {
			return nil, fmt.Errorf("stock of %s: %w", sku, err)
		}
		stock[sku] = n
	}
	return stock, nil
}

// Piped queues commands of redis and sends them together.
func (b *Batches) Piped(ctx context.Context, friends []string) (online int, err error) {
	pipe := b.redis.Pipeline()
	states := make(map[string]*redis.StringCmd, len(friends))
	for _, id := range friends {
		states[id] = pipe.Get(ctx, "presence:"+id)
	}
	if _, err := pipe.Exec(ctx); err != nil && err != redis.Nil {
		return 0, err
	}
	for _, id := range friends {
		if states[id].Val() == "online" {
			online++
		}
	}
	return online, nil
}

// Pipelined does so in a function.
func (b *Batches) Pipelined(ctx context.Context, members []int64) (profiles []map[string]string, err error) {
	commands, err := b.redis.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		for _, m := range members {
			pipe.HGetAll(ctx, fmt.Sprintf("profile:%d", m))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, c := range commands {
		p, err := c.(*redis.MapStringStringCmd).Result()
		if err != nil {
			return nil, err
		}
		profiles = append(profiles, p)
	}
	return profiles, nil
}

// Many gets all keys with one command.
func (b *Batches) Many(ctx context.Context, ids []string) (values []any, err error) {
	keys := make([]string, len(ids))
	for i, id := range ids {
		keys[i] = "session:" + id
	}
	return b.redis.MGet(ctx, keys...).Result()
}

// Documents asks MongoDB for a list.
func (b *Batches) Documents(ctx context.Context, ids []string) (docs []bson.M, err error) {
	cursor, err := b.mongo.Find(ctx, bson.M{"_id": bson.M{"$in": ids}})
	if err != nil {
		return nil, err
	}
	err = cursor.All(ctx, &docs)
	return docs, err
}

// Preloaded lets gorm ask once for all comments.
func (b *Batches) Preloaded(ctx context.Context, ids []int64) (total int, err error) {
	var posts []Post
	if err := b.orm.WithContext(ctx).Preload("Comments").Where("id IN ?", ids).Find(&posts).Error; err != nil {
		return 0, err
	}
	for _, p := range posts {
		total += len(p.Comments)
	}
	return total, nil
}

// Sorted loads the scores first and compares in memory.
func (b *Batches) Sorted(ctx context.Context, posts []Post) error {
	scores := map[int64]int{}
	rows, err := b.db.QueryContext(ctx, "SELECT post_id, count(1) FROM likes GROUP BY post_id")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var n int
		if err := rows.Scan(&id, &n); err != nil {
			return err
		}
		scores[id] = n
	}
	slices.SortFunc(posts, func(x, y Post) int { return scores[x.ID] - scores[y.ID] })
	return rows.Err()
}

// Variants reads what it was given: the statement differs, and there is one.
func (b *Batches) Variants(ctx context.Context, sorted bool, columns []string) (titles []string, err error) {
	order := ""
	for i, c := range columns {
		if i == 0 {
			order = " ORDER BY " + c
			continue
		}
		order += ", " + c
	}
	query := "SELECT title FROM posts"
	if sorted {
		query += order
	}
	err = b.x.SelectContext(ctx, &titles, query)
	return titles, err
}
