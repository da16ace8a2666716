package migrations

import (
	"github.com/go-gormigrate/gormigrate/v2"
	"gorm.io/gorm"

	"prodlint.test/migrationlogic/good/billing"
)

// invoice is the model as the migration needs it.
type invoice struct {
	ID    int64
	Total int64
}

// BeforeSave belongs to the migration.
func (i *invoice) BeforeSave(tx *gorm.DB) error {
	i.Total = 0
	return nil
}

// List holds migrations of gormigrate.
func List() []*gormigrate.Migration {
	return []*gormigrate.Migration{
		{ID: "1", Migrate: func(tx *gorm.DB) error { return tx.Create(&invoice{ID: 1}).Error }},
		{ID: "2", Migrate: func(tx *gorm.DB) error { return tx.Create(&billing.Plain{ID: 1}).Error }},
		{ID: "3", Migrate: func(tx *gorm.DB) error {
			return tx.Exec("UPDATE invoices SET total = 2 WHERE id = 2").Error
		}, Rollback: func(tx *gorm.DB) error { return tx.Save(&billing.Invoice{}).Error }},
		{ID: "4", Migrate: func(tx *gorm.DB) error { return tx.Migrator().AddColumn(&invoice{}, "Total") }},
		{ID: "5", Migrate: func(tx *gorm.DB) error {
			return tx.Table("invoices").Where("id = ?", 5).Update("total", billing.ID(5)).Error
		}},
	}
}
