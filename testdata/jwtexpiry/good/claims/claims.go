// Package claims signs tokens that end.
package claims

import (
	"encoding/json"
	"maps"
	"os"
	"time"

	jwt3 "github.com/dgrijalva/jwt-go"
	jwt4 "github.com/golang-jwt/jwt/v4"
	"github.com/golang-jwt/jwt/v5"
	"github.com/spf13/viper"
)

var key = []byte("k")

// Config holds settings.
type Config struct{ TTL time.Duration }

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
	End int64  `json:"exp"`
}

// Valid makes Flat claims.
func (Flat) Valid() error { return nil }

// Custom writes itself.
type Custom struct{ id string }

// Valid makes Custom claims.
func (Custom) Valid() error { return nil }

// MarshalJSON adds the expiry.
func (c Custom) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]any{"sub": c.id, "exp": time.Now().Add(time.Hour).Unix()})
}

func sign(c jwt.Claims) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS256, c).SignedString(key)
}

func Inline(id string) (string, error) {
	return sign(jwt.MapClaims{"sub": id, "exp": time.Now().Add(time.Hour).Unix()})
}

func Numeric(id string) (string, error) {
	return sign(jwt.MapClaims{"sub": id, "exp": jwt.NewNumericDate(time.Now().Add(15 * time.Minute))})
}

func Later(id string) (string, error) {
	claims := jwt.MapClaims{"sub": id}
	claims["exp"] = time.Now().Add(72 * time.Hour).Unix()
	return sign(claims)
}

func Before(id string, ttl time.Duration) (string, error) {
	var claims Own
	claims.ExpiresAt = jwt.NewNumericDate(time.Now().Add(ttl))
	claims.Subject = id
	return sign(claims)
}

func Helper(id string) (string, error) {
	claims := jwt.MapClaims{"sub": id}
	stamp(claims)
	return sign(claims)
}

func stamp(c jwt.MapClaims) {
	const name = "exp"
	c[name] = time.Now().Add(time.Hour).Unix()
}

func Struct(id string) (string, error) {
	c := &Own{Email: id}
	limit(&c.RegisteredClaims)
	return sign(c)
}

func limit(c *jwt.RegisteredClaims) { c.ExpiresAt = jwt.NewNumericDate(time.Now().Add(time.Hour)) }

func Deep(id string) (string, error) {
	return sign(Nested{Role: "x", Base: Base{Tenant: "t", RegisteredClaims: jwt.RegisteredClaims{Subject: id, ExpiresAt: jwt.NewNumericDate(time.Now().Add(time.Hour))}}})
}

func Constructor(id string) (string, error) { return sign(newClaims(id, time.Hour)) }

func newClaims(id string, ttl time.Duration) *Nested {
	n := &Nested{Role: "r"}
	n.Base.RegisteredClaims = registered(id, ttl)
	return n
}

func registered(id string, ttl time.Duration) jwt.RegisteredClaims {
	now := time.Now()
	return jwt.RegisteredClaims{Subject: id, IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(ttl))}
}

func Empty(id string) (string, error) {
	token := jwt.New(jwt.SigningMethodHS256)
	claims := token.Claims.(jwt.MapClaims)
	claims["sub"] = id
	claims["exp"] = time.Now().Add(time.Hour).Unix()
	return token.SignedString(key)
}

func Replaced(id string) (string, error) {
	token := jwt.New(jwt.SigningMethodHS256)
	token.Claims = jwt.RegisteredClaims{Subject: id, ExpiresAt: jwt.NewNumericDate(time.Now().Add(time.Hour))}
	return token.SignedString(key)
}

func AfterMaking(id string) (string, error) {
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"sub": id})
	token.Claims.(jwt.MapClaims)["exp"] = time.Now().Add(time.Hour).Unix()
	return token.SignedString(key)
}

func Tagged(id string) (string, error) {
	return jwt4.NewWithClaims(jwt4.SigningMethodHS256, Flat{Sub: id, End: time.Now().Add(time.Hour).Unix()}).SignedString(key)
}

func Marshals(id string) (string, error) {
	return jwt4.NewWithClaims(jwt4.SigningMethodHS256, Custom{id}).SignedString(key)
}

func Standard(id string) (string, error) {
	return jwt3.NewWithClaims(jwt3.SigningMethodHS256, &jwt3.StandardClaims{Subject: id, ExpiresAt: time.Now().Unix() + 3600}).SignedString(key)
}

