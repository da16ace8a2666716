package baseline

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/config"
	"github.com/prodlint/prodlint/internal/driver"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
	"github.com/prodlint/prodlint/internal/suppress"
)

const a, b = "aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"

func TestTextIsRead(t *testing.T) {
	f := &File{Entries: []Entry{
		{Rule: "nplusone", File: "z.go", Message: "last", Fingerprint: b},
		{Rule: "nplusone", File: "a.go", Function: "(*T).F", Message: "one: two # three", Fingerprint: "0123456789012345-12", Reason: "- yes\n\"no\" \\ \x01\u2028\u00a0é", Owner: "no", Expires: "2027-01-31"},
		{Rule: "nplusone", File: "a.go", Function: "F[go.shape.int]", Message: " padded ", Fingerprint: "12345678901234e5", Reason: "~", Owner: "@team"},
		{Rule: "true", File: "[x].go", Message: "", Fingerprint: a, Reason: "null", Owner: "{x}: &y *z !t %d | >"},
	}}
	text := f.Text()
	got, err := Parse("b.yml", text)
	require.NoError(t, err, string(text))
	assert.Equal(t, f.Sorted(), got.Entries)
	assert.Equal(t, text, got.Text())
	assert.Equal(t, "z.go", got.Entries[3].File)
	f.Entries[0], f.Entries[3] = f.Entries[3], f.Entries[0]
	assert.Equal(t, text, f.Text(), "the order of the entries does not matter")
}

func TestParseMistakes(t *testing.T) {
	head := "version: 1\nfindings:\n  - rule: x\n    file: a.go\n    message: m\n"
	for src, want := range map[string]string{
		"":                          "b.yml:1:1: there is no version: want version: 1\n 1 | \n   | ^",
		"version: 2\n":              "b.yml:1:10: version 2 is not known: want 1\n 1 | version: 2\n   |          ^",
		"version: 1\nfindngs: []\n": "b.yml:2:1: unknown key \"findngs\"; did you mean findings?\n 2 | findngs: []\n   | ^",
		head:                        "b.yml:3:9: fingerprint is \"\": want 16 hexadecimal digits, as prodlint baseline write gives them\n 3 |   - rule: x\n   |         ^",
		head + "    fingerprint: AAAAAAAAAAAAAAAA":                   "b.yml:6:18: fingerprint is \"AAAAAAAAAAAAAAAA\": want 16 hexadecimal digits, as prodlint baseline write gives them\n 6 |     fingerprint: AAAAAAAAAAAAAAAA\n   |                  ^",
		head + "    fingerprint: " + a + "\n    expires: 2027-1-1\n": "b.yml:7:14: expires is \"2027-1-1\": want a day such as 2027-01-31\n 7 |     expires: 2027-1-1\n   |              ^",
		"version: 1\nfindings:\n  - fingerprint: " + a + "\n":        "b.yml:3:16: finding without a rule\n 3 |   - fingerprint: " + a + "\n   |                ^",
		"version: 1\n>>>>>>> theirs\n":                               "b.yml:2:1: merge conflict: keep the entries of both sides, prodlint baseline prune drops what is gone\n 2 | >>>>>>> theirs\n   | ^",
	} {
		_, err := Parse("b.yml", []byte(src))
		var mistake *config.Error
		if assert.ErrorAs(t, err, &mistake, src) {
			assert.Equal(t, want, err.Error())
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("version: 1\nfindings:\n  - {rule: x, file: a.go, message: m, fingerprint: aaaaaaaaaaaaaaaa, expires: 2027-01-31}\n"))
	f.Add([]byte("version: 1\nfindings: [{rule: \"\\x00\", message: \"a: b\", fingerprint: bbbbbbbbbbbbbbbb-1, reason: |\n  x\n  y\n}]"))
	f.Fuzz(func(t *testing.T, src []byte) {
		file, err := Parse("b.yml", src)
		if err != nil {
			var mistake *config.Error
			require.ErrorAs(t, err, &mistake)
			return
		}
		text := file.Text()
		again, err := Parse("b.yml", text)
		require.NoError(t, err, "%s", text)
		require.Equal(t, string(text), string(again.Text()))
	})
}

func TestExpired(t *testing.T) {
	e := Entry{Expires: "2027-01-31"}
	assert.False(t, e.Expired(time.Date(2027, 1, 31, 23, 59, 0, 0, time.UTC)), "the last day counts")
	assert.True(t, e.Expired(time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC)))
	assert.False(t, e.Expired(time.Date(2027, 2, 1, 5, 0, 0, 0, time.FixedZone("", 6*3600))), "days are those of UTC")
	assert.False(t, Entry{}.Expired(time.Now()))
}

