// Package bad holds handlers that trust ids which they are sent.
package bad

import (
	"context"
	"database/sql"
	"encoding/json"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/gorilla/mux"
)

// Order is a row.
type Order struct {
	ID         int64
	CustomerID int64
	Total      int64
}

// API has the handlers.
type API struct {
	DB   *sql.DB
	Repo Repo
	Svc  *Service
}

// Repo hides the database.
type Repo interface {
	Invoice(ctx context.Context, id int64) (*Order, error)
}

type sqlRepo struct{ db *sql.DB }

func (s *sqlRepo) Invoice(ctx context.Context, id int64) (*Order, error) {
	var o Order
	return &o, s.db.QueryRowContext(ctx, `SELECT id, customer_id, total FROM invoices WHERE id = $1`, id).Scan(&o.ID, &o.CustomerID, &o.Total)
}

// Service is a layer between.
type Service struct{ repo Repo }

func (s *Service) load(ctx context.Context, id int64) (*Order, error) { return s.repo.Invoice(ctx, id) }

// Wire puts it together.
func Wire(db *sql.DB) *API {
	r := &sqlRepo{db}
	return &API{DB: db, Repo: r, Svc: &Service{r}}
}

// Routes registers the handlers.
func (a *API) Routes() http.Handler {
	r := chi.NewRouter()
	r.Use(a.signedIn)
	r.Get("/orders/{id}", a.order)
	r.Get("/invoices/{id}", a.invoice)
	r.Get("/bills/{id}", a.bill)
	r.Delete("/notes/{id}", a.deleteNote)
	r.Post("/notes", a.changeNote)
	r.Post("/files", a.renameFile)
	r.Get("/messages", a.message)
	r.Get("/documents/{id}", a.document)
	r.Get("/accounts/", a.account)
	r.Get("/users/{userID}/cards", a.cards)
	r.Get("/reports/{id}", a.report)
	r.Delete("/posts/{id}", a.deletePost)
	r.Put("/profiles/{id}", a.profile)
	return r
}

type ctxKey struct{}

func (a *API) signedIn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, err := strconv.ParseInt(r.Header.Get("X-User"), 10, 64)
		if err != nil {
			http.Error(w, "who are you", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), ctxKey{}, id)))
	})
}

func userID(r *http.Request) int64 {
	id, _ := r.Context().Value(ctxKey{}).(int64)
	return id
}

func write(w http.ResponseWriter, v any) { _ = json.NewEncoder(w).Encode(v) }

func (a *API) order(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil {
		http.Error(w, "bad id", http.StatusBadRequest)
		return
	}
	var o Order
	err = a.DB.QueryRowContext(r.Context(), `SELECT id, customer_id, total FROM orders WHERE id = $1`, id).Scan(&o.ID, &o.CustomerID, &o.Total) // want idor "up reads any row of orders"
	if err != nil {
		http.NotFound(w, r)
		return
	}
	write(w, o)
}

// invoice knows who asks, and does not ask whose it is.
func (a *API) invoice(w http.ResponseWriter, r *http.Request) {
	id, _ := strconv.ParseInt(r.PathValue("id"), 10, 64)
	slog.Info("invoice", "user", userID(r), "invoice", id)
	o, err := a.Repo.Invoice(r.Context(), id) // want idor "invoices"
	if err != nil {
		http.NotFound(w, r)
		return
	}
	write(w, o)
}

func (a *API) bill(w http.ResponseWriter, r *http.Request) {
	id, ok := pathID(w, r)
	if !ok {
		return
	}
	o, err := a.Svc.load(r.Context(), id) // want idor "invoices"
	if err != nil {
		http.NotFound(w, r)
		return
	}
	write(w, o)
}

// pathID reads the id of the path.
func pathID(w http.ResponseWriter, r *http.Request) (int64, bool) {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil {
		http.Error(w, "bad id", http.StatusBadRequest)
	}
	return id, err == nil
}

