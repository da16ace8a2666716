// Package badgorm has models that a mapper marks as deleted.
package badgorm

import (
	"time"

	"gorm.io/gorm"
)

// User is marked by the mapper.
type User struct {
	gorm.Model
	Email string
}

// Device is marked by the mapper, by a field of its own.
type Device struct {
	ID        int64
	Serial    string
	DeletedAt gorm.DeletedAt
}

// Place is marked by hand.
type Place struct {
	ID        int64
	IsDeleted bool
	DeletedAt *time.Time
}

type repo struct{ db *gorm.DB }

func (r *repo) remove(u *User) error {
	return r.db.Delete(u).Error // want:program "rows of users are marked by deleted_at and never deleted"
}

func (r *repo) removeDevice(serial string) error {
	return r.db.Where("serial = ?", serial).Delete(&Device{}).Error // want:program "rows of devices"
}

func (r *repo) removePlace(id int64) error {
	return r.db.Model(&Place{}).Where("id = ?", id).Update("is_deleted", true).Error // want:program "rows of places are marked by is_deleted"
}

// The mapper adds the condition here, and not there.
func (r *repo) byMail(mail string) (out []User, err error) {
	return out, r.db.Where("email = ?", mail).Find(&out).Error
}

func (r *repo) raw(mail string) (out []string, err error) {
	return out, r.db.Raw("SELECT email FROM users WHERE email LIKE ?", mail).Scan(&out).Error // want:program "deleted rows of users come back: no condition on deleted_at, which the object mapper adds elsewhere: add it"
}
