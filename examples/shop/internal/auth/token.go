// Package auth issues and checks the shop's tokens.
package auth

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// ErrToken says that a token does not let anybody in.
var ErrToken = errors.New("invalid token")

// Claims say who is signed in.
type Claims struct {
	Email string `json:"email"`
	Staff bool   `json:"staff,omitempty"`
	jwt.RegisteredClaims
}

// Sessions issues the token that a browser keeps after sign-in.
type Sessions struct {
	key []byte
}

// NewSessions returns Sessions that sign with key.
func NewSessions(key []byte) *Sessions { return &Sessions{key: key} }

// Issue returns a token for a customer.
func (s *Sessions) Issue(customerID int64, email string) (string, error) {
	claims := Claims{
		Email: email,
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer:   "shop",
			Subject:  strconv.FormatInt(customerID, 10),
			IssuedAt: jwt.NewNumericDate(time.Now()),
		},
	}
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(s.key)
}

// Check returns the customer a token was issued to.
func (s *Sessions) Check(token string) (int64, *Claims, error) {
	claims := &Claims{}
	_, err := jwt.ParseWithClaims(token, claims, func(*jwt.Token) (any, error) { return s.key, nil },
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithIssuer("shop"))
	if err != nil {
		return 0, nil, fmt.Errorf("%w: %w", ErrToken, err)
	}
	id, err := strconv.ParseInt(claims.Subject, 10, 64)
	if err != nil {
		return 0, nil, ErrToken
	}
	return id, claims, nil
}
