// Package lenient signs tokens that end, and would accept others.
package lenient

import (
	"time"

	"github.com/golang-jwt/jwt/v5"
)

var key = []byte("k")

// Issue signs a token.
func Issue(user string) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"sub": user, "exp": time.Now().Add(time.Hour).Unix()}).SignedString(key)
}

// Check reads it.
func Check(token string) error {
	_, err := jwt.Parse(token, func(*jwt.Token) (any, error) { return key, nil }) // want:info jwtexpiry "without exp is accepted"
	return err
}
