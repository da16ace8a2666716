// Package bad waits for other machines while a transaction is open.
package bad

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"net/smtp"
	"os/exec"
	"time"

	"github.com/jmoiron/sqlx"
	amqp "github.com/rabbitmq/amqp091-go"
)

// Payments charges orders.
type Payments struct {
	db     *sql.DB
	dbx    *sqlx.DB
	client *http.Client
	bus    *amqp.Channel
	bank   Bank
	hook   string
	mail   string
}

// Bank is another service.
type Bank interface {
	Charge(ctx context.Context, order int64) error
}

// HTTPBank is reached over HTTP.
type HTTPBank struct {
	client *http.Client
	url    string
}

// Charge asks the bank.
func (b *HTTPBank) Charge(ctx context.Context, order int64) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, fmt.Sprintf("%s/charges/%d", b.url, order), nil)
	if err != nil {
		return err
	}
	resp, err := b.client.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// New wires the bank.
func New(db *sql.DB, client *http.Client, hook, bank string) *Payments {
	return &Payments{db: db, client: client, hook: hook, bank: &HTTPBank{client: client, url: bank}}
}

// Direct calls in the function that has begun.
func (p *Payments) Direct(ctx context.Context, order int64) error {
	tx, err := p.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "UPDATE orders SET state = 'paid' WHERE id = $1", order); err != nil {
		return err
	}
	resp, err := p.client.Get(p.hook) // want calloutintx "the transaction stays open"
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return tx.Commit()
}

// Interface calls through one.
func (p *Payments) Interface(ctx context.Context, order int64) error {
	tx, err := p.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if err := p.bank.Charge(ctx, order); err != nil { // want calloutintx "the transaction stays open"
		return err
	}
	return tx.Commit()
}

