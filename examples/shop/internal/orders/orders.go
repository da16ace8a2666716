// Package orders holds what the shop does with orders.
package orders

import (
	"context"
	"errors"
	"time"
)

// Status is where an order stands.
type Status string

// The states of an order.
const (
	Pending Status = "pending"
	Paid    Status = "paid"
)

// What a customer may be told when an order is refused.
var (
	ErrNoProduct  = errors.New("no such product")
	ErrOutOfStock = errors.New("out of stock")
)

// Order is one purchase.
type Order struct {
	ID         int64     `db:"id" json:"id"`
	Reference  string    `db:"reference" json:"reference"`
	CustomerID int64     `db:"customer_id" json:"customer_id"`
	Status     Status    `db:"status" json:"status"`
	TotalCents int64     `db:"total_cents" json:"total_cents"`
	CreatedAt  time.Time `db:"created_at" json:"created_at"`
	Items      []Item    `db:"-" json:"items"`
}

// Item is one line of an order.
type Item struct {
	ID          int64  `db:"id" json:"-"`
	OrderID     int64  `db:"order_id" json:"-"`
	ProductID   int64  `db:"product_id" json:"product_id"`
	ProductName string `db:"product_name" json:"product_name,omitempty"`
	Quantity    int    `db:"quantity" json:"quantity"`
	PriceCents  int64  `db:"price_cents" json:"price_cents"`
}

// Repository keeps orders.
type Repository interface {
	Get(ctx context.Context, id int64) (Order, error)
	OfCustomer(ctx context.Context, customerID int64, limit int) ([]Order, error)
	Items(ctx context.Context, orderID int64) ([]Item, error)
	ItemCounts(ctx context.Context, orderIDs []int64) (map[int64]int, error)
	Place(ctx context.Context, customerID int64, items []Item, charge func(ref string, cents int64) error) (Order, error)
}

// Charger takes money.
type Charger interface {
	Charge(ctx context.Context, reference string, cents int64, currency string) error
}

// Tracker knows where a parcel is.
type Tracker interface {
	Track(ctx context.Context, code string) (string, error)
}
