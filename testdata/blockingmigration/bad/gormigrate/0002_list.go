package gormigrate

import (
	"github.com/go-gormigrate/gormigrate/v2"
	"gorm.io/gorm"
)

var second = &gormigrate.Migration{
	ID: "2",
	Migrate: func(tx *gorm.DB) error {
		return tx.Exec("ALTER TABLE pets RENAME COLUMN name TO title").Error // want:program "renaming pets.name to title"
	},
	Rollback: func(tx *gorm.DB) error { return tx.Exec("CREATE INDEX ON pets (name)").Error },
}

// All returns the migrations.
func All() []*gormigrate.Migration { return []*gormigrate.Migration{first, second} }
