// Package service signs and reads tokens with values and parsers that its types keep.
package service

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

var errExpired = errors.New("expired")

// Tokens signs tokens with the lifetime it is made with.
type Tokens struct {
	ttl time.Duration
	key []byte
}

// Option changes the claims.
type Option func(*jwt.RegisteredClaims)

// WithExpiry sets the expiry.
func WithExpiry(d time.Duration) Option {
	return func(c *jwt.RegisteredClaims) { c.ExpiresAt = jwt.NewNumericDate(time.Now().Add(d)) }
}

// New has a short one.
func New(key []byte) *Tokens { return &Tokens{ttl: time.Hour, key: key} }

// Options builds the claims of options.
func (t *Tokens) Options(id string) (string, error) {
	return t.build(func(c *jwt.RegisteredClaims) { c.Subject = id }, WithExpiry(t.ttl))
}

func (t *Tokens) build(options ...Option) (string, error) {
	c := jwt.RegisteredClaims{}
	for _, o := range options {
		o(&c)
	}
	return jwt.NewWithClaims(jwt.SigningMethodHS256, c).SignedString(t.key)
}

// Signed leaves the expiry to what signs.
func (t *Tokens) Signed(id string) (string, error) { return t.sign(jwt.MapClaims{"sub": id}) }

func (t *Tokens) sign(c jwt.MapClaims) (string, error) {
	c["exp"] = time.Now().Add(t.ttl).Unix()
	return jwt.NewWithClaims(jwt.SigningMethodHS256, c).SignedString(t.key)
}

// Verifier keeps a parser and the keys.
type Verifier struct {
	parser *jwt.Parser
	keys   map[string]any
}

// NewVerifier makes one that asks for the expiry.
func NewVerifier(keys map[string]any) *Verifier {
	return &Verifier{parser: jwt.NewParser(jwt.WithExpirationRequired()), keys: keys}
}

// Verify looks for the key and verifies the parts by hand.
func (v *Verifier) Verify(raw string) (*jwt.RegisteredClaims, error) {
	c := &jwt.RegisteredClaims{}
	t, parts, err := v.parser.ParseUnverified(raw, c)
	if err != nil {
		return nil, err
	}
	kid, _ := t.Header["kid"].(string)
	return c, t.Method.Verify(strings.Join(parts[:2], "."), t.Signature, v.keys[kid])
}

// Middleware looks for the issuer in a helper.
func (v *Verifier) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		c, err := v.check(raw)
		if err != nil || c.Subject == "" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (v *Verifier) check(raw string) (*jwt.RegisteredClaims, error) {
	iss, err := issuerOf(raw)
	if err != nil {
		return nil, errExpired
	}
	c := &jwt.RegisteredClaims{}
	_, err = v.parser.ParseWithClaims(raw, c, func(*jwt.Token) (any, error) { return v.keys[iss], nil })
	return c, err
}

func issuerOf(raw string) (string, error) {
	var c jwt.RegisteredClaims
	_, _, err := jwt.NewParser().ParseUnverified(raw, &c)
	return c.Issuer, err
}
