package httpapi

import (
	"context"
	"net/http"
	"strings"

	"example.com/shop/internal/auth"
)

type sessionKey struct{}

type session struct {
	customerID int64
	claims     *auth.Claims
}

func (a *API) signedIn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok {
			http.Error(w, "sign in first", http.StatusUnauthorized)
			return
		}
		id, claims, err := a.Sessions.Check(token)
		if err != nil {
			http.Error(w, "sign in again", http.StatusUnauthorized)
			return
		}
		ctx := context.WithValue(r.Context(), sessionKey{}, session{id, claims})
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

func (a *API) staffOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !current(r).claims.Staff {
			http.Error(w, "staff only", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func current(r *http.Request) session {
	s, _ := r.Context().Value(sessionKey{}).(session)
	return s
}
