// Package units has loops of which each turn is a transaction of its own: those whose elements may fail alone are units of work, and those
// that stop at the first failure are not. And it has loops that run once in the life of the program.
package units

import (
	"context"
	"database/sql"
	"log/slog"
	"sync"

	"gorm.io/gorm"
)

// Document is imported.
type Document struct {
	ID   int64
	Body string
}

// Store is the database.
type Store struct {
	db  *sql.DB
	orm *gorm.DB
}

func (s *Store) withTx(ctx context.Context, do func(tx *sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		_ = tx.Rollback()
		return err
	}
	return tx.Commit()
}

func (s *Store) put(ctx context.Context, tx *sql.Tx, d Document) error {
	if _, err := tx.ExecContext(ctx, "INSERT INTO documents (id, body) VALUES ($1, $2)", d.ID, d.Body); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO audit (document) VALUES ($1)", d.ID)
	return err
}

// Import goes on when a document fails.
func (s *Store) Import(ctx context.Context, documents []Document) {
	for _, d := range documents {
		if err := s.withTx(ctx, func(tx *sql.Tx) error {
			return s.put(ctx, tx, d) // want:info "one INSERT on documents for each document, though each document is a transaction of its own"
		}); err != nil {
			slog.Error("import", "document", d.ID, "err", err)
		}
	}
}

func (s *Store) one(ctx context.Context, d Document) error {
	return s.withTx(ctx, func(tx *sql.Tx) error {
		return s.put(ctx, tx, d)
	})
}

// ImportEach does so a call further down.
func (s *Store) ImportEach(ctx context.Context, documents []Document) (failed []int64) {
	for _, d := range documents {
		err := s.one(ctx, d) // want:info "though each document is a transaction of its own"
		if err != nil {
			failed = append(failed, d.ID)
			continue
		}
	}
	return failed
}

func (s *Store) quiet(ctx context.Context, d Document) {
	err := s.orm.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		return tx.Create(&d).Error
	})
	if err != nil {
		slog.Error("import", "err", err)
		return
	}
}

// ImportQuietly leaves the failures to what it calls.
func (s *Store) ImportQuietly(ctx context.Context, documents []Document) {
	for _, d := range documents {
		s.quiet(ctx, d) // want:info "though each document is a transaction of its own"
	}
}

// ImportAll stops at the first failure: one transaction with batches would do.
func (s *Store) ImportAll(ctx context.Context, documents []Document) error {
	for _, d := range documents {
		if err := s.one(ctx, d); err != nil { // want "one INSERT on documents for each document"
			return err
		}
	}
	return nil
}

// ImportTogether has one transaction for all.
func (s *Store) ImportTogether(ctx context.Context, documents []Document) {
	err := s.withTx(ctx, func(tx *sql.Tx) error {
		for _, d := range documents {
			if err := s.put(ctx, tx, d); err != nil { // want "one INSERT on documents for each document"
				slog.Error("import", "err", err)
			}
		}
		return nil
	})
	if err != nil {
		slog.Error("import", "err", err)
	}
}

var hashing sync.Once

// hash runs once.
func (s *Store) hash(ctx context.Context, documents []Document) {
	for _, d := range documents {
		if _, err := s.db.ExecContext(ctx, "UPDATE documents SET hash = $2 WHERE id = $1", d.ID, len(d.Body)); err != nil { // want:info "it runs once"
			slog.Error("hash", "err", err)
		}
	}
}

// Ready hashes what is there when it is first asked.
func (s *Store) Ready(ctx context.Context, documents []Document) {
	hashing.Do(func() { s.hash(ctx, documents) })
}

// session is made for each request, and so is what it does once.
type session struct {
	once  sync.Once
	store *Store
}

func (s *session) mark(ctx context.Context, documents []Document) {
	for _, d := range documents {
		if _, err := s.store.db.ExecContext(ctx, "UPDATE documents SET seen = true WHERE id = $1", d.ID); err != nil { // want "one UPDATE on documents for each document"
			slog.Error("mark", "err", err)
		}
	}
}

func (s *session) first(ctx context.Context, documents []Document) {
	s.once.Do(func() { s.mark(ctx, documents) })
}
