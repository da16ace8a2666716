// Package term draws for terminals: colours, links, widths, and the pages of rules and incidents.
// It writes plain text where the output is not a terminal, so that the same input gives the same bytes in files and pipes.
package term

import (
	"os"
	"strings"
	"unicode"

	"golang.org/x/term"
	"golang.org/x/text/width"
)

// Style says what the output understands. The zero Style is plain text.
type Style struct {
	// Color says that colours may be used.
	Color bool
	// Links says that OSC 8 links may be used.
	Links bool
	// Terminal says that a person is reading as it is written.
	Terminal bool
	// Width is the number of columns, 0 when unknown.
	Width int
}

// Color is an SGR sequence without its frame: "1;31".
type Color string

// The colours in use, by what they mark.
const (
	Bold   Color = "1"
	Dim    Color = "2"
	Italic Color = "3"
	Red    Color = "1;31"
	Yellow Color = "1;33"
	Blue   Color = "1;34"
	Green  Color = "32"
	Cyan   Color = "36"
	Purple Color = "35"
)

// When lists the values of --color.
var When = []string{"auto", "always", "never"}

// Detect returns the style of f. when is one of When: "auto" uses colours and links on a terminal unless NO_COLOR is set (no-color.org)
// or TERM is "dumb"; "always" uses colours everywhere, links still only on a terminal; "never" uses neither.
func Detect(f *os.File, when string, getenv func(string) string) Style {
	tty := f != nil && term.IsTerminal(int(f.Fd()))
	s := Style{Color: when == "always", Terminal: tty}
	if when == "auto" {
		s.Color = tty && getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"
	}
	s.Links = tty && s.Color && getenv("TERM") != "dumb"
	if tty {
		if w, _, err := term.GetSize(int(f.Fd())); err == nil {
			s.Width = w
		}
	}
	return s
}

// Paint wraps text in a colour. Empty text stays empty.
func (s Style) Paint(c Color, text string) string {
	if !s.Color || c == "" || text == "" {
		return text
	}
	return "\x1b[" + string(c) + "m" + text + "\x1b[0m"
}

// Link makes text a link to url where the output understands links, and returns text alone elsewhere.
func (s Style) Link(url, text string) string {
	if !s.Links || url == "" {
		return text
	}
	return "\x1b]8;;" + url + "\x1b\\" + text + "\x1b]8;;\x1b\\"
}

// Columns returns the width to draw for: the terminal's, within sensible bounds.
func (s Style) Columns() int {
	if s.Width == 0 {
		return 100
	}
	return min(max(s.Width, 40), 120)
}

// RuneWidth returns the columns that r takes in a terminal, by Unicode's East Asian Width; marks and format characters take none.
func RuneWidth(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
		return 2
	}
	return 1
}

// TextWidth returns the columns that plain text takes.
func TextWidth(s string) int {
	n := 0
	for _, r := range s {
		n += RuneWidth(r)
	}
	return n
}

// Visible returns what to print for a rune of analysed code: control characters become their pictures and
// format characters (bidirectional overrides, zero-width marks) disappear, so that code cannot steer the terminal.
func Visible(r rune) string {
	switch {
	case r < 0x20:
		return string(0x2400 + r)
	case r == 0x7f:
		return "\u2421"
	case r < 0xa0 && r > 0x7f, r == unicode.ReplacementChar:
		return "\ufffd"
	case unicode.Is(unicode.Cf, r), r == '\u2028', r == '\u2029':
		return ""
	}
	return string(r)
}

// Clean makes a line of foreign text safe to print: see Visible. Tabs become spaces.
func Clean(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r == '\t' {
			b.WriteByte(' ')
			continue
		}
		b.WriteString(Visible(r))
	}
	return b.String()
}
