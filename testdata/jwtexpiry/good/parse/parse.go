// Package parse reads tokens with care, or looks into them for another purpose than letting somebody in.
package parse

import (
	"errors"
	"net/http"
	"os"
	"strings"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	josejwt "github.com/go-jose/go-jose/v4/jwt"
	jwt4 "github.com/golang-jwt/jwt/v4"
	"github.com/golang-jwt/jwt/v5"
	"github.com/lestrrat-go/jwx/v2/jwa"
	jwx "github.com/lestrrat-go/jwx/v2/jwt"
)

var key = []byte("k")

func keys(*jwt.Token) (any, error) { return key, nil }

func Required(token string) error {
	_, err := jwt.Parse(token, keys, jwt.WithExpirationRequired(), jwt.WithValidMethods([]string{"HS256"}))
	return err
}

func Parser(token string) error {
	p := jwt.NewParser(jwt.WithExpirationRequired())
	_, err := p.ParseWithClaims(token, &jwt.RegisteredClaims{}, keys)
	return err
}

func Options(token string) error {
	opts := []jwt.ParserOption{jwt.WithIssuer("us"), jwt.WithExpirationRequired()}
	_, err := jwt.Parse(token, keys, opts...)
	return err
}

func Callers(token string, opts ...jwt.ParserOption) error {
	_, err := jwt.Parse(token, keys, opts...)
	return err
}

// Own checks its claims itself.
type Own struct{ jwt.RegisteredClaims }

// Validate asks for an expiry.
func (o Own) Validate() error {
	if o.Subject == "" {
		return errors.New("no subject")
	}
	return nil
}

func Validated(token string) error {
	_, err := jwt.ParseWithClaims(token, &Own{}, keys)
	return err
}

// Four has no such option.
func Four(token string) error {
	_, err := jwt4.Parse(token, func(*jwt4.Token) (any, error) { return key, nil })
	return err
}

// Issuer looks for the issuer to choose the key, then verifies.
func Issuer(r *http.Request, keyOf func(string) any) (*jwt.Token, error) {
	raw := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	var claims jwt.RegisteredClaims
	if _, _, err := jwt.NewParser().ParseUnverified(raw, &claims); err != nil {
		return nil, err
	}
	return jwt.Parse(raw, func(*jwt.Token) (any, error) { return keyOf(claims.Issuer), nil }, jwt.WithExpirationRequired())
}

// Verifier hands the token to somebody who verifies it.
type Verifier interface {
	Verify(raw string) error
}

func Peek(r *http.Request, v Verifier) (string, error) {
	raw := r.Header.Get("X-Token")
	var claims jwt.RegisteredClaims
	if _, _, err := jwt.NewParser().ParseUnverified(raw, &claims); err != nil {
		return "", err
	}
	return claims.Subject, v.Verify(raw)
}

// Client reads the token that a server gave it.
func Client() (bool, error) {
	var claims jwt.RegisteredClaims
	if _, _, err := jwt.NewParser().ParseUnverified(os.Getenv("TOKEN"), &claims); err != nil {
		return false, err
	}
	return claims.Subject != "", nil
}

func Jwx(raw []byte) (jwx.Token, error) {
	return jwx.Parse(raw, jwx.WithKey(jwa.HS256, key), jwx.WithValidate(true))
}

// JwxPeek reads twice.
func JwxPeek(r *http.Request) (jwx.Token, error) {
	raw := r.Header.Get("X-Token")
	t, err := jwx.ParseString(raw, jwx.WithVerify(false))
	if err != nil || t.Issuer() != "us" {
		return nil, errors.New("not ours")
	}
	return jwx.ParseString(raw, jwx.WithKey(jwa.HS256, key))
}

func Jose(raw string) (string, error) {
	tok, err := josejwt.ParseSigned(raw, []jose.SignatureAlgorithm{jose.HS256})
	if err != nil {
		return "", err
	}
	c := josejwt.Claims{}
	if err := tok.Claims(key, &c); err != nil {
		return "", err
	}
	return c.Subject, c.Validate(josejwt.Expected{Time: time.Now()})
}

// Retry looks for the issuer again after the signature did not fit.
func Retry(raw string, forget func(iss string)) error {
	_, err := jwt.Parse(raw, keys, jwt.WithExpirationRequired())
	if errors.Is(err, jwt.ErrTokenSignatureInvalid) {
		t, _, perr := jwt.NewParser(jwt.WithoutClaimsValidation()).ParseUnverified(raw, jwt.MapClaims{})
		if perr != nil {
			return perr
		}
		if iss, ierr := t.Claims.GetIssuer(); ierr == nil {
			forget(iss)
		}
		old := &jwt4.Parser{SkipClaimsValidation: true}
		old.ParseUnverified(raw, jwt4.MapClaims{})
		_, err = jwt.Parse(raw, keys, jwt.WithExpirationRequired())
	}
	return err
}
