// Package good asks together, or has a reason to ask one after another.
package good

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"strings"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"
)

type User struct {
	ID, TeamID int64
	Name       string
	Blocked    bool
}

type Store struct{ db *sql.DB }

type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func one(ctx context.Context, db querier, query string, args ...any) (string, error) {
	var out string
	err := db.QueryRowContext(ctx, query, args...).Scan(&out)
	return out, err
}

func (s *Store) User(ctx context.Context, name string) (*User, error) {
	var u User
	err := s.db.QueryRowContext(ctx, "SELECT id, team_id, name FROM users WHERE name = $1", name).Scan(&u.ID, &u.TeamID, &u.Name)
	return &u, err
}

func (s *Store) Team(ctx context.Context, id int64) (string, error) {
	return one(ctx, s.db, "SELECT name FROM teams WHERE id = $1", id)
}

func (s *Store) Plan(ctx context.Context, name string) (string, error) {
	return one(ctx, s.db, "SELECT plan FROM plans WHERE name = $1", name)
}

func (s *Store) Limit(ctx context.Context, plan string) (string, error) {
	return one(ctx, s.db, "SELECT quota FROM quotas WHERE plan = $1", plan)
}

func (s *Store) Region(ctx context.Context, name string) (string, error) {
	return one(ctx, s.db, "SELECT region FROM regions WHERE name = $1", name)
}

func (s *Store) Note(ctx context.Context, name string) error {
	_, err := s.db.ExecContext(ctx, "INSERT INTO notes (name) VALUES ($1)", name)
	return err
}

func (s *Store) Allowed(ctx context.Context, name string) (bool, error) {
	v, err := one(ctx, s.db, "SELECT allowed FROM rights WHERE name = $1", name)
	return v == "yes", err
}

type API struct{ store *Store }

func answer(w http.ResponseWriter, v any) {
	if err := json.NewEncoder(w).Encode(v); err != nil {
		log.Println(err)
	}
}

func fail(w http.ResponseWriter, err error) {
	http.Error(w, err.Error(), http.StatusInternalServerError)
}

// together
func (a *API) Together(w http.ResponseWriter, r *http.Request) {
	var team, plan, region string
	g, ctx := errgroup.WithContext(r.Context())
	g.Go(func() (err error) { team, err = a.store.Team(ctx, 1); return err })
	g.Go(func() (err error) { plan, err = a.store.Plan(ctx, "a"); return err })
	g.Go(func() (err error) { region, err = a.store.Region(ctx, "b"); return err })
	if err := g.Wait(); err != nil {
		fail(w, err)
		return
	}
	answer(w, []string{team, plan, region})
}

// each needs what the one before gave: by a field, by a variable, by what was made of it
func (a *API) Chain(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	u, err := a.store.User(ctx, r.FormValue("name"))
	if err != nil {
		fail(w, err)
		return
	}
	team, err := a.store.Team(ctx, u.TeamID)
	if err != nil {
		fail(w, err)
		return
	}
	parts := strings.Split(team, "/")
	plan, err := a.store.Plan(ctx, parts[0])
	if err != nil {
		fail(w, err)
		return
	}
	answer(w, plan)
}

// by what is collected, by a condition, by what is filled
func (a *API) Collected(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	var team string
	if err := a.store.db.QueryRowContext(ctx, "SELECT name FROM teams WHERE id = $1", 3).Scan(&team); err != nil {
		fail(w, err)
		return
	}
	plan := "free"
	if team == "us" {
		plan = "own"
	}
	limit, err := a.store.Limit(ctx, plan)
	if err != nil {
		fail(w, err)
		return
	}
	var names []string
	for _, part := range strings.Fields(limit) {
		names = append(names, part)
	}
	region, err := a.store.Region(ctx, strings.Join(names, ","))
	if err != nil {
		fail(w, err)
		return
	}
	answer(w, region)
}

// only two
func (a *API) Two(w http.ResponseWriter, r *http.Request) {
	team, err := a.store.Team(r.Context(), 1)
	if err != nil {
		fail(w, err)
		return
	}
	plan, err := a.store.Plan(r.Context(), "a")
	if err != nil {
		fail(w, err)
		return
	}
	answer(w, []string{team, plan})
}

