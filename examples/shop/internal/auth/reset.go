package auth

import (
	"fmt"
	"strconv"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Resets issues the code that lets a customer choose a new password.
type Resets struct {
	key []byte
	ttl time.Duration
}

// NewResets returns Resets that sign with key; a code is good for ttl.
func NewResets(key []byte, ttl time.Duration) *Resets { return &Resets{key: key, ttl: ttl} }

// Issue returns a code for a customer.
func (r *Resets) Issue(customerID int64, now time.Time) (string, error) {
	claims := jwt.RegisteredClaims{Subject: strconv.FormatInt(customerID, 10), IssuedAt: jwt.NewNumericDate(now)}
	claims.ExpiresAt = jwt.NewNumericDate(now.Add(r.ttl))
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(r.key)
}

// Check returns the customer a code was issued to.
func (r *Resets) Check(code string) (int64, error) {
	claims := &jwt.RegisteredClaims{}
	_, err := jwt.ParseWithClaims(code, claims, func(*jwt.Token) (any, error) { return r.key, nil },
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithExpirationRequired())
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrToken, err)
	}
	return strconv.ParseInt(claims.Subject, 10, 64)
}
