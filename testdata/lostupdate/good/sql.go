// Package good changes rows in ways that lose nothing, and does much that looks like it would.
package good

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"
)

type Accounts struct{ db *sql.DB }

type Account struct {
	ID      int64
	Name    string
	Email   string
	Credit  int64
	Version int64
	Changed time.Time
}

var errConflict = errors.New("somebody else was faster")

// The database computes.
func (s *Accounts) Charge(ctx context.Context, id, amount int64) error {
	var credit int64
	if err := s.db.QueryRowContext(ctx, `SELECT credit FROM accounts WHERE id = $1`, id).Scan(&credit); err != nil {
		return err
	}
	if credit == 0 {
		return sql.ErrNoRows
	}
	_, err := s.db.ExecContext(ctx, `UPDATE accounts SET credit = credit - $1 WHERE id = $2 AND credit >= $1`, amount, id)
	return err
}

// The row is locked.
func (s *Accounts) Locked(ctx context.Context, id, amount int64) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var credit int64
	if err := tx.QueryRowContext(ctx, `SELECT credit FROM accounts WHERE id = $1 FOR UPDATE`, id).Scan(&credit); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE accounts SET credit = $1 WHERE id = $2`, credit-amount, id); err != nil {
		return err
	}
	return tx.Commit()
}

// The row is locked by a helper.
func lockAccount(ctx context.Context, tx *sql.Tx, id int64) (Account, error) {
	var a Account
	err := tx.QueryRowContext(ctx, `SELECT id, name, credit FROM accounts WHERE id = $1 FOR NO KEY UPDATE`, id).Scan(&a.ID, &a.Name, &a.Credit)
	return a, err
}

func (s *Accounts) LockedFar(ctx context.Context, id, amount int64) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	a, err := lockAccount(ctx, tx, id)
	if err != nil {
		return err
	}
	a.Credit -= amount
	if _, err := tx.ExecContext(ctx, `UPDATE accounts SET name = $1, credit = $2 WHERE id = $3`, a.Name, a.Credit, a.ID); err != nil {
		return err
	}
	return tx.Commit()
}

// The row above it is locked first.
func (s *Accounts) LockedAbove(ctx context.Context, owner, id, amount int64) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, `SELECT 1 FROM owners WHERE id = $1 FOR UPDATE`, owner); err != nil {
		return err
	}
	var credit int64
	if err := tx.QueryRowContext(ctx, `SELECT credit FROM accounts WHERE id = $1`, id).Scan(&credit); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE accounts SET credit = $1 WHERE id = $2`, credit-amount, id); err != nil {
		return err
	}
	return tx.Commit()
}

// An advisory lock.
func (s *Accounts) Advisory(ctx context.Context, id, amount int64) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, id); err != nil {
		return err
	}
	var credit int64
	if err := tx.QueryRowContext(ctx, `SELECT credit FROM accounts WHERE id = $1`, id).Scan(&credit); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE accounts SET credit = $1 WHERE id = $2`, credit+amount, id); err != nil {
		return err
	}
	return tx.Commit()
}

// A level at which the second one fails.
func (s *Accounts) Serial(ctx context.Context, id, amount int64) error {
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelSerializable})
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var credit int64
	if err := tx.QueryRowContext(ctx, `SELECT credit FROM accounts WHERE id = $1`, id).Scan(&credit); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE accounts SET credit = $1 WHERE id = $2`, credit+amount, id); err != nil {
		return err
	}
	return tx.Commit()
}

// A version is compared.
func (s *Accounts) Versioned(ctx context.Context, id int64, name string) error {
	var a Account
	err := s.db.QueryRowContext(ctx, `SELECT id, name, credit, version FROM accounts WHERE id = $1`, id).Scan(&a.ID, &a.Name, &a.Credit, &a.Version)
	if err != nil {
		return err
	}
	a.Name = name
	res, err := s.db.ExecContext(ctx, `UPDATE accounts SET name = $1, credit = $2, version = version + 1 WHERE id = $3 AND version = $4`, a.Name, a.Credit, a.ID, a.Version)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return errConflict
	}
	return nil
}

// So is a time.
func (s *Accounts) Dated(ctx context.Context, id, amount int64) error {
	var a Account
	if err := s.db.QueryRowContext(ctx, `SELECT credit, updated_at FROM accounts WHERE id = $1`, id).Scan(&a.Credit, &a.Changed); err != nil {
		return err
	}
	_, err := s.db.ExecContext(ctx, `UPDATE accounts SET credit = $1, updated_at = now() WHERE id = $2 AND updated_at = $3`, a.Credit+amount, id, a.Changed)
	return err
}

