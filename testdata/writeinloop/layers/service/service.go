// Package service places orders.
package service

import (
	"context"
	"errors"

	"prodlint.test/writeinloop/layers/model"
)

// Orders is what the service needs of the store.
type Orders interface {
	AddLine(ctx context.Context, order int64, l model.Line) error
	Reserve(ctx context.Context, l model.Line) error
	AddLines(ctx context.Context, order int64, skus []string, counts []int) error
}

// Service places orders.
type Service struct{ orders Orders }

func New(o Orders) *Service { return &Service{orders: o} }

// Place stores the lines of an order.
func (s *Service) Place(ctx context.Context, order int64, lines []model.Line) error {
	for _, l := range lines {
		if err := s.orders.AddLine(ctx, order, l); err != nil { // want:program "order_lines"
			return err
		}
	}
	return s.reserve(ctx, lines)
}

func (s *Service) reserve(ctx context.Context, lines []model.Line) error {
	var errs []error
	for i := range lines {
		errs = append(errs, s.take(ctx, &lines[i])) // want:program "stock"
	}
	return errors.Join(errs...)
}

func (s *Service) take(ctx context.Context, l *model.Line) error {
	if l.Count == 0 {
		return nil
	}
	return s.orders.Reserve(ctx, *l)
}

// PlaceAll does the same with one statement.
func (s *Service) PlaceAll(ctx context.Context, order int64, lines []model.Line) error {
	var skus []string
	var counts []int
	for _, l := range lines {
		skus = append(skus, l.SKU)
		counts = append(counts, l.Count)
	}
	return s.orders.AddLines(ctx, order, skus, counts)
}

// Cancel gives one line back: no loop here.
func (s *Service) Cancel(ctx context.Context, l model.Line) error {
	l.Count = -l.Count
	return s.take(ctx, &l)
}
