// Package values signs tokens with an expiry that is none.
package values

import (
	"fmt"
	"math"
	"strconv"
	"time"

	jwt4 "github.com/golang-jwt/jwt/v4"
	"github.com/golang-jwt/jwt/v5"
)

var key = []byte("k")

const (
	decade = 10 * 365 * 24 * time.Hour
	year   = 365
)

func sign(c jwt.Claims) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS256, c).SignedString(key)
}

func claims(id string, ttl time.Duration) jwt.RegisteredClaims {
	return jwt.RegisteredClaims{Subject: id, ExpiresAt: jwt.NewNumericDate(time.Now().Add(ttl))}
}

func Years(id string) {
	sign(jwt.MapClaims{"sub": id, "exp": time.Now().AddDate(10, 0, 0).Unix()})              // want jwtexpiry "lives for 10 years"
	sign(jwt.MapClaims{"sub": id, "exp": time.Now().Add(time.Hour * 24 * 365).Unix()})      // want jwtexpiry "lives for 365 days"
	sign(jwt.MapClaims{"sub": id, "exp": time.Now().Unix() + 5*365*24*3600})                // want jwtexpiry "lives for 5 years"
	sign(jwt.MapClaims{"sub": id, "exp": jwt.NewNumericDate(time.Now().Add(decade))})       // want jwtexpiry "lives for 10 years"
	sign(jwt.MapClaims{"sub": id, "exp": time.Now().Add(year * 2 * 24 * time.Hour).Unix()}) // want jwtexpiry "lives for 2 years"
}

func Field(id string) {
	c := jwt.RegisteredClaims{Subject: id}
	c.ExpiresAt = jwt.NewNumericDate(time.Now().UTC().Add(decade)) // want jwtexpiry "10 years"
	sign(c)
}

func Date(id string) {
	sign(jwt.RegisteredClaims{Subject: id, ExpiresAt: &jwt.NumericDate{Time: time.Now().AddDate(3, 0, 0)}})             // want jwtexpiry "3 years"
	sign(jwt.RegisteredClaims{Subject: id, ExpiresAt: jwt.NewNumericDate(time.Date(2999, 1, 1, 0, 0, 0, 0, time.UTC))}) // want jwtexpiry "so far ahead"
	sign(jwt.RegisteredClaims{Subject: id, ExpiresAt: jwt.NewNumericDate(time.Unix(math.MaxInt32*4, 0))})               // want jwtexpiry "so far ahead"
}

func Helper(id string) {
	sign(claims(id, time.Hour))
	sign(claims(id, 100*365*24*time.Hour)) // want jwtexpiry "lives for 100 years"
}

func Computed(id string) {
	days := 3650
	sign(jwt.RegisteredClaims{Subject: id, ExpiresAt: jwt.NewNumericDate(time.Now().Add(time.Duration(days) * 24 * time.Hour))}) // want jwtexpiry "lives for 10 years"
}

func Zero(id string) {
	sign(jwt.MapClaims{"sub": id, "exp": 0})            // want jwtexpiry "exp is 0"
	c := jwt4.StandardClaims{Subject: id, ExpiresAt: 0} // want jwtexpiry "exp is 0"
	jwt4.NewWithClaims(jwt4.SigningMethodHS256, c).SignedString(key)
}

func Millis(id string) {
	sign(jwt.MapClaims{"sub": id, "exp": time.Now().Add(time.Hour).UnixMilli()})                          // want jwtexpiry "not in seconds"
	sign(jwt.MapClaims{"sub": id, "exp": time.Now().Add(time.Hour).UnixNano() / int64(time.Millisecond)}) // want jwtexpiry "not in seconds"
	sign(jwt.MapClaims{"sub": id, "exp": time.Now().Add(time.Hour).UnixNano() / 1e6})                     // want jwtexpiry "not in seconds"
	c := jwt4.StandardClaims{Subject: id, ExpiresAt: time.Now().Add(time.Hour).UnixNano()}                // want jwtexpiry "not in seconds"
	jwt4.NewWithClaims(jwt4.SigningMethodHS256, c).SignedString(key)
}

func Text(id string) {
	sign(jwt.MapClaims{"sub": id, "exp": strconv.FormatInt(time.Now().Add(time.Hour).Unix(), 10)}) // want jwtexpiry "becomes a string"
	sign(jwt.MapClaims{"sub": id, "exp": fmt.Sprint(time.Now().Add(time.Hour).Unix())})            // want jwtexpiry "becomes a string"
	sign(jwt.MapClaims{"sub": id, "exp": time.Now().Add(time.Hour)})                               // want jwtexpiry "becomes a string"
	sign(jwt.MapClaims{"sub": id, "exp": time.Now().Add(time.Hour).Format(time.RFC3339)})          // want jwtexpiry "becomes a string"
}

func Short(id string) {
	sign(jwt.RegisteredClaims{Subject: id, ExpiresAt: at(time.Now().Add(10 * time.Minute))})
}

func Long(id string) {
	sign(jwt.RegisteredClaims{Subject: id, ExpiresAt: at(time.Now().AddDate(2, 0, 0))}) // want jwtexpiry "2 years"
}

func Given(id string, until time.Time) {
	sign(jwt.RegisteredClaims{Subject: id, ExpiresAt: at(until)})
}

func at(t time.Time) *jwt.NumericDate { return jwt.NewNumericDate(t) }
