package good

import (
	"context"
	"time"

	"github.com/uptrace/bun"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
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

// Locked in a transaction.
func (s *Store) Deposit(ctx context.Context, id uint, amount int64) error {
	return s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		var w Wallet
		if err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).First(&w, id).Error; err != nil {
			return err
		}
		w.Balance += amount
		return tx.Save(&w).Error
	})
}

// An expression.
func (s *Store) Add(id uint, amount int64) error {
	var w Wallet
	if err := s.db.First(&w, id).Error; err != nil {
		return err
	}
	return s.db.Model(&w).Update("balance", gorm.Expr("balance + ?", amount)).Error
}

// One column, with a value of the caller.
func (s *Store) SetPlan(id uint, plan string) error {
	var w Wallet
	if err := s.db.First(&w, id).Error; err != nil {
		return err
	}
	return s.db.Model(&w).Update("plan", plan).Error
}

// Columns are named.
func (s *Store) Rename(id uint, owner string) error {
	var w Wallet
	if err := s.db.First(&w, id).Error; err != nil {
		return err
	}
	w.Owner = owner
	return s.db.Model(&w).Select("owner").Updates(&w).Error
}

// Only what is given.
func (s *Store) Patch(id uint, plan string) error {
	var w Wallet
	if err := s.db.First(&w, id).Error; err != nil {
		return err
	}
	return s.db.Model(&w).Updates(map[string]any{"plan": plan, "updated_at": time.Now()}).Error
}

// The old value is a condition.
func (s *Store) Swap(id uint, amount int64) error {
	var w Wallet
	if err := s.db.First(&w, id).Error; err != nil {
		return err
	}
	return s.db.Model(&Wallet{}).Where("id = ? AND balance = ?", id, w.Balance).Update("balance", w.Balance+amount).Error
}

// A new row.
func (s *Store) Open(owner string) error {
	w := Wallet{Owner: owner}
	if err := s.db.Create(&w).Error; err != nil {
		return err
	}
	w.Plan = "free"
	return s.db.Save(&w).Error
}

// The record comes from the request.
func (s *Store) Put(w *Wallet) error {
	w.Plan = "pro"
	return s.db.Save(w).Error
}

// Read for another table.
type Booking struct {
	ID       uint
	WalletID uint
	Amount   int64
}

func (s *Store) Book(id uint, amount int64) error {
	var w Wallet
	if err := s.db.First(&w, id).Error; err != nil {
		return err
	}
	return s.db.Create(&Booking{WalletID: w.ID, Amount: w.Balance + amount}).Error
}

// xorm: a version column, a locked row, an expression.
type Member struct {
	Id      int64
	Name    string
	Points  int
	Version int `xorm:"version"`
}

type Player struct {
	Id     int64
	Points int
	Name   string
}

func (s *Store) Award(id int64, points int) error {
	m := Member{}
	if _, err := s.x.ID(id).Get(&m); err != nil {
		return err
	}
	m.Points += points
	_, err := s.x.ID(id).Update(&m)
	return err
}

func (s *Store) Score(id int64, points int) error {
	sess := s.x.NewSession()
	defer sess.Close()
	if err := sess.Begin(); err != nil {
		return err
	}
	p := Player{}
	if _, err := sess.ID(id).ForUpdate().Get(&p); err != nil {
		return err
	}
	p.Points += points
	if _, err := sess.ID(id).Update(&p); err != nil {
		return err
	}
	return sess.Commit()
}

func (s *Store) Incr(id int64) error {
	p := Player{}
	if _, err := s.x.ID(id).Get(&p); err != nil {
		return err
	}
	_, err := s.x.ID(p.Id).Incr("points").Update(&Player{})
	return err
}

func (s *Store) PlayerName(id int64, name string) error {
	p := Player{}
	if _, err := s.x.ID(id).Get(&p); err != nil {
		return err
	}
	p.Name = name
	_, err := s.x.ID(id).Cols("name").Update(&p)
	return err
}

type Seat struct {
	bun.BaseModel `bun:"table:seats"`
	ID            int64 `bun:",pk"`
	Free          int
	Label         string
}

func (s *Store) Take(ctx context.Context, id int64) error {
	seat := new(Seat)
	if err := s.bun.NewSelect().Model(seat).Where("id = ?", id).For("UPDATE").Scan(ctx); err != nil {
		return err
	}
	seat.Free--
	_, err := s.bun.NewUpdate().Model(seat).WherePK().Exec(ctx)
	return err
}

func (s *Store) Label(ctx context.Context, id int64, label string) error {
	seat := new(Seat)
	if err := s.bun.NewSelect().Model(seat).Where("id = ?", id).Scan(ctx); err != nil {
		return err
	}
	seat.Label = label
	_, err := s.bun.NewUpdate().Model(seat).Column("label").WherePK().Exec(ctx)
	return err
}

func (s *Store) Release(ctx context.Context, id int64) error {
	_, err := s.bun.NewUpdate().Model((*Seat)(nil)).Set("free = free + ?", 1).Where("id = ?", id).Exec(ctx)
	return err
}
