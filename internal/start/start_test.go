package start

import (
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/config"
)

// TestConfig: what is written is a configuration, and so it is with the comments that show settings made settings.
func TestConfig(t *testing.T) {
	text := Config(Project{Unclear: []string{"db/sql", `od"d`}})
	c, err := config.Parse("c.yml", []byte(text), []string{"missingtimeout"})
	require.NoError(t, err)
	assert.Equal(t, &config.Config{Version: 1, Preset: "default", FailOn: "warning"}, c)

	all := regexp.MustCompile(`(?m)^# ((?:exclude|overrides|catalog|migrations):|  )`).ReplaceAllString(text, "$1")
	require.NotEqual(t, text, all)
	c, err = config.Parse("c.yml", []byte(all), []string{"missingtimeout"})
	require.NoError(t, err, all)
	assert.NotEmpty(t, c.Exclude)
	assert.NotEmpty(t, c.Overrides)
	assert.NotEmpty(t, c.Catalog)
	assert.Equal(t, `od"d`, c.Migrations[1].Dir)
}

func TestCI(t *testing.T) {
	for _, server := range []string{"github", "gitlab"} {
		for _, dir := range []string{"", ".", "svc", `it's "odd"`} {
			name, text := CI(server, "1.2.3", Project{Dir: dir})
			assert.NotEmpty(t, name)
			var doc map[string]any
			require.NoError(t, yaml.Unmarshal([]byte(text), &doc), "%s in %q", server, dir)
			assert.Contains(t, text, "cmd/prodlint@v1.2.3")
			assert.Equal(t, dir != "" && dir != ".", strings.Contains(text, "working-directory") || strings.Contains(text, "    - cd "), text)
		}
	}
	name, text := CI("none", "1.2.3", Project{})
	assert.Empty(t, name+text)
}

func TestServer(t *testing.T) {
	for want, files := range map[string]fstest.MapFS{
		"github": {".github/CODEOWNERS": {}, ".gitlab-ci.yml": {}},
		"gitlab": {".gitlab-ci.yml": {}},
		"none":   {"Jenkinsfile": {}},
	} {
		assert.Equal(t, want, Server(files))
	}
}
