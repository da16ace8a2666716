package httpapi

import (
	"database/sql"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"golang.org/x/crypto/bcrypt"
)

type credentials struct {
	Email    string `json:"email"`
	Password string `json:"password"`
}

type tokenResponse struct {
	Token string `json:"token"`
}

func (a *API) signUp(w http.ResponseWriter, r *http.Request) {
	var in credentials
	if !readJSON(w, r, &in) {
		return
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(in.Password), bcrypt.DefaultCost)
	if err != nil {
		http.Error(w, "choose another password", http.StatusBadRequest)
		return
	}
	id, err := a.Customers.Create(r.Context(), in.Email, hash)
	if err != nil {
		fail(w, r, err)
		return
	}
	a.issueToken(w, r, id, in.Email)
}

func (a *API) logIn(w http.ResponseWriter, r *http.Request) {
	var in credentials
	if !readJSON(w, r, &in) {
		return
	}
	customer, err := a.Customers.ByEmail(r.Context(), in.Email)
	if errors.Is(err, sql.ErrNoRows) {
		http.Error(w, "wrong email or password", http.StatusUnauthorized)
		return
	}
	if err != nil {
		fail(w, r, err)
		return
	}
	if bcrypt.CompareHashAndPassword(customer.PasswordHash, []byte(in.Password)) != nil {
		http.Error(w, "wrong email or password", http.StatusUnauthorized)
		return
	}
	a.issueToken(w, r, customer.ID, customer.Email)
}

func (a *API) issueToken(w http.ResponseWriter, r *http.Request, id int64, email string) {
	token, err := a.Sessions.Issue(id, email)
	if err != nil {
		fail(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, tokenResponse{Token: token})
}

func (a *API) forgotPassword(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Email string `json:"email"`
	}
	if !readJSON(w, r, &in) {
		return
	}
	customer, err := a.Customers.ByEmail(r.Context(), in.Email)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		slog.Info("password reset for unknown address")
	case err != nil:
		fail(w, r, err)
		return
	default:
		code, err := a.Resets.Issue(customer.ID, time.Now())
		if err == nil {
			err = a.Mailer.PasswordReset(r.Context(), customer.Email, code)
		}
		if err != nil {
			fail(w, r, err)
			return
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

func (a *API) resetPassword(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Code     string `json:"code"`
		Password string `json:"password"`
	}
	if !readJSON(w, r, &in) {
		return
	}
	id, err := a.Resets.Check(in.Code)
	if err != nil {
		http.Error(w, "the code is no longer good", http.StatusBadRequest)
		return
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(in.Password), bcrypt.DefaultCost)
	if err != nil {
		http.Error(w, "choose another password", http.StatusBadRequest)
		return
	}
	if err := a.Customers.SetPassword(r.Context(), id, hash); err != nil {
		fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
