// Package fixed asks once, in the ways that the rule suggests.
package fixed

import (
	"context"
	"database/sql"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/gomodule/redigo/redis"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/lib/pq"
	"gorm.io/gorm"
)

// Post is an entry of a feed.
type Post struct {
	ID       int64
	AuthorID int64
	Title    string
	Name     string
	Likes    int
	Author   *Author
}

// Author wrote posts.
type Author struct {
	ID   int64
	Name string
}

// Feed reads posts.
type Feed struct {
	db     *sql.DB
	pool   *pgxpool.Pool
	orm    *gorm.DB
	dynamo *dynamodb.Client
}

// Joined lets the database join.
func (f *Feed) Joined(ctx context.Context, user int64) (posts []Post, err error) {
	rows, err := f.db.QueryContext(ctx, `SELECT p.id, p.title, a.name, count(l.post_id)
		FROM posts p JOIN authors a ON a.id = p.author_id LEFT JOIN likes l ON l.post_id = p.id
		WHERE p.user_id = $1 GROUP BY p.id, p.title, a.name`, user)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var p Post
		if err := rows.Scan(&p.ID, &p.Title, &p.Name, &p.Likes); err != nil {
			return nil, err
		}
		posts = append(posts, p)
	}
	return posts, rows.Err()
}

// Mapped loads the names into a map.
func (f *Feed) Mapped(ctx context.Context, posts []*Post) error {
	ids := map[int64]struct{}{}
	for _, p := range posts {
		ids[p.AuthorID] = struct{}{}
	}
	list := make([]int64, 0, len(ids))
	for id := range ids {
		list = append(list, id)
	}
	rows, err := f.db.QueryContext(ctx, "SELECT id, name FROM authors WHERE id = ANY($1)", pq.Array(list))
	if err != nil {
		return err
	}
	defer rows.Close()
	names := make(map[int64]string, len(list))
	for rows.Next() {
		var id int64
		var name string
		if err := rows.Scan(&id, &name); err != nil {
			return err
		}
		names[id] = name
	}
	for _, p := range posts {
		p.Name = names[p.AuthorID]
	}
	return rows.Err()
}

// Preloaded lets gorm load the authors.
func (f *Feed) Preloaded(ctx context.Context) (names []string, err error) {
	var posts []Post
	if err := f.orm.WithContext(ctx).Preload("Author").Limit(50).Find(&posts).Error; err != nil {
		return nil, err
	}
	for _, p := range posts {
		names = append(names, p.Author.Name)
	}
	return names, nil
}

// Got asks DynamoDB for a hundred at a time.
func (f *Feed) Got(ctx context.Context, keys []map[string]types.AttributeValue) (n int, err error) {
	for start := 0; start < len(keys); start += 100 {
		out, err := f.dynamo.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{
			RequestItems: map[string]types.KeysAndAttributes{"sessions": {Keys: keys[start:min(start+100, len(keys))]}},
		})
		if err != nil {
			return 0, err
		}
		n += len(out.Responses["sessions"])
	}
	return n, nil
}

// Queued sends commands of redigo together.
func (f *Feed) Queued(conn redis.Conn, rooms []string) (total int, err error) {
	for _, room := range rooms {
		if err := conn.Send("SCARD", "room:"+room); err != nil {
			return 0, err
		}
	}
	if err := conn.Flush(); err != nil {
		return 0, err
	}
	for range rooms {
		n, err := redis.Int(conn.Receive())
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// Lateral asks for the latest of each in one statement.
func (f *Feed) Lateral(ctx context.Context, ids []int64) (latest map[int64]string, err error) {
	rows, err := f.pool.Query(ctx, `SELECT a.id, p.title FROM unnest($1::bigint[]) AS a(id)
		CROSS JOIN LATERAL (SELECT title FROM posts WHERE author_id = a.id ORDER BY id DESC LIMIT 1) p`, ids)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	latest = map[int64]string{}
	for rows.Next() {
		var id int64
		var title string
		if err := rows.Scan(&id, &title); err != nil {
			return nil, err
		}
		latest[id] = title
	}
	return latest, rows.Err()
}