// Caller has claims that come from elsewhere.
func Caller(c jwt.Claims) (string, error) { return sign(c) }

// Extra copies claims that are not seen.
func Extra(id string, extra map[string]any) (string, error) {
	claims := jwt.MapClaims{"sub": id}
	for k, v := range extra {
		claims[k] = v
	}
	return sign(claims)
}

// Copied leaves the copying to a library.
func Copied(id string, extra jwt.MapClaims) (string, error) {
	claims := jwt.MapClaims{"sub": id}
	maps.Copy(claims, extra)
	return sign(claims)
}

// Decoded gets its claims from JSON.
func Decoded(data []byte) (string, error) {
	var claims Own
	if err := json.Unmarshal(data, &claims); err != nil {
		return "", err
	}
	return sign(&claims)
}

// Hook may add claims.
type Hook interface{ Customize(map[string]any) }

func Hooked(id string, h Hook) (string, error) {
	claims := jwt.MapClaims{"sub": id}
	h.Customize(claims)
	return sign(claims)
}

// Resigned signs what was parsed.
func Resigned(raw string) (string, error) {
	token, err := jwt.Parse(raw, func(*jwt.Token) (any, error) { return key, nil }, jwt.WithExpirationRequired())
	if err != nil {
		return "", err
	}
	return sign(token.Claims)
}

// Conditional sets the expiry where there is one.
func Conditional(id string, until time.Time) (string, error) {
	c := jwt.RegisteredClaims{Subject: id}
	if !until.IsZero() {
		c.ExpiresAt = jwt.NewNumericDate(until)
	}
	return sign(c)
}

// Configured has a long default that whoever runs it can change.
func Configured(id string, cfg Config) (string, error) {
	viper.SetDefault("token.ttl", 10*365*24*time.Hour)
	ttl := cfg.TTL
	if ttl == 0 {
		ttl = viper.GetDuration("token.ttl")
	}
	return sign(jwt.MapClaims{"sub": id, "exp": time.Now().Add(ttl).Unix()})
}

// Env is the same with the environment.
func Env(id string) (string, error) {
	ttl, err := time.ParseDuration(os.Getenv("TTL"))
	if err != nil {
		ttl = 400 * 24 * time.Hour
	}
	return sign(jwt.MapClaims{"sub": id, "exp": time.Now().Add(ttl).Unix()})
}

// OwnEnd says in its own claim when it ends.
func OwnEnd(path string) (string, error) {
	return sign(jwt.MapClaims{"path": path, "valid_until": time.Now().Add(time.Minute).Unix()})
}

// Push is what push gateways ask for: they count from the time of issue.
func Push(team string) (string, error) {
	return sign(jwt.MapClaims{"iss": team, "iat": time.Now().Unix()})
}

// Proof is a proof of possession for one request.
func Proof(method, url, id string) (string, error) {
	return sign(jwt.MapClaims{"jti": id, "htm": method, "htu": url, "iat": time.Now().Unix()})
}

// Nanos divides down to seconds, and Float has them as a float.
func Nanos(id string) {
	sign(jwt.MapClaims{"sub": id, "exp": time.Now().Add(time.Hour).UnixNano() / 1e9})
	sign(jwt.MapClaims{"sub": id, "exp": time.Now().Add(time.Hour).UnixMilli() / 1000})
	sign(jwt.MapClaims{"sub": id, "exp": float64(time.Now().Unix()) + (30 * time.Minute).Seconds()})
	sign(jwt.MapClaims{"sub": id, "exp": time.Now().Add(364 * 24 * time.Hour).Unix()})
	sign(jwt.MapClaims{"sub": id, "iat": time.Now().UnixMilli(), "exp": time.Now().AddDate(0, 1, 0).Unix()})
}

// Short and the one below share a helper.
func Short(id string) (string, error) {
	return sign(jwt.RegisteredClaims{Subject: id, ExpiresAt: in(10 * time.Minute)})
}

func Days(id string) (string, error) {
	return sign(jwt.RegisteredClaims{Subject: id, ExpiresAt: in(200 * 24 * time.Hour)})
}

func in(d time.Duration) *jwt.NumericDate { return at(time.Now().Add(d)) }

func at(t time.Time) *jwt.NumericDate { return jwt.NewNumericDate(t) }
