package bad

import (
	"context"
	"errors"
	"time"

	"github.com/uptrace/bun"
	"gorm.io/gorm"
	"xorm.io/xorm"
)

type Wallet struct {
	ID        uint
	Owner     string
	Balance   int64
	Plan      string
	UpdatedAt time.Time
}

type Store struct {
	db  *gorm.DB
	x   *xorm.Engine
	bun *bun.DB
}

// Save writes every column.
func (s *Store) Deposit(ctx context.Context, id uint, amount int64) error {
	var w Wallet
	if err := s.db.WithContext(ctx).First(&w, id).Error; err != nil {
		return err
	}
	w.Balance += amount
	return s.db.WithContext(ctx).Save(&w).Error // want lostupdate "balance"
}

// The field that changes is not computed; the others are written back.
func (s *Store) SetPlan(ctx context.Context, id uint, plan string) error {
	var w Wallet
	if err := s.db.Where("id = ?", id).Take(&w).Error; err != nil {
		return err
	}
	w.Plan = plan
	return s.db.Save(&w).Error // want lostupdate "balance"
}

// In a transaction, as gorm gives it.
func (s *Store) Withdraw(ctx context.Context, id uint, amount int64) error {
	return s.db.Transaction(func(tx *gorm.DB) error {
		var w Wallet
		if err := tx.First(&w, "id = ?", id).Error; err != nil {
			return err
		}
		if w.Balance < amount {
			return errors.New("too little")
		}
		w.Balance -= amount
		return tx.Save(&w).Error // want lostupdate "balance"
	})
}

// One column, with a value made in memory.
func (s *Store) Fee(id uint, fee int64) error {
	var w Wallet
	if err := s.db.First(&w, id).Error; err != nil {
		return err
	}
	return s.db.Model(&w).Update("balance", w.Balance-fee).Error // want lostupdate "balance"
}

// A map.
func (s *Store) Interest(id uint) error {
	w := Wallet{}
	if err := s.db.First(&w, id).Error; err != nil {
		return err
	}
	return s.db.Model(&Wallet{}).Where("id = ?", id).Updates(map[string]any{"balance": w.Balance * 101 / 100, "plan": "gold"}).Error // want lostupdate "balance"
}

// A struct with the new value.
func (s *Store) Credit(id uint, amount int64) error {
	w := &Wallet{}
	if err := s.db.First(w, id).Error; err != nil {
		return err
	}
	return s.db.Model(w).Updates(Wallet{Balance: w.Balance + amount}).Error // want lostupdate "balance"
}

// The record itself, by Updates.
func (s *Store) Upgrade(id uint) error {
	w := new(Wallet)
	if err := s.db.First(w, id).Error; err != nil {
		return err
	}
	w.Plan = "pro"
	w.Balance = w.Balance - 10
	return s.db.Updates(w).Error // want lostupdate "balance"
}

// A repository in between.
func (s *Store) Get(ctx context.Context, id uint) (*Wallet, error) {
	var w Wallet
	if err := s.db.WithContext(ctx).First(&w, id).Error; err != nil {
		return nil, err
	}
	return &w, nil
}

func (s *Store) Put(ctx context.Context, w *Wallet) error { return s.db.WithContext(ctx).Save(w).Error }

func (s *Store) Move(ctx context.Context, from, to uint, amount int64) error {
	a, err := s.Get(ctx, from)
	if err != nil {
		return err
	}
	b, err := s.Get(ctx, to)
	if err != nil {
		return err
	}
	a.Balance -= amount
	b.Balance += amount
	if err := s.Put(ctx, a); err != nil { // want lostupdate "balance"
		return err
	}
	return s.Put(ctx, b) // want lostupdate "balance"
}

// Every row of a list.
func (s *Store) Expire(ctx context.Context, plan string) error {
	var list []Wallet
	if err := s.db.Where("plan = ?", plan).Find(&list).Error; err != nil {
		return err
	}
	for i := range list {
		list[i].Plan = "free"
		if err := s.db.Save(&list[i]).Error; err != nil { // want lostupdate "balance" writeinloop "UPDATE|Save|wallet|Wallet"
			return err
		}
	}
	return nil
}

// The struct goes through a method that changes it.
func (w *Wallet) Spend(amount int64) error {
	if w.Balance < amount {
		return errors.New("too little")
	}
	w.Balance -= amount
	return nil
}

func (s *Store) Pay(ctx context.Context, id uint, amount int64) error {
	w, err := s.Get(ctx, id)
	if err != nil {
		return err
	}
	if err := w.Spend(amount); err != nil {
		return err
	}
	return s.Put(ctx, w) // want lostupdate "balance"
}

type Member struct {
	Id     int64
	Name   string
	Points int
	Level  string
}

// xorm writes the fields that are not zero.
func (s *Store) Award(id int64, points int) error {
	m := Member{}
	has, err := s.x.ID(id).Get(&m)
	if err != nil {
		return err
	}
	if !has {
		return errors.New("no such member")
	}
	m.Points += points
	_, err = s.x.ID(id).Update(&m) // want lostupdate "points"
	return err
}

func (s *Store) Level(id int64, level string) error {
	m := &Member{Id: id}
	if has, err := s.x.Get(m); err != nil || !has {
		return err
	}
	m.Level = level
	_, err := s.x.ID(m.Id).AllCols().Update(m) // want lostupdate "points"
	return err
}

func (s *Store) Points(id int64) error {
	var m Member
	if _, err := s.x.ID(id).Get(&m); err != nil {
		return err
	}
	m.Points++
	_, err := s.x.ID(id).Cols("points").Update(&m) // want lostupdate "points"
	return err
}

type Seat struct {
	bun.BaseModel `bun:"table:seats"`
	ID            int64 `bun:",pk"`
	Free          int
	Label         string
}

func (s *Store) Book(ctx context.Context, id int64) error {
	seat := new(Seat)
	if err := s.bun.NewSelect().Model(seat).Where("id = ?", id).Scan(ctx); err != nil {
		return err
	}
	seat.Free--
	_, err := s.bun.NewUpdate().Model(seat).WherePK().Exec(ctx) // want lostupdate "free"
	return err
}

func (s *Store) Label(ctx context.Context, id int64, label string) error {
	seat := new(Seat)
	if err := s.bun.NewSelect().Model(seat).Where("id = ?", id).Scan(ctx); err != nil {
		return err
	}
	seat.Label = label
	_, err := s.bun.NewUpdate().Model(seat).WherePK().Exec(ctx) // want lostupdate "free"
	return err
}

func (s *Store) Free(ctx context.Context, id int64, n int) error {
	seat := new(Seat)
	if err := s.bun.NewSelect().Model(seat).Where("id = ?", id).Scan(ctx); err != nil {
		return err
	}
	_, err := s.bun.NewUpdate().Model((*Seat)(nil)).Set("free = ?", seat.Free+n).Where("id = ?", id).Exec(ctx) // want lostupdate "free"
	return err
}
