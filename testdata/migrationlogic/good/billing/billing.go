// Package billing is the live code of a service.
package billing

import (
	"bytes"
	"context"
	"database/sql"
	"log/slog"
	"net/http"

	"gorm.io/gorm"
)

// Service computes invoices.
type Service struct{ DB *sql.DB }

// Recalculate writes the total of an invoice.
func (s *Service) Recalculate(ctx context.Context, id int64) error {
	_, err := s.DB.ExecContext(ctx, "UPDATE invoices SET total = net + tax WHERE id = $1", id)
	return err
}

// Load reads an invoice.
func Load(ctx context.Context, tx *sql.Tx, id int64) (total int64, err error) {
	err = tx.QueryRowContext(ctx, "SELECT total FROM invoices WHERE id = $1", id).Scan(&total)
	return total, err
}

// Deep reads an invoice further down.
func Deep(ctx context.Context, tx *sql.Tx, id int64) (int64, error) { return Load(ctx, tx, id) }

// Notify tells another service.
func Notify(ctx context.Context, client *http.Client) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://billing.svc/notify", bytes.NewReader(nil))
	if err != nil {
		return err
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// Repo is implemented by SQLRepo.
type Repo interface {
	Touch(ctx context.Context, id int64) error
}

// SQLRepo is a Repo.
type SQLRepo struct{ Tx *sql.Tx }

// Touch writes an invoice.
func (r *SQLRepo) Touch(ctx context.Context, id int64) error {
	_, err := r.Tx.ExecContext(ctx, "UPDATE invoices SET touched = now() WHERE id = $1", id)
	return err
}

// Invoice has hooks.
type Invoice struct {
	ID    int64
	Total int64
}

// BeforeSave computes the total.
func (i *Invoice) BeforeSave(tx *gorm.DB) error {
	i.Total++
	return nil
}

// Plain has none.
type Plain struct{ ID int64 }

// ID makes an identifier.
func ID(n int64) int64 { return n*31 + 7 }

// Log writes to the log.
func Log(msg string) { slog.Info(msg) }

// Exec runs any statement.
func Exec(ctx context.Context, tx *sql.Tx, statement string) error {
	_, err := tx.ExecContext(ctx, statement)
	return err
}

// Sequentially runs what it is handed.
func Sequentially(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// Twice runs what it is handed, below a closure of its own.
func Twice(ctx context.Context, step func(context.Context) error) error {
	again := func() error { return step(ctx) }
	if err := again(); err != nil {
		return err
	}
	return again()
}

// Close runs live steps in turn.
func Close(ctx context.Context, s *Service) error {
	return Sequentially(func() error { return s.Recalculate(ctx, 1) }, func() error { return s.Recalculate(ctx, 2) })
}
