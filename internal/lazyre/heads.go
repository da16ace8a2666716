package lazyre

import (
	"regexp"
	"strings"
	"sync"
)

// Heads is a regular expression of which each match begins with one of some words, compiled by its first use. It finds what the expression
// alone would find, but looks at the words first: over the text of whole files that is far quicker.
type Heads struct {
	re    Regexp
	heads func() *heads
}

// heads are the words by their beginnings.
type heads struct {
	class [256]uint8   // of a byte: whether it stands in words, and whether one of these begins with it
	pairs [1024]uint64 // a set of the first two bytes, in lower case
	by    [256][]head  // by their first byte, in lower case
}

// What a byte may be.
const (
	inWord = 1 << iota
	first
)

// head is what a match begins with, in lower case.
type head struct {
	text string
	word bool // it stands at the beginning of a word
	gap  bool // white space follows
}

// NewHeads returns the expression of a text in the syntax of package regexp, which must not look at what stands before a match: it is tried where
// one of the words stands, in any case. A word that begins with \b is one that no letter, digit or underscore stands before, one that ends in \s is one that white space follows. Words and their
// cases are those of ASCII. They have two bytes at least. A wrong text panics at the first use.
func NewHeads(text string, words ...string) *Heads {
	return &Heads{re: New(`\A(?:` + text + `)`), heads: sync.OnceValue(func() *heads {
		t := &heads{}
		for c := range 256 {
			if c == '_' || '0' <= c && c <= '9' || 'a' <= lower(byte(c)) && lower(byte(c)) <= 'z' {
				t.class[c] |= inWord
			}
		}
		for _, w := range words {
			w, word := strings.CutPrefix(w, `\b`)
			w, gap := strings.CutSuffix(w, `\s`)
			h := head{strings.ToLower(w), word, gap}
			a, b := h.text[0], h.text[1]
			t.by[a] = append(t.by[a], h)
			t.pairs[int(a)<<2|int(b)>>6] |= 1 << (b & 63)
			t.class[a] |= first
			if 'a' <= a && a <= 'z' {
				t.class[a-'a'+'A'] |= first
			}
		}
		return t
	})}
}

// Match reports whether a text has a match.
func (h *Heads) Match(text string) bool {
	found := false
	h.each(text, func(at int, re *regexp.Regexp) int {
		found = re.MatchString(text[at:])
		if found {
			return -1
		}
		return 0
	})
	return found
}

// Count counts the matches in a text, which do not overlap, up to a limit.
func (h *Heads) Count(text string, limit int) int {
	n := 0
	h.each(text, func(at int, re *regexp.Regexp) int {
		m := re.FindStringIndex(text[at:])
		if m == nil {
			return 0
		}
		if n++; n == limit {
			return -1
		}
		return m[1]
	})
	return n
}

// FindAll returns the matches in a text, which do not overlap, and their groups, as FindAllStringSubmatch does.
func (h *Heads) FindAll(text string) [][]string {
	var out [][]string
	h.each(text, func(at int, re *regexp.Regexp) int {
		m := re.FindStringSubmatch(text[at:])
		if m == nil {
			return 0
		}
		out = append(out, m)
		return len(m[0])
	})
	return out
}

// each calls try for each place where a word stands, until it returns a negative number. A positive one is the length of a match there.
func (h *Heads) each(text string, try func(at int, re *regexp.Regexp) int) {
	var re *regexp.Regexp
	t := h.heads()
	before := uint8(0) // the class of what stands before i
	for i := 0; i < len(text); i++ {
		class := t.class[text[i]]
		if class&first != 0 && t.starts(text[i:], before&inWord != 0) {
			if re == nil {
				re = h.re()
			}
			n := try(i, re)
			if n < 0 {
				return
			}
			if n > 0 {
				i += n - 1
				class = t.class[text[i]]
			}
		}
		before = class
	}
}

// starts reports whether one of the words stands at the beginning of a text.
func (t *heads) starts(text string, before bool) bool {
	if len(text) < 2 {
		return false
	}
	a, b := lower(text[0]), lower(text[1])
	if t.pairs[int(a)<<2|int(b)>>6]&(1<<(b&63)) == 0 {
		return false
	}
	for _, h := range t.by[a] {
		n := len(h.text)
		if (!h.word || !before) && len(text) >= n && folded(text, h.text) && (!h.gap || len(text) > n && blank(text[n])) {
			return true
		}
	}
	return false
}

// folded reports whether a text begins with a word in lower case, in any case. It is as long at least.
func folded(text, word string) bool {
	for i := range len(word) {
		if lower(text[i]) != word[i] {
			return false
		}
	}
	return true
}

// blank reports whether a byte is white space as \s has it.
func blank(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' && c != '\v' }

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}
