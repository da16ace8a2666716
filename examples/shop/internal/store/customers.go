package store

import (
	"context"
	"time"
)

// Customer is somebody with an account.
type Customer struct {
	ID           int64     `db:"id"`
	Email        string    `db:"email"`
	PasswordHash []byte    `db:"password_hash"`
	CreatedAt    time.Time `db:"created_at"`
}

// Customers reads and writes accounts.
type Customers struct {
	db *DB
}

// NewCustomers returns the accounts of db.
func NewCustomers(db *DB) *Customers { return &Customers{db: db} }

// Create adds an account and returns its id.
func (c *Customers) Create(ctx context.Context, email string, hash []byte) (int64, error) {
	var id int64
	err := c.db.QueryRowContext(ctx,
		"INSERT INTO customers (email, password_hash) VALUES ($1, $2) RETURNING id", email, hash).Scan(&id)
	return id, err
}

// ByEmail returns the account with this address, or sql.ErrNoRows.
func (c *Customers) ByEmail(ctx context.Context, email string) (Customer, error) {
	var out Customer
	err := c.db.GetContext(ctx, &out,
		"SELECT id, email, password_hash, created_at FROM customers WHERE email = $1", email)
	return out, err
}

// SetPassword replaces the password of an account.
func (c *Customers) SetPassword(ctx context.Context, id int64, hash []byte) error {
	_, err := c.db.ExecContext(ctx, "UPDATE customers SET password_hash = $1 WHERE id = $2", hash, id)
	return err
}
