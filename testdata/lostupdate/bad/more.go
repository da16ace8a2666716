package bad

import (
	"context"
	"database/sql"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
)

type Item struct {
	ID    int64  `db:"id" bson:"_id"`
	Title string `db:"title" bson:"title"`
	Stock int    `db:"stock" bson:"stock"`
}

type Shop struct {
	x    *sqlx.DB
	pool *pgxpool.Pool
	coll *mongo.Collection
}

// sqlx, by name.
func (s *Shop) Restock(ctx context.Context, id int64, n int) error {
	var it Item
	if err := s.x.GetContext(ctx, &it, `SELECT id, title, stock FROM items WHERE id = $1`, id); err != nil {
		return err
	}
	it.Stock += n
	_, err := s.x.NamedExecContext(ctx, `UPDATE items SET title = :title, stock = :stock WHERE id = :id`, it) // want lostupdate "stock"
	return err
}

func (s *Shop) Retitle(ctx context.Context, id int64, title string) error {
	it := &Item{}
	if err := s.x.GetContext(ctx, it, `SELECT id, title, stock FROM items WHERE id = $1`, id); err != nil {
		return err
	}
	it.Title = title
	_, err := s.x.NamedExecContext(ctx, `UPDATE items SET title = :title, stock = :stock WHERE id = :id`, map[string]any{"title": it.Title, "stock": it.Stock, "id": it.ID}) // want lostupdate "stock"
	return err
}

// pgx, with rows collected into a struct.
func (s *Shop) Sell(ctx context.Context, id int64, n int) error {
	rows, err := s.pool.Query(ctx, `SELECT id, title, stock FROM items WHERE id = $1`, id)
	if err != nil {
		return err
	}
	it, err := pgx.CollectOneRow(rows, pgx.RowToStructByName[Item])
	if err != nil {
		return err
	}
	_, err = s.pool.Exec(ctx, `UPDATE items SET stock = $1 WHERE id = $2`, it.Stock-n, it.ID) // want lostupdate "stock"
	return err
}

func (s *Shop) SellInTx(ctx context.Context, id int64, n int) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		var stock int
		if err := tx.QueryRow(ctx, `SELECT stock FROM items WHERE id = $1`, id).Scan(&stock); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE items SET stock = $1 WHERE id = $2`, stock-n, id) // want lostupdate "stock"
		return err
	})
}

// mongo replaces the document.
func (s *Shop) Replace(ctx context.Context, id int64, title string) error {
	var it Item
	if err := s.coll.FindOne(ctx, bson.M{"_id": id}).Decode(&it); err != nil {
		return err
	}
	it.Title = title
	_, err := s.coll.ReplaceOne(ctx, bson.M{"_id": id}, it) // want lostupdate "stock"
	return err
}

// mongo sets a value that was made in memory.
func (s *Shop) Count(ctx context.Context, id int64, n int) error {
	var it Item
	if err := s.coll.FindOne(ctx, bson.M{"_id": id}).Decode(&it); err != nil {
		return err
	}
	_, err := s.coll.UpdateOne(ctx, bson.M{"_id": id}, bson.M{"$set": bson.M{"stock": it.Stock - n}}) // want lostupdate "stock"
	return err
}

// An interface stands between the service and the store.
type Items interface {
	Item(ctx context.Context, id int64) (*Item, error)
	SaveItem(ctx context.Context, it *Item) error
}

type items struct{ db *sql.DB }

func (s items) Item(ctx context.Context, id int64) (*Item, error) {
	var it Item
	err := s.db.QueryRowContext(ctx, `SELECT id, title, stock FROM items WHERE id = ?`, id).Scan(&it.ID, &it.Title, &it.Stock)
	return &it, err
}

func (s items) SaveItem(ctx context.Context, it *Item) error {
	_, err := s.db.ExecContext(ctx, `UPDATE items SET title = ?, stock = ? WHERE id = ?`, it.Title, it.Stock, it.ID)
	return err
}

type Orders struct{ items Items }

func NewOrders(db *sql.DB) *Orders { return &Orders{items: items{db}} }

func (o *Orders) Take(ctx context.Context, id int64, n int) error {
	it, err := o.items.Item(ctx, id)
	if err != nil {
		return err
	}
	it.Stock -= n
	return o.items.SaveItem(ctx, it) // want lostupdate "stock"
}

// A field that is set only where the request brings it: two requests with different fields undo each other.
type Patch struct {
	Title *string
	Stock *int
}

func (o *Orders) Edit(ctx context.Context, id int64, p Patch) error {
	it, err := o.items.Item(ctx, id)
	if err != nil {
		return err
	}
	if p.Title != nil {
		it.Title = *p.Title
	}
	if p.Stock != nil {
		it.Stock = *p.Stock
	}
	return o.items.SaveItem(ctx, it) // want lostupdate "stock"
}
