// Package bad reads rows, changes them in memory and writes them back.
package bad

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"
	"time"
)

type Accounts struct{ db *sql.DB }

type Account struct {
	ID      int64
	Name    string
	Email   string
	Credit  int64
	Tags    string
	Version int64
}

// Counter: the sum is made in memory.
func (s *Accounts) Charge(ctx context.Context, id, amount int64) error {
	var credit int64
	if err := s.db.QueryRowContext(ctx, `SELECT credit FROM accounts WHERE id = $1`, id).Scan(&credit); err != nil {
		return err
	}
	_, err := s.db.ExecContext(ctx, `UPDATE accounts SET credit = $1 WHERE id = $2`, credit-amount, id) // want lostupdate "credit"
	return err
}

// A variable of its own for the sum.
func (s *Accounts) Visit(ctx context.Context, page int64) error {
	var hits int
	row := s.db.QueryRowContext(ctx, "SELECT hits FROM pages WHERE id = ?", page)
	if err := row.Scan(&hits); err != nil {
		return err
	}
	hits++
	next := hits
	_, err := s.db.ExecContext(ctx, "UPDATE pages SET hits = ? WHERE id = ?", next, page) // want lostupdate "hits"
	return err
}

// A transaction at the default level locks nothing.
func (s *Accounts) Transfer(ctx context.Context, from, to, amount int64) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var a, b int64
	if err := tx.QueryRowContext(ctx, `SELECT balance FROM wallets WHERE id = $1`, from).Scan(&a); err != nil {
		return err
	}
	if err := tx.QueryRowContext(ctx, `SELECT balance FROM wallets WHERE id = $1`, to).Scan(&b); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE wallets SET balance = $1 WHERE id = $2`, a-amount, from); err != nil { // want lostupdate "balance"
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE wallets SET balance = $1 WHERE id = $2`, b+amount, to); err != nil { // want lostupdate "balance"
		return err
	}
	return tx.Commit()
}

// The whole row is written back by the same function.
func (s *Accounts) Rename(ctx context.Context, id int64, name string) error {
	var a Account
	err := s.db.QueryRowContext(ctx, `SELECT id, name, email, credit FROM accounts WHERE id = $1`, id).Scan(&a.ID, &a.Name, &a.Email, &a.Credit)
	if err != nil {
		return err
	}
	a.Name = name
	_, err = s.db.ExecContext(ctx, `UPDATE accounts SET name = $1, email = $2, credit = $3 WHERE id = $4`, a.Name, a.Email, a.Credit, a.ID) // want lostupdate "credit"
	return err
}

// A document in a column.
type Settings struct {
	Theme  string
	Digest bool
	Seen   []string
}

func (s *Accounts) SetTheme(ctx context.Context, user int64, theme string) error {
	var raw []byte
	if err := s.db.QueryRowContext(ctx, `SELECT settings FROM users WHERE id = $1`, user).Scan(&raw); err != nil {
		return err
	}
	var set Settings
	if err := json.Unmarshal(raw, &set); err != nil {
		return err
	}
	set.Theme = theme
	out, err := json.Marshal(set)
	if err != nil {
		return err
	}
	_, err = s.db.ExecContext(ctx, `UPDATE users SET settings = $1 WHERE id = $2`, out, user) // want lostupdate "settings"
	return err
}

// A map instead of a struct.
func (s *Accounts) Flag(ctx context.Context, user int64, flag string) error {
	var raw []byte
	if err := s.db.QueryRowContext(ctx, `SELECT flags FROM users WHERE id = $1`, user).Scan(&raw); err != nil {
		return err
	}
	flags := map[string]bool{}
	if err := json.Unmarshal(raw, &flags); err != nil {
		return err
	}
	flags[flag] = true
	out, err := json.Marshal(flags)
	if err != nil {
		return err
	}
	_, err = s.db.ExecContext(ctx, `UPDATE users SET flags = $1 WHERE id = $2`, out, user) // want lostupdate "flags"
	return err
}

// A list in a text column.
func (s *Accounts) Tag(ctx context.Context, id int64, tag string) error {
	var tags string
	if err := s.db.QueryRowContext(ctx, `SELECT tags FROM accounts WHERE id = $1`, id).Scan(&tags); err != nil {
		return err
	}
	list := strings.Split(tags, ",")
	list = append(list, tag)
	_, err := s.db.ExecContext(ctx, `UPDATE accounts SET tags = $1 WHERE id = $2`, strings.Join(list, ","), id) // want lostupdate "tags"
	return err
}

