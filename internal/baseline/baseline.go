// Package baseline keeps the findings that a team accepts for now, and tells which findings of a run are new: against such a file,
// or against the findings of another revision of the code.
package baseline

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/prodlint/prodlint/internal/config"
	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/within"
)

// Name is the name of the file where none is given.
const Name = ".prodlint-baseline.yml"

// Entry is a finding that is accepted. File is relative to the directory of the baseline, so that modules may share one. Rule, File, Function and Message are for those who read the file, and for telling findings with one
// fingerprint apart; the tool keeps them up to date. Reason, Owner and Expires belong to people.
type Entry struct {
	Rule        string `yaml:"rule" json:"rule"`
	File        string `yaml:"file" json:"file"`
	Function    string `yaml:"function,omitempty" json:"function"`
	Message     string `yaml:"message" json:"message"`
	Fingerprint string `yaml:"fingerprint" json:"fingerprint"`
	Reason      string `yaml:"reason,omitempty" json:"reason"`
	Owner       string `yaml:"owner,omitempty" json:"owner"`
	// Expires is the last day on which the finding is accepted, "2027-01-31", or empty.
	Expires string `yaml:"expires,omitempty" json:"expires"`
}

// Expired reports whether the entry's last day is over at a time. Days are those of UTC, so that all machines agree.
func (e Entry) Expired(now time.Time) bool {
	return e.Expires != "" && e.Expires < now.UTC().Format(time.DateOnly)
}

// File is a file of accepted findings.
type File struct {
	Path    string
	Entries []Entry
}

// document is the layout of the file.
type document struct {
	Version  int     `yaml:"version"`
	Findings []Entry `yaml:"findings"`
}

var keys = []string{"version", "findings", "rule", "file", "function", "message", "fingerprint", "reason", "owner", "expires"}

var fingerprint = lazyre.New(`^[0-9a-f]{16}(-[1-9][0-9]{0,8})?$`)

// Load reads a file. Mistakes in it are of type *config.Error; a file that cannot be read is an error of package os.
func Load(path string) (*File, error) {
	src, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return Parse(path, src)
}

// LoadWithin reads a file that code names, which must lie in a directory: a link that leads out of it is an error, for mistakes are shown with
// the line they stand on. name has slashes; path is what the file is called in messages.
func LoadWithin(dir, name, path string) (*File, error) {
	if dir == "" {
		dir = "."
	}
	src, err := within.ReadFile(dir, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &fs.PathError{Op: "open", Path: path, Err: syscall.ENOENT}
	case err != nil:
		return nil, fmt.Errorf("%s cannot be read: it must be an ordinary file, and no link that leads elsewhere", path)
	}
	return Parse(path, src)
}

// Parse reads the text of a file called path. Unknown keys, days that do not exist and fingerprints that are malformed or
// there twice are errors of type *config.Error.
func Parse(path string, src []byte) (*File, error) {
	for i, line := range strings.Split(string(src), "\n") {
		if strings.HasPrefix(line, "<<<<<<< ") || strings.HasPrefix(line, ">>>>>>> ") {
			d := config.NewDocument(path, src)
			d.Fail(&config.Position{Line: i + 1, Column: 1}, "merge conflict: keep the entries of both sides, prodlint baseline prune drops what is gone")
			return nil, d.Err()
		}
	}
	var doc document
	d, err := config.Decode(path, src, &doc, keys)
	if err != nil {
		return nil, err
	}
	switch doc.Version {
	case 0:
		d.Fail(nil, "there is no version: want version: 1")
	case 1:
	default:
		d.Fail(d.At("version"), "version %d is not known: want 1", doc.Version)
	}
	seen := map[string]bool{}
	for i, e := range doc.Findings {
		switch {
		case e.Rule == "":
			d.Fail(d.At("findings", i, "rule"), "finding without a rule")
		case !fingerprint().MatchString(e.Fingerprint):
			d.Fail(d.At("findings", i, "fingerprint"), "fingerprint is %q: want 16 hexadecimal digits, as prodlint baseline write gives them", e.Fingerprint)
		case seen[e.Fingerprint]:
			d.Fail(d.At("findings", i, "fingerprint"), "fingerprint %s is there twice", e.Fingerprint)
		case e.Expires != "" && !Day(e.Expires):
			d.Fail(d.At("findings", i, "expires"), "expires is %q: want a day such as 2027-01-31", e.Expires)
		}
		seen[e.Fingerprint] = true
	}
	if err := d.Err(); err != nil {
		return nil, err
	}
	return &File{Path: path, Entries: doc.Findings}, nil
}

