// Package others signs tokens that end, with other libraries than golang-jwt.
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
	t := jwx1.New()
	_ = t.Set(jwx1.SubjectKey, id)
	_ = t.Set(jwx1.ExpirationKey, time.Now().Add(time.Hour))
	return jwx1.Sign(t, jwa1.HS256, key)
}

func Jwx2(id string) ([]byte, error) {
	t, err := jwx2.NewBuilder().Subject(id).Expiration(time.Now().Add(time.Hour)).Build()
	if err != nil {
		return nil, err
	}
	return jwx2.Sign(t, jwx2.WithKey(jwa.HS256, key))
}

func JwxClaim(id string) ([]byte, error) {
	b := jwx2.NewBuilder()
	b.Claim("exp", time.Now().Add(time.Hour).Unix())
	t, err := b.Subject(id).Build()
	if err != nil {
		return nil, err
	}
	return jwx2.Sign(t, jwx2.WithKey(jwa.HS256, key))
}

func Jwx3(id string) ([]byte, error) {
	t := jwx3.New()
	fill(t, id)
	return jwx3.Sign(t, jwx3.WithKey(jwa3.HS256(), key))
}

func fill(t jwx3.Token, id string) {
	t.Set("sub", id)
	t.Set("exp", time.Now().Add(time.Minute))
}

func JwxAny(claims map[string]any) ([]byte, error) {
	t := jwx2.New()
	for k, v := range claims {
		t.Set(k, v)
	}
	return jwx2.Sign(t, jwx2.WithKey(jwa.HS256, key))
}

// Resigned signs a token that was parsed.
func Resigned(raw []byte) ([]byte, error) {
	t, err := jwx2.Parse(raw, jwx2.WithKey(jwa.HS256, key))
	if err != nil {
		return nil, err
	}
	return jwx2.Sign(t, jwx2.WithKey(jwa.HS256, key))
}

func Jose(s jose.Signer, id string) (string, error) {
	c := josejwt.Claims{Subject: id, Expiry: josejwt.NewNumericDate(time.Now().Add(time.Hour))}
	return josejwt.Signed(s).Claims(map[string]any{"role": "admin"}).Claims(c).Serialize()
}

func JoseMap(s jose.Signer, id string) (string, error) {
	return josejwt.Signed(s).Claims(map[string]any{"sub": id, "exp": time.Now().Add(time.Hour).Unix()}).Serialize()
}

func JoseAny(s jose.Signer, claims any) (string, error) {
	return josejwt.Signed(s).Claims(claims).Serialize()
}

func Paseto(id string) (string, error) {
	t := paseto.JSONToken{Subject: id}
	t.Expiration = time.Now().Add(24 * time.Hour)
	return paseto.NewV2().Encrypt(key, t, nil)
}

// PasetoText encrypts something else than claims.
func PasetoText(s string) (string, error) { return paseto.NewV2().Encrypt(key, s, nil) }

func Aidan(id string, k aidan.V4SymmetricKey) string {
	t := aidan.NewToken()
	t.SetSubject(id)
	t.SetExpiration(time.Now().Add(time.Hour))
	return t.V4Encrypt(k, nil)
}

func Kataras(id string) ([]byte, error) {
	return jwt.Sign(jwt.HS256, key, jwt.Claims{Subject: id}, jwt.MaxAge(15*time.Minute))
}

func KatarasOptions(id string, opts ...jwt.SignOption) ([]byte, error) {
	return jwt.Sign(jwt.HS256, key, jwt.Claims{Subject: id}, opts...)
}
