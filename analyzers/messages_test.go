package analyzers_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"github.com/prodlint/prodlint/analyzers"
)

// capitalised is an English word at the start of a sentence. Identifiers (InsecureSkipVerify), acronyms and keywords (SELECT) are none.
var capitalised = regexp.MustCompile(`^[A-Z][a-z]+[ ,:']`)

// messageStyle returns what is wrong with a message, or "". A message says consequence, then remedy; it continues "file:line: ".
func messageStyle(msg string) string {
	switch {
	case strings.TrimSpace(msg) == "" || msg != strings.TrimSpace(msg):
		return "empty, or spaces around it"
	case utf8.RuneCountInString(msg) > 140:
		return "longer than 140 characters"
	case strings.HasSuffix(msg, ".") || strings.HasSuffix(msg, "!"):
		return "ends with a full stop"
	case capitalised.MatchString(msg):
		return "starts with a capital"
	case strings.ContainsAny(msg, "\n\t"):
		return "runs over lines"
	}
	return ""
}

// TestMessages asks every finding of the fixtures for the style of messages.
func TestMessages(t *testing.T) {
	seen := 0
	for _, g := range load(t).Programs {
		t.Run(g.Name(), func(t *testing.T) {
			got, _, errs := g.Judge(analyzers.All)
			noErrors(t, errs)
			for _, f := range got {
				seen++
				assert.Empty(t, messageStyle(f.Message), "%s", f)
			}
		})
	}
	assert.Positive(t, seen)
}

func TestMessageStyle(t *testing.T) {
	for _, good := range []string{"http.Client has no timeout: set Timeout", "InsecureSkipVerify accepts any certificate", "SELECT * reads every column", "a pool grows"} {
		assert.Empty(t, messageStyle(good), good)
	}
	for _, bad := range []string{"", " x", "The pool grows", "a pool grows.", "a\nb", strings.Repeat("é", 141)} {
		assert.NotEmpty(t, messageStyle(bad), bad)
	}
}
