// Package handlers claims without an end.
package handlers

import (
	"time"

	"github.com/dgrijalva/jwt-go"

	"prodlint.test/jwtexpiry/bad/tokens"
)

// SignIn has claims of two types.
func SignIn(id int, name, email string) (string, error) {
	var claims jwt.Claims
	if id > 0 {
		claims = tokens.User{ // want jwtexpiry "tokens.User never expires"
			ID:   id,
			Name: name,
		}
	} else {
		claims = tokens.Invite{Email: email, Metadata: tokens.Metadata{ExpiresAt: time.Now().Add(time.Hour).Unix()}}
	}
	return tokens.Encode(claims)
}

// Renew has an end, which does not help SignIn.
func Renew(id int) (string, error) {
	return tokens.Encode(&tokens.User{ID: id, Metadata: tokens.Metadata{ExpiresAt: time.Now().Add(time.Hour).Unix()}})
}
