// Package context holds handlers that find who asks in the context of the request, and middleware that has loaded the row of the path.
package context

import (
	"context"
	"database/sql"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/labstack/echo/v4"
	"gorm.io/gorm"
)

// Letter is a row.
type Letter struct {
	ID   int64 `gorm:"primaryKey"`
	From int64
	Text string
}

// API has the handlers.
type API struct {
	db   *sql.DB
	orm  *gorm.DB
	desk desk
}

type callerID struct{}

// Routes registers.
func (a *API) Routes(e *echo.Echo, g *gin.Engine) http.Handler {
	e.GET("/letters/:id", a.echoed)
	g.GET("/letters/:id", a.ginned)
	g.GET("/drafts/:id", a.draft)
	g.DELETE("/drafts/:id", a.dropDraft)
	g.GET("/letters/:id/open", a.anyLetter)
	r := chi.NewRouter()
	r.Get("/letters/{id}", a.plain)
	r.With(a.letterOf).Get("/letters/{id}/stamps", a.stamps)
	r.With(a.counted).Get("/letters/{id}/scans", a.scans)
	r.With(a.atDesk).Get("/letters/{id}/seals", a.seals)
	return r
}

func (a *API) letter(ctx context.Context, id int64) (Letter, error) {
	var l Letter
	err := a.db.QueryRowContext(ctx, "SELECT id, sender, text FROM letters WHERE id = $1", id).Scan(&l.ID, &l.From, &l.Text)
	return l, err
}

func (a *API) echoed(c echo.Context) error {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return echo.ErrBadRequest
	}
	l, err := a.letter(c.Request().Context(), id)
	if err != nil {
		return echo.ErrNotFound
	}
	if l.From != c.Get("user_id").(int64) {
		return echo.ErrForbidden
	}
	return c.String(http.StatusOK, l.Text)
}

func (a *API) ginned(c *gin.Context) {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		c.Status(http.StatusBadRequest)
		return
	}
	l, err := a.letter(c, id)
	if err != nil || l.From != c.GetInt64("userID") {
		c.Status(http.StatusNotFound)
		return
	}
	c.String(http.StatusOK, l.Text)
}

func (a *API) plain(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	l, err := a.letter(r.Context(), id)
	if err != nil || l.From != r.Context().Value(callerID{}).(int64) {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	_, _ = w.Write([]byte(l.Text))
}

// anyLetter compares with what stands in the context, which is no person.
func (a *API) anyLetter(c *gin.Context) {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		c.Status(http.StatusBadRequest)
		return
	}
	l, err := a.letter(c, id) // want idor "whoever counts id up reads any row of letters"
	if err != nil || l.Text == c.GetString("requestID") {
		c.Status(http.StatusNotFound)
		return
	}
	c.String(http.StatusOK, l.Text)
}

// draft hands the text of the path to the mapper, which takes a number for the key.
func (a *API) draft(c *gin.Context) {
	var l Letter
	if err := a.orm.First(&l, c.Param("id")).Error; err != nil { // want idor "whoever counts the id up reads any row of letters"
		c.Status(http.StatusNotFound)
		return
	}
	c.String(http.StatusOK, l.Text)
}

func (a *API) dropDraft(c *gin.Context) {
	id := c.Param("id")
	if err := a.orm.Delete(&Letter{}, id).Error; err != nil { // want idor "whoever counts the id up changes any row of letters"
		c.Status(http.StatusInternalServerError)
		return
	}
	c.Status(http.StatusNoContent)
}

// mine loads the letter of the path, if it is the caller's.
func (a *API) mine(r *http.Request) (Letter, bool) {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil {
		return Letter{}, false
	}
	l, err := a.letter(r.Context(), id)
	caller, _ := r.Context().Value(callerID{}).(int64)
	return l, err == nil && l.From == caller
}

func (a *API) letterOf(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, ok := a.mine(r); !ok {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (a *API) stamps(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r, "SELECT stamps FROM letter_stamps WHERE letter_id = $1")
}

// counted looks at the path and asks nothing about it.
func (a *API) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Letter", chi.URLParam(r, "id"))
		next.ServeHTTP(w, r)
	})
}

func (a *API) scans(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	var scans string
	if err := a.db.QueryRowContext(r.Context(), "SELECT scans FROM letter_scans WHERE letter_id = $1", id).Scan(&scans); err != nil { // want idor "reads any row of letter_scans"
		w.WriteHeader(http.StatusNotFound)
		return
	}
	_, _ = w.Write([]byte(scans))
}

type desk interface {
	CanRead(ctx context.Context, who, letter int64) bool
}

// atDesk has the desk say whether the caller may read the letter of the path.
func (a *API) atDesk(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
		caller, _ := r.Context().Value(callerID{}).(int64)
		if err != nil || !a.desk.CanRead(r.Context(), caller, id) {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (a *API) seals(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r, "SELECT seals FROM letter_seals WHERE letter_id = $1")
}

func (a *API) answer(w http.ResponseWriter, r *http.Request, query string) {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	var text string
	if err := a.db.QueryRowContext(r.Context(), query, id).Scan(&text); err != nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	_, _ = w.Write([]byte(text))
}
