// Package handed makes statements of builders that other functions made: what they select is said where they were made.
package handed

import (
	"context"

	"github.com/uptrace/bun"

	"prodlint.test/selectstar/handed/common"
)

// Account is a row.
type Account struct {
	Address string
	Owner   string
}

type accounts struct{ db *bun.DB }

func (a accounts) Dataset() *bun.SelectQuery {
	return a.db.NewSelect().ModelTableExpr("accounts").Column("address", "owner")
}

// Project selects from a derived table that names its columns.
func (a accounts) Project(q *bun.SelectQuery) *bun.SelectQuery { return q.ColumnExpr("*") }

func (a accounts) Expand(string) (*bun.SelectQuery, *common.Condition) {
	return a.db.NewSelect().ModelTableExpr("volumes").Column("id", "volume"), &common.Condition{Left: "id", Right: "id"}
}

type logs struct{ db *bun.DB }

func (l logs) Dataset() *bun.SelectQuery {
	return l.db.NewSelect().ModelTableExpr("logs").ColumnExpr("*") // want selectstar "SELECT \\* on logs"
}

func (l logs) Project(q *bun.SelectQuery) *bun.SelectQuery { return q.ColumnExpr("*") }

func (l logs) Expand(string) (*bun.SelectQuery, *common.Condition) { return nil, nil }

// New reads both.
func New(db *bun.DB) (*common.Repository[Account], *common.Repository[Account]) {
	return common.NewRepository[Account](accounts{db}), common.NewRepository[Account](logs{db})
}

type changed struct {
	Account  `bun:",extend"`
	Modified bool
}

// Update gives the row, whether it changed or not.
func Update(ctx context.Context, db *bun.DB, id string) (*changed, error) {
	out := &changed{}
	update := db.NewUpdate().Model(out).Set("owner = ?", "x").Where("address = ?", id).Returning("address, owner")
	err := db.NewSelect().
		With("upd", update).
		ModelTableExpr("(?) accounts", db.NewSelect().ColumnExpr("upd.*, true AS modified").ModelTableExpr("upd").
			UnionAll(db.NewSelect().ModelTableExpr("accounts").ColumnExpr("address, owner, false AS modified").Where("address = ?", id))).
		Model(out).
		ColumnExpr("*").
		Scan(ctx)
	return out, err
}

func columns(q *bun.SelectQuery) *bun.SelectQuery { return q.ColumnExpr("*") } // want selectstar "SELECT \\*"

// Both gives a helper builders that name no columns.
func Both(ctx context.Context, db *bun.DB) (as, bs []Account, err error) {
	if err = columns(db.NewSelect().TableExpr("accounts")).Scan(ctx, &as); err != nil {
		return nil, nil, err
	}
	err = columns(db.NewSelect().TableExpr("old_accounts")).Scan(ctx, &bs)
	return as, bs, err
}

// Project has whatever others select from, which is not seen here.
func Project(q *bun.SelectQuery) *bun.SelectQuery { return q.ColumnExpr("*") }
