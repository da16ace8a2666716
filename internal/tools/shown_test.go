package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/analyzers"
	"github.com/prodlint/prodlint/internal/cli"
)

// prodlint runs the command in the repository and returns what it prints.
func prodlint(t *testing.T, args ...string) string {
	t.Helper()
	t.Chdir(root(t))
	var out, errs bytes.Buffer
	code := cli.Main(t.Context(), args, cli.Process{Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" }, Rules: analyzers.All})
	require.Contains(t, []int{cli.Clean, cli.Findings}, code, errs.String())
	return out.String()
}

func TestShownBlocksAreFresh(t *testing.T) {
	blocks := 0
	for _, name := range showing {
		page, err := os.ReadFile(filepath.Join(root(t), filepath.FromSlash(name)))
		require.NoError(t, err)
		want, err := shown(page, func(args []string) (string, error) {
			blocks++
			return prodlint(t, append(args, "--no-cache")...), nil
		})
		require.NoError(t, err)
		assert.Equal(t, string(want), string(page), "%s is stale: go run ./internal/tools gen", name)
	}
	assert.GreaterOrEqual(t, blocks, 3)
}

// The first block of the README is a part of what a run prints.
func TestReadmeShowsAFinding(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root(t), "README.md"))
	require.NoError(t, err)
	block := regexp.MustCompile("(?ms)^```\n(warning .*?)^```$").FindSubmatch(page)
	require.NotNil(t, block)
	assert.Contains(t, prodlint(t, "-C", "examples/shop", "--no-cache", "./..."), string(block[1]))
}

var shopRow = regexp.MustCompile("(?m)^\\| (`[^|]*) \\| [^|]* \\| (\\[[^|]*) \\| ([^|]*) \\| today \\|$")

// What the shop's table says is found is found.
func TestShopIncidentsAreFound(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root(t), "examples", "shop", "README.md"))
	require.NoError(t, err)
	found := strings.Split(prodlint(t, "-C", "examples/shop", "--no-cache", "--format", "checkstyle", "./..."), "<file ")
	quoted := regexp.MustCompile("`([^`]+)`")
	slugs := map[string]bool{}
	for _, row := range shopRow.FindAllStringSubmatch(string(page), -1) {
		for _, rule := range quoted.FindAllStringSubmatch(row[3], -1) {
			if strings.Contains(row[3], "names `"+rule[1]) {
				continue // one finding for both
			}
			assert.True(t, slices.ContainsFunc(quoted.FindAllStringSubmatch(row[1], -1), func(file []string) bool {
				return slices.ContainsFunc(found, func(s string) bool {
					return strings.HasPrefix(s, `name="`+file[1]) && strings.Contains(s, rule[1]+`"`)
				})
			}), "%s in %s", rule[1], row[1])
		}
		for _, s := range regexp.MustCompile(`\[([a-z0-9-]+)\]`).FindAllStringSubmatch(row[2], -1) {
			slugs[s[1]] = true
		}
	}
	// The incidents that every service meets sooner or later.
	for _, slug := range []string{"n-plus-one-feed", "42-rest-calls", "pool-of-500", "47-columns", "everything-hardcoded", "token-never-expires", "like-percent"} {
		assert.True(t, slugs[slug], slug)
	}
}