// Day reports whether s is a day that exists, written as "2027-01-31".
func Day(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

const header = `# Findings that are accepted for now. prodlint baseline write adds what is found and prune drops what is gone;
# reason, owner and expires (the last day, as 2027-01-31) are yours to fill in. Other comments are not kept.
`

// Sorted returns the entries in the order of the file as it is written.
func (f *File) Sorted() []Entry {
	entries := slices.Clone(f.Entries)
	slices.SortStableFunc(entries, func(a, b Entry) int {
		return cmp.Or(strings.Compare(a.File, b.File), strings.Compare(a.Rule, b.Rule), strings.Compare(a.Function, b.Function),
			strings.Compare(a.Message, b.Message), strings.Compare(a.Fingerprint, b.Fingerprint))
	})
	return entries
}

// Text returns the file as it is written: the same entries give the same bytes.
func (f *File) Text() []byte {
	entries := f.Sorted()
	var b bytes.Buffer
	b.WriteString(header + "version: 1\nfindings:")
	if len(entries) == 0 {
		b.WriteString(" []")
	}
	b.WriteString("\n")
	for _, e := range entries {
		lead := "  - "
		for _, kv := range [][2]string{{"rule", e.Rule}, {"file", e.File}, {"function", e.Function}, {"message", e.Message},
			{"fingerprint", e.Fingerprint}, {"reason", e.Reason}, {"owner", e.Owner}, {"expires", e.Expires}} {
			if kv[1] == "" && !slices.Contains([]string{"rule", "file", "message"}, kv[0]) {
				continue
			}
			fmt.Fprintf(&b, "%s%s: %s\n", lead, kv[0], scalar(kv[0], kv[1]))
			lead = "    "
		}
	}
	return b.Bytes()
}

// plain matches texts that mean themselves in YAML without quotes.
var plain = lazyre.New(`^[A-Za-z(./_][A-Za-z0-9(). /*_,;+=-]*$`)

// scalar writes a text so that every reader of YAML takes it for that text.
func scalar(key, s string) string {
	word := slices.Contains([]string{"", "yes", "no", "true", "false", "on", "off", "null", "y", "n", ".inf", ".nan"}, strings.ToLower(s))
	switch {
	case key == "expires", key != "fingerprint" && !word && plain().MatchString(s) && strings.TrimSpace(s) == s:
		return s
	}
	return quote(s)
}

// quote writes a text in double quotes, with the escapes of YAML.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.ToValidUTF8(s, "�") {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r == 0x85 || r == 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// Save writes the file, whole or not at all, and reports whether it differs from what was there.
func (f *File) Save() (bool, error) {
	text := f.Text()
	path := f.Path
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	mode := os.FileMode(0o644)
	switch old, err := os.ReadFile(path); {
	case err == nil && bytes.Equal(old, text):
		return false, nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return false, err
	}
	if st, err := os.Stat(path); err == nil {
		mode = st.Mode().Perm()
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".prodlint-baseline-*")
	if err != nil {
		return false, err
	}
	_, err = tmp.Write(text)
	err = errors.Join(err, tmp.Chmod(mode), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		_ = os.Remove(tmp.Name())
		return false, err
	}
	return true, nil
}
