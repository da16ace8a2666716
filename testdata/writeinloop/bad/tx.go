package bad

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"gorm.io/gorm"
)

// withTx runs a function in a transaction.
func withTx(ctx context.Context, db *sql.DB, do func(tx *sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		if rerr := tx.Rollback(); rerr != nil {
			return fmt.Errorf("%w (rollback: %w)", err, rerr)
		}
		return err
	}
	return tx.Commit()
}

// around: one transaction, a statement for each seat.
func around(ctx context.Context, db *sql.DB, seats []string, show int64) error {
	return withTx(ctx, db, func(tx *sql.Tx) error {
		for _, s := range seats {
			if _, err := tx.ExecContext(ctx, "INSERT INTO seats (show_id, label) VALUES ($1, $2)", show, s); err != nil { // want "seats"
				return err
			}
		}
		return nil
	})
}

// perElement: a transaction for each seat.
func perElement(ctx context.Context, db *sql.DB, seats []string, show int64) error {
	for _, s := range seats {
		err := withTx(ctx, db, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "DELETE FROM seat_holds WHERE show_id = $1 AND label = $2", show, s) // want "seat_holds"
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func gormTx(db *gorm.DB, in []Device) error {
	return db.Transaction(func(tx *gorm.DB) error {
		for i := range in {
			if err := tx.Create(&in[i]).Error; err != nil { // want "(?i)device"
				return err
			}
		}
		return nil
	})
}

func pgxTx(ctx context.Context, p *pgxpool.Pool, lines map[int64]int) error {
	return pgx.BeginFunc(ctx, p, func(tx pgx.Tx) error {
		for id, n := range lines {
			if _, err := tx.Exec(ctx, "UPDATE order_lines SET n = $2 WHERE id = $1", id, n); err != nil { // want writeinloop "order_lines" lockorder "in the order of a map"
				return err
			}
		}
		return nil
	})
}

// unitOfWork keeps its transaction and hands out stores that run on it.
type unitOfWork struct{ tx *sql.Tx }

type reservations struct{ tx *sql.Tx }

func (u *unitOfWork) reservations() *reservations { return &reservations{u.tx} }

func (r *reservations) hold(ctx context.Context, room int64, night string) error {
	_, err := r.tx.ExecContext(ctx, "INSERT INTO room_nights (room, night) VALUES ($1, $2)", room, night)
	return err
}

func stay(ctx context.Context, u *unitOfWork, room int64, nights []string) error {
	store := u.reservations()
	for _, n := range nights {
		if err := store.hold(ctx, room, n); err != nil { // want "room_nights"
			return err
		}
	}
	return nil
}
