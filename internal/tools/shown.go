package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// showing are the pages that show what the command prints for the shop: in blocks whose first line is the command.
var showing = []string{"README.md", "docs/routes.md"}

var shownBlock = regexp.MustCompile("(?ms)^```\n\\$ prodlint ([^\n]*-C examples/shop[^\n]*)\n.*?^```$")

// writeShown writes what the command prints now into the pages, and names those that differ.
func writeShown(root string, out io.Writer) error {
	for _, name := range showing {
		path := filepath.Join(root, filepath.FromSlash(name))
		old, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		page, err := shown(old, func(args []string) (string, error) {
			cmd := exec.Command("go", append([]string{"run", "./cmd/prodlint"}, args...)...)
			cmd.Dir, cmd.Stderr = root, out
			text, err := cmd.Output()
			if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && len(text) > 0 {
				err = nil // it exits with 1 where it finds something
			}
			return string(text), err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if bytes.Equal(old, page) {
			continue
		}
		if err := os.WriteFile(path, page, 0o644); err != nil {
			return err
		}
		fmt.Fprintln(out, "wrote", name)
	}
	return nil
}

// shown returns a page with what run gives in the blocks.
func shown(page []byte, run func(args []string) (string, error)) ([]byte, error) {
	var failed error
	out := shownBlock.ReplaceAllFunc(page, func(block []byte) []byte {
		line := string(shownBlock.FindSubmatch(block)[1])
		text, err := run(arguments(line))
		if err != nil {
			failed = fmt.Errorf("prodlint %s: %w", line, err)
			return block
		}
		return []byte("```\n$ prodlint " + line + "\n" + strings.TrimRight(text, "\n") + "\n```")
	})
	return out, failed
}

// arguments splits a command line; quotes hold one argument together.
func arguments(line string) []string {
	var out []string
	for i, part := range strings.Split(line, "'") {
		if i%2 == 1 {
			out = append(out, part)
			continue
		}
		out = append(out, strings.Fields(part)...)
	}
	return out
}
