// Package more holds further shapes: ids in bodies and queries, owners that are compared later, middleware that knows who may.
package more

// without overfetch: what is read of a row is beside the point

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"
	"gorm.io/gorm"
)

type note struct {
	ID     int64
	UserID int64
	Text   string
}

type api struct {
	db  *sql.DB
	orm *gorm.DB
}

type userKey struct{}

func callerOf(ctx context.Context) int64 { id, _ := ctx.Value(userKey{}).(int64); return id }

// signedIn lets nobody by who has not signed in, and says who it is.
func signedIn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, err := strconv.ParseInt(r.Header.Get("X-User"), 10, 64)
		if err != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), userKey{}, id)))
	})
}

// adminsOnly lets nobody by who is no admin.
func adminsOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Role") != "admin" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (a *api) routes() http.Handler {
	r := chi.NewRouter()
	r.Group(func(r chi.Router) {
		r.Use(signedIn)
		r.Delete("/notes/{id}", a.remove)
		r.Post("/notes/rename", a.rename)
		r.Get("/notes", a.byQuery)
		r.Get("/notes/{id}", a.own)
		r.Get("/notes/{id}/text", a.compared)
		r.Get("/shared/{key}", a.keyed)
		r.Get("/me/notes/{id}", a.mine)
		r.Get("/notes/{id}/audit", a.audited)
	})
	r.With(adminsOnly).Delete("/admin/notes/{id}", a.purge)
	return r
}

func number(r *http.Request, name string) int64 {
	n, _ := strconv.ParseInt(chi.URLParam(r, name), 10, 64)
	return n
}

func (a *api) remove(w http.ResponseWriter, r *http.Request) {
	if _, err := a.db.ExecContext(r.Context(), "DELETE FROM notes WHERE id = $1", number(r, "id")); err != nil { // want idor "notes"
		w.WriteHeader(http.StatusInternalServerError)
	}
}

func (a *api) rename(w http.ResponseWriter, r *http.Request) {
	var in struct {
		ID   int64  `json:"id"`
		Text string `json:"text"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&in); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if _, err := a.db.ExecContext(r.Context(), "UPDATE notes SET text = $1 WHERE id = $2", in.Text, in.ID); err != nil { // want idor "notes"
		w.WriteHeader(http.StatusInternalServerError)
	}
}

func (a *api) byQuery(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.Atoi(r.URL.Query().Get("id"))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	n, err := a.load(r.Context(), int64(id)) // want idor "notes"
	if err != nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	_, _ = w.Write([]byte(n.Text))
}

func (a *api) load(ctx context.Context, id int64) (*note, error) {
	var n note
	return &n, a.db.QueryRowContext(ctx, "SELECT id, user_id, text FROM notes WHERE id = $1", id).Scan(&n.ID, &n.UserID, &n.Text)
}

func (a *api) own(w http.ResponseWriter, r *http.Request) {
	var text string
	err := a.db.QueryRowContext(r.Context(), "SELECT text FROM notes WHERE id = $1 AND user_id = $2", number(r, "id"), callerOf(r.Context())).Scan(&text)
	if err != nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	_, _ = w.Write([]byte(text))
}

func (a *api) compared(w http.ResponseWriter, r *http.Request) {
	n, err := a.load(r.Context(), number(r, "id"))
	if err != nil || n.UserID != callerOf(r.Context()) {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	_, _ = w.Write([]byte(n.Text))
}

var errForbidden = errors.New("forbidden")

// mayRead says whether the caller may read a note.
func mayRead(ctx context.Context, n *note) error {
	if n.UserID != callerOf(ctx) {
		return errForbidden
	}
	return nil
}

func (a *api) audited(w http.ResponseWriter, r *http.Request) {
	n, err := a.load(r.Context(), number(r, "id"))
	if err != nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if err := mayRead(r.Context(), n); err != nil {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	_, _ = w.Write([]byte(n.Text))
}

func (a *api) keyed(w http.ResponseWriter, r *http.Request) {
	key, err := uuid.Parse(chi.URLParam(r, "key"))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	var text string
	if err := a.db.QueryRowContext(r.Context(), "SELECT text FROM shares WHERE share_key = $1", key).Scan(&text); err != nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	_, _ = w.Write([]byte(text))
}

func (a *api) mine(w http.ResponseWriter, r *http.Request) {
	var n note
	if err := a.orm.WithContext(r.Context()).Where("user_id = ?", callerOf(r.Context())).First(&n, number(r, "id")).Error; err != nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	_, _ = w.Write([]byte(n.Text))
}

func (a *api) purge(w http.ResponseWriter, r *http.Request) {
	if _, err := a.db.ExecContext(r.Context(), "DELETE FROM notes WHERE id = $1", number(r, "id")); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
	}
}

func (a *api) ginRoutes(r *gin.Engine) {
	g := r.Group("/v1")
	g.GET("/notes/:id", a.ginNote)
	g.PUT("/notes/:id", a.ginSave)
	g.GET("/users/:user/notes/:id", a.ginScoped)
}

func (a *api) ginNote(c *gin.Context) {
	id, err := strconv.Atoi(c.Param("id"))
	if err != nil {
		c.Status(http.StatusBadRequest)
		return
	}
	var n note
	if err := a.orm.WithContext(c).First(&n, id).Error; err != nil { // want idor "notes"
		c.Status(http.StatusNotFound)
		return
	}
	c.JSON(http.StatusOK, n)
}

func (a *api) ginSave(c *gin.Context) {
	var in note
	if err := c.ShouldBindJSON(&in); err != nil {
		c.Status(http.StatusBadRequest)
		return
	}
	if err := a.orm.WithContext(c).Model(&note{}).Where("id = ?", c.Param("id")).Update("text", in.Text).Error; err != nil { // want idor "notes"
		c.Status(http.StatusInternalServerError)
	}
}

func (a *api) ginScoped(c *gin.Context) {
	user := c.GetInt64("user")
	var n note
	if err := a.orm.WithContext(c).Where("id = ? AND user_id = ?", c.Param("id"), user).First(&n).Error; err != nil {
		c.Status(http.StatusNotFound)
		return
	}
	c.JSON(http.StatusOK, n)
}
