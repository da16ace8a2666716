// Package good writes what everybody may read.
package good

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"strings"

	"github.com/rs/zerolog"
	"github.com/sirupsen/logrus"
	"go.uber.org/zap"
)

// without swallowederror: what matters is what is written

func mask(s string) string { return s[:2] + "***" }

func redactDSN(dsn string) string { return strings.Split(dsn, "@")[1] }

func Masked(token, dsn, password string, l *zap.Logger) {
	log.Println(mask(token))
	slog.Info("connecting", "dsn", redactDSN(dsn))
	l.Info("login", zap.String("token", token[:4]), zap.Int("length", len(token)))
	maskedToken := mask(token)
	log.Println(maskedToken)
	token = mask(token)
	log.Printf("%t %d", password != "", len(password))
	log.Println("ends in", token[len(token)-4:], string([]byte(token)[:4]))
	short := dsn[:3]
	log.Println(short)
}

func Hashed(apiKey, passwordHash string) {
	sum := sha256.Sum256([]byte(apiKey))
	log.Println(hex.EncodeToString(sum[:]), passwordHash)
}

type Token struct{ ID, Kind string }

func IDs(tokenID, keyName, secretPath, tokenType, cookieName string, t Token, l zerolog.Logger) error {
	log.Println(tokenID, keyName, tokenType, t.ID)
	slog.Info("reading", "secret", secretPath)
	l.Info().Str("cookie", cookieName).Msg("set")
	return fmt.Errorf("token %s of kind %s", t.ID, t.Kind)
}

func Keys(m map[string]int) error {
	for key, n := range m {
		if n == 0 {
			return fmt.Errorf("no value for key %q", key)
		}
		log.Println(key, n)
	}
	return nil
}

const tokenHeader = "X-Token"

func Constants(w http.ResponseWriter, r *http.Request) {
	const password = "password"
	log.Println("enter the password:", password, tokenHeader)
	logrus.WithField("header", tokenHeader).Info("missing token")
	http.Error(w, "wrong password", http.StatusForbidden)
	if r.Header.Get("Authorization") == "" {
		log.Println("no Authorization header")
	}
	log.Println(r.Header.Get("User-Agent"), r.FormValue("q"), r.Header.Get("X-Request-Id"))
}

var errToken = errors.New("token has expired")

func Err(token string) error {
	if err := verify(token); err != nil {
		log.Printf("verifying the token: %v", err)
		return fmt.Errorf("token: %w", err)
	}
	return nil
}

func verify(token string) error {
	if token == "" {
		return errToken
	}
	return nil
}

// Types that hide what they hold.

type Secret string

func (Secret) String() string { return "***" }

type Account struct {
	Name     string
	Password string
}

func (a Account) LogValue() slog.Value { return slog.StringValue(a.Name) }

func Types(secret Secret, a Account) {
	log.Println(secret)
	slog.Info("account", "account", a)
	slog.Info("account", "name", a.Name)
}

// Pages, languages, counts.

func Pages(nextToken, pageToken string, tokens, maxTokens int) {
	log.Println(nextToken, pageToken, tokens, maxTokens)
}

func next(token string) error { return fmt.Errorf("GET %s", "/users?page="+token) }

type lexeme struct {
	token string
	line  int
}

func PublicKey(publicKey string, hasPassword bool) {
	log.Println(publicKey, hasPassword)
}

func Type(password string, cfg *Config) {
	log.Printf("%T", cfg)
	log.Println(cfg.Addr)
	check(password)
}

type Config struct{ Addr, Password string }

func check(s string) bool {
	log.Println("checking")
	return s != ""
}

func Helper(token string) {
	report(len(token), token != "")
}

func report(n int, given bool) { slog.Info("token", "length", n, "given", given) }

// Pass hides its secret wherever it is printed.
type Pass struct{ ID, AccessToken string }

// String returns the id alone.
func (p Pass) String() string { return p.ID }

func Hidden(token string) {
	log.Printf("pass %v", Pass{ID: "1", AccessToken: token})
}

// Tokens of a text are its words.
func Words(line string) error {
	tokens := strings.Split(line, ":")
	if len(tokens) < 2 {
		return fmt.Errorf("too few parts in %q", tokens)
	}
	return fmt.Errorf("unknown command %s", translated("not found: "+line))
}

func translated(s string) string {
	tokens := strings.SplitN(s, ":", 2)
	return tokens[1]
}

func usernameFromAuthHeader(r *http.Request) string { return r.Header.Get("Remote-User") }

func Who(r *http.Request) {
	slog.Info("signed in", "name", usernameFromAuthHeader(r))
}

func fetchAccessToken() (token, message string) { return "", "not configured" }

func Told() {
	_, message := fetchAccessToken()
	slog.Info("asked", "answer", message)
}
