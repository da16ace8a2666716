package good

import (
	"context"
	"database/sql"
)

// Unit is a transaction, if one has been begun, and what is to be done after it.
type Unit struct {
	orders      *Orders
	tx          *sql.Tx
	parent      *Unit
	afterCommit []func()
}

// Store is what the rest of the program sees of a unit.
type Store interface {
	Ship(ctx context.Context, id int64) error
	Begin(ctx context.Context) (Store, error)
	Commit() error
	Rollback() error
}

// after does something at once where there is no transaction, and else keeps it for later.
func (u *Unit) after(do func()) {
	if u.tx == nil {
		do()
		return
	}
	if u.parent != nil && u.parent.tx != nil {
		u.parent.after(do)
		return
	}
	u.afterCommit = append(u.afterCommit, do)
}

// Begin opens a unit within.
func (u *Unit) Begin(ctx context.Context) (Store, error) {
	tx, err := u.orders.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	return &Unit{orders: u.orders, tx: tx, parent: u}, nil
}

// Commit does what was kept.
func (u *Unit) Commit() error {
	if err := u.tx.Commit(); err != nil {
		return err
	}
	for _, do := range u.afterCommit {
		do()
	}
	return nil
}

// Rollback forgets it.
func (u *Unit) Rollback() error {
	u.afterCommit = nil
	return u.tx.Rollback()
}

// Ship tells others when it is true.
func (u *Unit) Ship(ctx context.Context, id int64) error {
	if _, err := u.tx.ExecContext(ctx, "UPDATE orders SET state = 'shipped' WHERE id = $1", id); err != nil {
		return err
	}
	u.after(func() { _ = u.orders.notify(ctx) })
	return nil
}

// ShipAll ships in one transaction.
func (u *Unit) ShipAll(ctx context.Context, id int64) error {
	return u.inUnit(ctx, func(s Store) error { return s.Ship(ctx, id) })
}

func (u *Unit) inUnit(ctx context.Context, do func(Store) error) error {
	s, err := u.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = s.Rollback() }()
	if err := do(s); err != nil {
		return err
	}
	return s.Commit()
}

// ShipHere is ShipAll by hand.
func (u *Unit) ShipHere(ctx context.Context, id int64) error {
	s, err := u.Begin(ctx)
	if err != nil {
		return err
	}
	if err := s.Ship(ctx, id); err != nil {
		_ = s.Rollback()
		return err
	}
	return s.Commit()
}
