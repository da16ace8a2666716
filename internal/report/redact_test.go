package report

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/term"
)

// The keys below are put together from pieces: nobody issued them, and scanners of this repository need not think so.
var (
	awsKey    = "AKIA" + "IOSFODNN7EXAMPLE"
	stripeKey = "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc"
	githubKey = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a"
	slackKey  = "xoxb-" + "123456789012-abcdefABCDEF"
	jwt       = "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0NTY3ODkwIn0." + "dozjgNryP4J3jVmNHl0w5N"
)

func TestRedact(t *testing.T) {
	for in, want := range map[string]string{
		"postgres://app:s3cr3t@db:5432/x":          "postgres://app:***@db:5432/x",
		"redis://:s3cr3t@cache:6379":               "redis://:***@cache:6379",
		"amqp://u:p@ss:w/rd@mq/":                   "amqp://u:***@mq/",
		"root:s3cr3t@tcp(db:3306)/shop":            "root:***@tcp(db:3306)/shop",
		"host=db password=s3cr3t user=x":           "host=db password=*** user=x",
		"sqlserver://h?user id=x&Password=s3cr3t;": "sqlserver://h?user id=x&Password=***;",
		"key " + awsKey + " found":                 "key *** found",
		stripeKey:                                  "***",
		"token=" + githubKey:                       "token=***",
		slackKey:                                   "***",
		jwt:                                        "***",
		"Authorization: Bearer abcdefghij0123456":  "Authorization: Bearer ***",
		`dbPassword := "s3cr3t"`:                   `dbPassword := "***"`,
		`Secret: "s3cr3t",`:                        `Secret: "***",`,
		`jwtKey = []byte("s3cr3t")`:                `jwtKey = []byte("***")`,
		"apiKey = `s3cr3t`":                        "apiKey = `***`",
		`{"api_key": "s3cr3t"}`:                    `{"api_key": "***"}`,
		`if password == "s3cr3t" {`:                `if password == "***" {`,
		"-----BEGIN PRIVATE KEY-----\nMIIE\n abc\n-----END PRIVATE KEY-----": "-----BEGIN PRIVATE KEY-----\n***\n ***\n-----END PRIVATE KEY-----",
		"-----BEGIN EC PRIVATE KEY-----\nMIIE":                               "-----BEGIN EC PRIVATE KEY-----\n***",
	} {
		assert.Equal(t, want, Redact(in))
	}
}

func TestRedactLeavesCodeAlone(t *testing.T) {
	for _, in := range []string{
		"http.Client has no timeout: set Timeout",
		"https://example.com/a@b", "https://example.com:8080/path",
		"postgres://%s:%s@%s/db", `password=%s`, "postgres://u:${PASSWORD}@h", "postgres://u:***@h",
		`token := os.Getenv("TOKEN")`, `tokenTTL = "24h"`, `passwordHash(x)`, `Password string`,
		"SELECT password FROM users", `db.Query("SELECT * FROM tokens")`, "", "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----",
	} {
		assert.Equal(t, in, Redact(in))
	}
}

// TestSecretsReachNoFormat puts a secret everywhere that analysed code can put text.
func TestSecretsReachNoFormat(t *testing.T) {
	dsn := "postgres://app:hunter2hunter2@db/x"
	place := Place{File: "a.go", Line: 1, Column: 1, EndLine: 1, EndColumn: 5, Note: "opens " + dsn}
	ru := &rule.Rule{}
	ru.Name = "hardcodedconfig"
	r := &Report{
		Rules:    []*rule.Rule{ru},
		Findings: []Finding{{Place: place, Rule: ru.Name, Severity: rule.Error, Message: "a password stands in " + dsn, Path: []Place{place, place}, Suppressed: true, Reason: dsn}},
		Errors:   []Error{{File: "a.go", Line: 1, Message: "cannot parse " + dsn}},
		Source:   func(string) []byte { return []byte("db := open(\"" + dsn + "\")\n") },
	}
	for _, format := range Formats() {
		out, err := Render(format, r, term.Style{})
		require.NoError(t, err)
		assert.NotContains(t, string(out), "hunter2", format)
		assert.Contains(t, string(out), "app:***@db", format)
		if slices.Contains([]string{"json", "sarif", "gitlab", "rdjson"}, format) {
			assert.True(t, json.Valid(out), format)
		}
		r.Findings[0].Suppressed = !r.Findings[0].Suppressed // some formats leave out what is hidden
		out, err = Render(format, r, term.Style{})
		require.NoError(t, err)
		assert.NotContains(t, string(out), "hunter2", format)
	}
	assert.Equal(t, 1, strings.Count(r.Errors[0].String(), "***"))
}
