// Package service signs and reads tokens with values and parsers that its types keep.
package service

import (
	"net/http"
	"strings"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	josejwt "github.com/go-jose/go-jose/v4/jwt"
	"github.com/golang-jwt/jwt/v5"
	"github.com/golang-jwt/jwt/v5/request"
)

// Claims embeds the library's claims.
type Claims struct {
	Role string `json:"role"`
	jwt.RegisteredClaims
}

// Tokens signs tokens with the lifetime it is made with.
type Tokens struct {
	key []byte
	ttl time.Duration
}

// New is called from another package.
func New(key []byte, ttl time.Duration) *Tokens { return &Tokens{key, ttl} }

// Issue uses the lifetime.
func (t *Tokens) Issue(id string) (string, error) {
	c := Claims{RegisteredClaims: jwt.RegisteredClaims{Subject: id, ExpiresAt: jwt.NewNumericDate(time.Now().Add(t.ttl))}}
	return jwt.NewWithClaims(jwt.SigningMethodHS256, c).SignedString(t.key)
}

// Sessions has a lifetime in a literal.
type Sessions struct{ ttl time.Duration }

func newSessions() *Sessions {
	return &Sessions{ttl: 3 * 365 * 24 * time.Hour} // want jwtexpiry "lives for 3 years"
}

// Issue uses it.
func (s *Sessions) Issue(id string) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"sub": id, "exp": time.Now().Add(s.ttl).Unix()}).SignedString([]byte("k"))
}

// Thousandth multiplies seconds.
func Thousandth(id string) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
		"sub": id,
		"exp": time.Now().Add(time.Hour).Unix() * 1000, // want jwtexpiry "not in seconds"
	}).SignedString([]byte("k"))
}

// Verifier keeps a parser.
type Verifier struct{ parser *jwt.Parser }

// NewVerifier makes one that leaves dates alone.
func NewVerifier() *Verifier {
	return &Verifier{parser: jwt.NewParser(jwt.WithValidMethods([]string{"HS256"}), jwt.WithoutClaimsValidation())} // want jwtexpiry "expired tokens are accepted"
}

// Check uses it.
func (v *Verifier) Check(raw string) error {
	_, err := v.parser.Parse(raw, func(*jwt.Token) (any, error) { return []byte("k"), nil })
	return err
}

// Handle trusts a helper whose name says that it validates.
func Handle(w http.ResponseWriter, r *http.Request) {
	c, err := validate(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
	if err != nil || c.Subject == "" {
		w.WriteHeader(http.StatusUnauthorized)
	}
}

func validate(raw string) (*Claims, error) {
	c := &Claims{}
	_, _, err := jwt.NewParser().ParseUnverified(raw, c) // want jwtexpiry "signature is never verified"
	return c, err
}

// Twice reads the token in two ways, none of which verifies it.
func Twice(r *http.Request) (string, error) {
	raw := r.Header.Get("X-Token")
	if _, err := parseUnverified(raw); err != nil {
		return "", err
	}
	c := &Claims{}
	_, _, err := jwt.NewParser().ParseUnverified(raw, c) // want jwtexpiry "signature is never verified"
	return c.Role, err
}

func parseUnverified(raw string) (*jwt.Token, error) {
	t, _, err := jwt.NewParser().ParseUnverified(raw, jwt.MapClaims{}) // want jwtexpiry "signature is never verified"
	return t, err
}

// ValidateToken promises its callers, who are not seen, what it does not do.
func ValidateToken(raw string) (*Claims, error) {
	c := &Claims{}
	_, _, err := new(jwt.Parser).ParseUnverified(raw, c) // want jwtexpiry "signature is never verified"
	return c, err
}

// Extracted has the library take the token out of the request.
func Extracted(r *http.Request) (string, error) {
	raw, err := request.AuthorizationHeaderExtractor.ExtractToken(r)
	if err != nil {
		return "", err
	}
	c := &Claims{}
	_, _, err = jwt.NewParser().ParseUnverified(raw, c) // want jwtexpiry "signature is never verified"
	return c.Subject, err
}

type joseClaims struct {
	josejwt.Claims
	Role string `json:"role"`
}

// Jose reads claims into a struct of its own.
func Jose(raw string, key any) (string, error) {
	tok, err := josejwt.ParseSigned(raw, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return "", err
	}
	var c joseClaims
	if err := tok.Claims(key, &c); err != nil { // want jwtexpiry "only the signature is verified"
		return "", err
	}
	return c.Role, nil
}
