package unique

import (
	"context"
	"errors"

	"gorm.io/gorm"
	"xorm.io/xorm"
)

// Host is a model whose unique index the mapper makes.
type Host struct {
	ID     uint   `gorm:"primaryKey"`
	Name   string `gorm:"column:hostname;uniqueIndex"`
	Region string `gorm:"index:place,unique"`
	Rack   string `gorm:"index:place,unique"`
	Owner  string `gorm:"index"`
}

// Grant is a model whose key has two columns.
type Grant struct {
	Owner string `xorm:"varchar(100) notnull pk"`
	Name  string `xorm:"varchar(100) notnull pk"`
	Role  string `xorm:"varchar(100) unique(role)"`
	Scope string `xorm:"varchar(100) unique(role)"`
}

type Hosts struct {
	db *gorm.DB
	x  *xorm.Engine
}

func (h *Hosts) first(ctx context.Context, query string, args ...any) (*Host, error) {
	var out Host
	err := h.db.WithContext(ctx).Where(query, args...).First(&out).Error
	return &out, err
}

func (h *Hosts) one(ctx context.Context, like Host) (*Host, error) {
	var out Host
	err := h.db.WithContext(ctx).Where(&like).First(&out).Error
	return &out, err
}

// The condition is a text that the helper is handed.
func (h *Hosts) Add(ctx context.Context, name string) error {
	_, err := h.first(ctx, "hostname = ?", name)
	if !errors.Is(err, gorm.ErrRecordNotFound) {
		return err
	}
	return h.db.WithContext(ctx).Create(&Host{Name: name}).Error // want:info "on hosts"
}

func (h *Hosts) Place(ctx context.Context, region, rack string) error {
	_, err := h.first(ctx, "rack = ? AND region = ?", rack, region)
	if !errors.Is(err, gorm.ErrRecordNotFound) {
		return err
	}
	return h.db.WithContext(ctx).Create(&Host{Region: region, Rack: rack}).Error // want:info "on hosts"
}

// It is a struct that the helper is handed.
func (h *Hosts) Like(ctx context.Context, host *Host) error {
	if _, err := h.one(ctx, Host{ID: host.ID}); err == nil {
		return errTaken
	}
	return h.db.WithContext(ctx).Create(host).Error // want:info "on hosts"
}

// Half of an index keeps nothing apart.
func (h *Hosts) Rack(ctx context.Context, rack string) error {
	_, err := h.first(ctx, "rack = ?", rack)
	if !errors.Is(err, gorm.ErrRecordNotFound) {
		return err
	}
	return h.db.WithContext(ctx).Create(&Host{Rack: rack}).Error // want "and both insert"
}

func (h *Hosts) Own(ctx context.Context, owner string) error {
	_, err := h.first(ctx, "owner = ?", owner)
	if !errors.Is(err, gorm.ErrRecordNotFound) {
		return err
	}
	return h.db.WithContext(ctx).Create(&Host{Owner: owner}).Error // want "and both insert"
}

func (h *Hosts) Grant(owner, name string) error {
	g := Grant{Owner: owner, Name: name}
	found, err := h.x.Get(&g)
	if err != nil || found {
		return err
	}
	_, err = h.x.Insert(&Grant{Owner: owner, Name: name}) // want:info "grant"
	return err
}

func (h *Hosts) Role(role, scope string) error {
	g := Grant{Scope: scope, Role: role}
	found, err := h.x.Get(&g)
	if err != nil || found {
		return err
	}
	_, err = h.x.Insert(&Grant{Owner: "x", Role: role, Scope: scope}) // want:info "grant"
	return err
}

func (h *Hosts) Scope(scope string) error {
	g := Grant{Scope: scope}
	found, err := h.x.Get(&g)
	if err != nil || found {
		return err
	}
	_, err = h.x.Insert(&Grant{Owner: "x", Scope: scope}) // want "and both insert"
	return err
}
