package bad

import (
	"context"
	"time"

	"github.com/go-gorp/gorp/v3"
	"github.com/go-pg/pg/v10"
	"github.com/gobuffalo/pop/v6"
	gorm1 "github.com/jinzhu/gorm"
	"github.com/uptrace/bun"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"xorm.io/xorm"
)

type Invoice struct {
	ID     int64
	Number string
	Paid   bool
	PaidAt *time.Time
}

type Shipment struct {
	ID      int64
	OrderID int64
	State   string
}

type Device struct {
	ID       int64
	Serial   string
	LastSeen time.Time
}

func importInvoices(ctx context.Context, db *gorm.DB, in []Invoice) error {
	for i := range in {
		if err := db.WithContext(ctx).Create(&in[i]).Error; err != nil { // want "(?i)invoice"
			return err
		}
	}
	return nil
}

func settle(db *gorm.DB, invoices []*Invoice, now time.Time) error {
	for _, inv := range invoices {
		inv.Paid, inv.PaidAt = true, &now
		if err := db.Save(inv).Error; err != nil { // want "(?i)invoice"
			return err
		}
	}
	return nil
}

func ship(db *gorm.DB, ids []int64) error {
	for _, id := range ids {
		res := db.Model(&Shipment{}).
			Where("id = ?", id).
			Updates(map[string]any{"state": "shipped"}) // want "(?i)shipment"
		if res.Error != nil {
			return res.Error
		}
	}
	return nil
}

func forget(tx *gorm.DB, serials []string) error {
	for _, s := range serials {
		if err := tx.Unscoped().Where("serial = ?", s).Delete(&Device{}).Error; err != nil { // want "(?i)device"
			return err
		}
	}
	return nil
}

func seen(db *gorm.DB, at map[string]time.Time) {
	upsert := db.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "serial"}}, DoUpdates: clause.AssignmentColumns([]string{"last_seen"})})
	for serial, t := range at {
		d := Device{Serial: serial, LastSeen: t}
		upsert.Create(&d) // want "(?i)device"
	}
}

func raw(db *gorm.DB, from, to []int64) error {
	for i, id := range from {
		if err := db.Exec("UPDATE folders SET parent_id = ? WHERE id = ?", to[i], id).Error; err != nil { // want "folders"
			return err
		}
	}
	return nil
}

func legacy(db *gorm1.DB, in []Invoice) {
	for i := range in {
		db.Create(&in[i]) // want "(?i)invoice"
	}
}

// overdue reads page by page, which is right, and then writes each row of the page.
func overdue(db *gorm.DB) error {
	var page []Invoice
	return db.Where("paid = ?", false).FindInBatches(&page, 500, func(tx *gorm.DB, _ int) error {
		for _, inv := range page {
			if err := tx.Model(&inv).Update("number", "X-"+inv.Number).Error; err != nil { // want "(?i)invoice"
				return err
			}
		}
		return nil
	}).Error
}

func bunRows(ctx context.Context, db *bun.DB, in []Shipment) error {
	for i := range in {
		if _, err := db.NewInsert().Model(&in[i]).On("CONFLICT (id) DO UPDATE").Exec(ctx); err != nil { // want "(?i)shipment"
			return err
		}
	}
	return nil
}

func xormRows(s *xorm.Session, in []*Device) error {
	for _, d := range in {
		if _, err := s.Insert(d); err != nil { // want "(?i)device"
			return err
		}
	}
	return nil
}

func xormUpdate(e *xorm.Engine, states map[int64]string) error {
	for id, state := range states {
		if _, err := e.ID(id).Cols("state").Update(&Shipment{State: state}); err != nil { // want "(?i)shipment"
			return err
		}
	}
	return nil
}

func popRows(tx *pop.Connection, in []Device) error {
	for i := range in {
		if err := tx.Create(&in[i]); err != nil { // want "(?i)device"
			return err
		}
	}
	return nil
}

func gorpRows(m *gorp.DbMap, in []Invoice) error {
	for i := range in {
		if _, err := m.Update(&in[i]); err != nil { // want "for each"
			return err
		}
	}
	return nil
}

func pgRows(tx *pg.Tx, in []*Shipment) error {
	for _, s := range in {
		if _, err := tx.Model(s).WherePK().Column("state").Update(); err != nil { // want "(?i)shipment"
			return err
		}
	}
	return nil
}
