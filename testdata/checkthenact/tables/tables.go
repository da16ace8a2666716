// Package tables keeps records in tables that are called otherwise than their types: by what the mapper is told, or by a method.
package tables

import (
	"context"
	"errors"

	"github.com/go-gorp/gorp/v3"
	"gorm.io/gorm"
)

type certModel struct {
	ID     int64
	Serial string
}

type keyRecord struct {
	ID   int64
	Hash string
}

// Store keeps certificates.
type Store struct {
	m  *gorp.DbMap
	db *gorm.DB
}

// Open says which tables there are.
func Open(m *gorp.DbMap, db *gorm.DB) *Store {
	m.AddTableWithName(certModel{}, "precertificates").SetKeys(true, "ID")
	m.AddTableWithName(keyRecord{}, "fingerprints").SetKeys(true, "ID")
	return &Store{m, db}
}

var errThere = errors.New("there already")

// executor is what transactions and pools have in common.
type executor interface {
	SelectInt(query string, args ...any) (int64, error)
	Insert(list ...any) error
}

// Add counts, and inserts if there is none.
func (s *Store) Add(ctx context.Context, serial string) error {
	tx, err := s.m.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	n, err := tx.WithContext(ctx).SelectInt("SELECT COUNT(*) FROM precertificates WHERE serial = ?", serial)
	if err != nil {
		return err
	}
	if n > 0 {
		return errThere
	}
	if err := tx.WithContext(ctx).Insert(&certModel{Serial: serial}); err != nil { // want:program checkthenact "check on precertificates"
		return err
	}
	return tx.Commit()
}

// addKey does so on whatever it is handed.
func addKey(db executor, hash string) error {
	n, err := db.SelectInt("SELECT COUNT(*) FROM fingerprints WHERE hash = ?", hash)
	if err != nil {
		return err
	}
	if n > 0 {
		return errThere
	}
	return db.Insert(&keyRecord{Hash: hash}) // want:program checkthenact "check on fingerprints"
}

// AddKey adds one.
func (s *Store) AddKey(ctx context.Context, hash string) error {
	return addKey(s.m.WithContext(ctx), hash)
}

// Locked locks what it counts.
func (s *Store) Locked(ctx context.Context, serial string) error {
	tx, err := s.m.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	n, err := tx.WithContext(ctx).SelectInt("SELECT COUNT(*) FROM precertificates WHERE serial = ? FOR UPDATE", serial)
	if err != nil {
		return err
	}
	if n > 0 {
		return errThere
	}
	if err := tx.WithContext(ctx).Insert(&certModel{Serial: serial}); err != nil {
		return err
	}
	return tx.Commit()
}

// Other asks one table and writes to another.
func (s *Store) Other(ctx context.Context, serial, hash string) error {
	n, err := s.m.WithContext(ctx).SelectInt("SELECT COUNT(*) FROM precertificates WHERE serial = ?", serial)
	if err != nil {
		return err
	}
	if n == 0 {
		return errThere
	}
	return s.m.WithContext(ctx).Insert(&keyRecord{Hash: hash})
}

// Member is kept in people.
type Member struct {
	ID    int64
	Email string
}

// TableName is where.
func (Member) TableName() string { return "people" }

// Join asks by a text, and inserts by the mapper.
func (s *Store) Join(ctx context.Context, email string) error {
	var n int64
	if err := s.db.WithContext(ctx).Raw("SELECT count(*) FROM people WHERE email = ?", email).Scan(&n).Error; err != nil {
		return err
	}
	if n > 0 {
		return errThere
	}
	return s.db.WithContext(ctx).Create(&Member{Email: email}).Error // want:program checkthenact "check on people"
}
