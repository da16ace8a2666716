package gobun

import (
	"context"

	"github.com/uptrace/bun"
)

func init() {
	Migrations.MustRegister(func(ctx context.Context, db *bun.DB) error {
		_, err := db.ExecContext(ctx, "CREATE UNIQUE INDEX cars_plate ON cars (plate)") // want:program "building index cars_plate stops writes to cars"
		return err
	}, func(ctx context.Context, db *bun.DB) error {
		_, err := db.ExecContext(ctx, "ALTER TABLE cars RENAME TO vehicles")
		return err
	})
}
