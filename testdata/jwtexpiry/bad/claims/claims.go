// Package claims signs tokens without an expiry, with golang-jwt.
package claims

import (
	"time"

	jwt3 "github.com/dgrijalva/jwt-go"
	jwt4 "github.com/golang-jwt/jwt/v4"
	"github.com/golang-jwt/jwt/v5"
)

var key = []byte("k")

// User is who signs in.
type User struct{ ID, Email string }

// Own embeds the library's claims.
type Own struct {
	Email string `json:"email"`
	jwt.RegisteredClaims
}

// Base is embedded once more.
type Base struct {
	Tenant string `json:"tenant"`
	jwt.RegisteredClaims
}

// Nested embeds a struct that embeds the library's claims.
type Nested struct {
	Role string `json:"role"`
	Base
}

// Flat has its own fields only.
type Flat struct {
	Sub string `json:"sub"`
	Exp int64  `json:"exp,omitempty"`
}

// Valid makes Flat claims.
func (Flat) Valid() error { return nil }

// Inline has the literal in the call.
func Inline(u User) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"sub": u.ID}).SignedString(key) // want jwtexpiry "a token of v5.MapClaims never expires.*: set exp$"
}

// Variable has the literal in a variable.
func Variable(u User) (string, error) {
	claims := jwt.MapClaims{ // want jwtexpiry "never expires"
		"sub": u.ID,
		"iat": time.Now().Unix(),
	}
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, claims)
	return token.SignedString(key)
}

// Assigned fills a map that was made empty.
func Assigned(u User) (string, error) {
	claims := make(jwt.MapClaims) // want jwtexpiry "never expires"
	claims["sub"] = u.ID
	claims["nested"] = map[string]any{"exp": 1}
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(key)
}

// Plain is a map of another type, converted.
func Plain(u User) (string, error) {
	m := map[string]interface{}{"sub": u.ID} // want jwtexpiry "never expires"
	return jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims(m)).SignedString(key)
}

// Registered has the library's struct.
func Registered(u User) (string, error) {
	claims := jwt.RegisteredClaims{Subject: u.ID, IssuedAt: jwt.NewNumericDate(time.Now())} // want jwtexpiry "RegisteredClaims never expires.*set ExpiresAt"
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(key)
}

// Pointer is the same through a pointer and v4.
func Pointer(u User) (string, error) {
	claims := &jwt4.RegisteredClaims{Subject: u.ID} // want jwtexpiry "never expires"
	return jwt4.NewWithClaims(jwt4.SigningMethodHS256, claims).SignedString(key)
}

// Standard is v3.
func Standard(u User) (string, error) {
	return jwt3.NewWithClaims(jwt3.SigningMethodHS256, jwt3.StandardClaims{Subject: u.ID}).SignedString(key) // want jwtexpiry "StandardClaims never expires"
}

// Nil leaves the claim out in so many words.
func Nil(u User) (string, error) {
	claims := jwt.RegisteredClaims{Subject: u.ID, ExpiresAt: nil} // want jwtexpiry "never expires"
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(key)
}

// Embedded gives the embedded struct without an expiry.
func Embedded(u User) (string, error) {
	claims := Own{ // want jwtexpiry "claims.Own never expires.*set ExpiresAt"
		Email:            u.Email,
		RegisteredClaims: jwt.RegisteredClaims{Subject: u.ID},
	}
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(key)
}

// Left leaves the embedded struct out.
func Left(u User) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS256, &Own{Email: u.Email}).SignedString(key) // want jwtexpiry "never expires"
}

// Deep goes through two embedded structs.
func Deep(u User) (string, error) {
	claims := Nested{Role: "x", Base: Base{Tenant: "t", RegisteredClaims: jwt.RegisteredClaims{Subject: u.ID}}} // want jwtexpiry "never expires"
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(key)
}

// Tagged has a field for exp and does not set it.
func Tagged(u User) (string, error) {
	return jwt4.NewWithClaims(jwt4.SigningMethodHS256, Flat{Sub: u.ID}).SignedString(key) // want jwtexpiry "Flat never expires"
}

// Empty starts from a token without claims.
func Empty(u User) (string, error) {
	token := jwt.New(jwt.SigningMethodHS256) // want jwtexpiry "the token never expires"
	claims := token.Claims.(jwt.MapClaims)
	claims["sub"] = u.ID
	return token.SignedString(key)
}

// Helper signs for others.
func Helper(u User) (string, error) {
	return sign(jwt.MapClaims{"sub": u.ID}) // want jwtexpiry "never expires"
}

// Constructor makes the claims elsewhere.
func Constructor(u User) (string, error) { return sign(claimsOf(u)) }

func claimsOf(u User) jwt.Claims {
	c := &Own{} // want jwtexpiry "never expires"
	c.Email = u.Email
	return c
}

func sign(c jwt.Claims) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS256, c).SignedString(key)
}

// Signer signs in a method, through an interface.
type Signer interface {
	Sign(jwt.Claims) (string, error)
}

type hmacSigner struct{ key []byte }

func (s hmacSigner) Sign(c jwt.Claims) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS256, c).SignedString(s.key)
}

// Interface signs through an interface.
func Interface(s Signer, u User) (string, error) {
	return s.Sign(jwt.MapClaims{"user": u.ID, "admin": true}) // want jwtexpiry "never expires"
}

// Closure signs in a closure.
func Closure(u User) func() (string, error) {
	claims := jwt.MapClaims{"sub": u.ID} // want jwtexpiry "never expires"
	return func() (string, error) {
		claims["iat"] = time.Now().Unix()
		return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(key)
	}
}

// Generic signs claims of any type.
func Generic(u User) (string, error) {
	return signAny(Own{Email: u.Email}) // want jwtexpiry "never expires"
}

func signAny[C jwt.Claims](c C) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS256, c).SignedString(key)
}

// Unstored has a name that tells of refreshing and keeps nothing.
func RefreshToken(u User) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"sub": u.ID, "typ": "refresh"}).SignedString(key) // want jwtexpiry "never expires"
}

var global = jwt.MapClaims{"sub": "service"} // want jwtexpiry "never expires"

// Service signs claims of a variable.
func Service() (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS256, global).SignedString(key)
}
