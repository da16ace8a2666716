// Package good holds handlers that ask whose a row is, or need not.
package good

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"
)

// Order is a row.
type Order struct {
	ID         int64
	CustomerID int64
	TenantID   int64
	Total      int64
}

// User asks.
type User struct {
	ID   int64
	Role string
	Orgs []int64
}

// API has the handlers.
type API struct {
	db     *sql.DB
	orders *Orders
	policy Policy
}

// Policy says who may do what.
type Policy interface {
	Enforce(ctx context.Context, who *User, action string, id int64) error
}

// Orders is a layer between.
type Orders struct{ db *sql.DB }

var errForbidden = errors.New("not yours")

// Routes registers.
func (a *API) Routes() http.Handler {
	r := chi.NewRouter()
	r.Get("/products/{id}", a.product)
	r.Get("/share/{id}", a.shared)
	r.Post("/articles/{id}/views", a.view)
	r.Get("/search/{page}", a.search)
	r.Group(func(r chi.Router) {
		r.Use(a.signedIn)
		r.Get("/orders/{id}", a.byOwner)
		r.Get("/orders/{id}/owner", a.compared)
		r.Get("/orders/{id}/service", a.inService)
		r.Get("/orders/{id}/enforced", a.enforced)
		r.Get("/orders/{id}/can", a.can)
		r.Get("/orders/{id}/join", a.joined)
		r.Get("/orders/{id}/subquery", a.subquery)
		r.Get("/orders/{id}/tenant", a.tenant)
		r.Delete("/orders/{id}", a.deleteOwn)
		r.Get("/users/{id}", a.self)
		r.Get("/me", a.me)
		r.Get("/claims/{id}", a.role)
		r.Get("/tokens/{id}", a.secret)
		r.Get("/count", a.count)
		r.Get("/members/{id}", a.member)
		r.Get("/people/{id}", a.ofProject)
		r.Put("/settings", a.settings)
		r.Post("/accounts", a.register)
		r.Post("/accounts/{id}", a.rename)
		r.Get("/sessions/{id}", a.authenticate)
	})
	r.Route("/admin", func(r chi.Router) {
		r.Use(a.signedIn, a.adminOnly)
		r.Get("/orders/{id}", a.anyOrder)
	})
	r.With(a.signedIn, a.requireRole("support")).Get("/support/{id}", a.support)
	r.Route("/documents/{id}", func(r chi.Router) {
		r.Use(a.ownDocument)
		r.Get("/", a.document)
	})
	r.Post("/webhooks/payment/{id}", a.webhook)
	return r
}

type userKey struct{}

func current(r *http.Request) *User {
	u, _ := r.Context().Value(userKey{}).(*User)
	return u
}

func (a *API) signedIn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), userKey{}, &User{ID: 1})))
	})
}

