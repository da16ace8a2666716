// Package unique asks before it inserts what a unique index would tell it anyway: no row is there twice, and the slower of two gets an error.
package unique

import (
	"context"
	"database/sql"
	"errors"

	sq "github.com/Masterminds/squirrel"
)

type Store struct{ db *sql.DB }

var errTaken = errors.New("taken")

func (s *Store) count(ctx context.Context, query string, args ...any) (n int, err error) {
	err = s.db.QueryRowContext(ctx, query, args...).Scan(&n)
	return n, err
}

// The index is on the expression that is asked for.
func (s *Store) ByEmail(ctx context.Context, email string) error {
	n, err := s.count(ctx, `SELECT count(*) FROM users WHERE lower(email) = lower($1)`, email)
	if err != nil {
		return err
	}
	if n > 0 {
		return errTaken
	}
	_, err = s.db.ExecContext(ctx, `INSERT INTO users (tenant_id, email) VALUES (1, $1)`, email) // want:info "on users"
	return err
}

// A further condition leaves out more rows, and those that are left still agree in the columns of the index.
func (s *Store) ByNick(ctx context.Context, tenant int64, nick string) error {
	var id int64
	err := s.db.QueryRowContext(ctx, `SELECT id FROM users WHERE nick = $1 AND tenant_id = $2 AND NOT is_robot`, nick, tenant).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		_, err = s.db.ExecContext(ctx, `INSERT INTO users (tenant_id, nick, email) VALUES ($1, $2, '')`, tenant, nick) // want:info "on users"
	}
	return err
}

// The condition of the partial index is one of the query.
func (s *Store) ByPhone(ctx context.Context, phone string) error {
	var id int64
	err := s.db.QueryRowContext(ctx, `SELECT id FROM users WHERE phone = $1 AND is_robot = false`, phone).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		_, err = s.db.ExecContext(ctx, `INSERT INTO users (tenant_id, phone, email) VALUES (1, $1, '')`, phone) // want:info "on users"
	}
	return err
}

// Robots may share a phone: the index does not have them.
func (s *Store) Robot(ctx context.Context, phone string) error {
	var id int64
	err := s.db.QueryRowContext(ctx, `SELECT id FROM users WHERE phone = $1`, phone).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		_, err = s.db.ExecContext(ctx, `INSERT INTO users (tenant_id, phone, email, is_robot) VALUES (1, $1, '', true)`, phone) // want:program "and both insert"
	}
	return err
}

// The key has one more column.
func (s *Store) Coupon(ctx context.Context, shop int64, code string) error {
	var one int
	err := s.db.QueryRowContext(ctx, `SELECT 1 FROM coupons WHERE shop_id = $1 AND code = $2`, shop, code).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		_, err = s.db.ExecContext(ctx, `INSERT INTO coupons (shop_id, code, starts_at) VALUES ($1, $2, now())`, shop, code) // want:program "and both insert"
	}
	return err
}

// Either of the two may be what is there.
func (s *Store) Either(ctx context.Context, email, phone string) error {
	n, err := s.count(ctx, `SELECT count(*) FROM users WHERE email = $1 OR phone = $2`, email, phone)
	if err != nil {
		return err
	}
	if n == 0 {
		_, err = s.db.ExecContext(ctx, `INSERT INTO users (tenant_id, email, phone) VALUES (1, $1, $2)`, email, phone) // want "and both insert"
	}
	return err
}

// A limit is not what an index keeps.
func (s *Store) Seat(ctx context.Context, tenant int64, email string) error {
	n, err := s.count(ctx, `SELECT count(*) FROM users WHERE tenant_id = $1`, tenant)
	if err != nil {
		return err
	}
	if n < 10 {
		_, err = s.db.ExecContext(ctx, `INSERT INTO users (tenant_id, email) VALUES ($1, $2)`, tenant, email) // want "and both insert"
	}
	return err
}

func (s *Store) lookup(ctx context.Context, where sq.Eq) (id int64, err error) {
	err = sq.Select("id").From("users").Where(where).RunWith(s.db).QueryRowContext(ctx).Scan(&id)
	return id, err
}

func (s *Store) Built(ctx context.Context, email string) error {
	_, err := s.lookup(ctx, sq.Eq{"LOWER(email)": email})
	if errors.Is(err, sql.ErrNoRows) {
		_, err = sq.Insert("users").Columns("tenant_id", "email").Values(1, email).RunWith(s.db).ExecContext(ctx) // want:info "on users"
	}
	return err
}