// the first says whether to go on, and so does the second
func (a *API) Guarded(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	name := r.FormValue("name")
	u, err := a.store.User(ctx, name)
	if err != nil {
		fail(w, err)
		return
	}
	if u.Blocked {
		http.Error(w, "blocked", http.StatusForbidden)
		return
	}
	plan, err := a.store.Plan(ctx, name)
	if err != nil {
		fail(w, err)
		return
	}
	if plan == "" {
		http.Error(w, "no plan", http.StatusPaymentRequired)
		return
	}
	region, err := a.store.Region(ctx, name)
	if err != nil {
		fail(w, err)
		return
	}
	answer(w, []string{plan, region})
}

// what is not there ends it
func (a *API) Missing(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	name := r.FormValue("name")
	u, err := a.store.User(ctx, name)
	if errors.Is(err, sql.ErrNoRows) {
		http.NotFound(w, r)
		return
	} else if err != nil {
		fail(w, err)
		return
	}
	plan, err := a.store.Plan(ctx, name)
	if err != nil {
		fail(w, err)
		return
	}
	region, err := a.store.Region(ctx, name)
	if err != nil {
		fail(w, err)
		return
	}
	answer(w, []any{u, plan, region})
}

// may the caller see it at all
func (a *API) Authorized(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	name := r.FormValue("name")
	plan, err := a.store.Plan(ctx, name)
	if err != nil {
		fail(w, err)
		return
	}
	if ok, err := a.store.Allowed(ctx, name); err != nil || !ok {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	region, err := a.store.Region(ctx, name)
	if err != nil {
		fail(w, err)
		return
	}
	team, err := a.store.Team(ctx, 4)
	if err != nil {
		fail(w, err)
		return
	}
	answer(w, []string{plan, region, team})
}

// a transaction has one connection
func (a *API) InTx(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	tx, err := a.store.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		fail(w, err)
		return
	}
	defer tx.Rollback()
	team, err := one(ctx, tx, "SELECT name FROM teams WHERE id = $1", 1)
	if err != nil {
		fail(w, err)
		return
	}
	plan, err := one(ctx, tx, "SELECT plan FROM plans WHERE name = $1", "a")
	if err != nil {
		fail(w, err)
		return
	}
	region, err := one(ctx, tx, "SELECT region FROM regions WHERE name = $1", "b")
	if err != nil {
		fail(w, err)
		return
	}
	if err := tx.Commit(); err != nil {
		fail(w, err)
		return
	}
	answer(w, []string{team, plan, region})
}

// so has a connection
type single struct{ conn *pgx.Conn }

func (s *single) get(ctx context.Context, query string) (string, error) {
	var out string
	err := s.conn.QueryRow(ctx, query).Scan(&out)
	return out, err
}

func (s *single) Overview(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	a, err := s.get(ctx, "SELECT a FROM one WHERE id = 1")
	if err != nil {
		fail(w, err)
		return
	}
	b, err := s.get(ctx, "SELECT b FROM two WHERE id = 1")
	if err != nil {
		fail(w, err)
		return
	}
	c, err := s.get(ctx, "SELECT c FROM three WHERE id = 1")
	if err != nil {
		fail(w, err)
		return
	}
	answer(w, []string{a, b, c})
}

// what is written between them may change what is read
func (a *API) Between(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	team, err := a.store.Team(ctx, 1)
	if err != nil {
		fail(w, err)
		return
	}
	if err := a.store.Note(ctx, "seen"); err != nil {
		fail(w, err)
		return
	}
	plan, err := a.store.Plan(ctx, "a")
	if err != nil {
		fail(w, err)
		return
	}
	if err := a.store.Note(ctx, "planned"); err != nil {
		fail(w, err)
		return
	}
	region, err := a.store.Region(ctx, "b")
	if err != nil {
		fail(w, err)
		return
	}
	answer(w, []string{team, plan, region})
}

