// Package bad fetches many columns and reads few of them.
package bad

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"

	"github.com/georgysavva/scany/v2/pgxscan"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"gorm.io/gorm"
	"xorm.io/xorm"
)

// User is a wide row.
type User struct {
	ID        int64  `db:"id"`
	Name      string `db:"name"`
	Email     string `db:"email"`
	Phone     string `db:"phone"`
	Street    string `db:"street"`
	City      string `db:"city"`
	Country   string `db:"country"`
	Biography string `db:"biography"`
	Avatar    string `db:"avatar"`
	Settings  string `db:"settings"`
	Created   string `db:"created"`
	Updated   string `db:"updated"`
}

const columns = "SELECT id, name, email, phone, street, city, country, biography, avatar, settings, created, updated FROM users"

func one(ctx context.Context, db *sqlx.DB, w http.ResponseWriter, id int64) error {
	var u User
	if err := db.GetContext(ctx, &u, columns+" WHERE id = $1", id); err != nil { // want:info "12 columns of users are fetched for each row and 2 read: select Email, Name"
		return err
	}
	fmt.Fprintln(w, u.Name, u.Email)
	return nil
}

func many(db *sqlx.DB) (names []string, err error) {
	var users []User
	if err = db.Select(&users, columns+" LIMIT 10"); err != nil { // want:info "12 columns of users .* 1 read: select Name"
		return nil, err
	}
	for _, u := range users {
		names = append(names, u.Name)
	}
	return names, nil
}

func index(db *sqlx.DB) (string, error) {
	users := []User{}
	if err := db.Select(&users, columns+" LIMIT 1"); err != nil { // want:info "1 read: select City"
		return "", err
	}
	if len(users) == 0 {
		return "", nil
	}
	return users[0].City, nil
}

func pointers(db *sqlx.DB) (sum int64, err error) {
	var users []*User
	if err = db.Select(&users, columns+" LIMIT 10"); err != nil { // want:info "1 read: select ID"
		return 0, err
	}
	for i := range users {
		sum += users[i].ID
	}
	return sum, nil
}

func created(db *sqlx.DB) (string, error) {
	u := &User{}
	if err := db.Get(u, columns+" LIMIT 1"); err != nil { // want:info "1 read: select Email"
		return "", err
	}
	return u.Email, nil
}

func made(db *sqlx.DB) (string, error) {
	u := new(User)
	err := db.Get(u, columns+" LIMIT 1") // want:info "1 read: select Phone"
	return u.Phone, err
}

func label(u *User) string { return u.Name + " " + u.City }

func helper(db *sqlx.DB) (string, error) {
	var u User
	err := db.Get(&u, columns+" LIMIT 1") // want:info "2 read: select City, Name"
	return label(&u), err
}

// Label is a method of the row.
func (u User) Label() string { return u.Country }

func method(db *sqlx.DB) (string, error) {
	var u User
	err := db.Get(&u, columns+" LIMIT 1") // want:info "1 read: select Country"
	return u.Label(), err
}

func closure(db *sqlx.DB) (string, error) {
	var u User
	err := db.Get(&u, columns+" LIMIT 1") // want:info "1 read: select Avatar"
	f := func() string { return u.Avatar }
	return f(), err
}

func scanned(ctx context.Context, pool *pgxpool.Pool) (string, error) {
	var u User
	err := pgxscan.Get(ctx, pool, &u, columns+" LIMIT 1") // want:info "1 read: select Street"
	return u.Street, err
}

func fields(db *sql.DB, id int64) (string, error) {
	var u User
	row := db.QueryRow(columns+" WHERE id = $1", id) // want:info "12 columns of users .* 1 read: select Name"
	err := row.Scan(&u.ID, &u.Name, &u.Email, &u.Phone, &u.Street, &u.City, &u.Country, &u.Biography, &u.Avatar, &u.Settings, &u.Created, &u.Updated)
	return u.Name, err
}

func loop(db *sql.DB) (names []string, err error) {
	rows, err := db.Query(columns + " LIMIT 10") // want:info "1 read: select Name"
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var u User
		if err := rows.Scan(&u.ID, &u.Name, &u.Email, &u.Phone, &u.Street, &u.City, &u.Country, &u.Biography, &u.Avatar, &u.Settings, &u.Created, &u.Updated); err != nil {
			return nil, err
		}
		names = append(names, u.Name)
	}
	return names, rows.Err()
}

func apart(db *sql.DB) (string, error) {
	var id int64
	var name, email, phone, street, city, country, biography, avatar, settings string
	err := db.QueryRow("SELECT id, name, email, phone, street, city, country, biography, avatar, settings FROM users LIMIT 1"). // want:info "10 columns of users .* 2 read: select name, city"
																	Scan(&id, &name, &email, &phone, &street, &city, &country, &biography, &avatar, &settings)
	return name + city, err
}

func first(db *gorm.DB, id int64) (string, error) {
	var u User
	err := db.First(&u, id).Error // want:info "12 columns .* 1 read: select Name"
	return u.Name, err
}

func find(db *gorm.DB) (out []string, err error) {
	var users []User
	if err = db.Where("city = ?", "x").Limit(10).Find(&users).Error; err != nil { // want:info "12 columns .* 2 read: select City, Name"
		return nil, err
	}
	for _, u := range users {
		out = append(out, u.Name+u.City)
	}
	return out, nil
}

func get(eng *xorm.Engine, id int64) (string, error) {
	u := User{}
	_, err := eng.ID(id).Get(&u) // want:info "12 columns .* 1 read: select Email"
	return u.Email, err
}
