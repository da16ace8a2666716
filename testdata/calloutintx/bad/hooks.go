package bad

import "context"

// attempt runs something until it succeeds.
type attempt struct {
	do    func() error
	times int
}

func (a *attempt) run() (err error) {
	for range a.times {
		if err = a.do(); err == nil {
			return nil
		}
	}
	return err
}

func again(do func() error) error {
	a := &attempt{do: do, times: 3}
	return a.run()
}

// PayAgain tries the payment three times.
func (p *Payments) PayAgain(ctx context.Context, order int64) error {
	tx, err := p.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, "UPDATE orders SET state = 'paid' WHERE id = $1", order); err != nil {
		return err
	}
	if err := again(func() error { return p.bank.Charge(ctx, order) }); err != nil { // want calloutintx "the transaction stays open"
		return err
	}
	return tx.Commit()
}

// PayDeep is PayAgain with the three tries in a method.
func (p *Payments) PayDeep(ctx context.Context, order int64) error {
	tx, err := p.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if err := p.chargeAgain(ctx, order); err != nil { // want calloutintx "the transaction stays open"
		return err
	}
	return tx.Commit()
}

func (p *Payments) chargeAgain(ctx context.Context, order int64) error {
	return again(func() error { return p.bank.Charge(ctx, order) })
}
