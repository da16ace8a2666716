package orders

import (
	"context"
	"fmt"
)

// fill reads the items of an order.
func (s *Service) fill(ctx context.Context, order *Order) error {
	items, err := s.repo.Items(ctx, order.ID)
	if err != nil {
		return fmt.Errorf("items of %s: %w", order.Reference, err)
	}
	order.Items = items
	return nil
}
