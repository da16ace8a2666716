package bad

import (
	"context"

	"github.com/uptrace/bun"
)

func bunDelete(ctx context.Context, tx bun.Tx, orders []int64) error {
	for _, id := range orders {
		if _, err := tx.NewDelete().Model((*Shipment)(nil)).Where("order_id = ?", id).Exec(ctx); err != nil { // want "(?i)shipment"
			return err
		}
	}
	return nil
}
