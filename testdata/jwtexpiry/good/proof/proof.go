// Package proof reads proofs of possession, which have no expiry: what counts is how long ago they were issued. And it signs tokens for hours
// that an application says.
package proof

import (
	"errors"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Proof are the claims of a DPoP proof.
type Proof struct {
	Method string `json:"htm"`
	jwt.RegisteredClaims
}

const maxAge = 5 * time.Minute

var errOld = errors.New("proof is too old")

// Check reads a proof.
func Check(token string, key any) (*Proof, error) {
	t, err := jwt.ParseWithClaims(token, &Proof{}, func(*jwt.Token) (any, error) { return key, nil }, jwt.WithoutClaimsValidation())
	if err != nil {
		return nil, err
	}
	p, ok := t.Claims.(*Proof)
	if !ok || p.IssuedAt == nil || time.Since(p.IssuedAt.Time).Abs() > maxAge {
		return nil, errOld
	}
	return p, nil
}

// Before reads a proof with a parser of its own.
func Before(token string, key any) error {
	var p Proof
	parser := jwt.NewParser(jwt.WithoutClaimsValidation())
	if _, err := parser.ParseWithClaims(token, &p, func(*jwt.Token) (any, error) { return key, nil }); err != nil {
		return err
	}
	if issued := p.IssuedAt; issued == nil || issued.Time.Before(time.Now().Add(-maxAge)) {
		return errOld
	}
	return nil
}

// App says how long its tokens live, in hours.
type App struct{ Hours, Refresh float64 }

// NewApp has tokens of a week.
func NewApp() *App { return &App{Hours: 168} }

// Mask hides what is not for everybody to see.
func (a *App) Mask() { a.Hours, a.Refresh = -1, -1 }

// Sign signs a token for as many hours as the application says.
func (a *App) Sign(user string, key any) (string, error) {
	now := time.Now()
	ends := now.Add(time.Duration(a.Hours * float64(time.Hour)))
	refresh := now.Add(time.Duration(a.Refresh * float64(time.Hour)))
	if a.Refresh == 0 {
		refresh = ends
	}
	claims := jwt.RegisteredClaims{Subject: user, ExpiresAt: jwt.NewNumericDate(ends)}
	claims.ExpiresAt = jwt.NewNumericDate(refresh)
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(key)
}

// Weekly signs a token for a week.
func Weekly(user string, key any) (string, error) {
	claims := jwt.RegisteredClaims{Subject: user, ExpiresAt: jwt.NewNumericDate(time.Now().Add(time.Duration(7 * 24 * float64(time.Hour))))}
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(key)
}