func TestSave(t *testing.T) {
	dir := t.TempDir()
	f := &File{Path: filepath.Join(dir, "b.yml"), Entries: []Entry{{Rule: "x", Fingerprint: a}}}
	changed, err := f.Save()
	require.NoError(t, err)
	assert.True(t, changed)
	changed, err = f.Save()
	require.NoError(t, err)
	assert.False(t, changed)
	require.NoError(t, os.Chmod(f.Path, 0o600))
	f.Entries = nil
	changed, err = f.Save()
	require.NoError(t, err)
	assert.True(t, changed)
	st, err := os.Stat(f.Path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), st.Mode().Perm())
	text, err := os.ReadFile(f.Path)
	require.NoError(t, err)
	assert.True(t, bytes.HasSuffix(text, []byte("findings: []\n")))
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, left, 1, "nothing else is left behind")
	_, err = (&File{Path: filepath.Join(dir, "no", "b.yml")}).Save()
	assert.Error(t, err)
}

func TestPair(t *testing.T) {
	item := func(s string) Item { // identity/message/line/package/function
		w := append(strings.Split(s, "/"), "", "", "", "")
		return Item{Identity: w[0], Message: w[1], Line: w[2], Package: w[3], Function: w[4], Rule: "r"}
	}
	for name, c := range map[string]struct {
		now, before []string
		want        []int
	}{
		"same":                             {[]string{"a/m", "b/m"}, []string{"b/m", "a/m"}, []int{1, 0}},
		"one more":                         {[]string{"a/m", "a/m", "a/m"}, []string{"a/m", "a/m"}, []int{0, 1, -1}},
		"the one with another message":     {[]string{"a/new", "a/m"}, []string{"a/m"}, []int{-1, 0}},
		"the one on another line":          {[]string{"a/m/x()", "a/m/y()"}, []string{"a/m/y()"}, []int{-1, 0}},
		"message changed":                  {[]string{"a/better"}, []string{"a/m"}, []int{0}},
		"moved to another package":         {[]string{"b/m/x()/q/F"}, []string{"a/m/x()/p/F"}, []int{0}},
		"function renamed":                 {[]string{"b/m/x()/p/G"}, []string{"a/m/x()/p/F"}, []int{0}},
		"copied to another package":        {[]string{"a/m/x()/p/F", "b/m/x()/q/F"}, []string{"a/m/x()/p/F"}, []int{0, -1}},
		"moved and renamed":                {[]string{"b/m/x()/q/G"}, []string{"a/m/x()/p/F"}, []int{-1}},
		"another line in another package":  {[]string{"b/m/y()/q/F"}, []string{"a/m/x()/p/F"}, []int{-1}},
		"another effect by the same line":  {[]string{"b/n/x()/p/F"}, []string{"a/m/x()/p/F"}, []int{-1}},
		"no lines are at hand":             {[]string{"b/m//p/G"}, []string{"a/m//p/F"}, []int{-1}},
		"identity comes before what moved": {[]string{"b/m/x()/p/F", "a/n/z()/p/F"}, []string{"a/m/x()/p/F"}, []int{-1, 0}},
		"nothing before":                   {[]string{"a/m"}, nil, []int{-1}},
		"nothing now":                      {nil, []string{"a/m"}, []int{}},
	} {
		var now, before []Item
		for _, s := range c.now {
			now = append(now, item(s))
		}
		for _, s := range c.before {
			before = append(before, item(s))
		}
		assert.Equal(t, c.want, Pair(now, before), name)
	}
}

