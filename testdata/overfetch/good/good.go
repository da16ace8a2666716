// Package good reads what it fetches, or hands it on.
package good

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"io"

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

// Small is a narrow row.
type Small struct{ ID, Name, Email, Phone, Street, City, Country string }

const columns = "SELECT id, name, email, phone, street, city, country, biography, avatar, settings, created, updated FROM users"

func returned(db *sqlx.DB) (*User, error) {
	var u User
	err := db.Get(&u, columns+" LIMIT 1")
	fmt.Println(u.Name)
	return &u, err
}

func result(db *sqlx.DB) (u User, err error) {
	err = db.Get(&u, columns+" LIMIT 1")
	return u, err
}

func list(db *sqlx.DB) ([]User, error) {
	var users []User
	err := db.Select(&users, columns+" LIMIT 10")
	return users, err
}

func marshalled(db *sqlx.DB, w io.Writer) error {
	var u User
	if err := db.Get(&u, columns+" LIMIT 1"); err != nil {
		return err
	}
	fmt.Println(u.Name)
	return json.NewEncoder(w).Encode(u)
}

func half(db *sqlx.DB) (string, error) {
	var u User
	err := db.Get(&u, columns+" LIMIT 1")
	return u.Name + u.Email + u.Phone + u.City, err
}

func few(db *sqlx.DB) (string, error) {
	var u User
	err := db.Get(&u, "SELECT id, name FROM users LIMIT 1")
	return u.Name, err
}

func narrow(db *gorm.DB) (string, error) {
	var s Small
	err := db.Table("users").First(&s).Error
	return s.Name, err
}

func selects(db *gorm.DB) (string, error) {
	var u User
	err := db.Select("id", "name").First(&u).Error
	return u.Name, err
}

func saved(db *gorm.DB, id int64) error {
	var u User
	if err := db.First(&u, id).Error; err != nil {
		return err
	}
	u.Name = "x"
	return db.Save(&u).Error // want lostupdate "email"
}

func cols(eng *xorm.Engine, owner string) (ids []int64, err error) {
	users := []*User{}
	if err = eng.Cols("id").Where("city = ?", owner).And("created < ?", owner).Limit(10).Find(&users); err != nil {
		return nil, err
	}
	for _, u := range users {
		ids = append(ids, u.ID)
	}
	return ids, nil
}

func omitted(db *gorm.DB) (string, error) {
	var u User
	q := db.Omit("biography", "avatar", "settings", "street", "phone", "country", "created", "updated")
	err := q.Limit(1).Find(&u).Error
	return u.Name, err
}

type holder struct{ user User }

func kept(db *sqlx.DB, h *holder) error {
	var u User
	err := db.Get(&u, columns+" LIMIT 1")
	h.user = u
	fmt.Println(u.Name)
	return err
}

func global(db *sqlx.DB) error {
	err := db.Get(&shared, columns+" LIMIT 1")
	fmt.Println(shared.Name)
	return err
}

var shared User

func mapped(db *sqlx.DB, m map[int64]User) error {
	var u User
	err := db.Get(&u, columns+" LIMIT 1")
	m[u.ID] = u
	return err
}

func sent(db *sqlx.DB, ch chan<- User) error {
	var u User
	err := db.Get(&u, columns+" LIMIT 1")
	fmt.Println(u.Name)
	ch <- u
	return err
}

func collected(db *sql.DB) (out []User, err error) {
	rows, err := db.Query(columns + " LIMIT 10")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var u User
		if err := rows.Scan(&u.ID, &u.Name, &u.Email, &u.Phone, &u.Street, &u.City, &u.Country, &u.Biography, &u.Avatar, &u.Settings, &u.Created, &u.Updated); err != nil {
			return nil, err
		}
		fmt.Println(u.Name)
		out = append(out, u)
	}
	return out, rows.Err()
}

func printed(db *sqlx.DB) error {
	var u User
	err := db.Get(&u, columns+" LIMIT 1")
	fmt.Printf("%v %s", u, u.Name)
	return err
}

func filled(db *sqlx.DB, u *User) error {
	err := db.Get(u, columns+" LIMIT 1")
	fmt.Println(u.Name)
	return err
}

func decoded(db *sql.DB) (string, error) {
	var u User
	err := db.QueryRow(columns+" LIMIT 1").Scan(&u.ID, &u.Name, &u.Email, &u.Phone, &u.Street, &u.City, &u.Country, &u.Biography, &u.Avatar, &u.Settings, &u.Created, &u.Updated)
	for _, p := range []*string{&u.Email, &u.Phone, &u.Street, &u.City} {
		fmt.Sscan("x", p)
	}
	return u.Name, err
}

func apart(db *sql.DB) (string, error) {
	var id int64
	var name, email, phone, street, city, country, biography, avatar, settings string
	err := db.QueryRow("SELECT id, name, email, phone, street, city, country, biography, avatar, settings FROM users LIMIT 1").
		Scan(&id, &name, &email, &phone, &street, &city, &country, &biography, &avatar, &settings)
	if id > 3 {
		return name + email + phone, err
	}
	return city, err
}

func exists(db *gorm.DB, id int64) bool {
	var u User
	return db.First(&u, id).Error == nil
}

func copied(db *sqlx.DB) (any, error) {
	var u User
	err := db.Get(&u, columns+" LIMIT 1")
	c := u
	fmt.Println(u.Name)
	return c, err
}

func fields(db *sqlx.DB) (map[string]any, error) {
	var u User
	err := db.Get(&u, columns+" LIMIT 1")
	return map[string]any{"user": u, "name": u.Name}, err
}

func method(db *sqlx.DB) (func() string, error) {
	var u User
	err := db.Get(&u, columns+" LIMIT 1")
	return u.String, err
}

// String reads one field.
func (u User) String() string { return u.Name }
