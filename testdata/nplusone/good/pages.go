package good

import (
	"context"
	"database/sql"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/jmoiron/sqlx"
	"github.com/redis/go-redis/v9"
	"gorm.io/gorm"
)

// Pages reads a table piece by piece.
type Pages struct {
	db     *sqlx.DB
	orm    *gorm.DB
	redis  *redis.Client
	dynamo *dynamodb.Client
}

// Keyset continues behind the last row of each page.
func (s *Pages) Keyset(ctx context.Context, visit func(Author) error) error {
	last := int64(0)
	for {
		var page []Author
		err := s.db.SelectContext(ctx, &page, "SELECT id, name FROM authors WHERE id > $1 ORDER BY id LIMIT 500", last)
		if err != nil {
			return err
		}
		for _, a := range page {
			if err := visit(a); err != nil {
				return err
			}
			last = a.ID
		}
		if len(page) < 500 {
			return nil
		}
	}
}

// Offset skips what was read.
func (s *Pages) Offset(ctx context.Context) (all []Author, err error) {
	const size = 200
	for offset := 0; ; offset += size {
		var page []Author
		err := s.db.SelectContext(ctx, &page, "SELECT id, name FROM authors ORDER BY id LIMIT $1 OFFSET $2", size, offset)
		if err != nil {
			return nil, err
		}
		if len(page) == 0 {
			return all, nil
		}
		all = append(all, page...)
	}
}

// Numbered counts pages up to their number.
func (s *Pages) Numbered(ctx context.Context, total, size int) (all []Post, err error) {
	pages := (total + size - 1) / size
	for page := 1; page <= pages; page++ {
		var posts []Post
		if err := s.orm.WithContext(ctx).Order("id").Limit(size).Offset((page - 1) * size).Find(&posts).Error; err != nil {
			return nil, err
		}
		all = append(all, posts...)
	}
	return all, nil
}

// batch is a page and where the next one begins.
type batch struct {
	posts []Post
	next  string
}

func (s *Pages) after(ctx context.Context, token string) (b batch, err error) {
	err = s.db.SelectContext(ctx, &b.posts, "SELECT id, title FROM posts WHERE title > $1 ORDER BY title LIMIT 100", token)
	if n := len(b.posts); n > 0 {
		b.next = b.posts[n-1].Title
	}
	return b, err
}

// Token follows the token of each page, one call away.
func (s *Pages) Token(ctx context.Context) (n int, err error) {
	token := ""
	for {
		b, err := s.after(ctx, token)
		if err != nil {
			return 0, err
		}
		n += len(b.posts)
		if b.next == "" {
			return n, nil
		}
		token = b.next
	}
}

// Scan follows a cursor of redis and gets the keys of each page together.
func (s *Pages) Scan(ctx context.Context) (values []any, err error) {
	var cursor uint64
	for {
		keys, next, err := s.redis.Scan(ctx, cursor, "session:*", 500).Result()
		if err != nil {
			return nil, err
		}
		if len(keys) > 0 {
			page, err := s.redis.MGet(ctx, keys...).Result()
			if err != nil {
				return nil, err
			}
			values = append(values, page...)
		}
		if cursor = next; cursor == 0 {
			return values, nil
		}
	}
}

// Paginator has the SDK follow the key of each page.
func (s *Pages) Paginator(ctx context.Context) (n int, err error) {
	pages := dynamodb.NewScanPaginator(s.dynamo, &dynamodb.ScanInput{TableName: aws.String("sessions")})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return 0, err
		}
		n += len(page.Items)
	}
	return n, nil
}

// Keys follows the last key by hand.
func (s *Pages) Keys(ctx context.Context) (n int, err error) {
	in := &dynamodb.QueryInput{TableName: aws.String("events")}
	for {
		out, err := s.dynamo.Query(ctx, in)
		if err != nil {
			return 0, err
		}
		n += len(out.Items)
		if out.LastEvaluatedKey == nil {
			return n, nil
		}
		in.ExclusiveStartKey = out.LastEvaluatedKey
	}
}

// Batched has gorm page.
func (s *Pages) Batched(ctx context.Context) (likes int64, err error) {
	var posts []Post
	err = s.orm.WithContext(ctx).FindInBatches(&posts, 500, func(tx *gorm.DB, _ int) error {
		ids := make([]int64, len(posts))
		for i, p := range posts {
			ids[i] = p.ID
		}
		var n int64
		if err := tx.Table("likes").Where("post_id IN ?", ids).Count(&n).Error; err != nil {
			return err
		}
		likes += n
		return nil
	}).Error
	return likes, err
}

// Root climbs from a folder to the one above all: each step needs the one before.
func (s *Pages) Root(ctx context.Context, folder int64) (int64, error) {
	for {
		var parent sql.NullInt64
		if err := s.db.GetContext(ctx, &parent, "SELECT parent_id FROM folders WHERE id = $1", folder); err != nil {
			return 0, err
		}
		if !parent.Valid {
			return folder, nil
		}
		folder = parent.Int64
	}
}

// Slug tries names until one is free.
func (s *Pages) Slug(ctx context.Context, base string) (string, error) {
	slug := base
	for i := 2; ; i++ {
		var taken bool
		if err := s.db.GetContext(ctx, &taken, "SELECT EXISTS (SELECT 1 FROM pages WHERE slug = $1)", slug); err != nil {
			return "", err
		}
		if !taken {
			return slug, nil
		}
		slug = base + "-" + string(rune('a'+i))
	}
}
