// Package api makes tokens with a lifetime of its own.
package api

import (
	"time"

	"prodlint.test/jwtexpiry/bad/service"
)

// API signs people in.
type API struct{ tokens *service.Tokens }

// New sets the lifetime.
func New(key []byte) *API {
	return &API{service.New(key, 5*365*24*time.Hour)} // want jwtexpiry "lives for 5 years"
}
