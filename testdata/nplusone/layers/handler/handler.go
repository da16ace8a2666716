// Package handler answers requests.
package handler

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"prodlint.test/nplusone/layers/service"
)

// Feeds loads feeds.
type Feeds interface {
	Load(ctx context.Context, user int64) ([]service.Item, error)
}

// API is the handler of all routes.
type API struct{ feeds Feeds }

// New makes the handler.
func New(feeds Feeds) *API { return &API{feeds: feeds} }

// Feed answers with the feed of one user.
func (a *API) Feed(w http.ResponseWriter, r *http.Request) {
	user, err := strconv.ParseInt(r.PathValue("user"), 10, 64)
	if err != nil {
		http.Error(w, "user is not a number", http.StatusBadRequest)
		return
	}
	items, err := a.feeds.Load(r.Context(), user)
	if err != nil {
		http.Error(w, "feed", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(items)
}

// Feeds answers with the feeds of some users: a loop around a service that loops itself.
func (a *API) Feeds(w http.ResponseWriter, r *http.Request) {
	out := map[string][]service.Item{}
	for _, name := range strings.Split(r.URL.Query().Get("users"), ",") {
		user, err := strconv.ParseInt(name, 10, 64)
		if err != nil {
			continue
		}
		items, err := a.feeds.Load(r.Context(), user) // want "for each name"
		if err != nil {
			http.Error(w, "feed", http.StatusInternalServerError)
			return
		}
		out[name] = items
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(out)
}
