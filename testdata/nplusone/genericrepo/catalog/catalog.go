// Package catalog shows products with their brands.
package catalog

import (
	"context"

	"github.com/jmoiron/sqlx"
	"gorm.io/gorm"

	"prodlint.test/nplusone/genericrepo/repo"
)

// Brand makes products.
type Brand struct {
	ID   int64  `db:"id"`
	Name string `db:"name"`
}

// TableName is where brands are.
func (Brand) TableName() string { return "brands" }

// Product has a brand.
type Product struct {
	ID      int64
	BrandID int64
	Brand   Brand
}

// Catalog has repositories.
type Catalog struct {
	brands *repo.Repository[Brand]
	reader repo.Reader[Brand]
	orm    *gorm.DB
}

// New wires the catalog.
func New(db *sqlx.DB, orm *gorm.DB) *Catalog {
	brands := repo.New[Brand](db)
	return &Catalog{brands: brands, reader: brands, orm: orm}
}

// Fill gets the brand of each product.
func (c *Catalog) Fill(ctx context.Context, products []Product) error {
	for i := range products {
		brand, err := c.brands.Get(ctx, products[i].BrandID) // want "for each"
		if err != nil {
			return err
		}
		products[i].Brand = brand
	}
	return nil
}

// Read does so through a generic interface.
func (c *Catalog) Read(ctx context.Context, products []Product) (names []string, err error) {
	for _, p := range products {
		brand, err := c.reader.Get(ctx, p.BrandID) // want "for each"
		if err != nil {
			return nil, err
		}
		names = append(names, brand.Name)
	}
	return names, nil
}

// Found does so with a generic function.
func (c *Catalog) Found(ctx context.Context, products []*Product) error {
	for _, p := range products {
		brand, err := repo.Find[Brand](ctx, c.orm, p.BrandID) // want "for each"
		if err != nil {
			return err
		}
		p.Brand = *brand
	}
	return nil
}

// Listed asks once.
func (c *Catalog) Listed(ctx context.Context, products []Product) (map[int64]Brand, error) {
	var ids []int64
	for _, p := range products {
		ids = append(ids, p.BrandID)
	}
	brands, err := c.brands.List(ctx, ids)
	if err != nil {
		return nil, err
	}
	byID := map[int64]Brand{}
	for _, b := range brands {
		byID[b.ID] = b
	}
	return byID, nil
}

// loadEach is a generic helper of this package.
func loadEach[T repo.Entity](ctx context.Context, r *repo.Repository[T], ids []int64) (rows []T, err error) {
	for _, id := range ids {
		row, err := r.Get(ctx, id) // want "for each"
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// Brands uses it.
func (c *Catalog) Brands(ctx context.Context, ids []int64) ([]Brand, error) {
	return loadEach(ctx, c.brands, ids)
}
