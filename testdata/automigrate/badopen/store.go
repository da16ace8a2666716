// Package badopen changes the schema for whoever connects.
package badopen

import (
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"xorm.io/xorm"
)

// User is a row.
type User struct{ ID int64 }

// Store keeps users.
type Store struct{ db *gorm.DB }

// New connects.
func New(dsn string) (*Store, error) {
	db, err := gorm.Open(postgres.Open(dsn), &gorm.Config{}) // want unboundedpool "gorm.Open"
	if err != nil {
		return nil, err
	}
	s := &Store{db: db}
	return s, s.migrate()
}

func (s *Store) migrate() error {
	return s.db.AutoMigrate(&User{}) // want "alters tables by AutoMigrate"
}

// Engine connects, too.
func Engine(dsn string) (*xorm.Engine, error) {
	e, err := xorm.NewEngine("mysql", dsn) // want:program unboundedpool "NewEngine"
	if err != nil {
		return nil, err
	}
	return e, e.Sync(new(User)) // want "alters tables by Sync"
}
