package bad

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/golang-jwt/jwt/v5"
	"github.com/labstack/echo/v4"
	"github.com/sirupsen/logrus"
	"go.opentelemetry.io/otel/attribute"
	oteltrace "go.opentelemetry.io/otel/trace"
	"go.uber.org/zap"
	"golang.org/x/oauth2"
	"google.golang.org/grpc/metadata"
)

// without missingtimeout: what matters is what is written

// An error is made of what somebody hands a helper: those who do so have one cause.

type Grant struct {
	ID          string
	AccessToken string
}

func answer(w http.ResponseWriter, v any) error {
	if err := json.NewEncoder(w).Encode(v); err != nil {
		return fmt.Errorf("writing %v: %w", v, err)
	}
	return nil
}

func GrantOf(w http.ResponseWriter, g *Grant) error {
	return answer(w, g) // want "a Grant is written to the text of an error with its AccessToken"
}

func Renew(w http.ResponseWriter, g *Grant) error { return answer(w, g) }

// What is reported where it is written is not reported again where it is called.

type Keypair struct {
	Subject    string
	PrivateKey string
}

func sign(k *Keypair) error {
	if k.Subject == "" {
		return fmt.Errorf("no subject in %v", k) // want "a Keypair is written to the text of an error with its PrivateKey"
	}
	return nil
}

func Sign(k *Keypair) error { return sign(k) }

type Login struct {
	Name          string
	Password, OTP string
}

func (l *Login) trace() { log.Printf("%+v", l) } // want "a Login is written to a log with its Password and OTP"

// Settings, connections, other libraries.

type Database struct{ Host, Password string }

type Settings struct {
	DB     Database
	DSN    string
	Hidden string `json:"-"`
}

func Open(ctx context.Context, s *Settings) *sql.DB {
	db, err := sql.Open("postgres", s.DSN) // want:program unboundedpool "sql.Open leaves the pool unlimited"
	if err != nil {
		log.Fatalf("cannot open %s: %v", s.DSN, err) // want "secret DSN is written to a log"
	}
	logrus.WithFields(logrus.Fields{"host": s.DB.Host, "pw": s.DB.Password}).Info("opened") // want "secret Password is written to a log"
	oteltrace.SpanFromContext(ctx).SetAttributes(attribute.String("db.dsn", s.DSN))         // want "secret DSN is written to a span"
	return db
}

func Exchange(ctx context.Context, c *oauth2.Config, l *zap.Logger, code string) error {
	tok, err := c.Exchange(ctx, code)
	if err != nil {
		return err
	}
	l.Info("exchanged", zap.String("refresh", tok.RefreshToken)) // want "RefreshToken is written to a log"
	slog.Debug("exchanged", "token", tok)                        // want "Token is written to a log"
	return nil
}

func Incoming(ctx context.Context) {
	md, _ := metadata.FromIncomingContext(ctx)
	log.Println("called with", md.Get("authorization")) // want "authorization is written to a log"
}

func Cookies(r *http.Request, c *gin.Context, e echo.Context) {
	for _, k := range r.Cookies() {
		log.Println(k.Name, k.Value) // want "Value is written to a log"
	}
	if sid, err := c.Cookie("sid"); err == nil {
		log.Println(sid) // want "cookie is written to a log"
	}
	log.Println(e.Request().Header.Get("Authorization")) // want "Authorization is written to a log"
}

// Whoever starts the program for the first time needs it, and finds it in the log for years.

func randomText(n int) string {
	b := make([]byte, n)
	if _, err := io.ReadFull(rand.Reader, b); err != nil {
		return ""
	}
	return fmt.Sprintf("%x", b)
}

func FirstStart(given string) {
	password := randomText(12)
	log.Println("the password of admin is", password) // want:info "password is written to a log"
	initialPassword := given
	if initialPassword == "" {
		initialPassword = randomText(12)
	}
	log.Println("the password of admin is", initialPassword) // want "initialPassword is written to a log"
}

// Through closures, type parameters and maps.

func each[T any](items []T, f func(T)) {
	for _, item := range items {
		f(item)
	}
}

func Shapes(apiKeys []string, clientSecret string) {
	each(apiKeys, func(apiKey string) {
		log.Println("trying", apiKey) // want "apiKey is written to a log"
	})
	slog.Info("client", slog.Group("auth", slog.String("secret", clientSecret))) // want "clientSecret is written to a log"
	fields := map[string]string{"secret": clientSecret}
	log.Println(fields) // want "clientSecret is written to a log"
}

// What stands before the verb says what it is.
func Before(v string, dbPass string) error {
	log.Printf("retrying with password=%q", v) // want "password is written to a log"
	return fmt.Errorf("no access: %s", dbPass) // want "dbPass is written to the text of an error"
}

// What a library signs lets whoever has it in, whatever it is called.

func HandOut(w http.ResponseWriter, user string, key []byte) {
	raw, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.RegisteredClaims{Subject: user, ExpiresAt: jwt.NewNumericDate(time.Now().Add(time.Hour))}).SignedString(key)
	if err != nil {
		log.Printf("signing for %s: %v", user, err)
		return
	}
	value := "Bearer " + raw
	log.Printf("handing out %s", value) // want secretinlog "token is written to a log"
	http.SetCookie(w, &http.Cookie{Name: "session", Value: value})
}

// Arguments are put together once.
func Together(r *http.Request, status int) {
	args := []any{"path", r.URL.Path}
	args = append(args, "headers", r.Header)
	if status > 499 {
		slog.Error("failed", args...) // want "secret Header is written to a log"
		return
	}
	slog.Debug("answered", args...)
}