// The date is moved on from what was read.
func (s *Accounts) Extend(ctx context.Context, id int64, by time.Duration) error {
	var until time.Time
	if err := s.db.QueryRowContext(ctx, `SELECT paid_until FROM plans WHERE id = $1`, id).Scan(&until); err != nil {
		return err
	}
	_, err := s.db.ExecContext(ctx, `UPDATE plans SET paid_until = $1 WHERE id = $2`, until.Add(by), id) // want lostupdate "paid_until"
	return err
}

// Through helpers: the read is two calls away, the write is one.
func (s *Accounts) load(ctx context.Context, id int64) (*Account, error) { return s.find(ctx, id) }

func (s *Accounts) find(ctx context.Context, id int64) (*Account, error) {
	a := &Account{}
	row := s.db.QueryRowContext(ctx, `SELECT id, name, email, credit FROM accounts WHERE id = $1`, id)
	if err := row.Scan(&a.ID, &a.Name, &a.Email, &a.Credit); err != nil {
		return nil, err
	}
	return a, nil
}

func (s *Accounts) save(ctx context.Context, a *Account) error {
	_, err := s.db.ExecContext(ctx, `UPDATE accounts SET name = $1, email = $2, credit = $3 WHERE id = $4`, a.Name, a.Email, a.Credit, a.ID)
	return err
}

func (s *Accounts) Refund(ctx context.Context, id, amount int64) error {
	a, err := s.load(ctx, id)
	if err != nil {
		return err
	}
	a.Credit += amount
	return s.save(ctx, a) // want lostupdate "credit"
}

func (s *Accounts) ChangeEmail(ctx context.Context, id int64, email string) error {
	a, err := s.load(ctx, id)
	if err != nil {
		return err
	}
	if a.Email == email {
		return nil
	}
	a.Email = strings.TrimSpace(email)
	if err := s.save(ctx, a); err != nil { // want lostupdate "credit"
		return err
	}
	return nil
}

// A scalar goes through a helper.
func (s *Accounts) setCredit(ctx context.Context, id, credit int64) error {
	_, err := s.db.ExecContext(ctx, `UPDATE accounts SET credit = $1 WHERE id = $2`, credit, id)
	return err
}

func (s *Accounts) Bonus(ctx context.Context, id int64) error {
	a, err := s.find(ctx, id)
	if err != nil {
		return err
	}
	return s.setCredit(ctx, a.ID, a.Credit+a.Credit/10) // want lostupdate "credit"
}

// What is computed is computed by a function.
func discounted(credit, percent int64) int64 { return credit * (100 - percent) / 100 }

func (s *Accounts) Discount(ctx context.Context, id, percent int64) error {
	a, err := s.find(ctx, id)
	if err != nil {
		return err
	}
	left := discounted(a.Credit, percent)
	return s.setCredit(ctx, id, left) // want lostupdate "credit"
}

// In a closure that runs in a transaction.
func (s *Accounts) inTx(ctx context.Context, do func(tx *sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		tx.Rollback()
		return err
	}
	return tx.Commit()
}

func (s *Accounts) Reserve(ctx context.Context, id int64, qty int) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		var stock int
		if err := tx.QueryRowContext(ctx, `SELECT stock FROM items WHERE id = ?`, id).Scan(&stock); err != nil {
			return err
		}
		stock -= qty
		_, err := tx.ExecContext(ctx, `UPDATE items SET stock = ? WHERE id = ?`, stock, id) // want lostupdate "stock"
		return err
	})
}

// The other order: the value is changed where it is read, the statement is prepared before.
func (s *Accounts) Attempt(ctx context.Context, id int64) error {
	stmt, err := s.db.PrepareContext(ctx, `UPDATE jobs SET attempts = $1 WHERE id = $2`)
	if err != nil {
		return err
	}
	defer stmt.Close()
	var attempts int
	if err := s.db.QueryRowContext(ctx, `SELECT attempts FROM jobs WHERE id = $1`, id).Scan(&attempts); err != nil {
		return err
	}
	_, err = stmt.ExecContext(ctx, attempts+1, id) // want lostupdate "attempts"
	return err
}

// Every row of a list.
func (s *Accounts) Accrue(ctx context.Context, rate int64) error {
	rows, err := s.db.QueryContext(ctx, `SELECT id, credit FROM accounts WHERE credit > 0`)
	if err != nil {
		return err
	}
	defer rows.Close()
	var list []Account
	for rows.Next() {
		var a Account
		if err := rows.Scan(&a.ID, &a.Credit); err != nil {
			return err
		}
		list = append(list, a)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, a := range list {
		if err := s.setCredit(ctx, a.ID, a.Credit+a.Credit*rate/100); err != nil { // want lostupdate "credit" writeinloop "UPDATE"
			return err
		}
	}
	return nil
}