// The old value itself is compared.
func (s *Accounts) Swap(ctx context.Context, id, amount int64) error {
	var credit int64
	if err := s.db.QueryRowContext(ctx, `SELECT credit FROM accounts WHERE id = $1`, id).Scan(&credit); err != nil {
		return err
	}
	_, err := s.db.ExecContext(ctx, `UPDATE accounts SET credit = $1 WHERE id = $2 AND credit = $3`, credit+amount, id, credit)
	return err
}

// Only what the caller gives is written.
func (s *Accounts) Rename(ctx context.Context, id int64, name string) error {
	var a Account
	if err := s.db.QueryRowContext(ctx, `SELECT id, name, credit FROM accounts WHERE id = $1`, id).Scan(&a.ID, &a.Name, &a.Credit); err != nil {
		return err
	}
	if a.Name == name {
		return nil
	}
	_, err := s.db.ExecContext(ctx, `UPDATE accounts SET name = $1, updated_at = $2 WHERE id = $3`, name, time.Now(), a.ID)
	return err
}

// What is written all comes from the caller.
func (s *Accounts) Replace(ctx context.Context, id int64, in Account) error {
	a, err := s.find(ctx, id)
	if err != nil {
		return err
	}
	a.Name, a.Email, a.Credit = in.Name, in.Email, in.Credit
	return s.save(ctx, a)
}

func (s *Accounts) find(ctx context.Context, id int64) (*Account, error) {
	a := &Account{}
	err := s.db.QueryRowContext(ctx, `SELECT id, name, email, credit FROM accounts WHERE id = $1`, id).Scan(&a.ID, &a.Name, &a.Email, &a.Credit)
	return a, err
}

func (s *Accounts) save(ctx context.Context, a *Account) error {
	_, err := s.db.ExecContext(ctx, `UPDATE accounts SET name = $1, email = $2, credit = $3 WHERE id = $4`, a.Name, a.Email, a.Credit, a.ID)
	return err
}

// Nothing is read.
func (s *Accounts) Put(ctx context.Context, a *Account) error { return s.save(ctx, a) }

// What is read is of another table.
func (s *Accounts) Sum(ctx context.Context, id int64) error {
	var total int64
	if err := s.db.QueryRowContext(ctx, `SELECT sum(amount) FROM bookings WHERE account_id = $1`, id).Scan(&total); err != nil {
		return err
	}
	_, err := s.db.ExecContext(ctx, `UPDATE accounts SET credit = $1 WHERE id = $2`, total*2, id)
	return err
}

// The row is new.
func (s *Accounts) Create(ctx context.Context, name string) error {
	a := &Account{Name: name}
	if err := s.db.QueryRowContext(ctx, `INSERT INTO accounts (name) VALUES ($1) RETURNING id`, name).Scan(&a.ID); err != nil {
		return err
	}
	a.Email = name + "@example.com"
	return s.save(ctx, a)
}

// What was read is only the key of what is written.
func (s *Accounts) Touch(ctx context.Context, name string) error {
	var id int64
	if err := s.db.QueryRowContext(ctx, `SELECT id FROM accounts WHERE name = $1`, name).Scan(&id); err != nil {
		return err
	}
	_, err := s.db.ExecContext(ctx, `UPDATE accounts SET seen_at = $1 WHERE id = $2`, time.Now(), id)
	return err
}

// A document of which only a part is written.
type Settings struct{ Theme string }

func (s *Accounts) SetTheme(ctx context.Context, user int64, theme string) error {
	var raw []byte
	if err := s.db.QueryRowContext(ctx, `SELECT settings FROM users WHERE id = $1`, user).Scan(&raw); err != nil {
		return err
	}
	var set Settings
	if err := json.Unmarshal(raw, &set); err != nil {
		return err
	}
	if set.Theme == theme {
		return nil
	}
	_, err := s.db.ExecContext(ctx, `UPDATE users SET settings = jsonb_set(settings, '{Theme}', to_jsonb($1::text)) WHERE id = $2`, theme, user)
	return err
}

// Every writer holds the lock of the row: a method takes it, the callers are all below.
func (s *Accounts) withAccount(ctx context.Context, id int64, do func(tx *sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, `SELECT 1 FROM accounts WHERE id = $1 FOR UPDATE`, id); err != nil {
		return err
	}
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}

func (s *Accounts) Within(ctx context.Context, id, amount int64) error {
	return s.withAccount(ctx, id, func(tx *sql.Tx) error {
		var credit int64
		if err := tx.QueryRowContext(ctx, `SELECT credit FROM accounts WHERE id = $1`, id).Scan(&credit); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE accounts SET credit = $1 WHERE id = $2`, credit+amount, id)
		return err
	})
}
