// Package app is wired by fx: nothing here calls a constructor.
package app

import (
	"context"
	"database/sql"

	"go.uber.org/fx"

	"prodlint.test/nplusone/fxwired/store"
)

// Params are what fx finds for NewTeams.
type Params struct {
	fx.In

	Users store.UserStore
	DB    *sql.DB
}

// Teams lists the members of teams.
type Teams struct {
	users store.UserStore
	db    *sql.DB
}

// NewTeams is called by fx.
func NewTeams(p Params) *Teams { return &Teams{users: p.Users, db: p.DB} }

// Members queries for each member.
func (t *Teams) Members(ctx context.Context, ids []int64) (names []string, err error) {
	for _, id := range ids {
		u, err := t.users.UserByID(ctx, id) // want "users"
		if err != nil {
			return nil, err
		}
		names = append(names, u.Name)
	}
	return names, nil
}

// Roster is wired by its parameters.
type Roster struct{ users store.UserStore }

// NewRoster is called by fx, too.
func NewRoster(users store.UserStore) *Roster { return &Roster{users: users} }

// Shift queries for each name of a plan.
func (r *Roster) Shift(ctx context.Context, plan map[string]int64) (on map[string]string, err error) {
	on = map[string]string{}
	for day, id := range plan {
		u, err := r.users.UserByID(ctx, id) // want "users"
		if err != nil {
			return nil, err
		}
		on[day] = u.Name
	}
	return on, nil
}

// Module tells fx what there is.
var Module = fx.Options(fx.Provide(store.New, NewTeams, NewRoster))
