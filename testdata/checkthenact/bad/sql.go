// Package bad asks first and writes then: two requests at the same time both get the answer that lets them go on.
package bad

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

type Shop struct{ db *sql.DB }

var (
	errTaken   = errors.New("taken")
	errSoldOut = errors.New("sold out")
	errState   = errors.New("not in this state")
	errLimit   = errors.New("too many")
)

// A count decides.
func (s *Shop) Register(ctx context.Context, email string) error {
	var n int
	if err := s.db.QueryRowContext(ctx, `SELECT count(*) FROM users WHERE email = $1`, email).Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		return errTaken
	}
	_, err := s.db.ExecContext(ctx, `INSERT INTO users (email) VALUES ($1)`, email) // want:program checkthenact "users"
	return err
}

// EXISTS decides, in a branch.
func (s *Shop) Follow(ctx context.Context, who, whom int64) error {
	var follows bool
	err := s.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM follows WHERE who = $1 AND whom = $2)`, who, whom).Scan(&follows)
	if err != nil {
		return err
	}
	if !follows {
		if _, err := s.db.ExecContext(ctx, `INSERT INTO follows (who, whom) VALUES ($1, $2)`, who, whom); err != nil { // want checkthenact "follows"
			return err
		}
	}
	return nil
}

// That there are no rows decides.
func (s *Shop) Key(ctx context.Context, user int64, fresh string) (string, error) {
	var key string
	err := s.db.QueryRowContext(ctx, `SELECT value FROM api_keys WHERE user_id = $1`, user).Scan(&key)
	if err == nil {
		return key, nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return "", err
	}
	_, err = s.db.ExecContext(ctx, `INSERT INTO api_keys (user_id, value) VALUES ($1, $2)`, user, fresh) // want:program checkthenact "api_keys"
	return fresh, err
}

func (s *Shop) Setting(ctx context.Context, user int64, name string) error {
	var id int64
	err := s.db.QueryRowContext(ctx, `SELECT id FROM settings WHERE user_id = ? AND name = ?`, user, name).Scan(&id)
	switch {
	case err == sql.ErrNoRows:
		_, err = s.db.ExecContext(ctx, `INSERT INTO settings (user_id, name) VALUES (?, ?)`, user, name) // want:program checkthenact "settings"
		return err
	case err != nil:
		return err
	}
	return nil
}

// The stock decides, the database computes.
func (s *Shop) Buy(ctx context.Context, id int64, qty int) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var stock int
	if err := tx.QueryRowContext(ctx, `SELECT stock FROM items WHERE id = $1`, id).Scan(&stock); err != nil {
		return err
	}
	if stock < qty {
		return errSoldOut
	}
	if _, err := tx.ExecContext(ctx, `UPDATE items SET stock = stock - $1 WHERE id = $2`, qty, id); err != nil { // want checkthenact "stock"
		return err
	}
	return tx.Commit()
}

// The state decides.
type Order struct {
	ID     int64
	Status string
	Paid   bool
	Tries  int
}

func (s *Shop) order(ctx context.Context, id int64) (*Order, error) {
	o := &Order{ID: id}
	err := s.db.QueryRowContext(ctx, `SELECT status, paid, tries FROM orders WHERE id = $1`, id).Scan(&o.Status, &o.Paid, &o.Tries)
	return o, err
}

func (s *Shop) setStatus(ctx context.Context, id int64, status string) error {
	_, err := s.db.ExecContext(ctx, `UPDATE orders SET status = $1, changed_at = now() WHERE id = $2`, status, id)
	return err
}

func (s *Shop) Ship(ctx context.Context, id int64) error {
	o, err := s.order(ctx, id)
	if err != nil {
		return err
	}
	if o.Status != "paid" {
		return errState
	}
	return s.setStatus(ctx, id, "shipped") // want checkthenact "status"
}

func (s *Shop) Cancel(ctx context.Context, id int64) error {
	o, err := s.order(ctx, id)
	if err != nil {
		return err
	}
	switch o.Status {
	case "new", "paid":
		return s.setStatus(ctx, id, "cancelled") // want checkthenact "status"
	default:
		return errState
	}
}

func (s *Shop) Pay(ctx context.Context, id int64) error {
	o, err := s.order(ctx, id)
	if err != nil {
		return err
	}
	if o.Paid {
		return nil
	}
	_, err = s.db.ExecContext(ctx, `UPDATE orders SET paid = true WHERE id = $1`, id) // twice is as good as once
	return err
}

func (o *Order) CanShip() bool { return o.Status == "paid" }

// A voucher is used once.
func (s *Shop) Redeem(ctx context.Context, code string, user int64) error {
	var id int64
	var used sql.NullTime
	if err := s.db.QueryRowContext(ctx, `SELECT id, used_at FROM vouchers WHERE code = $1`, code).Scan(&id, &used); err != nil {
		return err
	}
	if used.Valid {
		return errTaken
	}
	_, err := s.db.ExecContext(ctx, `UPDATE vouchers SET used_at = $1, used_by = $2 WHERE id = $3`, time.Now(), user, id) // want checkthenact "used_at"
	return err
}

// A limit decides.
func (s *Shop) AddSeat(ctx context.Context, org int64, max int, name string) error {
	var n int
	if err := s.db.QueryRowContext(ctx, `SELECT count(*) FROM seats WHERE org_id = $1`, org).Scan(&n); err != nil {
		return err
	}
	if n >= max {
		return errLimit
	}
	_, err := s.db.ExecContext(ctx, `INSERT INTO seats (org_id, name) VALUES ($1, $2)`, org, name) // want checkthenact "seats"
	return err
}

// Through helpers.
func (s *Shop) emailTaken(ctx context.Context, email string) (bool, error) {
	var one int
	err := s.db.QueryRowContext(ctx, `SELECT 1 FROM users WHERE email = $1`, email).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

func (s *Shop) insertUser(ctx context.Context, email string) error {
	_, err := s.db.ExecContext(ctx, `INSERT INTO users (email) VALUES ($1)`, email)
	return err
}

func (s *Shop) SignUp(ctx context.Context, email string) error {
	taken, err := s.emailTaken(ctx, email)
	if err != nil {
		return err
	}
	if taken {
		return fmt.Errorf("%s is taken", email)
	}
	return s.insertUser(ctx, email) // want:program checkthenact "users"
}

func (s *Shop) ensureFree(ctx context.Context, email string) error {
	taken, err := s.emailTaken(ctx, email)
	if err != nil {
		return err
	}
	if taken {
		return errTaken
	}
	return nil
}

func (s *Shop) Invite(ctx context.Context, email string) error {
	if err := s.ensureFree(ctx, email); err != nil {
		return err
	}
	return s.insertUser(ctx, email) // want:program checkthenact "users"
}

// Through an interface.
type Tags interface {
	ByName(ctx context.Context, name string) (*Tag, error)
	Insert(ctx context.Context, t *Tag) error
}

type Tag struct {
	ID   int64
	Name string
}

type tags struct{ db *sql.DB }

func (t tags) ByName(ctx context.Context, name string) (*Tag, error) {
	var tag Tag
	err := t.db.QueryRowContext(ctx, `SELECT id, name FROM tags WHERE name = ?`, name).Scan(&tag.ID, &tag.Name)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &tag, err
}

func (t tags) Insert(ctx context.Context, tag *Tag) error {
	_, err := t.db.ExecContext(ctx, `INSERT INTO tags (name) VALUES (?)`, tag.Name)
	return err
}

type Service struct{ tags Tags }

func NewService(db *sql.DB) *Service { return &Service{tags{db}} }

func (s *Service) GetOrCreate(ctx context.Context, name string) (*Tag, error) {
	tag, err := s.tags.ByName(ctx, name)
	if err != nil {
		return nil, err
	}
	if tag != nil {
		return tag, nil
	}
	tag = &Tag{Name: name}
	return tag, s.tags.Insert(ctx, tag) // want:program checkthenact "tags"
}

// A flag tells what was found.
func (s *Shop) Lease(ctx context.Context, shard int64, until time.Time) error {
	fresh := false
	var held time.Time
	err := s.db.QueryRowContext(ctx, `SELECT until FROM leases WHERE shard = ?`, shard).Scan(&held)
	if errors.Is(err, sql.ErrNoRows) {
		fresh = true
	} else if err != nil {
		return err
	} else if held.After(time.Now()) {
		return errTaken
	}
	if fresh {
		_, err = s.db.ExecContext(ctx, `INSERT INTO leases (shard, until) VALUES (?, ?)`, shard, until) // want:program checkthenact "leases"
		return err
	}
	_, err = s.db.ExecContext(ctx, `UPDATE leases SET held_by = 1 WHERE shard = ?`, shard)
	return err
}

// In a closure.
func (s *Shop) inTx(ctx context.Context, do func(tx *sql.Tx) error) error {
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

func (s *Shop) Vote(ctx context.Context, user, post int64) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM votes WHERE user_id = $1 AND post_id = $2`, user, post).Scan(&n); err != nil {
			return err
		}
		if n != 0 {
			return nil
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO votes (user_id, post_id) VALUES ($1, $2)`, user, post) // want:program checkthenact "votes"
		return err
	})
}
