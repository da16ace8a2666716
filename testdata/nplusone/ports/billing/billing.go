// Package billing has the use cases.
package billing

import (
	"context"

	"prodlint.test/nplusone/ports/domain"
)

// Service is wired elsewhere.
type Service struct {
	customers domain.Customers
	taxes     domain.Taxes
	lines     func(ctx context.Context, invoice int64) (int, error)
}

// Ports are what the service needs.
type Ports struct {
	Customers domain.Customers
	Taxes     domain.Taxes
	Lines     func(ctx context.Context, invoice int64) (int, error)
}

// New takes the ports.
func New(p Ports) *Service {
	return &Service{customers: p.Customers, taxes: p.Taxes, lines: p.Lines}
}

// Abroad asks through an interface whose implementation is nowhere in sight.
func (s *Service) Abroad(ctx context.Context, invoices []domain.Invoice) (n int, err error) {
	for _, inv := range invoices {
		c, err := s.customers.ByID(ctx, inv.CustomerID) // want:program "customers"
		if err != nil {
			return 0, err
		}
		if c.Country != "FR" {
			n++
		}
	}
	return n, nil
}

// Taxed asks through a function type.
func (s *Service) Taxed(ctx context.Context, byCountry map[string]int64) (sum float64, err error) {
	for country, amount := range byCountry {
		rate, err := s.taxes(ctx, country) // want:program "tax_rates"
		if err != nil {
			return 0, err
		}
		sum += rate * float64(amount)
	}
	return sum, nil
}

// Empty asks through a field of function type.
func (s *Service) Empty(ctx context.Context, invoices []*domain.Invoice) (ids []int64, err error) {
	for _, inv := range invoices {
		if n, err := s.lines(ctx, inv.ID); err != nil { // want:program "invoice_lines"
			return nil, err
		} else if n == 0 {
			ids = append(ids, inv.ID)
		}
	}
	return ids, nil
}
