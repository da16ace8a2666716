// Package more fetches wide rows by further libraries, and reads little of them further away.
package more

import (
	"context"
	"fmt"
	"sort"
	"strings"

	sq "github.com/Masterminds/squirrel"
	"github.com/doug-martin/goqu/v9"
	"github.com/go-pg/pg/v10"
	"github.com/jmoiron/sqlx"
	"github.com/uptrace/bun"
	"gorm.io/gorm"
)

// Order is a wide row.
type Order struct {
	ID       int64  `db:"id"`
	Customer int64  `db:"customer"`
	State    string `db:"state"`
	Total    int64  `db:"total"`
	Currency string `db:"currency"`
	Street   string `db:"street"`
	City     string `db:"city"`
	Country  string `db:"country"`
	Notes    string `db:"notes"`
	Payload  string `db:"payload"`
	Invoice  []byte `db:"invoice"`
	Created  string `db:"created"`
}

const columns = "id, customer, state, total, currency, street, city, country, notes, payload, invoice, created"

func bunModel(ctx context.Context, db *bun.DB, id int64) (string, error) {
	var o Order
	err := db.NewSelect().Model(&o).Where("id = ?", id).Scan(ctx) // want:info overfetch "12 columns .* 1 read: select State"
	return o.State, err
}

func pgModel(db *pg.DB, id int64) (string, error) {
	o := &Order{}
	err := db.Model(o).Where("id = ?", id).Select() // want:info overfetch "12 columns .* 2 read: select City, Street"
	return o.Street + o.City, err
}

func structScan(db *sqlx.DB) (states []string, err error) {
	rows, err := db.Queryx("SELECT " + columns + " FROM orders LIMIT 10") // want:info overfetch "12 columns of orders .* 1 read: select State"
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var o Order
		if err := rows.StructScan(&o); err != nil {
			return nil, err
		}
		states = append(states, o.State)
	}
	return states, rows.Err()
}

func named(db *sqlx.DB, id int64) (string, error) {
	stmt, err := db.PrepareNamed("SELECT " + columns + " FROM orders WHERE id = :id")
	if err != nil {
		return "", err
	}
	defer stmt.Close()
	var o Order
	err = stmt.Get(&o, map[string]any{"id": id}) // want:info overfetch "12 columns of orders .* 1 read: select Country"
	return o.Country, err
}

func goquStruct(ctx context.Context, db *goqu.Database, id int64) (string, error) {
	var o Order
	_, err := db.From("orders").
		Select("id", "customer", "state", "total", "currency", "street", "city", "country", "notes", "payload").
		Where(goqu.C("id").Eq(id)).
		ScanStructContext(ctx, &o) // want:info overfetch "10 columns of orders .* 1 read: select State"
	return o.State, err
}

func squirrelText(ctx context.Context, db *sqlx.DB, id int64) (string, error) {
	text, args, err := sq.Select("id", "customer", "state", "total", "currency", "street", "city", "country", "notes", "payload").
		From("orders").Where(sq.Eq{"id": id}).ToSql() // want:info overfetch "10 columns of orders .* 1 read: select Currency"
	if err != nil {
		return "", err
	}
	var o Order
	err = db.GetContext(ctx, &o, text, args...)
	return o.Currency, err
}

func takesSlice(db *gorm.DB) (string, error) {
	var orders []Order
	if err := db.Where("state = ?", "open").Limit(20).Find(&orders).Error; err != nil { // want:info overfetch "12 columns .* 2 read: select City, ID"
		return "", err
	}
	return describe(orders), nil
}

func describe(orders []Order) string {
	sort.Slice(orders, func(i, j int) bool { return orders[i].ID < orders[j].ID })
	var b strings.Builder
	for _, o := range orders {
		fmt.Fprintln(&b, o.City)
	}
	return b.String()
}

func grouped(db *gorm.DB) (map[string]int, error) {
	var orders []Order
	err := db.Where("total > ?", 1).Limit(20).Find(&orders).Error // want:info overfetch "12 columns .* 1 read: select Country"
	out := map[string]int{}
	for _, o := range orders {
		out[o.Country]++
	}
	return out, err
}

func branches(db *gorm.DB, id int64) (open bool, err error) {
	var o Order
	if err = db.Take(&o, "id = ?", id).Error; err != nil { // want:info overfetch "12 columns .* 2 read: select State, Total"
		return false, err
	}
	switch o.State {
	case "new", "paid":
		return true, nil
	}
	return o.Total > 0, nil
}

type shop struct{ db *sqlx.DB }

func (s *shop) load(ctx context.Context, id int64, o *Order) error {
	return s.db.GetContext(ctx, o, "SELECT "+columns+" FROM orders WHERE id = $1", id)
}

func (s *shop) inGoroutine(ctx context.Context, id int64, done chan<- int64) {
	go func() {
		var o Order
		if err := s.db.GetContext(ctx, &o, "SELECT "+columns+" FROM orders WHERE id = $1", id); err == nil { // want:info overfetch "1 read: select Customer"
			done <- o.Customer
		}
	}()
}
