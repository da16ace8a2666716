// Package layers holds handlers whose statements are far away: behind structs of parameters, generated code, generics and transactions.
package layers

import (
	"context"
	"database/sql"
	"net/http"
	"strconv"
)

// Queries is as sqlc generates it.
type Queries struct{ db *sql.DB }

const getContract = `-- name: GetContract :one
SELECT id, owner_id, body FROM contracts WHERE id = $1`

// Contract is a row.
type Contract struct {
	ID      int64
	OwnerID int64
	Body    string
}

// GetContract reads one.
func (q *Queries) GetContract(ctx context.Context, id int64) (Contract, error) {
	row := q.db.QueryRowContext(ctx, getContract, id)
	var c Contract
	err := row.Scan(&c.ID, &c.OwnerID, &c.Body)
	return c, err
}

const updateContract = `-- name: UpdateContract :exec
UPDATE contracts SET body = $2 WHERE id = $1`

// UpdateContractParams are its arguments.
type UpdateContractParams struct {
	ID   int64
	Body string
}

// UpdateContract changes one.
func (q *Queries) UpdateContract(ctx context.Context, arg UpdateContractParams) error {
	_, err := q.db.ExecContext(ctx, updateContract, arg.ID, arg.Body)
	return err
}

// Handlers answer.
type Handlers struct {
	q  *Queries
	db *sql.DB
}

// Mux registers.
func (h *Handlers) Mux() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /contracts/{id}", h.Contract)
	mux.HandleFunc("PUT /contracts/{id}", h.ChangeContract)
	mux.Handle("DELETE /contracts/{id}", h.deleteContract())
	mux.HandleFunc("POST /contracts/{id}/sign", h.sign)
	mux.HandleFunc("GET /v2/contracts/{id}", h.contractV2)
	return mux
}

// Contract reads one.
func (h *Handlers) Contract(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		http.Error(w, "bad id", http.StatusBadRequest)
		return
	}
	c, err := h.q.GetContract(r.Context(), id) // want idor "contracts"
	if err != nil {
		http.NotFound(w, r)
		return
	}
	_, _ = w.Write([]byte(c.Body))
}

// ChangeContract changes one.
func (h *Handlers) ChangeContract(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		http.Error(w, "bad id", http.StatusBadRequest)
		return
	}
	if err := h.q.UpdateContract(r.Context(), UpdateContractParams{ID: id, Body: r.FormValue("body")}); err != nil { // want idor "contracts"
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}

func (h *Handlers) deleteContract() http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id, err := intParam(r, "id")
		if err != nil {
			http.Error(w, "bad id", http.StatusBadRequest)
			return
		}
		err = h.inTx(r.Context(), func(tx *sql.Tx) error {
			_, err := tx.ExecContext(r.Context(), `DELETE FROM contracts WHERE id = $1`, id) // want idor "contracts"
			return err
		})
		if err != nil {
			http.Error(w, "failed", http.StatusInternalServerError)
		}
	}
}

func intParam(r *http.Request, name string) (int, error) { return strconv.Atoi(r.PathValue(name)) }

func (h *Handlers) inTx(ctx context.Context, fn func(*sql.Tx) error) error {
	tx, err := h.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if err := fn(tx); err != nil {
		return err
	}
	return tx.Commit()
}

type table[T any] struct {
	db   *sql.DB
	scan func(*sql.Row) (T, error)
}

func (t table[T]) byID(ctx context.Context, id int64) (T, error) {
	return t.scan(t.db.QueryRowContext(ctx, `SELECT id, body FROM signatures WHERE id = $1`, id))
}

func (h *Handlers) sign(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		http.Error(w, "bad id", http.StatusBadRequest)
		return
	}
	t := table[string]{h.db, func(row *sql.Row) (s string, err error) { return s, row.Scan(&s) }}
	s, err := t.byID(r.Context(), id) // want idor "signatures"
	if err != nil {
		http.NotFound(w, r)
		return
	}
	_, _ = w.Write([]byte(s))
}

// find is what all versions of the handler share.
func (h *Handlers) find(w http.ResponseWriter, r *http.Request) (Contract, bool) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		http.Error(w, "bad id", http.StatusBadRequest)
		return Contract{}, false
	}
	c, err := h.q.GetContract(r.Context(), id) // want idor "contracts"
	if err != nil {
		http.NotFound(w, r)
		return Contract{}, false
	}
	return c, true
}

func (h *Handlers) contractV2(w http.ResponseWriter, r *http.Request) {
	if c, ok := h.find(w, r); ok {
		_, _ = w.Write([]byte(c.Body))
	}
}
