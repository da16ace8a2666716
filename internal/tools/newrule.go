package main

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

//go:embed scaffold/*
var scaffold embed.FS

// scaffoldFiles are the files of a new rule, by the name of their template. NAME stands for the rule.
var scaffoldFiles = map[string]string{
	"rule.go.txt": "analyzers/NAME/NAME.go",
	"page.md.txt": "docs/rules/NAME.md",
	"bad.go.txt":  "testdata/NAME/bad/bad.go",
	"good.go.txt": "testdata/NAME/good/good.go",
}

var ruleName = regexp.MustCompile(`^[a-z][a-z0-9]*$`)

// newRule writes the code, page and fixtures of a rule that works as it is, and generates what follows from it.
// It changes nothing when any of the files exists.
func newRule(root, name string, out io.Writer) error {
	if !ruleName.MatchString(name) || name == "all" || name == "internal" {
		return fmt.Errorf("%q: a rule is named by its mistake in one word of lower-case letters and digits", name)
	}
	files := map[string][]byte{}
	for template, target := range scaffoldFiles {
		text, err := fs.ReadFile(scaffold, "scaffold/"+template)
		if err != nil {
			return err
		}
		target = strings.ReplaceAll(target, "NAME", name)
		if _, err := os.Lstat(filepath.Join(root, target)); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s is there already", target)
		}
		files[target] = bytes.ReplaceAll(text, []byte("NAME"), []byte(name))
	}
	for _, target := range scaffoldOrder {
		target = strings.ReplaceAll(target, "NAME", name)
		path := filepath.Join(root, filepath.FromSlash(target))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, files[target], 0o644); err != nil {
			return err
		}
		fmt.Fprintln(out, "wrote", target)
	}
	if err := writeGenerated(root, out); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, `
The rule works as it is: go test ./analyzers -run 'Fixtures|Pages'
Write the page first, then the fixtures, then the judgement. Ask the catalog for libraries; name none in the rule.
`)
	return err
}

// scaffoldOrder is the order in which the files are written: the page first, which the code reads.
var scaffoldOrder = []string{"docs/rules/NAME.md", "testdata/NAME/bad/bad.go", "testdata/NAME/good/good.go", "analyzers/NAME/NAME.go"}
