// Package goodgorm has models whose rows go in the end.
package goodgorm

import (
	"time"

	"gorm.io/gorm"
)

// User is marked by the mapper, and purged.
type User struct {
	gorm.Model
	Email string
}

// Event has no mark: the mapper deletes its rows.
type Event struct {
	ID int64
	At time.Time
}

type repo struct{ db *gorm.DB }

func (r *repo) remove(u *User) error { return r.db.Delete(u).Error }

func (r *repo) purge(before time.Time) error {
	return r.db.Unscoped().Where("deleted_at < ?", before).Delete(&User{}).Error
}

func (r *repo) event(id int64) error { return r.db.Delete(&Event{}, id).Error }

func (r *repo) list(mail string) (out []User, err error) {
	return out, r.db.Where("email = ?", mail).Find(&out).Error
}

func (r *repo) all() (out []User, err error) {
	return out, r.db.Unscoped().Find(&out).Error
}

func (r *repo) raw(mail string) (out []string, err error) {
	return out, r.db.Raw("SELECT email FROM users WHERE email = ? AND deleted_at IS NULL", mail).Scan(&out).Error
}
