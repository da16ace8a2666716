package migrations

import (
	"context"

	"github.com/go-gormigrate/gormigrate/v2"
	"gorm.io/gorm"

	"prodlint.test/migrationlogic/bad/billing"
)

// List holds migrations of gormigrate.
func List() []*gormigrate.Migration {
	return []*gormigrate.Migration{
		{ID: "1", Migrate: func(tx *gorm.DB) error {
			return tx.Create(&billing.Invoice{ID: 1}).Error // want "saving Invoice in a migration runs its BeforeSave as it is today"
		}},
		{ID: "2", Migrate: saves, Rollback: func(tx *gorm.DB) error { return tx.Save(&billing.Invoice{}).Error }},
		{ID: "3", Migrate: func(tx *gorm.DB) error {
			list := []*billing.Invoice{{ID: 1}, {ID: 2}}
			return tx.Create(&list).Error // want "saving Invoice in a migration"
		}},
		{ID: "4", Migrate: func(tx *gorm.DB) error {
			db, err := tx.DB()
			if err != nil {
				return err
			}
			return (&billing.Service{DB: db}).Recalculate(context.Background(), 4) // want "Recalculate as it is today"
		}},
	}
}

func saves(tx *gorm.DB) error {
	var i billing.Invoice
	if err := tx.First(&i).Error; err != nil {
		return err
	}
	return tx.Save(&i).Error // want "saving Invoice in a migration"
}
