// Package bad locks tables in different orders.
package bad

import (
	"context"
	"database/sql"

	"github.com/Masterminds/squirrel"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"gorm.io/gorm"
)

// Shop sells.
type Shop struct {
	db   *sql.DB
	pool *pgxpool.Pool
	orm  *gorm.DB
}

// Buy locks orders, then stock.
func (s *Shop) Buy(ctx context.Context, order, article int64) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "UPDATE orders SET state = 'paid' WHERE id = $1", order); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE stock SET n = n - 1 WHERE article = $1", article); err != nil {
		return err
	}
	return tx.Commit()
}

// Cancel locks stock, then orders.
func (s *Shop) Cancel(ctx context.Context, order, article int64) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "UPDATE stock SET n = n + 1 WHERE article = $1", article); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE orders SET state = 'cancelled' WHERE id = $1", order); err != nil { // want lockorder "locks stock before orders"
		return err
	}
	return tx.Commit()
}

// Charge reads users for an update, and writes accounts.
func (s *Shop) Charge(ctx context.Context, user int64) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var name string
	if err := tx.QueryRowContext(ctx, "SELECT name FROM users WHERE id = $1 FOR UPDATE", user).Scan(&name); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE accounts SET cents = cents - 1 WHERE user_id = $1", user); err != nil {
		return err
	}
	return tx.Commit()
}

func debit(ctx context.Context, tx *sql.Tx, user int64) error {
	_, err := tx.ExecContext(ctx, "UPDATE accounts SET cents = cents - 1 WHERE user_id = $1", user)
	return err
}

func touch(ctx context.Context, tx *sql.Tx, user int64) error {
	_, err := tx.ExecContext(ctx, "UPDATE users SET seen = now() WHERE id = $1", user)
	return err
}

func (s *Shop) inTx(ctx context.Context, do func(tx *sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// Refund writes accounts, then users, in a closure and by helpers.
func (s *Shop) Refund(ctx context.Context, user int64) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		if err := debit(ctx, tx, user); err != nil {
			return err
		}
		return touch(ctx, tx, user) // want lockorder "locks accounts before users"
	})
}

// Move locks pipelines, then builds, by a builder.
func (s *Shop) Move(ctx context.Context, id, team int64) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := squirrel.Update("pipelines").Set("team_id", team).Where(squirrel.Eq{"id": id}).RunWith(tx).ExecContext(ctx); err != nil {
		return err
	}
	if _, err := squirrel.Update("builds").Set("team_id", team).Where(squirrel.Eq{"pipeline_id": id}).RunWith(tx).ExecContext(ctx); err != nil {
		return err
	}
	return tx.Commit()
}

// Sweep deletes builds, then writes pipelines.
func (s *Shop) Sweep(ctx context.Context, id int64) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "DELETE FROM builds WHERE pipeline_id = $1", id); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "UPDATE pipelines SET swept = true WHERE id = $1", id) // want lockorder "locks builds before pipelines"
		return err
	})
}

// Like writes posts, then authors.
func (s *Shop) Like(post, author int64) error {
	return s.orm.Transaction(func(tx *gorm.DB) error {
		if err := tx.Exec("UPDATE posts SET likes = likes + 1 WHERE id = ?", post).Error; err != nil {
			return err
		}
		return tx.Exec("UPDATE authors SET likes = likes + 1 WHERE id = ?", author).Error
	})
}

// Rename writes authors, then posts.
func (s *Shop) Rename(author int64, name string) error {
	tx := s.orm.Begin()
	defer tx.Rollback()
	if err := tx.Exec("UPDATE authors SET name = ? WHERE id = ?", name, author).Error; err != nil {
		return err
	}
	if err := tx.Exec("UPDATE posts SET author_name = ? WHERE author_id = ?", name, author).Error; err != nil { // want lockorder "locks authors before posts"
		return err
	}
	return tx.Commit().Error
}
