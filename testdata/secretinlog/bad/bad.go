// Package bad writes secrets where many can read them.
package bad

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"os"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/hashicorp/go-hclog"
	pkgerrors "github.com/pkg/errors"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
	zlog "github.com/rs/zerolog/log"
	"github.com/sirupsen/logrus"
	"go.opentelemetry.io/otel/attribute"
	"go.uber.org/zap"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"k8s.io/klog/v2"
)

// without unboundedbody: what matters is what is written
// without swallowederror: what matters is what is written

func Std(password, apiKey string, user string) {
	log.Printf("login of %s with %s", user, password) // want "password is written to a log, where many can read it"
	log.Println("key", apiKey)                        // want "apiKey is written to a log"
}

func Slog(ctx context.Context, token string, secret []byte) {
	slog.Info("login", "token", token)                               // want "token is written to a log"
	slog.ErrorContext(ctx, "no", slog.String("t", token))            // want "token is written to a log"
	slog.LogAttrs(ctx, slog.LevelInfo, "x", slog.Any("key", secret)) // want "secret is written to a log"
	slog.With("session", token).Info("x")                            // want "token is written to a log"
}

func Zap(l *zap.Logger, s *zap.SugaredLogger, refreshToken, dsn string) {
	l.Info("login", zap.String("token", refreshToken)) // want "refreshToken is written to a log"
	s.Infow("connecting", "to", dsn)                   // want "dsn is written to a log"
	s.Debugf("connecting to %s", dsn)                  // want "dsn is written to a log"
}

func Zerolog(l zerolog.Logger, jwt string) {
	l.Debug().Str("jwt", jwt).Msg("issued") // want "jwt is written to a log"
	zlog.Info().Msgf("issued %s", jwt)      // want "jwt is written to a log"
}

type Client struct{ clientSecret, id string }

func (c *Client) Logrus(l *logrus.Entry) {
	logrus.WithField("secret", c.clientSecret).Info("x")                              // want "clientSecret is written to a log"
	l.WithFields(logrus.Fields{"id": c.id, "secret": c.clientSecret}).Warn("refused") // want "clientSecret is written to a log"
	logrus.Debugf("handing back %v", c.clientSecret)                                  // want "clientSecret is written to a log"
}

func Others(l hclog.Logger, accessKey string) {
	klog.Infof("using %s", accessKey)   // want "accessKey is written to a log"
	l.Warn("refused", "key", accessKey) // want "accessKey is written to a log"
}

// Errors.

func Errors(password, token string) error {
	switch {
	case password == "":
		return errors.New("bad token " + token) // want "token is written to the text of an error"
	case token == "":
		return fmt.Errorf("wrong password %q", password) // want "password is written to the text of an error"
	case len(token) > 100:
		return status.Errorf(codes.Unauthenticated, "token %s", token) // want "token is written to the text of an error"
	}
	return pkgerrors.Wrapf(os.ErrInvalid, "token %s", token) // want "token is written to the text of an error"
}

func Refuse(w http.ResponseWriter, r *http.Request) {
	http.Error(w, "unknown token "+r.Header.Get("X-Auth-Token"), http.StatusForbidden) // want "X-Auth-Token is written to the text of an error"
}

// Metrics and spans.

var logins = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "logins"}, []string{"token"})

func Measure(apiToken string) []attribute.KeyValue {
	logins.WithLabelValues(apiToken).Inc()                           // want "apiToken is written to the labels of a metric"
	logins.With(prometheus.Labels{"token": apiToken}).Inc()          // want "apiToken is written to the labels of a metric"
	return []attribute.KeyValue{attribute.String("token", apiToken)} // want "apiToken is written to a span"
}

// What a request says.

func Request(w http.ResponseWriter, r *http.Request) {
	auth := r.Header.Get("Authorization")
	log.Print(auth)                     // want "Authorization is written to a log"
	log.Printf("headers: %v", r.Header) // want "Header is written to a log"
	c, err := r.Cookie("session")
	if err != nil {
		return
	}
	log.Println("session", c.Value) // want "is written to a log"
	_, pw, _ := r.BasicAuth()
	log.Println(pw) // want "is written to a log"
	dump, err := httputil.DumpRequest(r, true)
	if err == nil {
		log.Printf("%s", dump) // want "dumprequest is written to a log"
	}
}

func issue(user string) (string, error) { return user + os.Getenv("X"), nil }

func Issue(user string) error {
	token, err := issue(user)
	if err != nil {
		return err
	}
	log.Printf("issued %s", token)       // want "token is written to a log"
	note("issued " + token)              // want "token is written to a log"
	password := strings.Repeat(user, 2)  // not a mask
	slog.Info("made", "given", password) // want "password is written to a log"
	secret := user + "-" + os.Getenv("X")
	log.Println("signing with", secret) // want "secret is written to a log"
	return nil
}

func Bearer(r *http.Request) {
	auth := r.Header.Get("Authorization")
	token := auth[len("Bearer "):]
	log.Println("token", token) // want "token is written to a log"
}

type LoginRequest struct {
	User     string `json:"user"`
	Password string `json:"password"`
}

func Bound(c *gin.Context, l *zap.Logger) {
	var in LoginRequest
	if c.ShouldBindJSON(&in) == nil {
		l.Info("login", zap.Any("request", in)) // want "LoginRequest is written to a log with its Password"
	}
}

func Gin(c *gin.Context) {
	log.Println("key", c.GetHeader("X-Api-Key")) // want "X-Api-Key is written to a log"
}

func Environment() {
	log.Println(os.Getenv("DB_PASSWORD")) // want "DB_PASSWORD is written to a log"
}

// Texts that are put together.

func Text(token string) {
	msg := fmt.Sprintf("token=%s", token)
	log.Print(msg) // want "token is written to a log"
	line := "token " + token
	line += "\n"
	slog.Info(line) // want "token is written to a log"
	var b strings.Builder
	b.WriteString("t=")
	b.WriteString(token)
	log.Print(b.String()) // want "token is written to a log"
}

// Helpers that write what they are given.

type logger struct{ l *log.Logger }

func (l *logger) debugf(format string, args ...any) { l.l.Printf(format, args...) }

func note(what string) { trace("note " + what) }

func trace(line string) { slog.Debug(line) }

func Helpers(l *logger, password, sessionToken string) {
	l.debugf("with %s", password) // want "password is written to a log"
	note(sessionToken)            // want "sessionToken is written to a log"
}

func describe(c *Client) string { return c.id + ":" + c.clientSecret }

func Described(c *Client) {
	log.Print(describe(c)) // want "clientSecret is written to a log"
}

// Structs with a secret in them.

type Config struct {
	Addr     string
	Password string
}

func Start(cfg *Config) error {
	log.Printf("starting with %+v", cfg) // want "Config is written to a log with its Password"
	slog.Info("starting", "cfg", *cfg)   // want "Config is written to a log with its Password"
	if cfg.Addr == "" {
		return fmt.Errorf("no address: %v", *cfg) // want "Config is written to the text of an error with its Password"
	}
	return nil
}

func getToken() string { return os.Getenv("X") }

func Given() {
	log.Println(getToken()) // want "getToken is written to a log"
}

func Under(v string) {
	slog.Info("given", "password", v) // want "password is written to a log"
}

func Copied(password string) {
	v := password
	log.Println(v)                     // want "password is written to a log"
	func() { log.Println(password) }() // want "password is written to a log"
}

type apiKey string

// Typed takes a secret that its type names.
func Typed(k apiKey) {
	log.Println("called with", k) // want "apiKey is written to a log"
}
