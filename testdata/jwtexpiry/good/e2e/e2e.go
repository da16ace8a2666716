// Package e2e is what the end-to-end tests of a service share.
package e2e

import (
	"net/http"

	"github.com/golang-jwt/jwt/v5"
)

// AsAdmin signs a request for a test.
func AsAdmin(r *http.Request, key any) error {
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"role": "admin"}).SignedString(key)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	return nil
}
