package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"example.com/shop/internal/orders"
)

// Orders reads and writes orders.
type Orders struct {
	db *DB
}

// NewOrders returns the orders of db.
func NewOrders(db *DB) *Orders { return &Orders{db: db} }

var _ orders.Repository = (*Orders)(nil)

const orderColumns = "id, reference, customer_id, status, total_cents, created_at"

// Get returns one order without its items.
func (o *Orders) Get(ctx context.Context, id int64) (orders.Order, error) {
	var out orders.Order
	err := o.db.GetContext(ctx, &out, "SELECT "+orderColumns+" FROM orders WHERE id = $1", id)
	return out, err
}

// OfCustomer returns the latest orders of a customer without their items.
func (o *Orders) OfCustomer(ctx context.Context, customerID int64, limit int) ([]orders.Order, error) {
	var out []orders.Order
	err := o.db.SelectContext(ctx, &out,
		"SELECT "+orderColumns+" FROM orders WHERE customer_id = $1 ORDER BY created_at DESC LIMIT $2", customerID, limit)
	return out, err
}

// Items returns the items of one order.
func (o *Orders) Items(ctx context.Context, orderID int64) ([]orders.Item, error) {
	var out []orders.Item
	err := o.db.SelectContext(ctx, &out,
		fmt.Sprintf("SELECT i.*, p.name AS product_name FROM %s i JOIN products p ON p.id = i.product_id WHERE i.order_id = $1", "order_items"),
		orderID)
	return out, err
}

// ItemCounts returns how many items each of the orders has.
func (o *Orders) ItemCounts(ctx context.Context, orderIDs []int64) (map[int64]int, error) {
	query, args, err := sqlx.In("SELECT order_id, count(*) FROM order_items WHERE order_id IN (?) GROUP BY order_id", orderIDs)
	if err != nil {
		return nil, err
	}
	rows, err := o.db.QueryContext(ctx, o.db.Rebind(query), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[int64]int{}
	for rows.Next() {
		var id int64
		var n int
		if err := rows.Scan(&id, &n); err != nil {
			return nil, err
		}
		out[id] = n
	}
	return out, rows.Err()
}

// Place takes the items from stock, stores the order and calls charge for its total.
func (o *Orders) Place(ctx context.Context, customerID int64, items []orders.Item, charge func(ref string, cents int64) error) (orders.Order, error) {
	order := orders.Order{Reference: uuid.NewString(), CustomerID: customerID, Status: orders.Pending}
	tx, err := o.db.BeginTxx(ctx, nil)
	if err != nil {
		return order, err
	}
	defer func() { _ = tx.Rollback() }()

	for i := range items {
		price, err := takeFromStock(ctx, tx, items[i].ProductID, items[i].Quantity)
		if err != nil {
			return order, err
		}
		items[i].PriceCents = price
		order.TotalCents += price * int64(items[i].Quantity)
	}
	err = tx.QueryRowContext(ctx,
		"INSERT INTO orders (reference, customer_id, status, total_cents) VALUES ($1, $2, $3, $4) RETURNING id, created_at",
		order.Reference, order.CustomerID, order.Status, order.TotalCents).Scan(&order.ID, &order.CreatedAt)
	if err != nil {
		return order, err
	}
	for i := range items {
		items[i].OrderID = order.ID
	}
	_, err = tx.NamedExecContext(ctx, `
		INSERT INTO order_items (order_id, product_id, quantity, price_cents)
		VALUES (:order_id, :product_id, :quantity, :price_cents)`, items)
	if err != nil {
		return order, err
	}
	if err := charge(order.Reference, order.TotalCents); err != nil {
		return order, fmt.Errorf("charge %s: %w", order.Reference, err)
	}
	order.Items = items
	return order, tx.Commit()
}

func takeFromStock(ctx context.Context, tx *sqlx.Tx, productID int64, quantity int) (int64, error) {
	var price int64
	var stock int
	err := tx.QueryRowContext(ctx, "SELECT price_cents, stock FROM products WHERE id = $1", productID).Scan(&price, &stock)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, orders.ErrNoProduct
	}
	if err != nil {
		return 0, err
	}
	if stock < quantity {
		return 0, orders.ErrOutOfStock
	}
	_, err = tx.ExecContext(ctx, "UPDATE products SET stock = $1 WHERE id = $2", stock-quantity, productID)
	return price, err
}
