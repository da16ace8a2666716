package store

import "context"

// CountrySales is one line of the sales report.
type CountrySales struct {
	Country string `db:"country" json:"country"`
	Orders  int    `db:"orders" json:"orders"`
	Cents   int64  `db:"cents" json:"cents"`
}

// Reports answers questions about all orders at once.
type Reports struct {
	db *DB
}

// NewReports returns the reports of db.
func NewReports(db *DB) *Reports { return &Reports{db: db} }

const salesByCountry = `
	SELECT c.country, count(*) AS orders, sum(o.total_cents) AS cents
	FROM orders o
	JOIN customers c ON c.id = o.customer_id
	GROUP BY c.country
	ORDER BY cents DESC`

// SalesByCountry adds up every order ever placed.
func (r *Reports) SalesByCountry(ctx context.Context) ([]CountrySales, error) {
	var out []CountrySales
	err := r.db.SelectContext(ctx, &out, salesByCountry)
	return out, err
}

// Tidy makes the database forget dead rows.
func (r *Reports) Tidy(ctx context.Context) error {
	_, err := r.db.ExecContext(ctx, "VACUUM ANALYZE")
	return err
}
