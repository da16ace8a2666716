package orders

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type memory struct {
	orders []Order
	items  map[int64][]Item
}

func (m *memory) Get(_ context.Context, id int64) (Order, error) {
	for _, o := range m.orders {
		if o.ID == id {
			return o, nil
		}
	}
	return Order{}, assert.AnError
}

func (m *memory) OfCustomer(_ context.Context, customerID int64, limit int) ([]Order, error) {
	var out []Order
	for _, o := range m.orders {
		if o.CustomerID == customerID && len(out) < limit {
			out = append(out, o)
		}
	}
	return out, nil
}

func (m *memory) Items(_ context.Context, orderID int64) ([]Item, error) {
	return m.items[orderID], nil
}

func (m *memory) ItemCounts(_ context.Context, ids []int64) (map[int64]int, error) {
	out := map[int64]int{}
	for _, id := range ids {
		out[id] = len(m.items[id])
	}
	return out, nil
}

func (m *memory) Place(_ context.Context, customerID int64, items []Item, charge func(string, int64) error) (Order, error) {
	order := Order{Reference: "r1", CustomerID: customerID, Items: items}
	return order, charge(order.Reference, 500)
}

type till struct{ cents int64 }

func (t *till) Charge(_ context.Context, _ string, cents int64, _ string) error {
	t.cents += cents
	return nil
}

func newMemory() *memory {
	return &memory{
		orders: []Order{{ID: 1, CustomerID: 7}, {ID: 2, CustomerID: 8}, {ID: 3, CustomerID: 7}},
		items:  map[int64][]Item{1: {{Quantity: 1}}, 3: {{Quantity: 2}, {Quantity: 5}}},
	}
}

func TestHistoryHasItems(t *testing.T) {
	list, err := NewService(newMemory(), nil, nil).History(context.Background(), 7)
	require.NoError(t, err)
	require.Len(t, list, 2)
	assert.Len(t, list[0].Items, 1)
	assert.Len(t, list[1].Items, 2)
}

func TestSummariesCountItems(t *testing.T) {
	list, err := NewService(newMemory(), nil, nil).Summaries(context.Background(), 7)
	require.NoError(t, err)
	require.Len(t, list, 2)
	assert.Equal(t, 2, list[1].Items)
}

func TestPlaceCharges(t *testing.T) {
	var till till
	_, err := NewService(newMemory(), &till, nil).Place(context.Background(), 7, []Item{{ProductID: 1, Quantity: 1}})
	require.NoError(t, err)
	assert.Equal(t, int64(500), till.cents)
}
