// Package fixable signs tokens without an expiry, in literals that the rule can repair.
package fixable

import (
	"strings"

	jwt4 "github.com/golang-jwt/jwt/v4"
	"github.com/golang-jwt/jwt/v5"
)

var key = []byte("k")

// Claims embeds the library's claims.
type Claims struct {
	Role string `json:"role"`
	jwt.RegisteredClaims
}

// Map has a map.
func Map(id string) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"sub": strings.ToLower(id)}).SignedString(key) // want jwtexpiry "never expires"
}

// Lines has a map over several lines.
func Lines(id string) (string, error) {
	claims := jwt.MapClaims{ // want jwtexpiry "never expires"
		"sub":  id,
		"role": "admin",
	}
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(key)
}

// Registered has the library's struct.
func Registered(id string) (string, error) {
	claims := &jwt.RegisteredClaims{Subject: id} // want jwtexpiry "never expires"
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(key)
}

// Standard has the old struct.
func Standard(id string) (string, error) {
	return jwt4.NewWithClaims(jwt4.SigningMethodHS256, jwt4.StandardClaims{Subject: id}).SignedString(key) // want jwtexpiry "never expires"
}

// Embedded has it in another.
func Embedded(id string) (string, error) {
	claims := Claims{ // want jwtexpiry "never expires"
		Role: "admin",
		RegisteredClaims: jwt.RegisteredClaims{
			Subject: id,
		},
	}
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(key)
}

// Null leaves the claim out in so many words.
func Null(id string) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"sub": id, "exp": nil}).SignedString(key) // want jwtexpiry "never expires"
}
