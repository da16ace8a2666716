package lsp

import (
	"net/url"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
	"unicode/utf8"
)

// text is a file with the offsets of its lines.
type text struct {
	data   string
	starts []int
}

func newText(data string) *text {
	t := &text{data: data, starts: []int{0}}
	for i := 0; i < len(data); i++ {
		if data[i] == '\n' {
			t.starts = append(t.starts, i+1)
		}
	}
	return t
}

// line returns a line, from 0, without its end, and its offset. What lies behind the last line is an empty one at the end.
func (t *text) line(n int) (line string, start int) {
	if n < 0 {
		return "", 0
	}
	if n >= len(t.starts) {
		return "", len(t.data)
	}
	start = t.starts[n]
	end := len(t.data)
	if n+1 < len(t.starts) {
		end = t.starts[n+1] - 1
	}
	return strings.TrimSuffix(t.data[start:end], "\r"), start
}

// offset returns the byte that a position names. A position behind the end of a line names the end.
func (t *text) offset(p position) int {
	line, start := t.line(p.Line)
	units := 0
	for i, r := range line {
		if units >= p.Character {
			return start + i
		}
		units += width16(r)
	}
	return start + len(line)
}

// position returns the position of a byte.
func (t *text) position(offset int) position {
	offset = max(0, min(offset, len(t.data)))
	n := sort.SearchInts(t.starts, offset+1) - 1
	return position{n, units16(t.data[t.starts[n]:offset])}
}

// at returns the position of a line and a column in bytes, both from 1, as findings have them.
func (t *text) at(line, col int) position {
	s, _ := t.line(line - 1)
	return position{max(line-1, 0), units16(s[:max(0, min(col-1, len(s)))])}
}

// units16 counts UTF-16 code units. A byte that is no UTF-8 counts as one, as editors show it.
func units16(s string) (n int) {
	for _, r := range s {
		n += width16(r)
	}
	return n
}

func width16(r rune) int {
	if r > 0xffff && r <= utf8.MaxRune {
		return 2
	}
	return 1
}

// edited returns the text after a change.
func (t *text) edited(c contentChange) *text {
	if c.Range == nil {
		return newText(c.Text)
	}
	from, to := t.offset(c.Range.Start), t.offset(c.Range.End)
	return newText(t.data[:from] + c.Text + t.data[max(from, to):])
}

// contains reports whether a position lies in a range or at its end.
func (s span) contains(p position) bool { return !p.before(s.Start) && !s.End.before(p) }

// touches reports whether ranges have a position in common.
func (s span) touches(o span) bool { return !o.End.before(s.Start) && !s.End.before(o.Start) }

func (p position) before(q position) bool {
	return p.Line < q.Line || p.Line == q.Line && p.Character < q.Character
}

// pathOf returns the file that a URI names. ok is false for what is no file.
func pathOf(uri string) (path string, ok bool) {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" || u.Path == "" {
		return "", false
	}
	path = u.Path
	if runtime.GOOS == "windows" && len(path) > 2 && path[0] == '/' && path[2] == ':' {
		path = strings.ToUpper(path[1:2]) + path[2:]
	}
	return filepath.Clean(filepath.FromSlash(path)), true
}

// uriOf returns the URI of a file.
func uriOf(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

// realPath resolves links in the directory of a file, which need not be there itself: the go command names files that way.
func realPath(path string) string {
	dir, base := filepath.Split(path)
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		return filepath.Join(real, base)
	}
	return path
}
