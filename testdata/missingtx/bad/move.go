package bad

import (
	"context"

	"gorm.io/gorm"
)

// Account is a row.
type Account struct {
	ID    int64
	Cents int64
}

// Move takes from one row what it gives to another.
func (s *Shop) Move(ctx context.Context, from, to, cents int64) error {
	if _, err := s.db.ExecContext(ctx, "UPDATE accounts SET cents = cents - $1 WHERE id = $2", cents, from); err != nil {
		return err
	}
	_, err := s.db.ExecContext(ctx, "UPDATE accounts SET cents = cents + $1 WHERE id = $2", cents, to) // want missingtx "UPDATE on accounts and UPDATE on accounts"
	return err
}

// MoveHelped does it with one statement, once with the other sign.
func (s *Shop) MoveHelped(ctx context.Context, from, to, cents int64) error {
	if err := s.book(ctx, from, -cents); err != nil {
		return err
	}
	return s.book(ctx, to, cents) // want missingtx "not in one transaction"
}

func (s *Shop) book(ctx context.Context, id, cents int64) error {
	_, err := s.db.ExecContext(ctx, "UPDATE accounts SET cents = cents + $1 WHERE id = $2", cents, id)
	return err
}

// MoveGorm gives the mapper expressions.
func (s *Shop) MoveGorm(from, to, cents int64) error {
	if err := s.orm.Model(&Account{}).Where("id = ?", from).Update("cents", gorm.Expr("cents - ?", cents)).Error; err != nil {
		return err
	}
	return s.orm.Model(&Account{}).Where("id = ?", to).Update("cents", gorm.Expr("cents + ?", cents)).Error // want missingtx "not in one transaction"
}
