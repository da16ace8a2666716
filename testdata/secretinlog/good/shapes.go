package good

import (
	"encoding/json"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/golang-jwt/jwt/v5"
)

// What a token leads to, and what is left of it.

type person struct{ ID, Name string }

func personByToken(token string) (*person, error) {
	if token == "" {
		return nil, errToken
	}
	return &person{ID: "1"}, nil
}

func nameByRefreshToken(token string) string { return token[:1] }

func Whose(token string) {
	p, err := personByToken(token)
	if err != nil {
		slog.Warn("unknown", "err", err)
		return
	}
	slog.Info("known", "id", p.ID, "name", nameByRefreshToken(token))
}

// Cookies that open nothing.

func Theme(r *http.Request, c *gin.Context) {
	if k, err := r.Cookie("theme"); err == nil {
		log.Println("theme", k.Value)
	}
	if k, err := r.Cookie("player-" + r.Host); err == nil {
		log.Println("player", k.Value)
	}
	if lang, err := c.Cookie("lang"); err == nil {
		log.Println("language", lang)
	}
}

// Fields that JSON leaves out.

type member struct {
	Name     string `json:"name"`
	Password string `json:"-"`
}

func Member(m member) {
	b, err := json.Marshal(m)
	if err != nil {
		return
	}
	log.Println("member", string(b))
}

// A word that somebody gives is a name, whatever the parameter is called.

var opened = map[string]bool{}

func connect(token string) {
	if opened[token] {
		log.Println("already open:", token)
	}
	opened[token] = true
}

func Connect(r *http.Request) {
	connect("setup")
	connect(r.URL.Path)
}

// The id of a pair of keys.

type bucketConfig struct {
	AccessKey string
	SecretKey string
}

func Bucket(c *bucketConfig) error {
	accessKey := c.AccessKey
	return fmt.Errorf("no bucket for access key %s", accessKey)
}

func lookup(accessKey string) error { return fmt.Errorf("access key not found: %s", accessKey) }

// The verb that writes the type alone; a secret that is compared.

func Compared(password, confirmation string) error {
	if password != confirmation {
		return fmt.Errorf("%T and %T differ: %t", password, confirmation, password == confirmation)
	}
	return nil
}

// What a function checks, sets or counts.

func checkPassword(password string) (string, error) { return "ok", nil }

func Checked(password string) {
	answer, err := checkPassword(password)
	log.Println(answer, err)
	rest, tries := remaining(password)
	log.Println(rest, tries)
}

func remaining(password string) (int, int) { return 10 - len(password), 3 }

// That something was signed, for whom and how long it is may be told.

func Signed(user string, key []byte) (string, error) {
	raw, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.RegisteredClaims{Subject: user, ExpiresAt: jwt.NewNumericDate(time.Now().Add(time.Hour))}).SignedString(key)
	if err != nil {
		return "", fmt.Errorf("signing for %s: %w", user, err)
	}
	log.Printf("signed %d bytes for %s", len(raw), user)
	return raw, nil
}
