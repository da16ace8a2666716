// Package more has more code that asks once for each element: what functions are called with, what names say, and two queries on a line.
package more

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"sort"

	sq "github.com/Masterminds/squirrel"
	"github.com/uptrace/bun"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"gorm.io/gorm"
)

// Line is a line of an order.
type Line struct {
	ID        int64
	SKU       string
	ProductID int64
}

// Product is sold.
type Product struct {
	ID    int64 `bun:",pk"`
	Price int64
}

// Store is the database.
type Store struct {
	db      *sql.DB
	orm     *gorm.DB
	bun     *bun.DB
	mongo   *mongo.Database
	dialect sq.StatementBuilderType
}

func (s *Store) likes(ctx context.Context, id int64) (n int) {
	if err := s.db.QueryRowContext(ctx, "SELECT count(1) FROM likes WHERE post_id = $1", id).Scan(&n); err != nil {
		return 0
	}
	return n
}

// Pooled asks for each of many.
func (s *Store) Pooled(ctx context.Context, ids []int64) (counts []int) {
	for _, id := range ids {
		counts = append(counts, s.likes(ctx, id)) // want "likes for each id: load them"
	}
	return counts
}

// Written has squirrel write the statement.
func (s *Store) Written(ctx context.Context, lines []Line) (names []string, err error) {
	for _, l := range lines {
		query, args, err := s.dialect.Select("name").From("makers").Where("sku = ?", l.SKU).ToSql()
		if err != nil {
			return nil, err
		}
		var name string
		if err := s.db.QueryRowContext(ctx, query, args...).Scan(&name); err != nil { // want "makers"
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

// Ranked looks up two values for each comparison.
func (s *Store) Ranked(ctx context.Context, posts []Line) {
	slices.SortFunc(posts, func(a, b Line) int {
		return cmp.Compare(s.likes(ctx, a.ID), s.likes(ctx, b.ID)) // want "likes"
	})
}

// Sorted compares by index.
func (s *Store) Sorted(ctx context.Context, posts []Line) {
	sort.Slice(posts, func(i, j int) bool {
		return s.likes(ctx, posts[i].ID) < s.likes(ctx, posts[j].ID) // want "likes"
	})
}

// converter reads rows and converts each.
type converter struct {
	rows    *sql.Rows
	convert func(id int64) (string, error)
	out     []string
}

func (c *converter) execute() error {
	for c.rows.Next() {
		var id int64
		if err := c.rows.Scan(&id); err != nil {
			return err
		}
		text, err := c.convert(id)
		if err != nil {
			return err
		}
		c.out = append(c.out, text)
	}
	return c.rows.Err()
}

// Converted stores the function that the loop of another method runs.
func (s *Store) Converted(ctx context.Context) ([]string, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT id FROM pull_requests WHERE merged_at IS NOT NULL")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	conv := &converter{
		rows: rows,
		convert: func(id int64) (string, error) {
			return s.firstCommit(ctx, id) // want "commits"
		},
	}
	if err := conv.execute(); err != nil {
		return nil, err
	}
	return conv.out, nil
}

func (s *Store) firstCommit(ctx context.Context, pullRequest int64) (sha string, err error) {
	err = s.db.QueryRowContext(ctx, "SELECT sha FROM commits WHERE pull_request_id = $1 ORDER BY authored_at LIMIT 1", pullRequest).Scan(&sha)
	return sha, err
}

// Names are those of tables and types.
func (s *Store) Names(ctx context.Context, lines []Line) (err error) {
	for _, l := range lines {
		var p Product
		if err := s.bun.NewSelect().Model(&p).Where("id = ?", l.ProductID).Scan(ctx); err != nil { // want "Product"
			return err
		}
		if err := s.orm.WithContext(ctx).Raw("SELECT price FROM prices WHERE sku = ?", l.SKU).Scan(&p).Error; err != nil { // want "prices"
			return err
		}
		if err := s.mongo.Collection("articles").FindOne(ctx, bson.M{"_id": l.ID}).Decode(&p); err != nil { // want "articles"
			return err
		}
		row := sq.Select("name").From("suppliers").Where(sq.Eq{"sku": l.SKU}).RunWith(s.db).QueryRowContext(ctx) // want "suppliers"
		var name string
		if err := row.Scan(&name); err != nil {
			return err
		}
	}
	return nil
}
