package unique

import "context"

// What is inserted has the days that are deleted.
func (s *Store) Recount(ctx context.Context, from, to string) error {
	// want:program+1 "this INSERT may come before the DELETE beside it"
	_, err := s.db.ExecContext(ctx, `
		WITH gone AS (DELETE FROM coupon_days WHERE day >= $1 AND day < $2 RETURNING 1)
		INSERT INTO coupon_days (shop_id, day, n)
		SELECT shop_id, starts_at::date, count(*) FROM coupons WHERE starts_at >= $1 AND starts_at < $2 GROUP BY 1, 2`, from, to)
	return err
}

// All are deleted.
func (s *Store) RecountAll(ctx context.Context) error {
	const q = `WITH gone AS (DELETE FROM coupon_days), fresh AS (SELECT shop_id, starts_at::date AS day, count(*) AS n FROM coupons GROUP BY 1, 2)
		INSERT INTO coupon_days (shop_id, day, n) SELECT shop_id, day, n FROM fresh`
	_, err := s.db.ExecContext(ctx, q) // want:program "this INSERT may come before the DELETE beside it"
	return err
}

// What is inserted is what was deleted, so it is deleted first.
func (s *Store) Shift(ctx context.Context, from string) error {
	_, err := s.db.ExecContext(ctx, `WITH gone AS (DELETE FROM coupon_days WHERE day = $1 RETURNING shop_id, day, n)
		INSERT INTO coupon_days (shop_id, day, n) SELECT shop_id, day, n + 1 FROM gone`, from)
	return err
}

// A row that is there already is updated.
func (s *Store) Upsert(ctx context.Context, from string) error {
	_, err := s.db.ExecContext(ctx, `WITH gone AS (DELETE FROM coupon_days WHERE day = $1)
		INSERT INTO coupon_days (shop_id, day, n) VALUES (1, $1, 0) ON CONFLICT (shop_id, day) DO UPDATE SET n = 0`, from)
	return err
}

// Other rows are deleted, by what is no key; the keys that are inserted are new.
func (s *Store) Prune(ctx context.Context, shop int64, day string) error {
	_, err := s.db.ExecContext(ctx, `WITH gone AS (DELETE FROM coupon_days WHERE n = 0)
		INSERT INTO coupon_days (shop_id, day, n) VALUES ($1, $2, 1)`, shop, day)
	return err
}

// The rows move to another table.
func (s *Store) Move(ctx context.Context, day string) error {
	_, err := s.db.ExecContext(ctx, `WITH gone AS (DELETE FROM coupons WHERE starts_at < $1)
		INSERT INTO coupon_days (shop_id, day, n) VALUES (1, $1, 1)`, day)
	return err
}
