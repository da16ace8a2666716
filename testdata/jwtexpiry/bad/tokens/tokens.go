// Package tokens signs what others claim.
package tokens

import "github.com/dgrijalva/jwt-go"

// Metadata are the library's claims under another name.
type Metadata = jwt.StandardClaims

// User claims who somebody is.
type User struct {
	ID   int    `json:"user/id"`
	Name string `json:"user/name"`
	Metadata
}

// Invite claims that somebody may sign up.
type Invite struct {
	Email string `json:"email"`
	Metadata
}

// Encode signs claims.
func Encode(claims jwt.Claims) (string, error) {
	return jwt.NewWithClaims(jwt.GetSigningMethod("HS256"), claims).SignedString([]byte("k"))
}
