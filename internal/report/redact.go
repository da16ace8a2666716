package report

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/lazyre"
)

// pattern is a regular expression. A text that matches has one of the signs in it, in any case.
type pattern struct {
	signs []string
	lazyre.Regexp
}

// secrets are patterns whose first group is what must not be shown. The first is that of keys that run over many lines.
// The key formats are those that the providers document for secret scanning.
var secrets = []pattern{
	// Private keys: the body between the marks, or to the end where the second mark is missing.
	{[]string{"private key"}, lazyre.New(`(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(.*?)(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|\z)`)},
	// URLs and DSNs with a password: scheme://user:password@host and the MySQL form user:password@tcp(host).
	{[]string{"://"}, lazyre.New(`[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@"'` + "`" + `]*:([^\s"'` + "`" + `]*)@`)},
	{[]string{"@"}, lazyre.New(`[\w.-]+:([^\s"'` + "`" + `:/@]+)@(?:tcp|unix|udp|cloudsql)\(`)},
	// AWS, Stripe, GitHub, GitLab, Slack, Google, OpenAI-style, SendGrid, npm, DigitalOcean.
	{[]string{"akia", "asia", "aroa", "aida"}, lazyre.New(`\b((?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,})`)},
	{[]string{"_live_", "_test_", "whsec_"}, lazyre.New(`\b((?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{6,}|whsec_[A-Za-z0-9+/=]{6,})`)},
	{[]string{"gh", "glpat-"}, lazyre.New(`\b(gh[pousr]_[A-Za-z0-9]{10,}|github_pat_[A-Za-z0-9_]{10,}|glpat-[A-Za-z0-9_-]{10,})`)},
	{[]string{"xox", "xapp-"}, lazyre.New(`\b(xox[abeoprs]-[A-Za-z0-9-]{6,}|xapp-[A-Za-z0-9-]{10,})`)},
	{[]string{"aiza", "sg.", "npm_", "dop_v1_", "sk-"}, lazyre.New(`\b(AIza[A-Za-z0-9_-]{20,}|SG\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}|npm_[A-Za-z0-9]{20,}|dop_v1_[a-f0-9]{20,}|sk-[A-Za-z0-9_-]{20,})`)},
	// JSON web tokens, and what follows an authorization scheme.
	{[]string{"eyj"}, lazyre.New(`\b(eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)`)},
	{[]string{"bearer", "basic"}, lazyre.New(`(?i)\b(?:bearer|basic)\s+([A-Za-z0-9+/_.=-]{12,})`)},
	// Assignments in text and code: password=…, "api_key": "…", Secret: "…", key := []byte("…").
	{[]string{"password=", "passwd=", "pwd="}, lazyre.New(`(?i)(?:password|passwd|pwd)=([^\s&;"'` + "`" + `]+)`)},
	{[]string{"pass", "pwd", "secret", "token", "key"}, lazyre.New(`(?i)(?:password|passwd|pwd|secret|token|api_?key|access_?key|signing_?key|private_?key|jwt_?key)(?:_?key|_?value|_?str(?:ing)?)?"?\s*(?::=|==?|!=|:)\s*(?:\[\]byte\()?["` + "`" + `]([^"` + "`" + `\n]+)["` + "`" + `]`)},
}

// mask stands for a secret.
const mask = "***"

// span is a range of bytes.
type span struct{ start, end int }

// secretSpans returns the ranges of s that must not be shown, sorted and apart. A secret that runs over lines gives a span for each line.
func secretSpans(s string) []span { return spansOf(s, secrets) }

// spansOf is secretSpans for some of the patterns.
func spansOf(s string, patterns []pattern) []span {
	var out []span
	lower := strings.ToLower(s)
	plain := len(lower) == len(s) && !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 }) // some other letters match too
	for _, re := range patterns {
		if plain && !slices.ContainsFunc(re.signs, func(sign string) bool { return strings.Contains(lower, sign) }) {
			continue
		}
		for _, m := range re.Regexp().FindAllStringSubmatchIndex(s, -1) {
			at := m[2]
			for _, line := range strings.SplitAfter(s[m[2]:m[3]], "\n") {
				text := strings.TrimRight(line, "\r\n")
				lead := len(text) - len(strings.TrimLeft(text, " \t"))
				if len(text) > lead && !placeholder(text) {
					out = append(out, span{at + lead, at + len(text)})
				}
				at += len(line)
			}
		}
	}
	return apart(out)
}

// apart sorts spans and joins those that overlap.
func apart(out []span) []span {
	slices.SortFunc(out, func(a, b span) int { return a.start - b.start })
	kept := out[:0]
	for _, sp := range out {
		if n := len(kept); n > 0 && sp.start < kept[n-1].end {
			kept[n-1].end = max(kept[n-1].end, sp.end)
			continue
		}
		kept = append(kept, sp)
	}
	return kept
}

// placeholder reports whether text only stands for a secret: a format verb, a template hole, a mask.
func placeholder(text string) bool {
	return len(text) == 2 && text[0] == '%' || strings.HasPrefix(text, "${") || strings.HasPrefix(text, "{{") || strings.Trim(text, "*") == ""
}

// Redact replaces the secrets in s (passwords in URLs and DSNs, provider keys, private keys, tokens, password=…) with "***".
// Every output of prodlint passes through it, so that a finding about a secret never spreads the secret.
func Redact(s string) string {
	spans := secretSpans(s)
	if len(spans) == 0 {
		return s
	}
	var b strings.Builder
	at := 0
	for _, sp := range spans {
		b.WriteString(s[at:sp.start])
		b.WriteString(mask)
		at = sp.end
	}
	b.WriteString(s[at:])
	return b.String()
}
