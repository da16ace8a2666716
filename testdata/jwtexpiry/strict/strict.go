// Package strict holds what is of severity info only.
package strict

import (
	"context"
	"database/sql"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/redis/go-redis/v9"
)

var key = []byte("k")

// Store keeps refresh tokens.
type Store struct{ db *sql.DB }

// IssueRefresh keeps the token's id, so that it can be revoked.
func (s *Store) IssueRefresh(user, id string) (string, error) {
	claims := jwt.RegisteredClaims{Subject: user, ID: id} // want:info jwtexpiry "ends only when it is revoked: set ExpiresAt"
	if _, err := s.db.Exec("INSERT INTO refresh_tokens (id, user_id) VALUES ($1, $2)", id, user); err != nil {
		return "", err
	}
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(key)
}

// Session is a row.
type Session struct{ User, RefreshToken string }

// Sessions stores rows.
type Sessions interface{ Save(*Session) error }

// SignIn keeps the token itself.
func SignIn(store Sessions, user string) (string, error) {
	token, err := refreshToken(user)
	if err != nil {
		return "", err
	}
	return token, store.Save(&Session{User: user, RefreshToken: token})
}

func refreshToken(user string) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"sub": user}).SignedString(key) // want:info jwtexpiry "ends only when it is revoked"
}

// Issue signs tokens that end.
func Issue(user string) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"sub": user, "exp": time.Now().Add(time.Hour).Unix()}).SignedString(key)
}

// RefreshCached keeps the token in redis, for two years.
func RefreshCached(ctx context.Context, rdb *redis.Client, user string) (string, error) {
	claims := jwt.MapClaims{"sub": user, "exp": time.Now().AddDate(2, 0, 0).Unix()} // want:info jwtexpiry "lives for 2 years"
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(key)
	if err != nil {
		return "", err
	}
	return token, rdb.Set(ctx, "refresh:"+user, token, 0).Err()
}
