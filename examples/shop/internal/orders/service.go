package orders

import "context"

const pageSize = 50

// Service places orders and shows them.
type Service struct {
	repo    Repository
	charger Charger
	tracker Tracker
}

// NewService returns a Service over its parts.
func NewService(repo Repository, charger Charger, tracker Tracker) *Service {
	return &Service{repo: repo, charger: charger, tracker: tracker}
}

// History returns the latest orders of a customer with their items.
func (s *Service) History(ctx context.Context, customerID int64) ([]Order, error) {
	list, err := s.repo.OfCustomer(ctx, customerID, pageSize)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if err := s.fill(ctx, &list[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Get returns one order with its items.
func (s *Service) Get(ctx context.Context, id int64) (Order, error) {
	order, err := s.repo.Get(ctx, id)
	if err != nil {
		return order, err
	}
	return order, s.fill(ctx, &order)
}

// Summary is an order as lists show it.
type Summary struct {
	Reference string `json:"reference"`
	Status    Status `json:"status"`
	Cents     int64  `json:"total_cents"`
	Items     int    `json:"items"`
}

// Summaries returns the latest orders of a customer, each with the number of its items.
func (s *Service) Summaries(ctx context.Context, customerID int64) ([]Summary, error) {
	list, err := s.repo.OfCustomer(ctx, customerID, pageSize)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	ids := make([]int64, len(list))
	for i, order := range list {
		ids[i] = order.ID
	}
	counts, err := s.repo.ItemCounts(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]Summary, len(list))
	for i, order := range list {
		out[i] = Summary{Reference: order.Reference, Status: order.Status, Cents: order.TotalCents, Items: counts[order.ID]}
	}
	return out, nil
}

// Place buys the items for a customer.
func (s *Service) Place(ctx context.Context, customerID int64, items []Item) (Order, error) {
	return s.repo.Place(ctx, customerID, items, func(ref string, cents int64) error {
		return s.charger.Charge(ctx, ref, cents, "eur")
	})
}

// Whereabouts asks the carrier about each parcel.
func (s *Service) Whereabouts(ctx context.Context, codes []string) (map[string]string, error) {
	out := make(map[string]string, len(codes))
	for _, code := range codes {
		status, err := s.tracker.Track(ctx, code)
		if err != nil {
			return nil, err
		}
		out[code] = status
	}
	return out, nil
}
