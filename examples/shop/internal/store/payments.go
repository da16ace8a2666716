package store

import (
	"context"
	"fmt"
	"time"
)

// RecordPayment stores a payment and marks its order as paid.
func (o *Orders) RecordPayment(ctx context.Context, reference string, cents int64) error {
	_, err := o.db.ExecContext(ctx,
		"INSERT INTO payments (order_reference, amount_cents) VALUES ($1, $2)", reference, cents)
	if err != nil {
		return fmt.Errorf("store payment: %w", err)
	}
	_, err = o.db.ExecContext(ctx, "UPDATE orders SET status = 'paid' WHERE reference = $1", reference)
	return err
}

// AddLoyaltyPoints credits the customer behind an order.
func (o *Orders) AddLoyaltyPoints(ctx context.Context, reference string, points int64) error {
	_, err := o.db.ExecContext(ctx, `
		UPDATE customers SET points = points + $1
		WHERE id = (SELECT customer_id FROM orders WHERE reference = $2)`, points, reference)
	return err
}

// ShipmentEvent is a message of the carrier about one parcel.
type ShipmentEvent struct {
	ID        string
	Tracking  string
	Status    string
	HappensAt time.Time
}

// RecordShipment stores what the carrier tells, once per event.
func (o *Orders) RecordShipment(ctx context.Context, e ShipmentEvent) error {
	_, err := o.db.ExecContext(ctx, `
		INSERT INTO shipment_events (event_id, tracking, status, happened_at)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (event_id) DO NOTHING`, e.ID, e.Tracking, e.Status, e.HappensAt)
	return err
}

// OpenTrackings returns the tracking codes of parcels on their way.
func (o *Orders) OpenTrackings(ctx context.Context) ([]string, error) {
	var out []string
	err := o.db.SelectContext(ctx, &out,
		"SELECT tracking FROM shipments WHERE delivered_at IS NULL ORDER BY created_at LIMIT 200")
	return out, err
}
