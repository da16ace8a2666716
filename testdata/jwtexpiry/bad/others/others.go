// Package others signs tokens without an expiry, with other libraries than golang-jwt.
package others

import (
	"time"

	aidan "aidanwoods.dev/go-paseto"
	jose "github.com/go-jose/go-jose/v4"
	josejwt "github.com/go-jose/go-jose/v4/jwt"
	"github.com/kataras/jwt"
	jwa1 "github.com/lestrrat-go/jwx/jwa"
	jwx1 "github.com/lestrrat-go/jwx/jwt"
	"github.com/lestrrat-go/jwx/v2/jwa"
	jwx2 "github.com/lestrrat-go/jwx/v2/jwt"
	jwa3 "github.com/lestrrat-go/jwx/v3/jwa"
	jwx3 "github.com/lestrrat-go/jwx/v3/jwt"
	"github.com/o1egl/paseto"
)

var key = []byte("k")

func Jwx1(id string) ([]byte, error) {
	t := jwx1.New() // want jwtexpiry "the token never expires"
	_ = t.Set(jwx1.SubjectKey, id)
	return jwx1.Sign(t, jwa1.HS256, key)
}

func Jwx2(id string) ([]byte, error) {
	t, err := jwx2.NewBuilder().Subject(id).Issuer("us").Build() // want jwtexpiry "the token never expires"
	if err != nil {
		return nil, err
	}
	return jwx2.Sign(t, jwx2.WithKey(jwa.HS256, key))
}

func Jwx3(id string) ([]byte, error) {
	t := build(id)
	return jwx3.Sign(t, jwx3.WithKey(jwa3.HS256(), key))
}

func build(id string) jwx3.Token {
	t := jwx3.New() // want jwtexpiry "the token never expires"
	t.Set("sub", id)
	return t
}

func JwxLong(id string) ([]byte, error) {
	b := jwx2.NewBuilder().Subject(id)
	b = b.Expiration(time.Now().AddDate(5, 0, 0)) // want jwtexpiry "lives for 5 years"
	t, err := b.Build()
	if err != nil {
		return nil, err
	}
	return jwx2.Sign(t, jwx2.WithKey(jwa.HS256, key))
}

func JwxKey(id string) ([]byte, error) {
	t := jwx2.New()
	t.Set(jwx2.SubjectKey, id)
	t.Set(jwx2.ExpirationKey, time.Now().Add(2*365*24*time.Hour)) // want jwtexpiry "lives for 2 years"
	return jwx2.Sign(t, jwx2.WithKey(jwa.HS256, key))
}

func Jose(s jose.Signer, id string) (string, error) {
	return josejwt.Signed(s).Claims(josejwt.Claims{Subject: id}).Serialize() // want jwtexpiry "jwt.Claims never expires.*set Expiry"
}

func JoseTwo(s jose.Signer, id string) (string, error) {
	c := josejwt.Claims{Subject: id, IssuedAt: josejwt.NewNumericDate(time.Now())} // want jwtexpiry "never expires"
	more := map[string]any{"role": "admin"}
	return josejwt.Signed(s).Claims(c).Claims(more).Serialize()
}

func JoseLong(s jose.Signer, id string) (string, error) {
	c := josejwt.Claims{Subject: id, Expiry: josejwt.NewNumericDate(time.Now().AddDate(20, 0, 0))} // want jwtexpiry "20 years"
	return josejwt.Signed(s).Claims(c).Serialize()
}

func Paseto(id string) (string, error) {
	t := paseto.JSONToken{Subject: id, IssuedAt: time.Now()} // want jwtexpiry "JSONToken never expires.*set Expiration"
	return paseto.NewV2().Encrypt(key, t, "")
}

func Aidan(id string, k aidan.V4SymmetricKey) string {
	t := aidan.NewToken() // want jwtexpiry "the token never expires"
	t.SetIssuedAt(time.Now())
	t.SetSubject(id)
	return t.V4Encrypt(k, nil)
}

func Kataras(id string) ([]byte, error) {
	return jwt.Sign(jwt.HS256, key, jwt.Claims{Subject: id}) // want jwtexpiry "never expires"
}

func KatarasLong(id string) ([]byte, error) {
	return jwt.Sign(jwt.HS256, key, jwt.Claims{Subject: id}, jwt.MaxAge(10*365*24*time.Hour)) // want jwtexpiry "lives for 10 years"
}

func AidanParse(raw string, k aidan.V4SymmetricKey) (*aidan.Token, error) {
	p := aidan.NewParserWithoutExpiryCheck() // want jwtexpiry "expired tokens are accepted"
	return p.ParseV4Local(k, raw, nil)
}
