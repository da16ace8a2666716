// Package bad writes to several tables what belongs together, each in a transaction of its own.
package bad

import (
	"context"
	"database/sql"

	"github.com/Masterminds/squirrel"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

// Order is a row.
type Order struct {
	ID    int64
	Buyer int64
	Items []Item
}

// Item is a row.
type Item struct {
	OrderID int64
	Article int64
}

// Shop sells.
type Shop struct {
	db   *sql.DB
	dbx  *sqlx.DB
	pool *pgxpool.Pool
	orm  *gorm.DB
}

// Open opens the database.
func Open(dsn string) (*Shop, error) {
	orm, err := gorm.Open(postgres.Open(dsn))
	if err != nil {
		return nil, err
	}
	db, err := orm.DB()
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(8)
	return &Shop{orm: orm}, nil
}

// Direct writes to two tables.
func (s *Shop) Direct(ctx context.Context, order, article int64) error {
	if _, err := s.db.ExecContext(ctx, "INSERT INTO orders (id, article) VALUES ($1, $2)", order, article); err != nil {
		return err
	}
	_, err := s.db.ExecContext(ctx, "UPDATE stock SET n = n - 1 WHERE article = $1", article) // want missingtx "INSERT on orders and UPDATE on stock"
	return err
}

// Returned uses the key that the first write gives.
func (s *Shop) Returned(ctx context.Context, buyer int64) error {
	var id int64
	if err := s.db.QueryRowContext(ctx, "INSERT INTO orders (buyer) VALUES ($1) RETURNING id", buyer).Scan(&id); err != nil {
		return err
	}
	_, err := s.db.ExecContext(ctx, "INSERT INTO shipments (order_id) VALUES ($1)", id) // want missingtx "not in one transaction"
	return err
}

// Inserted uses the last id.
func (s *Shop) Inserted(ctx context.Context, buyer int64) error {
	res, err := s.db.ExecContext(ctx, "INSERT INTO orders (buyer) VALUES (?)", buyer)
	if err != nil {
		return err
	}
	id, err := res.LastInsertId()
	if err != nil {
		return err
	}
	_, err = s.db.ExecContext(ctx, "INSERT INTO shipments (order_id, buyer) VALUES (?, ?)", id, buyer) // want missingtx "not in one transaction"
	return err
}

func (s *Shop) insertOrder(ctx context.Context, o *Order) error {
	_, err := s.db.ExecContext(ctx, "INSERT INTO orders (id, buyer) VALUES ($1, $2)", o.ID, o.Buyer)
	return err
}

func (s *Shop) insertShipment(ctx context.Context, o *Order) error {
	_, err := s.db.ExecContext(ctx, "INSERT INTO shipments (order_id) VALUES ($1)", o.ID)
	return err
}

// Helpers writes by methods.
func (s *Shop) Helpers(ctx context.Context, o *Order) error {
	if err := s.insertOrder(ctx, o); err != nil {
		return err
	}
	return s.insertShipment(ctx, o) // want missingtx "not in one transaction"
}

// Repositories are elsewhere.
type Repositories struct {
	orders    Orders
	shipments Shipments
}

// Orders keeps orders.
type Orders interface {
	Insert(ctx context.Context, o *Order) error
}

// Shipments keeps shipments.
type Shipments interface {
	Insert(ctx context.Context, o *Order) error
}

type sqlOrders struct{ db *sql.DB }

// Insert writes.
func (r *sqlOrders) Insert(ctx context.Context, o *Order) error {
	_, err := r.db.ExecContext(ctx, "INSERT INTO orders (id, buyer) VALUES ($1, $2)", o.ID, o.Buyer)
	return err
}

type sqlShipments struct{ db *sql.DB }

// Insert writes.
func (r *sqlShipments) Insert(ctx context.Context, o *Order) error {
	_, err := r.db.ExecContext(ctx, "INSERT INTO shipments (order_id) VALUES ($1)", o.ID)
	return err
}

// New wires them.
func New(db *sql.DB) *Repositories {
	return &Repositories{&sqlOrders{db}, &sqlShipments{db}}
}

// Place writes through both.
func (r *Repositories) Place(ctx context.Context, o *Order) error {
	if err := r.orders.Insert(ctx, o); err != nil {
		return err
	}
	if err := r.shipments.Insert(ctx, o); err != nil { // want missingtx "not in one transaction"
		return err
	}
	return nil
}

// Builder puts the statements together.
func (s *Shop) Builder(ctx context.Context, pipeline, team int64) error {
	_, err := squirrel.Update("pipelines").Set("team_id", team).Where(squirrel.Eq{"id": pipeline}).RunWith(s.db).ExecContext(ctx)
	if err != nil {
		return err
	}
	_, err = squirrel.Update("builds").Set("team_id", team).Where(squirrel.Eq{"pipeline_id": pipeline}).RunWith(s.db).ExecContext(ctx) // want missingtx "not in one transaction"
	return err
}

// Sqlx names the parameters.
func (s *Shop) Sqlx(ctx context.Context, o Order) error {
	if _, err := s.dbx.NamedExecContext(ctx, "INSERT INTO orders (id, buyer) VALUES (:id, :buyer)", o); err != nil {
		return err
	}
	_, err := s.dbx.NamedExecContext(ctx, "INSERT INTO shipments (order_id) VALUES (:id)", o) // want missingtx "not in one transaction"
	return err
}

// Pgx writes on a pool.
func (s *Shop) Pgx(ctx context.Context, from, to, cents int64) error {
	if _, err := s.pool.Exec(ctx, "UPDATE accounts SET cents = cents - $2 WHERE id = $1", from, cents); err != nil {
		return err
	}
	_, err := s.pool.Exec(ctx, "INSERT INTO bookings (source, target, cents) VALUES ($1, $2, $3)", from, to, cents) // want missingtx "not in one transaction"
	return err
}

// Gorm creates two records.
func (s *Shop) Gorm(o *Order) error {
	if err := s.orm.Create(o).Error; err != nil {
		return err
	}
	return s.orm.Create(&Item{OrderID: o.ID}).Error // want missingtx "not in one transaction"
}

// Branches writes on one of two ways.
func (s *Shop) Branches(ctx context.Context, order int64, paid bool) error {
	if _, err := s.db.ExecContext(ctx, "UPDATE orders SET paid = $2 WHERE id = $1", order, paid); err != nil {
		return err
	}
	if paid {
		if _, err := s.db.ExecContext(ctx, "INSERT INTO invoices (order_id) VALUES ($1)", order); err != nil { // want missingtx "not in one transaction"
			return err
		}
	}
	return nil
}

// Deletes removes what hangs on a row, and the row.
func (s *Shop) Deletes(ctx context.Context, order int64) error {
	if _, err := s.db.ExecContext(ctx, "DELETE FROM items WHERE order_id = $1", order); err != nil {
		return err
	}
	_, err := s.db.ExecContext(ctx, "DELETE FROM orders WHERE id = $1", order) // want missingtx "not in one transaction"
	return err
}
