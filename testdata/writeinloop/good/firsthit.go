package good

import (
	"context"
	"database/sql"
	"errors"
)

// The first warehouse that has it ends the loop.
func reserve(ctx context.Context, db *sql.DB, warehouses []int64, sku string) (int64, error) {
	for _, w := range warehouses {
		res, err := db.ExecContext(ctx, "UPDATE stock SET free = free - 1 WHERE warehouse = $1 AND sku = $2 AND free > 0", w, sku)
		if err != nil {
			return 0, err
		}
		n, err := res.RowsAffected()
		if err != nil {
			return 0, err
		}
		if n > 0 {
			return w, nil
		}
	}
	return 0, errors.New("sold out")
}