func finding(fingerprint, file, message string) driver.Finding {
	return driver.Finding{Finding: rule.Finding{Rule: "x", Message: message, Pos: summary.Pos{Line: 1}}, File: file, Fingerprint: fingerprint}
}

func TestUpdate(t *testing.T) {
	root, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	f := &File{Path: filepath.Join(root, "b.yml"), Entries: []Entry{
		{Rule: "x", File: "old.go", Message: "m", Fingerprint: a, Reason: "why", Owner: "me", Expires: "2027-01-31"},
		{Rule: "x", File: "gone.go", Message: "m", Fingerprint: b},
		{Rule: "x", File: "a_test.go", Message: "m", Fingerprint: a + "-1"},
	}}
	found := []driver.Finding{finding(a, "new.go", "better"), finding(a+"-2", "new.go", "password=hunter2")}
	matched := f.Match(found)
	assert.Equal(t, []int{0, 2}, matched)
	matched[1] = -1 // as if the test had not been read
	got := f.Update(filepath.Join(root, "sub"), found, matched, func(i int) bool { return i == 2 }, Entry{Owner: "you"})
	assert.Equal(t, []Entry{
		{Rule: "x", File: "a_test.go", Message: "m", Fingerprint: a + "-1"},
		{Rule: "x", File: "sub/new.go", Message: "better", Fingerprint: a, Reason: "why", Owner: "me", Expires: "2027-01-31"},
		{Rule: "x", File: "sub/new.go", Message: "password=***", Fingerprint: a + "-2", Owner: "you"},
	}, got)
}

func TestStale(t *testing.T) {
	program := &rule.Rule{Meta: rule.Meta{Name: "x", Scope: rule.Program}}
	local := &rule.Rule{Meta: rule.Meta{Name: "y", Scope: rule.Package}}
	root, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(filepath.Join(root, "m", "nested"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(root, "m", "nested", "go.mod"), nil, 0o644))
	f := &File{Path: filepath.Join(root, "m", "b.yml"), Entries: []Entry{
		{Rule: "x", File: "p/a.go", Fingerprint: a},
		{Rule: "y", File: "p/a.go", Fingerprint: a + "-1"},
		{Rule: "y", File: "q/a.go", Fingerprint: a + "-2"},
		{Rule: "y", File: "p/a_test.go", Fingerprint: a + "-3"},
		{Rule: "off", File: "p/a.go", Fingerprint: a + "-4"},
		{Rule: "removed", File: "p/a.go", Fingerprint: a + "-5"},
		{Rule: suppress.Rule, File: "p/a.go", Fingerprint: a + "-6"},
		{Rule: "x", File: "nested/q/a.go", Fingerprint: a + "-7"},
		{Rule: "x", File: "../other/a.go", Fingerprint: a + "-8"},
	}}
	none := make([]int, 0)
	scope := Scope{Rules: []*rule.Rule{program, local}, Known: func(name string) bool { return name != "removed" }, Result: &driver.Result{Root: filepath.Join(root, "m"), Dirs: []string{"p"}}}
	assert.Equal(t, []int{1, 5}, f.Stale(none, scope), "of a part of the code only what stands in one package is known")
	scope.Result.Whole = true
	assert.Equal(t, []int{0, 1, 2, 5, 6}, f.Stale(none, scope))
	scope.Tests = true
	assert.Equal(t, []int{0, 1, 2, 3, 5, 6}, f.Stale(none, scope))
	assert.Equal(t, []int{2, 3, 5, 6}, f.Stale([]int{0, 1, -1}, scope))
}
