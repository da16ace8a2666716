// Package errs reads rows and does not ask how that ended.
package errs

import (
	"context"
	"database/sql"

	"github.com/jackc/pgx/v5/pgxpool"
)

type store struct {
	db   *sql.DB
	pool *pgxpool.Pool
}

func (s *store) names(ctx context.Context) (names []string, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT name FROM users") // want connleak "rows.Err is not checked"
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

func (s *store) exists(ctx context.Context, id int) (bool, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT 1 FROM users WHERE id = $1", id) // want connleak "rows.Err is not checked"
	if err != nil {
		return false, err
	}
	defer rows.Close()
	return rows.Next(), nil
}

func (s *store) pooled(ctx context.Context) (n int, err error) {
	rows, err := s.pool.Query(ctx, "SELECT n FROM counters") // want connleak "rows.Err is not checked"
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var one int
		if err := rows.Scan(&one); err != nil {
			return 0, err
		}
		n += one
	}
	return n, nil
}

func (s *store) checked(ctx context.Context) (names []string, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT name FROM users")
	if err != nil {
		return nil, err
	}
	defer func() { err = done(rows, err) }()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

func done(rows *sql.Rows, err error) error {
	rows.Close()
	if err == nil {
		err = rows.Err()
	}
	return err
}

func (s *store) asked(ctx context.Context) (names []string, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT name FROM users")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	if rows.Err() != nil {
		return nil, rows.Err()
	}
	return names, nil
}

func stream(rows *sql.Rows, out chan<- string) {
	defer close(out)
	defer rows.Close()
	for rows.Next() { // want connleak "rows.Err is not checked"
		var name string
		if err := rows.Scan(&name); err != nil {
			return
		}
		out <- name
	}
}

func (s *store) streamed(ctx context.Context) (<-chan string, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT name FROM users")
	if err != nil {
		return nil, err
	}
	out := make(chan string)
	go stream(rows, out)
	return out, nil
}

// teams and guests read their rows alike: it is said once, of what reads them.
func (s *store) teams(ctx context.Context) ([]string, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT name FROM teams WHERE id < 100")
	if err != nil {
		return nil, err
	}
	return gather(rows)
}

func (s *store) guests(ctx context.Context) ([]string, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT name FROM guests WHERE id < 100")
	if err != nil {
		return nil, err
	}
	return gather(rows)
}

// both has one variable for rows that others read and those that it reads itself.
func (s *store) both(ctx context.Context) ([]string, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT name FROM owners WHERE id < 100")
	if err != nil {
		return nil, err
	}
	names, err := gather(rows)
	if err != nil {
		return nil, err
	}
	rows, err = s.db.QueryContext(ctx, "SELECT name FROM admins WHERE id < 100") // want connleak "rows.Err is not checked"
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

func gather(rows *sql.Rows) (names []string, err error) {
	defer rows.Close()
	for rows.Next() { // want connleak "rows.Err is not checked"
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

func each(rows *sql.Rows, do func(string)) error {
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		do(name)
	}
	return rows.Err()
}

func (s *store) called(ctx context.Context, do func(string)) error {
	rows, err := s.db.QueryContext(ctx, "SELECT name FROM users")
	if err != nil {
		return err
	}
	defer rows.Close()
	return each(rows, do)
}
