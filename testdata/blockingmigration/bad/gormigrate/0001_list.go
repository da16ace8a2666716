// Package gormigrate holds migrations in Go, run by gormigrate.
package gormigrate

import (
	"github.com/go-gormigrate/gormigrate/v2"
	_ "github.com/lib/pq"
	"gorm.io/gorm"
)

var first = &gormigrate.Migration{
	ID: "1",
	Migrate: func(tx *gorm.DB) error {
		return tx.Exec("CREATE TABLE pets (id bigserial PRIMARY KEY, name text)").Error
	},
	Rollback: func(tx *gorm.DB) error { return tx.Exec("DROP TABLE pets").Error },
}
