package rule

import (
	"slices"
	"strings"
)

// plain sets m from front matter in the form that the pages of rules have: on each line a key of Meta and its value, which is plain text, text in
// double quotes without escapes, or a list of words in brackets. It reports whether that is the form; for anything else, YAML is asked.
//
// Reading YAML takes longer than all else that happens before main, and go vet starts the tool for every package of the build.
func (m *Meta) plain(head string) bool {
	var out Meta
	texts := map[string]*string{
		"name": &out.Name, "summary": &out.Summary, "severity": (*string)(&out.Severity), "confidence": (*string)(&out.Confidence), "since": &out.Since,
		"stability": (*string)(&out.Stability), "scope": (*string)(&out.Scope), "fix": &out.Fix,
		"unsafe-fix": &out.UnsafeFix,
	}
	lists := map[string]*[]string{"incidents": &out.Incidents, "tags": &out.Tags}
	for line := range strings.SplitSeq(head, "\n") {
		key, value, ok := strings.Cut(line, ": ")
		if !ok {
			return false
		}
		if p := texts[key]; p != nil {
			*p, ok = plainText(value)
		} else if p := lists[key]; p != nil {
			*p, ok = plainWords(value)
		} else {
			ok = false
		}
		if !ok {
			return false
		}
		delete(texts, key) // a second one is an error
		delete(lists, key)
	}
	*m = out
	return true
}

func plainText(s string) (string, bool) {
	if inner, ok := strings.CutPrefix(s, `"`); ok {
		inner, ok = strings.CutSuffix(inner, `"`)
		return inner, ok && !strings.ContainsAny(inner, `"\`)
	}
	letter := s != "" && (s[0] >= 'a' && s[0] <= 'z' || s[0] >= 'A' && s[0] <= 'Z')
	for _, r := range s {
		if r < ' ' || r > '~' {
			return "", false
		}
	}
	return s, letter && s == strings.TrimSpace(s) && !strings.Contains(s, ": ") && !strings.Contains(s, " #") && !strings.HasSuffix(s, ":") &&
		!slices.Contains([]string{"true", "false", "null"}, strings.ToLower(s))
}

func plainWords(s string) ([]string, bool) {
	inner, begins := strings.CutPrefix(s, "[")
	inner, ends := strings.CutSuffix(inner, "]")
	if !begins || !ends {
		return nil, false
	}
	if inner == "" {
		return []string{}, true
	}
	words := strings.Split(inner, ", ")
	for _, w := range words {
		if w == "" || strings.Trim(w, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || w[0] == '-' {
			return nil, false
		}
	}
	return words, true
}
