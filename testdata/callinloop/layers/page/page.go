// Package page makes the pages of the shop.
package page

import (
	"context"
	"html/template"
	"net/http"

	"prodlint.test/callinloop/layers/gateway"
)

// Catalogue is what pages need of the catalogue.
type Catalogue interface {
	Product(ctx context.Context, sku string) (*gateway.Product, error)
	Products(ctx context.Context, skus []string) ([]*gateway.Product, error)
}

// Cart is the page of the cart.
type Cart struct {
	catalogue Catalogue
	view      *template.Template
}

func NewCart(c Catalogue, view *template.Template) *Cart { return &Cart{c, view} }

func (c *Cart) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	lines, err := c.lines(r.Context(), r.URL.Query()["sku"])
	if err != nil {
		http.Error(w, "try again", http.StatusBadGateway)
		return
	}
	_ = c.view.Execute(w, lines)
}

func (c *Cart) lines(ctx context.Context, skus []string) ([]*gateway.Product, error) {
	out := make([]*gateway.Product, 0, len(skus))
	for _, sku := range skus {
		p, err := c.catalogue.Product(ctx, sku) // want "for each"
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// Wishlist is the page that asks once.
type Wishlist struct {
	catalogue Catalogue
	view      *template.Template
}

func NewWishlist(c Catalogue, view *template.Template) *Wishlist { return &Wishlist{c, view} }

func (l *Wishlist) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	products, err := l.catalogue.Products(r.Context(), r.URL.Query()["sku"])
	if err != nil {
		http.Error(w, "try again", http.StatusBadGateway)
		return
	}
	titles := make([]string, 0, len(products))
	for _, p := range products {
		titles = append(titles, p.Title)
	}
	_ = l.view.Execute(w, titles)
}

// Missing lists what the catalogue has no title for, with the service itself in hand.
func Missing(ctx context.Context, c *gateway.Catalogue, skus []string) (out []string) {
	for _, sku := range skus {
		p, err := c.Product(ctx, sku) // want "for each"
		if err != nil || p.Title == "" {
			out = append(out, sku)
		}
	}
	return out
}
