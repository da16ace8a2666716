package extract

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestChangesOfAParameter asks which fields of its parameter a function sets. What is set in another value that the parameter is given is not the
// caller's.
func TestChangesOfAParameter(t *testing.T) {
	p := link(t, `package store
import "database/sql"
type User struct { Name string; Next *User }
func rename(db *sql.DB, u *User) { u.Name = "x"; db.Exec("UPDATE users SET name = ?", u.Name) }
func fresh(db *sql.DB, u *User) { u = &User{}; u.Name = "x"; db.Exec("UPDATE users SET name = ?", u.Name) }
func gone(db *sql.DB, u *User) { u = nil; db.Exec("UPDATE users SET name = ?", "x") }
func walk(db *sql.DB, u *User) { for u != nil { u.Name = "x"; u = nil }; db.Exec("UPDATE users SET name = ?", "x") }
func deref(db *sql.DB, u User) { u = *u.Next; u.Name = "y"; db.Exec("UPDATE users SET name = ?", u.Name) }
func over(db *sql.DB, u *User) { u.Name = "x"; db.Exec("UPDATE users SET name = ?", u.Name); *u = User{} }
`)
	got := map[string]int{}
	for _, f := range p.Packages[0].Funcs {
		got[f.Name] = len(f.Changes)
	}
	assert.Equal(t, map[string]int{"rename": 1, "fresh": 0, "gone": 0, "walk": 1, "deref": 0, "over": 0}, got)
}