func (p *Payments) notify(url string) error {
	resp, err := p.client.Post(url, "application/json", bytes.NewReader(nil))
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// Helper calls one of its methods.
func (p *Payments) Helper(order int64) error {
	tx, err := p.db.Begin()
	if err != nil {
		return err
	}
	if err := p.notify(p.hook); err != nil { // want calloutintx "the transaction stays open"
		tx.Rollback()
		return err
	}
	return tx.Commit()
}

func (p *Payments) save(ctx context.Context, tx *sql.Tx, order int64) error {
	if _, err := tx.ExecContext(ctx, "UPDATE orders SET state = 'sent' WHERE id = $1", order); err != nil {
		return err
	}
	return p.notify(p.hook)
}

// HandsOn gives the transaction to a method that calls out.
func (p *Payments) HandsOn(ctx context.Context, order int64) error {
	tx, err := p.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := p.save(ctx, tx, order); err != nil { // want calloutintx "the transaction stays open"
		return err
	}
	return tx.Commit()
}

// Handed is handed a transaction by somebody who is not seen.
func (p *Payments) Handed(ctx context.Context, tx *sql.Tx, order int64) error {
	if _, err := tx.ExecContext(ctx, "UPDATE orders SET state = 'sent' WHERE id = $1", order); err != nil {
		return err
	}
	return p.notify(p.hook) // want calloutintx "the transaction stays open"
}

func (p *Payments) inTx(ctx context.Context, do func(tx *sql.Tx) error) error {
	tx, err := p.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// Closure is run in a transaction by a helper of the program.
func (p *Payments) Closure(ctx context.Context, order int64) error {
	return p.inTx(ctx, func(tx *sql.Tx) error {
		if err := p.notify(p.hook); err != nil { // want calloutintx "the transaction stays open"
			return err
		}
		_, err := tx.ExecContext(ctx, "UPDATE orders SET state = 'paid' WHERE id = $1", order)
		return err
	})
}

// Serializable hands the helper on.
func (p *Payments) retried(ctx context.Context, do func(tx *sql.Tx) error) (err error) {
	for range 3 {
		if err = p.inTx(ctx, func(tx *sql.Tx) error { return do(tx) }); err == nil {
			return nil
		}
	}
	return err
}

// Nested is run by a helper of a helper.
func (p *Payments) Nested(ctx context.Context) error {
	return p.retried(ctx, func(tx *sql.Tx) error {
		return p.notify(p.hook) // want calloutintx "the transaction stays open"
	})
}

func (p *Payments) charge(tx *sql.Tx) error { return p.notify(p.hook) }

// MethodValue is a method that the helper is given.
func (p *Payments) MethodValue(ctx context.Context) error {
	return p.inTx(ctx, p.charge) // want calloutintx "the transaction stays open"
}

// Variable is a literal that is kept first.
func (p *Payments) Variable(ctx context.Context) error {
	do := func(tx *sql.Tx) error { return p.notify(p.hook) }
	return p.inTx(ctx, do) // want calloutintx "the transaction stays open"
}

// unit is a unit of work.
type unit struct{ tx *sql.Tx }

func (u *unit) Done() error { return u.tx.Commit() }
func (u *unit) Undo()       { _ = u.tx.Rollback() }

func (p *Payments) begin() (*unit, error) {
	tx, err := p.db.Begin()
	if err != nil {
		return nil, err
	}
	return &unit{tx}, nil
}

// Unit begins and ends by methods of its own.
func (p *Payments) Unit() error {
	u, err := p.begin()
	if err != nil {
		return err
	}
	defer u.Undo()
	if err := p.notify(p.hook); err != nil { // want calloutintx "the transaction stays open"
		return err
	}
	return u.Done()
}

// Publish sends a message.
func (p *Payments) Publish(ctx context.Context, order int64) error {
	tx, err := p.dbx.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "INSERT INTO orders (id) VALUES ($1)", order); err != nil {
		return err
	}
	if err := p.bus.PublishWithContext(ctx, "orders", "created", false, false, amqp.Publishing{}); err != nil { // want calloutintx "message to created"
		return err
	}
	return tx.Commit()
}

// Mail sends one.
func (p *Payments) Mail(to string) error {
	tx, err := p.db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := smtp.SendMail(p.mail, nil, p.mail, []string{to}, nil); err != nil { // want calloutintx "mail" missingtimeout "waits for ever"
		return err
	}
	return tx.Commit()
}

// Command runs another program.
func (p *Payments) Command(ctx context.Context) error {
	tx, err := p.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := exec.CommandContext(ctx, "invoice", "--print").Run(); err != nil { // want calloutintx "run of another program"
		return err
	}
	return tx.Commit()
}

// Sleep waits.
func (p *Payments) Sleep(ctx context.Context) error {
	tx, err := p.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for range 5 {
		if _, err := tx.ExecContext(ctx, "UPDATE stock SET n = n - 1 WHERE n > 0"); err == nil {
			break
		}
		time.Sleep(time.Second) // want calloutintx "sleep"
	}
	return tx.Commit()
}

// Branches begins on one path only.
func (p *Payments) Branches(ctx context.Context, big bool) error {
	if !big {
		return p.notify(p.hook)
	}
	tx, err := p.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelSerializable})
	if err != nil {
		return err
	}
	err = p.notify(p.hook) // want calloutintx "the transaction stays open"
	if err != nil {
		_ = tx.Rollback()
		return err
	}
	return tx.Commit()
}

// Generic runs what it is given in a transaction.
func Generic[T any](ctx context.Context, db *sql.DB, do func(tx *sql.Tx) (T, error)) (out T, err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return out, err
	}
	defer tx.Rollback()
	if out, err = do(tx); err != nil {
		return out, err
	}
	return out, tx.Commit()
}

// InGeneric is run by it.
func (p *Payments) InGeneric(ctx context.Context) (int, error) {
	return Generic(ctx, p.db, func(tx *sql.Tx) (int, error) {
		return 1, p.notify(p.hook) // want calloutintx "the transaction stays open"
	})
}