func (a *API) deleteNote(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.Atoi(mux.Vars(r)["id"])
	if err != nil {
		http.Error(w, "bad id", http.StatusBadRequest)
		return
	}
	if _, err := a.DB.ExecContext(r.Context(), `DELETE FROM notes WHERE id = $1`, id); err != nil { // want idor "changes any row of notes"
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}

type noteInput struct {
	ID   int64  `json:"id"`
	Text string `json:"text"`
}

func (a *API) changeNote(w http.ResponseWriter, r *http.Request) {
	var in noteInput
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&in); err != nil {
		http.Error(w, "bad body", http.StatusBadRequest)
		return
	}
	if _, err := a.DB.ExecContext(r.Context(), `UPDATE notes SET text = $1, updated_at = now() WHERE id = $2 AND deleted_at IS NULL`, in.Text, in.ID); err != nil { // want idor "whoever counts ID up changes any row of notes"
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}

func (a *API) renameFile(w http.ResponseWriter, r *http.Request) {
	var in struct {
		FileID int64  `json:"file_id"`
		Name   string `json:"name"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&in); err != nil {
		http.Error(w, "bad body", http.StatusBadRequest)
		return
	}
	if err := rename(r.Context(), a.DB, in.FileID, in.Name); err != nil { // want idor "files"
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}

func rename(ctx context.Context, db *sql.DB, file int64, name string) error {
	_, err := db.ExecContext(ctx, `UPDATE files SET name = $1 WHERE id = $2`, name, file)
	return err
}

func (a *API) message(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.Atoi(r.URL.Query().Get("id"))
	if err != nil {
		http.Error(w, "bad id", http.StatusBadRequest)
		return
	}
	var text string
	if err := a.DB.QueryRowContext(r.Context(), `SELECT body FROM messages WHERE id = $1 AND status = $2`, id, "sent").Scan(&text); err != nil { // want idor "messages"
		http.NotFound(w, r)
		return
	}
	write(w, text)
}

// document is loaded in a closure.
func (a *API) document(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.Atoi(r.PathValue("id"))
	if err != nil {
		http.Error(w, "bad id", http.StatusBadRequest)
		return
	}
	load := func() (string, error) {
		var text string
		err := a.DB.QueryRowContext(r.Context(), `SELECT body FROM documents WHERE id = $1`, id).Scan(&text) // want idor "documents"
		return text, err
	}
	text, err := load()
	if err != nil {
		http.NotFound(w, r)
		return
	}
	write(w, text)
}

func (a *API) account(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/accounts/"))
	if err != nil {
		http.Error(w, "bad id", http.StatusBadRequest)
		return
	}
	var balance int64
	if err := a.DB.QueryRowContext(r.Context(), `SELECT balance FROM accounts WHERE id = $1`, id).Scan(&balance); err != nil { // want idor "accounts"
		http.NotFound(w, r)
		return
	}
	write(w, balance)
}

// cards believes the path about who asks.
func (a *API) cards(w http.ResponseWriter, r *http.Request) {
	user, err := strconv.ParseInt(chi.URLParam(r, "userID"), 10, 64)
	if err != nil {
		http.Error(w, "bad id", http.StatusBadRequest)
		return
	}
	rows, err := a.DB.QueryContext(r.Context(), `SELECT number FROM cards WHERE user_id = $1`, user) // want idor "cards"
	if err != nil {
		http.Error(w, "failed", http.StatusInternalServerError)
		return
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			http.Error(w, "failed", http.StatusInternalServerError)
			return
		}
		out = append(out, n)
	}
	if rows.Err() != nil {
		http.Error(w, "failed", http.StatusInternalServerError)
		return
	}
	write(w, out)
}

// report compares, but not whose it is.
func (a *API) report(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil {
		http.Error(w, "bad id", http.StatusBadRequest)
		return
	}
	var o Order
	if err := a.DB.QueryRowContext(r.Context(), `SELECT id, total FROM reports WHERE id = $1`, id).Scan(&o.ID, &o.Total); err != nil { // want idor "reports"
		http.NotFound(w, r)
		return
	}
	if o.Total == 0 || o.ID != id {
		http.NotFound(w, r)
		return
	}
	write(w, o)
}

// deletePost: everybody may read posts, not everybody may delete them.
func (a *API) deletePost(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil {
		http.Error(w, "bad id", http.StatusBadRequest)
		return
	}
	if _, err := a.DB.ExecContext(r.Context(), `DELETE FROM posts WHERE id = $1`, id); err != nil { // want idor "posts"
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}

// profile is loaded and then written: one finding.
func (a *API) profile(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil {
		http.Error(w, "bad id", http.StatusBadRequest)
		return
	}
	var name string
	if err := a.DB.QueryRowContext(r.Context(), `SELECT name FROM profiles WHERE id = $1`, id).Scan(&name); err != nil { // want idor "profiles"
		http.NotFound(w, r)
		return
	}
	if _, err := a.DB.ExecContext(r.Context(), `UPDATE profiles SET name = $1 WHERE id = $2`, r.FormValue("name"), id); err != nil {
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}
