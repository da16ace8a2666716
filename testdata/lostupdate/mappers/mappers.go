// Package mappers reads rows, changes them and writes them back by object mappers and wrappers of the program's own.
package mappers

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/go-gorp/gorp/v3"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
)

type purse struct {
	ID      int64  `db:"id" bson:"_id"`
	Balance int64  `db:"balance" bson:"balance"`
	Owner   string `db:"owner" bson:"owner"`
}

// executor is what pools and transactions have in common.
type executor interface {
	Get(holder any, keys ...any) (any, error)
	SelectOne(holder any, query string, args ...any) error
	Update(list ...any) (int64, error)
}

// wrapped wraps what the library has.
type wrapped struct{ inner gorp.SqlExecutor }

func (w wrapped) Get(holder any, keys ...any) (any, error) { return w.inner.Get(holder, keys...) }

func (w wrapped) SelectOne(holder any, query string, args ...any) error {
	return w.inner.SelectOne(holder, query, args...)
}

func (w wrapped) Update(list ...any) (int64, error) { return w.inner.Update(list...) }

// Store keeps purses.
type Store struct {
	m    *gorp.DbMap
	ex   executor
	x    *sqlx.DB
	pool *pgxpool.Pool
	coll *mongo.Collection
}

// Open says which table there is.
func Open(m *gorp.DbMap, x *sqlx.DB, pool *pgxpool.Pool, coll *mongo.Collection) *Store {
	m.AddTableWithName(purse{}, "wallets").SetKeys(true, "ID")
	return &Store{m: m, ex: wrapped{m}, x: x, pool: pool, coll: coll}
}

// Spend reads by the key.
func (s *Store) Spend(ctx context.Context, id, n int64) error {
	got, err := s.m.WithContext(ctx).Get(purse{}, id)
	if err != nil {
		return err
	}
	p := got.(*purse)
	p.Balance -= n
	_, err = s.m.WithContext(ctx).Update(p) // want lostupdate "balance"
	return err
}

// Earn reads by a text.
func (s *Store) Earn(ctx context.Context, id, n int64) error {
	var p purse
	if err := s.m.WithContext(ctx).SelectOne(&p, "SELECT * FROM wallets WHERE id = ?", id); err != nil { // want selectstar "wallets"
		return err
	}
	p.Balance += n
	_, err := s.m.WithContext(ctx).Update(&p) // want lostupdate "balance"
	return err
}

// Wrapped does so by a wrapper.
func (s *Store) Wrapped(id, n int64) error {
	var p purse
	if err := s.ex.SelectOne(&p, "SELECT id, balance, owner FROM wallets WHERE id = ?", id); err != nil {
		return err
	}
	p.Balance += n
	_, err := s.ex.Update(&p) // want lostupdate "balance"
	return err
}

// Named writes by names.
func (s *Store) Named(ctx context.Context, id, n int64) error {
	var p purse
	if err := s.x.GetContext(ctx, &p, "SELECT id, balance FROM purses WHERE id = $1", id); err != nil {
		return err
	}
	p.Balance -= n
	_, err := s.x.NamedExecContext(ctx, "UPDATE purses SET balance = :balance WHERE id = :id", p) // want lostupdate "balance"
	return err
}

// Rows collects a row.
func (s *Store) Rows(ctx context.Context, id, n int64) error {
	rows, err := s.pool.Query(ctx, "SELECT id, balance, owner FROM purses WHERE id = $1", id)
	if err != nil {
		return err
	}
	p, err := pgx.CollectOneRow(rows, pgx.RowToStructByName[purse])
	if err != nil {
		return err
	}
	_, err = s.pool.Exec(ctx, "UPDATE purses SET balance = $1 WHERE id = $2", p.Balance-n, id) // want lostupdate "balance"
	return err
}

// Replace writes a document as a whole.
func (s *Store) Replace(ctx context.Context, id, n int64) error {
	var p purse
	if err := s.coll.FindOne(ctx, bson.M{"_id": id}).Decode(&p); err != nil {
		return err
	}
	p.Balance -= n
	_, err := s.coll.ReplaceOne(ctx, bson.M{"_id": id}, p) // want lostupdate "balance"
	return err
}

// Set writes a field.
func (s *Store) Set(ctx context.Context, id, n int64) error {
	var p purse
	if err := s.coll.FindOne(ctx, bson.D{{Key: "_id", Value: id}}).Decode(&p); err != nil {
		return err
	}
	_, err := s.coll.UpdateOne(ctx, bson.D{{Key: "_id", Value: id}}, bson.D{{Key: "$set", Value: bson.D{{Key: "balance", Value: p.Balance - n}}}}) // want lostupdate "balance"
	return err
}

// document is a blob of settings.
type document map[string]any

// Blob changes one key of a JSON column.
func (s *Store) Blob(ctx context.Context, db *sql.DB, id int64, key string, value any) error {
	var raw []byte
	if err := db.QueryRowContext(ctx, "SELECT settings FROM accounts WHERE id = $1", id).Scan(&raw); err != nil {
		return err
	}
	var d document
	if err := json.Unmarshal(raw, &d); err != nil {
		return err
	}
	d[key] = value
	raw, err := json.Marshal(d)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "UPDATE accounts SET settings = $1 WHERE id = $2", raw, id) // want lostupdate "settings"
	return err
}

// Conditional asks for the version that it has read.
func (s *Store) Conditional(ctx context.Context, id, n int64) error {
	got, err := s.m.WithContext(ctx).Get(versioned{}, id)
	if err != nil {
		return err
	}
	v := got.(*versioned)
	_, err = s.m.WithContext(ctx).Exec("UPDATE versions SET n = ?, version = version + 1 WHERE id = ? AND version = ?", v.N-n, id, v.Version)
	return err
}

type versioned struct{ ID, N, Version int64 }

// Fresh changes a row that nobody else has.
func (s *Store) Fresh(ctx context.Context, n int64) error {
	p := &purse{Owner: "new"}
	if err := s.m.WithContext(ctx).Insert(p); err != nil {
		return err
	}
	p.Balance = n
	_, err := s.m.WithContext(ctx).Update(p)
	return err
}
