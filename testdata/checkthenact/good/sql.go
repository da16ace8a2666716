// Package good asks first and writes then, in ways that two requests at the same time come through.
package good

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/lib/pq"
)

type Shop struct {
	db   *sql.DB
	pool *pgxpool.Pool
}

var (
	errTaken = errors.New("taken")
	errState = errors.New("not in this state")
)

func (s *Shop) taken(ctx context.Context, email string) (bool, error) {
	var n int
	err := s.db.QueryRowContext(ctx, `SELECT count(*) FROM users WHERE email = $1`, email).Scan(&n)
	return n > 0, err
}

// The check only makes for a better message: the error of the index is dealt with.
func (s *Shop) Register(ctx context.Context, email string) error {
	if taken, err := s.taken(ctx, email); err != nil || taken {
		return errors.Join(err, errTaken)
	}
	_, err := s.db.ExecContext(ctx, `INSERT INTO users (email) VALUES ($1)`, email)
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) && pgErr.Code == "23505" {
		return errTaken
	}
	return err
}

func (s *Shop) RegisterPQ(ctx context.Context, email string) error {
	if taken, err := s.taken(ctx, email); err != nil || taken {
		return errors.Join(err, errTaken)
	}
	_, err := s.db.ExecContext(ctx, `INSERT INTO users (email) VALUES ($1)`, email)
	if pqErr, ok := err.(*pq.Error); ok && pqErr.Code == "23505" {
		return errTaken
	}
	return err
}

func (s *Shop) RegisterMySQL(ctx context.Context, email string) error {
	if taken, err := s.taken(ctx, email); err != nil || taken {
		return errors.Join(err, errTaken)
	}
	_, err := s.db.ExecContext(ctx, `INSERT INTO users (email) VALUES (?)`, email)
	var my *mysql.MySQLError
	if errors.As(err, &my) && my.Number == 1062 {
		return errTaken
	}
	return err
}

// A helper knows the error, the caller asks it.
func isUnique(err error) bool {
	return err != nil && strings.Contains(err.Error(), "UNIQUE constraint failed")
}

func (s *Shop) insert(ctx context.Context, email string) error {
	_, err := s.db.ExecContext(ctx, `INSERT INTO users (email) VALUES (?)`, email)
	return err
}

func (s *Shop) RegisterLite(ctx context.Context, email string) error {
	taken, err := s.taken(ctx, email)
	if err != nil {
		return err
	}
	if taken {
		return errTaken
	}
	if err := s.insert(ctx, email); err != nil {
		if isUnique(err) {
			return errTaken
		}
		return err
	}
	return nil
}

// The statement deals with rows that are there.
func (s *Shop) Upsert(ctx context.Context, email string) error {
	taken, err := s.taken(ctx, email)
	if err != nil || taken {
		return err
	}
	_, err = s.db.ExecContext(ctx, `INSERT INTO users (email) VALUES ($1) ON CONFLICT (email) DO NOTHING`, email)
	return err
}

func (s *Shop) Ignore(ctx context.Context, email string) error {
	taken, err := s.taken(ctx, email)
	if err != nil || taken {
		return err
	}
	_, err = s.db.ExecContext(ctx, `INSERT IGNORE INTO users (email) VALUES (?)`, email)
	return err
}

func (s *Shop) OnDuplicate(ctx context.Context, email string) error {
	taken, err := s.taken(ctx, email)
	if err != nil || taken {
		return err
	}
	_, err = s.db.ExecContext(ctx, `INSERT INTO users (email) VALUES (?) ON DUPLICATE KEY UPDATE seen = 1`, email)
	return err
}

// The statement checks itself.
func (s *Shop) Itself(ctx context.Context, email string) error {
	taken, err := s.taken(ctx, email)
	if err != nil || taken {
		return err
	}
	_, err = s.db.ExecContext(ctx, `INSERT INTO users (email) SELECT $1 WHERE NOT EXISTS (SELECT 1 FROM users WHERE email = $1)`, email)
	return err
}

// The condition is repeated.
func (s *Shop) Buy(ctx context.Context, id int64, qty int) error {
	var stock int
	if err := s.db.QueryRowContext(ctx, `SELECT stock FROM items WHERE id = $1`, id).Scan(&stock); err != nil {
		return err
	}
	if stock < qty {
		return errState
	}
	res, err := s.db.ExecContext(ctx, `UPDATE items SET stock = stock - $1 WHERE id = $2 AND stock >= $1`, qty, id)
	if err != nil {
		return err
	}
	if n, _ := res.RowsAffected(); n == 0 {
		return errState
	}
	return nil
}

func (s *Shop) Ship(ctx context.Context, id int64) error {
	var status string
	if err := s.db.QueryRowContext(ctx, `SELECT status FROM orders WHERE id = $1`, id).Scan(&status); err != nil {
		return err
	}
	if status != "paid" {
		return errState
	}
	_, err := s.db.ExecContext(ctx, `UPDATE orders SET status = 'shipped' WHERE id = $1 AND status = 'paid'`, id)
	return err
}

