// Package parse reads tokens without asking for an expiry or a signature.
package parse

import (
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	jose "github.com/go-jose/go-jose/v4"
	josejwt "github.com/go-jose/go-jose/v4/jwt"
	jwt4 "github.com/golang-jwt/jwt/v4"
	"github.com/golang-jwt/jwt/v5"
	"github.com/lestrrat-go/jwx/v2/jwa"
	jwx "github.com/lestrrat-go/jwx/v2/jwt"
)

var key = []byte("k")

func keys(*jwt.Token) (any, error) { return key, nil }

// Issue makes the parsers below accept tokens for ever.
func Issue(id string) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"sub": id}).SignedString(key) // want jwtexpiry "never expires"
}

func Parse(token string) error {
	_, err := jwt.Parse(token, keys, jwt.WithValidMethods([]string{"HS256"})) // want jwtexpiry "without exp is accepted.*WithExpirationRequired"
	return err
}

func WithClaims(token string) error {
	var c jwt.RegisteredClaims
	_, err := jwt.ParseWithClaims(token, &c, keys) // want jwtexpiry "without exp is accepted"
	return err
}

func Parser(token string) error {
	p := jwt.NewParser(jwt.WithIssuer("us"))
	_, err := p.Parse(token, keys) // want jwtexpiry "without exp is accepted"
	return err
}

func Skipped(token string) error {
	_, err := jwt.Parse(token, keys, jwt.WithoutClaimsValidation()) // want jwtexpiry "expired tokens are accepted"
	return err
}

func Field(token string) error {
	p := &jwt4.Parser{SkipClaimsValidation: true} // want jwtexpiry "expired tokens are accepted"
	_, err := p.Parse(token, func(*jwt4.Token) (any, error) { return key, nil })
	return err
}

func Header(w http.ResponseWriter, r *http.Request) {
	raw := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	token, _, err := jwt.NewParser().ParseUnverified(raw, jwt.MapClaims{}) // want jwtexpiry "signature is never verified"
	if err != nil || token == nil {
		w.WriteHeader(http.StatusUnauthorized)
	}
}

func Cookie(r *http.Request) (*jwt.RegisteredClaims, error) {
	c, err := r.Cookie("session")
	if err != nil {
		return nil, err
	}
	return read(c.Value)
}

func read(raw string) (*jwt.RegisteredClaims, error) {
	claims := &jwt.RegisteredClaims{}
	_, _, err := new(jwt.Parser).ParseUnverified(raw, claims) // want jwtexpiry "signature is never verified"
	return claims, err
}

func Gin(c *gin.Context) {
	parts := strings.Split(c.GetHeader("Authorization"), " ")
	if len(parts) != 2 {
		return
	}
	p := jwt4.Parser{}
	p.ParseUnverified(parts[1], jwt4.MapClaims{}) // want jwtexpiry "signature is never verified"
}

func None(t *jwt.Token) (any, error) {
	if t.Method.Alg() == "none" {
		return jwt.UnsafeAllowNoneSignatureType, nil // want jwtexpiry "need no signature"
	}
	return nil, errors.New("unknown method")
}

func Unsigned(c jwt.MapClaims) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodNone, c).SignedString(jwt.UnsafeAllowNoneSignatureType) // want jwtexpiry "need no signature"
}

func Jwx(raw []byte) (jwx.Token, error) {
	return jwx.Parse(raw, jwx.WithKey(jwa.HS256, key), jwx.WithValidate(false)) // want jwtexpiry "expired tokens are accepted"
}

func JwxUnverified(r *http.Request) (jwx.Token, error) {
	return jwx.ParseString(r.Header.Get("X-Token"), jwx.WithVerify(false)) // want jwtexpiry "signature is never verified"
}

func JwxInsecure(r *http.Request) (jwx.Token, error) {
	return jwx.ParseInsecure([]byte(r.FormValue("token"))) // want jwtexpiry "signature is never verified"
}

func Jose(r *http.Request) (string, error) {
	tok, err := josejwt.ParseSigned(r.Header.Get("X-Token"), []jose.SignatureAlgorithm{jose.HS256})
	if err != nil {
		return "", err
	}
	var c josejwt.Claims
	err = tok.UnsafeClaimsWithoutVerification(&c) // want jwtexpiry "signature is never verified"
	return c.Subject, err
}

func JoseUnchecked(raw string) (string, error) {
	tok, err := josejwt.ParseSigned(raw, []jose.SignatureAlgorithm{jose.HS256})
	if err != nil {
		return "", err
	}
	c := josejwt.Claims{}
	if err := tok.Claims(key, &c); err != nil { // want jwtexpiry "only the signature is verified"
		return "", err
	}
	return c.Subject, nil
}
