package config

import (
	"errors"
	"strings"
	"testing"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/rule"
)

// FuzzParse reads any bytes as a configuration. A mistake has a place in the file; what is accepted can be used.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", "---\n", "enable: !![a, b]\n", "version: 1\npreset: strict\nenable: [nplusone]\ndisable: [all]\nfail-on: error\ntests: true\n",
		"exclude: [\"gen/**\", \"*.pb.go\", \"a/{b,c}/[!d]?.go\"]\nseverity: {selectstar: info}\n",
		"overrides:\n  - paths: [internal/legacy]\n    disable: [nplusone]\n    enable: [selectstar]\n",
		"catalog: |\n  example.com/db.Query query sql=0  # in-house\n", "catalog: \"a b\"\n", "catalog: >\n  x\n", "\xef\xbb\xbfversion: 2\n", "enabel: [x]\n", "a: &a\n  b: *a\n",
		"? [a]\n: b\n", "- 1\n", "{", "[", "'", "exclude: [\"[\"]\n", "exclude: [\"{\"]", "severity: {x: {y: z}}\n", "version: !!int \"1\"\n", "<<: {version: 1}\n", "\x00", "a:\tb\n", "version: 1\n---\nversion: 2\n",
	} {
		f.Add([]byte(seed))
	}
	var metas []rule.Meta
	for _, name := range known {
		metas = append(metas, rule.Meta{Name: name, Severity: rule.Warning, Stability: rule.Stable})
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		c, err := Parse("c.yml", src, known)
		if err != nil {
			var at *Error
			if !errors.As(err, &at) || at.Line < 1 || at.Column < 1 || at.Message == "" {
				t.Fatalf("no place in %#v", err)
			}
			if lines := strings.Count(string(src), "\n") + strings.Count(string(src), "\r") + 1; at.Line > lines+1 {
				t.Fatalf("line %d of %d: %v", at.Line, lines, err)
			}
			_ = err.Error()
			return
		}
		if err := c.AddTo(&catalog.Table{}); err != nil {
			t.Fatalf("accepted, but the catalog is not: %v", err)
		}
		s, err := Select(metas, c, Flags{})
		if err != nil {
			t.Fatalf("accepted, but selects nothing: %v", err)
		}
		for _, name := range known {
			_ = s.Runs(name)
			s.Judge(name, rule.Warning, "a/b/c.go")
		}
	})
}
