package ownrows

import (
	"errors"
	"net/http"

	"github.com/samber/lo"
)

func (f *ferries) leave(w http.ResponseWriter, r *http.Request) {
	err := errors.Join(lo.Map(f.checks, func(c check, _ int) error { return c.Check(r.Context(), 7) })...)
	if err != nil {
		w.WriteHeader(http.StatusConflict)
	}
	for _, c := range f.checks {
		if c.Check(r.Context(), 7) != nil {
			w.WriteHeader(http.StatusConflict)
			return
		}
	}
}
