package report

import (
	"regexp"
	"slices"
	"strings"
)

// secrets are patterns whose first group is what must not be shown. The first is that of keys that run over many lines.
// The key formats are those that the providers document for secret scanning.
var secrets = []*regexp.Regexp{
	// Private keys: the body between the marks, or to the end where the second mark is missing.
	regexp.MustCompile(`(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(.*?)(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|\z)`),
	// URLs and DSNs with a password: scheme://user:password@host and the MySQL form user:password@tcp(host).
	regexp.MustCompile(`[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@"'` + "`" + `]*:([^\s"'` + "`" + `]*)@`),
	regexp.MustCompile(`[\w.-]+:([^\s"'` + "`" + `:/@]+)@(?:tcp|unix|udp|cloudsql)\(`),
	// AWS, Stripe, GitHub, GitLab, Slack, Google, OpenAI-style, SendGrid, npm, DigitalOcean.
	regexp.MustCompile(`\b((?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,})`),
	regexp.MustCompile(`\b((?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{6,}|whsec_[A-Za-z0-9+/=]{6,})`),
	regexp.MustCompile(`\b(gh[pousr]_[A-Za-z0-9]{10,}|github_pat_[A-Za-z0-9_]{10,}|glpat-[A-Za-z0-9_-]{10,})`),
	regexp.MustCompile(`\b(xox[abeoprs]-[A-Za-z0-9-]{6,}|xapp-[A-Za-z0-9-]{10,})`),
	regexp.MustCompile(`\b(AIza[A-Za-z0-9_-]{20,}|SG\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}|npm_[A-Za-z0-9]{20,}|dop_v1_[a-f0-9]{20,}|sk-[A-Za-z0-9_-]{20,})`),
	// JSON web tokens, and what follows an authorization scheme.
	regexp.MustCompile(`\b(eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)`),
	regexp.MustCompile(`(?i)\b(?:bearer|basic)\s+([A-Za-z0-9+/_.=-]{12,})`),
	// Assignments in text and code: password=…, "api_key": "…", Secret: "…", key := []byte("…").
	regexp.MustCompile(`(?i)(?:password|passwd|pwd)=([^\s&;"'` + "`" + `]+)`),
	regexp.MustCompile(`(?i)(?:password|passwd|pwd|secret|token|api_?key|access_?key|signing_?key|private_?key|jwt_?key)(?:_?key|_?value|_?str(?:ing)?)?"?\s*(?::=|==?|!=|:)\s*(?:\[\]byte\()?["` + "`" + `]([^"` + "`" + `\n]+)["` + "`" + `]`),
}

// mask stands for a secret.
const mask = "***"

// span is a range of bytes.
type span struct{ start, end int }

// secretSpans returns the ranges of s that must not be shown, sorted and apart. A secret that runs over lines gives a span for each line.
func secretSpans(s string) []span { return spansOf(s, secrets) }

// spansOf is secretSpans for some of the patterns.
func spansOf(s string, patterns []*regexp.Regexp) []span {
	var out []span
	for _, re := range patterns {
		for _, m := range re.FindAllStringSubmatchIndex(s, -1) {
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
