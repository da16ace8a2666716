// Package generated changes rows with a generated client.
package generated

import (
	"context"
	"log"
	"net/http"

	"prodlint.test/lostupdate/generated/gen"
)

// Key says which wagon.
type Key struct {
	Depot, ID string
	Closed    bool
}

// Room says how many seats a wagon has.
type Room struct {
	Depot, ID string
	Seats     int
}

type store struct{ db *gen.Client }

func (s store) get(ctx context.Context, id string) (*gen.Wagon, error) {
	return s.db.Query().Where(gen.ByID(id)).First(ctx)
}

func (s store) close(ctx context.Context, k Key) error {
	return s.db.Update().SetClosed(k.Closed).Where(gen.ByID(k.ID)).Where(gen.ByDepot(k.Depot)).Exec(ctx)
}

func (s store) resize(ctx context.Context, r Room) error {
	return s.db.Update().Where(gen.ByID(r.ID), gen.ByDepot(r.Depot)).SetSeats(r.Seats).Exec(ctx)
}

func (s store) refit(ctx context.Context, r Room) error {
	return fit(s.db.Update().Where(gen.ByID(r.ID)), r.Seats).Exec(ctx)
}

func fit(u *gen.WagonUpdate, seats int) *gen.WagonUpdate { return u.SetSeats(seats) }

func (s store) Refit(w http.ResponseWriter, r *http.Request) {
	wagon, err := s.get(r.Context(), r.FormValue("id"))
	if err != nil {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	if err := s.refit(r.Context(), Room{ID: wagon.ID, Seats: wagon.Seats - 4}); err != nil { // want lostupdate "seats"
		http.Error(w, "not refitted", http.StatusInternalServerError)
	}
}

func (s store) upsert(ctx context.Context, w *gen.Wagon) error { return s.db.Upsert(w).Exec(ctx) }

func (s store) Retire(w http.ResponseWriter, r *http.Request) {
	wagon, err := s.get(r.Context(), r.FormValue("id"))
	if err != nil {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	if err := s.close(r.Context(), Key{Depot: wagon.Depot, ID: wagon.ID, Closed: true}); err != nil {
		http.Error(w, "not closed", http.StatusInternalServerError)
	}
}

func (s store) Extend(w http.ResponseWriter, r *http.Request) {
	wagon, err := s.get(r.Context(), r.FormValue("id"))
	if err != nil {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	if err := s.resize(r.Context(), Room{Depot: wagon.Depot, ID: wagon.ID, Seats: wagon.Seats + 12}); err != nil { // want lostupdate "seats"
		http.Error(w, "not extended", http.StatusInternalServerError)
	}
}

func (s store) Keep(w http.ResponseWriter, r *http.Request) {
	if err := s.upsert(r.Context(), &gen.Wagon{ID: r.FormValue("id")}); err != nil { // want swallowederror "the write on Wagon"
		log.Print(err)
	}
	w.WriteHeader(http.StatusNoContent)
}

// Routes registers the handlers.
func Routes(c *gen.Client) {
	s := store{c}
	http.HandleFunc("POST /retire", s.Retire)
	http.HandleFunc("POST /extend", s.Extend)
	http.HandleFunc("POST /refit", s.Refit)
	http.HandleFunc("POST /keep", s.Keep)
}
