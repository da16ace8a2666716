// Package goodmore names the columns that it reads by further libraries, or lets the rows go where they are not seen.
package goodmore

import (
	"context"
	"encoding/json"
	"net/http"

	sq "github.com/Masterminds/squirrel"
	"github.com/doug-martin/goqu/v9"
	"github.com/go-pg/pg/v10"
	"github.com/gobuffalo/pop/v6"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
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

func bunColumn(ctx context.Context, db *bun.DB, id int64) (string, error) {
	var o Order
	err := db.NewSelect().Model(&o).Column("state").Where("id = ?", id).Scan(ctx)
	return o.State, err
}

func bunExclude(ctx context.Context, db *bun.DB, id int64) (string, error) {
	var o Order
	err := db.NewSelect().Model(&o).ExcludeColumn("payload", "invoice", "notes").Where("id = ?", id).Scan(ctx)
	return o.State, err
}

func pgColumn(db *pg.DB, id int64) (string, error) {
	o := &Order{}
	err := db.Model(o).Column("street", "city").Where("id = ?", id).Select()
	return o.Street + o.City, err
}

func popSelect(tx *pop.Connection, id int64) (int64, error) {
	o := &Order{}
	err := tx.Select("total").Find(o, id)
	return o.Total, err
}

func collectRow(ctx context.Context, pool *pgxpool.Pool) ([]Order, error) {
	rows, err := pool.Query(ctx, "SELECT "+columns+" FROM orders LIMIT 10")
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Order])
}

func collectText(ctx context.Context, pool *pgxpool.Pool) ([]string, error) {
	rows, err := pool.Query(ctx, "SELECT state FROM orders LIMIT 10")
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

func goquFew(ctx context.Context, db *goqu.Database, id int64) (string, error) {
	var o Order
	_, err := db.From("orders").Select("id", "state").Where(goqu.C("id").Eq(id)).ScanStructContext(ctx, &o)
	return o.State, err
}

func squirrelFew(ctx context.Context, db *sqlx.DB, id int64) (string, error) {
	text, args, err := sq.Select("currency").From("orders").Where(sq.Eq{"id": id}).ToSql()
	if err != nil {
		return "", err
	}
	var o Order
	err = db.GetContext(ctx, &o, text, args...)
	return o.Currency, err
}

func pluck(db *gorm.DB) (states []string, err error) {
	err = db.Model(&Order{}).Limit(10).Pluck("state", &states).Error
	return states, err
}

// narrow is what gorm selects for.
type narrow struct {
	ID    int64
	State string
}

func smart(db *gorm.DB) (state string, err error) {
	var n narrow
	err = db.Model(&Order{}).Take(&n).Error
	return n.State, err
}

func answered(db *gorm.DB, w http.ResponseWriter, id int64) {
	var o Order
	if err := db.Take(&o, "id = ?", id).Error; err != nil || o.State == "" {
		http.Error(w, "", http.StatusNotFound)
		return
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"order": &o})
}

type cache interface{ Put(key int64, o Order) }

func cached(db *gorm.DB, c cache, id int64) (string, error) {
	var o Order
	err := db.Take(&o, "id = ?", id).Error
	c.Put(id, o)
	return o.State, err
}

func deferred(db *gorm.DB, id int64, log func(...any)) (string, error) {
	var o Order
	defer func() { log(o) }()
	err := db.Take(&o, "id = ?", id).Error
	return o.State, err
}

type wrapped struct {
	Order
	Late bool
}

func embedded(db *gorm.DB, id int64) (any, error) {
	var o Order
	err := db.Take(&o, "id = ?", id).Error
	return wrapped{Order: o, Late: o.Created < "2020"}, err
}

func changed(db *gorm.DB, id int64) error {
	var o Order
	if err := db.Take(&o, "id = ?", id).Error; err != nil {
		return err
	}
	return db.Model(&o).Where("state = ?", o.State).Update("state", "paid").Error
}

func filter(db *gorm.DB) (out []Order, err error) {
	var orders []Order
	err = db.Where("total > ?", 1).Limit(20).Find(&orders).Error
	for _, o := range orders {
		if o.State == "open" {
			out = append(out, o)
		}
	}
	return out, err
}

func addresses(db *gorm.DB) (out []*Order, err error) {
	var orders []Order
	err = db.Where("total > ?", 1).Limit(20).Find(&orders).Error
	for i := range orders {
		if orders[i].State == "open" {
			out = append(out, &orders[i])
		}
	}
	return out, err
}

func most(db *sqlx.DB, id int64) (string, error) {
	var o Order
	err := db.Get(&o, "SELECT id, customer, state, total, currency, street, city, country, notes, payload FROM orders WHERE id = $1", id)
	return o.State + o.Street + o.City + o.Country, err
}
