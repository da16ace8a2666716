// Package orm waits for other machines in the transactions of object mappers and drivers.
package orm

import (
	"context"
	"database/sql"
	"net/http"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/uptrace/bun"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"gorm.io/gorm"
	"xorm.io/xorm"
)

// Order is a row.
type Order struct {
	ID    int64
	State string
}

// Store has a handle of each kind.
type Store struct {
	orm    *gorm.DB
	pool   *pgxpool.Pool
	bun    *bun.DB
	engine *xorm.Engine
	mongo  *mongo.Client
}

// hook is set at start-up.
var hook string

func ping(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, hook, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// Gorm runs a closure.
func (s *Store) Gorm(ctx context.Context, o *Order) error {
	return s.orm.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := tx.Save(o).Error; err != nil {
			return err
		}
		return ping(ctx) // want calloutintx "the transaction stays open"
	})
}

// GormBegin begins and commits.
func (s *Store) GormBegin(ctx context.Context, o *Order) error {
	tx := s.orm.Begin()
	defer tx.Rollback()
	if err := tx.Create(o).Error; err != nil {
		return err
	}
	if err := ping(ctx); err != nil { // want calloutintx "the transaction stays open"
		return err
	}
	return tx.Commit().Error
}

// Pgx runs a closure.
func (s *Store) Pgx(ctx context.Context, id int64) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "UPDATE orders SET state = 'paid' WHERE id = $1", id); err != nil {
			return err
		}
		return ping(ctx) // want calloutintx "the transaction stays open"
	})
}

// PgxBegin begins and commits.
func (s *Store) PgxBegin(ctx context.Context, id int64) error {
	tx, err := s.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.Serializable})
	if err != nil {
		return err
	}
	defer tx.Rollback(ctx)
	if err := ping(ctx); err != nil { // want calloutintx "the transaction stays open"
		return err
	}
	return tx.Commit(ctx)
}

// Bun runs a closure.
func (s *Store) Bun(ctx context.Context, o *Order) error {
	return s.bun.RunInTx(ctx, &sql.TxOptions{}, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.NewInsert().Model(o).Exec(ctx); err != nil {
			return err
		}
		return ping(ctx) // want calloutintx "the transaction stays open"
	})
}

// Xorm begins on a session.
func (s *Store) Xorm(ctx context.Context, o *Order) error {
	session := s.engine.NewSession()
	defer session.Close()
	if err := session.Begin(); err != nil {
		return err
	}
	if _, err := session.Insert(o); err != nil {
		return err
	}
	if err := ping(ctx); err != nil { // want calloutintx "the transaction stays open"
		return err
	}
	return session.Commit()
}

// Mongo runs a closure.
func (s *Store) Mongo(ctx context.Context) error {
	session, err := s.mongo.StartSession()
	if err != nil {
		return err
	}
	defer session.EndSession(ctx)
	_, err = session.WithTransaction(ctx, func(ctx context.Context) (any, error) {
		return nil, ping(ctx) // want calloutintx "the transaction stays open"
	})
	return err
}
