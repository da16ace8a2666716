package good

import "context"

// Reward counts for two rows: the counts are not of one amount.
func (s *Shop) Reward(ctx context.Context, giver, taker int64) error {
	if _, err := s.db.ExecContext(ctx, "UPDATE members SET thanks = thanks + 1 WHERE id = $1", giver); err != nil {
		return err
	}
	_, err := s.db.ExecContext(ctx, "UPDATE members SET thanked = thanked + 1 WHERE id = $1", taker)
	return err
}

// Again changes one row twice.
func (s *Shop) Again(ctx context.Context, id, n int64) error {
	if _, err := s.db.ExecContext(ctx, "UPDATE shelves SET n = n - $1 WHERE id = $2", n, id); err != nil {
		return err
	}
	_, err := s.db.ExecContext(ctx, "UPDATE shelves SET n = n + $1 WHERE id = $2", n, id)
	return err
}

// Name sets two rows to one value.
func (s *Shop) Name(ctx context.Context, a, b int64, name string) error {
	if _, err := s.db.ExecContext(ctx, "UPDATE shelves SET name = $1 WHERE id = $2", name, a); err != nil {
		return err
	}
	_, err := s.db.ExecContext(ctx, "UPDATE shelves SET name = $1 WHERE id = $2", name, b)
	return err
}
