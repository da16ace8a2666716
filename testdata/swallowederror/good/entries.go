package good

import (
	"database/sql"
	"net/http"

	"github.com/rs/zerolog"
)

type journal struct{ *zerolog.Logger }

// Books keeps accounts.
type Books struct {
	db  *sql.DB
	log journal
}

// ServeHTTP panics where the entry cannot be written: whoever serves it answers 500.
func (b *Books) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if _, err := b.db.ExecContext(r.Context(), "INSERT INTO entries (account) VALUES ($1)", r.FormValue("account")); err != nil {
		b.log.Panic().Err(err).Msg("entry")
	}
	w.WriteHeader(http.StatusNoContent)
}
