package fixable

import "github.com/jmoiron/sqlx"

// Order has a field that is no column of orders.
type Order struct {
	ID    int64 `db:"id"`
	Items int64 `db:"items"`
}

func orders(db *sqlx.DB) (list []Order, err error) {
	if err = db.Select(&list, "SELECT o.id, count(*) AS items FROM orders o JOIN items i ON i.order_id = o.id GROUP BY o.id"); err != nil {
		return nil, err
	}
	err = db.Select(&list, "SELECT * FROM orders") // want "SELECT \\* on orders"
	return list, err
}

// Line leaves the names to the library.
type Line struct {
	ID    int64
	Price int64 `db:"price"`
}

func lines(db *sqlx.DB) (list []Line, err error) {
	err = db.Select(&list, "SELECT * FROM lines") // want "SELECT \\* on lines"
	return list, err
}

// Grant has a column that needs quotes.
type Grant struct {
	ID   int64  `db:"id"`
	User string `db:"user"`
}

const grants = "SELECT * FROM grants"

func granted(db *sqlx.DB) (list []Grant, err error) {
	err = db.Select(&list, grants) // want "SELECT \\* on grants"
	return list, err
}

func positional(db *sqlx.DB) (id int64, name string, err error) {
	err = db.QueryRow("SELECT * FROM users WHERE id = 1").Scan(&id, &name) // want "SELECT \\* on users"
	return id, name, err
}