// one or the other
func (a *API) Either(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	var out string
	var err error
	switch r.FormValue("what") {
	case "team":
		out, err = a.store.Team(ctx, 1)
	case "plan":
		out, err = a.store.Plan(ctx, "a")
	default:
		out, err = a.store.Region(ctx, "b")
	}
	if err != nil {
		fail(w, err)
		return
	}
	answer(w, out)
}

// the second only where the first did not help
func (a *API) Fallback(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	out, err := a.store.Team(ctx, 1)
	if err != nil {
		if out, err = a.store.Plan(ctx, "a"); err != nil {
			if out, err = a.store.Region(ctx, "b"); err != nil {
				fail(w, err)
				return
			}
		}
	}
	answer(w, out)
}

// no request waits for it
func (a *API) Nightly(ctx context.Context) error {
	team, err := a.store.Team(ctx, 1)
	if err != nil {
		return err
	}
	plan, err := a.store.Plan(ctx, "a")
	if err != nil {
		return err
	}
	region, err := a.store.Region(ctx, "b")
	if err != nil {
		return err
	}
	log.Println(team, plan, region)
	return nil
}

// most of them have nothing to ask for
type Holder struct {
	store                   *Store
	teamID, planID, placeID int64
}

func (h *Holder) Team(ctx context.Context) (string, error) {
	if h.teamID == 0 {
		return "", nil
	}
	return h.store.Team(ctx, h.teamID)
}

func (h *Holder) Plan(ctx context.Context) (string, error) {
	if h.planID == 0 {
		return "", nil
	}
	return one(ctx, h.store.db, "SELECT plan FROM plans WHERE id = $1", h.planID)
}

func (h *Holder) Place(ctx context.Context) (string, error) {
	if h.placeID == 0 {
		return "", nil
	}
	return one(ctx, h.store.db, "SELECT place FROM places WHERE id = $1", h.placeID)
}

func (a *API) Held(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	h := a.holder(r.FormValue("name"))
	team, err := h.Team(ctx)
	if err != nil {
		fail(w, err)
		return
	}
	plan, err := h.Plan(ctx)
	if err != nil {
		fail(w, err)
		return
	}
	place, err := h.Place(ctx)
	if err != nil {
		fail(w, err)
		return
	}
	answer(w, []string{team, plan, place})
}

func (a *API) holder(name string) *Holder {
	h := &Holder{store: a.store}
	switch {
	case strings.HasPrefix(name, "t"):
		h.teamID = int64(len(name))
	case strings.HasPrefix(name, "p"):
		h.planID = int64(len(name))
	default:
		h.placeID = int64(len(name))
	}
	return h
}

// each field is asked for by the one before
type path struct{ User, Team, Plan string }

func (a *API) Path(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	var p path
	var err error
	if p.User, err = one(ctx, a.store.db, "SELECT team FROM users WHERE name = $1", r.FormValue("name")); err != nil {
		fail(w, err)
		return
	}
	if p.Team, err = one(ctx, a.store.db, "SELECT plan FROM teams WHERE name = $1", p.User); err != nil {
		fail(w, err)
		return
	}
	if p.Plan, err = one(ctx, a.store.db, "SELECT quota FROM plans WHERE name = $1", p.Team); err != nil {
		fail(w, err)
		return
	}
	answer(w, p)
}

// each is given the whole, with what the one before has filled in
func (p *path) key() string { return p.User + "/" + p.Team + "/" + p.Plan }

func (a *API) Whole(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	var p path
	var err error
	if p.User, err = one(ctx, a.store.db, "SELECT team FROM users WHERE name = $1", p.key()); err != nil {
		fail(w, err)
		return
	}
	if p.Team, err = one(ctx, a.store.db, "SELECT plan FROM teams WHERE name = $1", p.key()); err != nil {
		fail(w, err)
		return
	}
	if p.Plan, err = one(ctx, a.store.db, "SELECT quota FROM plans WHERE name = $1", p.key()); err != nil {
		fail(w, err)
		return
	}
	answer(w, p)
}
