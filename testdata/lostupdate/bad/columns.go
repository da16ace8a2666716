package bad

import (
	"context"
	"net/http"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"xorm.io/xorm"
)

// Columns that the caller names: what is computed is among them, or all are written.
type Guest struct {
	Id       int64
	Wrong    int
	Verified bool
}

type Guests struct {
	x  *xorm.Engine
	db *gorm.DB
}

func (g *Guests) get(id int64) (*Guest, error) {
	guest := Guest{Id: id}
	has, err := g.x.Get(&guest)
	if err != nil || !has {
		return nil, err
	}
	return &guest, nil
}

func (g *Guests) update(guest *Guest, columns []string) error {
	_, err := g.x.ID(guest.Id).Cols(columns...).Update(guest)
	return err
}

func (g *Guests) Fail(id int64) error {
	guest, err := g.get(id)
	if err != nil {
		return err
	}
	guest.Wrong++
	return g.update(guest, []string{"verified", "wrong"}) // want lostupdate "wrong"
}

// What another handler of the same dispatcher locks is no lock here.
type handler func(ctx context.Context, id uint) error

func serve(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := h(r.Context(), 1); err != nil {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}
}

func Routes(g *Guests, mux *http.ServeMux) {
	mux.Handle("/locked", serve(g.locked))
	mux.Handle("/open", serve(g.open))
}

func (g *Guests) locked(ctx context.Context, id uint) error {
	return g.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		var w Wallet
		if err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).First(&w, id).Error; err != nil {
			return err
		}
		w.Balance--
		return tx.Save(&w).Error
	})
}

func (g *Guests) open(ctx context.Context, id uint) error {
	var w Wallet
	if err := g.db.WithContext(ctx).First(&w, id).Error; err != nil {
		return err
	}
	w.Balance--
	return g.db.WithContext(ctx).Save(&w).Error // want lostupdate "balance"
}