func (a *API) adminOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if current(r).Role != "admin" {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (a *API) requireRole(role string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if current(r).Role != role {
				http.Error(w, "no", http.StatusForbidden)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

func pathID(r *http.Request) int64 {
	id, _ := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	return id
}

func write(w http.ResponseWriter, v any, err error) {
	if err != nil {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	_ = json.NewEncoder(w).Encode(v)
}

func (a *API) load(ctx context.Context, id int64) (*Order, error) {
	var o Order
	return &o, a.db.QueryRowContext(ctx, `SELECT id, customer_id, total FROM orders WHERE id = $1`, id).Scan(&o.ID, &o.CustomerID, &o.Total)
}

// byOwner asks the database for a row of the caller's.
func (a *API) byOwner(w http.ResponseWriter, r *http.Request) {
	var o Order
	err := a.db.QueryRowContext(r.Context(), `SELECT id, total FROM orders WHERE id = $1 AND customer_id = $2`, pathID(r), current(r).ID).Scan(&o.ID, &o.Total)
	write(w, o, err)
}

func (a *API) compared(w http.ResponseWriter, r *http.Request) {
	o, err := a.load(r.Context(), pathID(r))
	if err == nil && o.CustomerID != current(r).ID {
		err = errForbidden
	}
	write(w, o, err)
}

func (a *API) inService(w http.ResponseWriter, r *http.Request) {
	o, err := a.orders.get(r.Context(), current(r), pathID(r))
	write(w, o, err)
}

func (s *Orders) get(ctx context.Context, who *User, id int64) (*Order, error) {
	var o Order
	if err := s.db.QueryRowContext(ctx, `SELECT id, customer_id FROM orders WHERE id = $1`, id).Scan(&o.ID, &o.CustomerID); err != nil {
		return nil, err
	}
	if o.CustomerID != who.ID {
		return nil, errForbidden
	}
	return &o, nil
}

func (a *API) enforced(w http.ResponseWriter, r *http.Request) {
	if err := a.policy.Enforce(r.Context(), current(r), "read", pathID(r)); err != nil {
		http.Error(w, "no", http.StatusForbidden)
		return
	}
	o, err := a.load(r.Context(), pathID(r))
	write(w, o, err)
}

// CanRead says who may.
func (u *User) CanRead(o *Order) bool {
	for _, org := range u.Orgs {
		if org == o.TenantID {
			return true
		}
	}
	return false
}

func (a *API) can(w http.ResponseWriter, r *http.Request) {
	o, err := a.load(r.Context(), pathID(r))
	if err == nil && !current(r).CanRead(o) {
		err = errForbidden
	}
	write(w, o, err)
}

func (a *API) joined(w http.ResponseWriter, r *http.Request) {
	var o Order
	err := a.db.QueryRowContext(r.Context(), `SELECT o.id FROM orders o JOIN members m ON m.org_id = o.org_id AND m.user_id = $2 WHERE o.id = $1`, pathID(r), current(r).ID).Scan(&o.ID)
	write(w, o, err)
}

func (a *API) subquery(w http.ResponseWriter, r *http.Request) {
	var o Order
	err := a.db.QueryRowContext(r.Context(), `SELECT id FROM orders WHERE id = $1 AND org_id IN (SELECT org_id FROM members WHERE user_id = $2)`, pathID(r), current(r).ID).Scan(&o.ID)
	write(w, o, err)
}

func (a *API) tenant(w http.ResponseWriter, r *http.Request) {
	var o Order
	err := a.db.QueryRowContext(r.Context(), `SELECT id FROM orders WHERE tenant_id = $1 AND id = $2`, r.Context().Value(userKey{}), pathID(r)).Scan(&o.ID)
	write(w, o, err)
}

func (a *API) deleteOwn(w http.ResponseWriter, r *http.Request) {
	_, err := a.db.ExecContext(r.Context(), `DELETE FROM orders WHERE id = $1 AND customer_id = $2`, pathID(r), current(r).ID)
	write(w, "ok", err)
}

// self compares the id of the path with the caller's.
func (a *API) self(w http.ResponseWriter, r *http.Request) {
	id := pathID(r)
	if userID := current(r).ID; id != userID {
		http.Error(w, "no", http.StatusForbidden)
		return
	}
	var name string
	err := a.db.QueryRowContext(r.Context(), `SELECT name FROM users WHERE id = $1`, id).Scan(&name)
	write(w, name, err)
}

// me takes the id of the session.
func (a *API) me(w http.ResponseWriter, r *http.Request) {
	var name string
	err := a.db.QueryRowContext(r.Context(), `SELECT name FROM users WHERE id = $1`, current(r).ID).Scan(&name)
	write(w, name, err)
}

func (a *API) role(w http.ResponseWriter, r *http.Request) {
	if current(r).Role != "agent" {
		http.Error(w, "no", http.StatusForbidden)
		return
	}
	o, err := a.load(r.Context(), pathID(r))
	write(w, o, err)
}

// secret needs a secret beside the id.
func (a *API) secret(w http.ResponseWriter, r *http.Request) {
	var o Order
	err := a.db.QueryRowContext(r.Context(), `SELECT id FROM links WHERE id = $1 AND token = $2`, pathID(r), r.URL.Query().Get("token")).Scan(&o.ID)
	write(w, o, err)
}

func (a *API) count(w http.ResponseWriter, r *http.Request) {
	var n int
	err := a.db.QueryRowContext(r.Context(), `SELECT count(*) FROM orders WHERE product_id = $1`, pathID(r)).Scan(&n)
	write(w, n, err)
}

// member asks another table first.
func (a *API) member(w http.ResponseWriter, r *http.Request) {
	ok, err := a.isMember(r.Context(), current(r).ID, pathID(r))
	if err != nil || !ok {
		http.Error(w, "no", http.StatusForbidden)
		return
	}
	o, err := a.load(r.Context(), pathID(r))
	write(w, o, err)
}

func (a *API) isMember(ctx context.Context, who, order int64) (bool, error) {
	var n int
	err := a.db.QueryRowContext(ctx, `SELECT count(*) FROM watchers WHERE user_id = $1 AND order_id = $2`, who, order).Scan(&n)
	return n > 0, err
}

func (a *API) anyOrder(w http.ResponseWriter, r *http.Request) {
	o, err := a.load(r.Context(), pathID(r))
	write(w, o, err)
}

func (a *API) support(w http.ResponseWriter, r *http.Request) {
	o, err := a.load(r.Context(), pathID(r))
	write(w, o, err)
}

// ownDocument lets only the owner of a document through.
func (a *API) ownDocument(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var owner int64
		if err := a.db.QueryRowContext(r.Context(), `SELECT owner_id FROM documents WHERE id = $1`, pathID(r)).Scan(&owner); err != nil || owner != current(r).ID {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (a *API) document(w http.ResponseWriter, r *http.Request) {
	var body string
	err := a.db.QueryRowContext(r.Context(), `SELECT body FROM documents WHERE id = $1`, pathID(r)).Scan(&body)
	write(w, body, err)
}

// webhook knows the sender.
func (a *API) webhook(w http.ResponseWriter, r *http.Request) {
	if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Token")), []byte("x")) != 1 {
		http.Error(w, "no", http.StatusForbidden)
		return
	}
	_, err := a.db.ExecContext(r.Context(), `UPDATE payments SET paid = true WHERE id = $1`, pathID(r))
	write(w, "ok", err)
}

// product may be read by anybody.
func (a *API) product(w http.ResponseWriter, r *http.Request) {
	var name string
	err := a.db.QueryRowContext(r.Context(), `SELECT name FROM products WHERE id = $1`, pathID(r)).Scan(&name)
	write(w, name, err)
}

func (a *API) shared(w http.ResponseWriter, r *http.Request) {
	var name string
	err := a.db.QueryRowContext(r.Context(), `SELECT name FROM albums_shared WHERE id = $1`, pathID(r)).Scan(&name)
	write(w, name, err)
}

// view counts.
func (a *API) view(w http.ResponseWriter, r *http.Request) {
	_, err := a.db.ExecContext(r.Context(), `UPDATE articles SET views = views + 1 WHERE id = $1`, pathID(r))
	write(w, "ok", err)
}

// search takes a number that is no id.
func (a *API) search(w http.ResponseWriter, r *http.Request) {
	page, _ := strconv.Atoi(chi.URLParam(r, "page"))
	var name string
	err := a.db.QueryRowContext(r.Context(), `SELECT name FROM orders WHERE priority = $1 LIMIT 1`, page).Scan(&name)
	write(w, name, err)
}

type project struct{ ID int64 }

// ofProject asks whether the user is one of the project's.
func (a *API) ofProject(w http.ResponseWriter, r *http.Request) {
	p, _ := r.Context().Value(userKey{}).(project)
	id := pathID(r)
	if _, err := a.projectUser(r.Context(), p.ID, id); err != nil {
		http.NotFound(w, r)
		return
	}
	var name string
	err := a.db.QueryRowContext(r.Context(), `SELECT name FROM users WHERE id = $1`, id).Scan(&name)
	write(w, name, err)
}

func (a *API) projectUser(ctx context.Context, project, user int64) (n int, err error) {
	return n, a.db.QueryRowContext(ctx, `SELECT level FROM project_users WHERE project = $1 AND user_id = $2`, project, user).Scan(&n)
}

// account is read from requests elsewhere.
type account struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

func (a *API) register(w http.ResponseWriter, r *http.Request) {
	var in account
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&in); err != nil {
		http.Error(w, "bad body", http.StatusBadRequest)
	}
}

// settings has the id of the caller, not of the request.
func (a *API) settings(w http.ResponseWriter, r *http.Request) {
	me, _ := r.Context().Value(userKey{}).(*account)
	_, err := a.db.ExecContext(r.Context(), `UPDATE accounts SET name = $1 WHERE id = $2`, r.FormValue("name"), me.ID)
	write(w, "ok", err)
}

// authenticate finds out who asks.
func (a *API) authenticate(w http.ResponseWriter, r *http.Request) {
	var name string
	err := a.db.QueryRowContext(r.Context(), `SELECT name FROM users WHERE id = $1`, pathID(r)).Scan(&name)
	write(w, name, err)
}

// rename makes an account of what the request says, which settings has nothing to do with.
func (a *API) rename(w http.ResponseWriter, r *http.Request) {
	in := account{ID: pathID(r), Name: r.FormValue("name")}
	write(w, in, nil)
}

// tidy runs by itself.
func tidy(ctx context.Context, db *sql.DB) error {
	var id int64
	if err := db.QueryRowContext(ctx, `SELECT id FROM orders ORDER BY id LIMIT 1`).Scan(&id); err != nil {
		return err
	}
	_, err := db.ExecContext(ctx, `DELETE FROM drafts WHERE id = $1`, id)
	return err
}