// The row is locked.
func (s *Shop) Locked(ctx context.Context, id int64) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		var status string
		if err := tx.QueryRow(ctx, `SELECT status FROM orders WHERE id = $1 FOR UPDATE`, id).Scan(&status); err != nil {
			return err
		}
		if status != "paid" {
			return errState
		}
		_, err := tx.Exec(ctx, `UPDATE orders SET status = 'shipped' WHERE id = $1`, id)
		return err
	})
}

// A level at which one of the two fails.
func (s *Shop) Serial(ctx context.Context, email string) error {
	return pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.Serializable}, func(tx pgx.Tx) error {
		var n int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM users WHERE email = $1`, email).Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			return errTaken
		}
		_, err := tx.Exec(ctx, `INSERT INTO users (email) VALUES ($1)`, email)
		return err
	})
}

// A lock beside the rows.
func (s *Shop) Advisory(ctx context.Context, org int64, max int) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, org); err != nil {
			return err
		}
		var n int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM seats WHERE org_id = $1`, org).Scan(&n); err != nil {
			return err
		}
		if n >= max {
			return errState
		}
		_, err := tx.Exec(ctx, `INSERT INTO seats (org_id) VALUES ($1)`, org)
		return err
	})
}

// That a row is there is all that is asked.
func (s *Shop) Rename(ctx context.Context, id int64, name string) error {
	var found bool
	if err := s.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM users WHERE id = $1)`, id).Scan(&found); err != nil {
		return err
	}
	if !found {
		return sql.ErrNoRows
	}
	_, err := s.db.ExecContext(ctx, `UPDATE users SET name = $1 WHERE id = $2`, name, id)
	return err
}

// Nothing is written where it is so already.
func (s *Shop) SetName(ctx context.Context, id int64, name string) error {
	var old string
	if err := s.db.QueryRowContext(ctx, `SELECT name FROM users WHERE id = $1`, id).Scan(&old); err != nil {
		return err
	}
	if old == name {
		return nil
	}
	_, err := s.db.ExecContext(ctx, `UPDATE users SET name = $1 WHERE id = $2`, name, id)
	return err
}

// Another table is asked.
func (s *Shop) Comment(ctx context.Context, post int64, text string) error {
	var open bool
	if err := s.db.QueryRowContext(ctx, `SELECT open FROM posts WHERE id = $1`, post).Scan(&open); err != nil {
		return err
	}
	if !open {
		return errState
	}
	_, err := s.db.ExecContext(ctx, `INSERT INTO comments (post_id, body) VALUES ($1, $2)`, post, text)
	return err
}

// What is asked is not what is written.
func (s *Shop) Notify(ctx context.Context, id int64) error {
	var wants bool
	if err := s.db.QueryRowContext(ctx, `SELECT wants_mail FROM users WHERE id = $1`, id).Scan(&wants); err != nil {
		return err
	}
	if !wants {
		return nil
	}
	_, err := s.db.ExecContext(ctx, `UPDATE users SET mailed_at = now() WHERE id = $1`, id)
	return err
}

// The parent must be there.
func (s *Shop) AddChild(ctx context.Context, parent int64, name string) error {
	var one int
	if err := s.db.QueryRowContext(ctx, `SELECT 1 FROM folders WHERE id = $1`, parent).Scan(&one); err != nil {
		return err
	}
	_, err := s.db.ExecContext(ctx, `INSERT INTO folders (parent_id, name) VALUES ($1, $2)`, parent, name)
	return err
}

// The write comes first, the answer after.
func (s *Shop) Fetch(ctx context.Context, key string) (string, error) {
	if _, err := s.db.ExecContext(ctx, `INSERT INTO keys (name) VALUES ($1)`, key); err != nil {
		return "", err
	}
	var value string
	err := s.db.QueryRowContext(ctx, `SELECT value FROM keys WHERE name = $1`, key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, err
}

// Somebody else was faster: their row is read.
func (s *Shop) GetOrCreate(ctx context.Context, name string) (int64, error) {
	id, err := s.find(ctx, name)
	if err == nil {
		return id, nil
	}
	if _, err := s.db.ExecContext(ctx, `INSERT INTO tags (name) VALUES ($1)`, name); err != nil {
		return s.find(ctx, name)
	}
	return s.find(ctx, name)
}

func (s *Shop) find(ctx context.Context, name string) (int64, error) {
	var id int64
	err := s.db.QueryRowContext(ctx, `SELECT id FROM tags WHERE name = $1`, name).Scan(&id)
	return id, err
}

// A log: two rows do no harm, and the error is only told.
func (s *Shop) Audit(ctx context.Context, what string) error {
	rows, err := s.db.QueryContext(ctx, `SELECT what FROM audit`)
	if err != nil {
		return err
	}
	if err := rows.Close(); err != nil {
		return err
	}
	_, err = s.db.ExecContext(ctx, `INSERT INTO audit (what) VALUES ($1)`, what)
	return err
}
