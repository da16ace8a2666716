package store

import (
	"context"
	"time"

	"github.com/lib/pq"
)

// Product is something that the shop sells.
type Product struct {
	ID          int64      `db:"id" json:"id"`
	SKU         string     `db:"sku" json:"sku"`
	Name        string     `db:"name" json:"name"`
	Description string     `db:"description" json:"description"`
	PriceCents  int64      `db:"price_cents" json:"price_cents"`
	Currency    string     `db:"currency" json:"currency"`
	Stock       int        `db:"stock" json:"stock"`
	ImageURL    *string    `db:"image_url" json:"image_url,omitempty"`
	Notes       *string    `db:"supplier_notes" json:"-"`
	CreatedAt   time.Time  `db:"created_at" json:"created_at"`
	DeletedAt   *time.Time `db:"deleted_at" json:"-"`
}

// Products reads and writes products.
type Products struct {
	db *DB
}

// NewProducts returns the products of db.
func NewProducts(db *DB) *Products { return &Products{db: db} }

const productsByIDs = `
	SELECT id, sku, name, price_cents, currency, stock
	FROM products
	WHERE id = ANY($1)`

// Page returns one page of the products on sale.
func (p *Products) Page(ctx context.Context, limit, offset int) ([]Product, error) {
	query := "SELECT * FROM products WHERE deleted_at IS NULL"
	query += " ORDER BY created_at DESC LIMIT $1 OFFSET $2"
	var out []Product
	err := p.db.SelectContext(ctx, &out, query, limit, offset)
	return out, err
}

// Count returns how many products are on sale.
func (p *Products) Count(ctx context.Context) (int, error) {
	var n int
	err := p.db.GetContext(ctx, &n, "SELECT count(*) FROM products WHERE deleted_at IS NULL")
	return n, err
}

// Search returns products whose name contains the text.
func (p *Products) Search(ctx context.Context, text string) ([]Product, error) {
	var out []Product
	err := p.db.SelectContext(ctx, &out, `
		SELECT id, sku, name, price_cents, currency, stock
		FROM products
		WHERE name ILIKE $1 AND deleted_at IS NULL
		ORDER BY name
		LIMIT 50`, "%"+text+"%")
	return out, err
}

// Suggest returns the names that start with the text, for the search box.
func (p *Products) Suggest(ctx context.Context, prefix string) ([]string, error) {
	var names []string
	err := p.db.SelectContext(ctx, &names,
		"SELECT name FROM products WHERE name LIKE $1 || '%' AND deleted_at IS NULL ORDER BY name LIMIT 10", prefix)
	return names, err
}

// ByIDs returns the products with these ids, by id.
func (p *Products) ByIDs(ctx context.Context, ids []int64) (map[int64]Product, error) {
	var rows []Product
	if err := p.db.SelectContext(ctx, &rows, productsByIDs, pq.Array(ids)); err != nil {
		return nil, err
	}
	out := make(map[int64]Product, len(rows))
	for _, row := range rows {
		out[row.ID] = row
	}
	return out, nil
}

// SetImage stores where the picture of a product is.
func (p *Products) SetImage(ctx context.Context, id int64, url string) error {
	_, err := p.db.ExecContext(ctx, "UPDATE products SET image_url = $1 WHERE id = $2", url, id)
	return err
}
