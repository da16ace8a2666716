// Package domain has types and ports and knows no database.
package domain

import "context"

// Customer pays.
type Customer struct {
	ID      int64
	Country string
}

// Invoice is to be paid.
type Invoice struct {
	ID         int64
	CustomerID int64
	Total      int64
}

// Customers finds customers.
type Customers interface {
	ByID(ctx context.Context, id int64) (Customer, error)
}

// Taxes finds rates.
type Taxes func(ctx context.Context, country string) (float64, error)
