package catalog_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/prodlint/prodlint/internal/catalog"
)

// TestEffectLines holds what one line cannot say alone: each key has one effect, and the lines of clients say what their methods do.
func TestEffectLines(t *testing.T) {
	table := catalog.Default()
	seen := map[string]string{}
	for _, e := range table.All("effect") {
		assert.Empty(t, seen[e.Key], "%s: %s has an effect there already", e.Source, e.Key)
		seen[e.Key] = e.Source
		assert.NotEmpty(t, e.Attrs["op"], "%s: %s", e.Source, e.Key)
		if e.Attrs["data"] == "none" && e.Attrs["op"] != "none" && e.Attrs["op"] != "admin" {
			known := e.Has("recv") || e.Has("on") || strings.HasSuffix(e.Key, ".Flush")
			assert.True(t, known, "%s: nothing says what %s is about", e.Source, e.Key)
		}
	}
	for _, kind := range []string{"remote", "generated"} {
		for _, e := range table.All(kind) {
			assert.NotEmpty(t, e.Attrs["methods"], "%s: %s", e.Source, e.Key)
			assert.NotEmpty(t, e.Attrs["op"], "%s: %s", e.Source, e.Key)
		}
	}
}

// TestCallbackLines wants callbacks that run for each element to say which of their parameters that is.
func TestCallbackLines(t *testing.T) {
	for _, e := range catalog.Default().All("callback") {
		assert.True(t, e.Has("fn"), "%s: %s", e.Source, e.Key)
		if e.Attrs["each"] == "element" {
			assert.True(t, e.Has("elem") || e.Has("scan"), "%s: %s", e.Source, e.Key)
		} else {
			assert.False(t, e.Has("over") && e.Attrs["each"] != "batch", "%s: %s runs once, yet over something", e.Source, e.Key)
		}
	}
}
