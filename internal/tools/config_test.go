package main

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/config"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/setting"
	"github.com/prodlint/prodlint/internal/start"
)

// schemaFor compiles the schema of configurations.
func schemaFor(t *testing.T, text []byte) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("config.json", doc))
	schema, err := compiler.Compile("config.json")
	require.NoError(t, err)
	return schema
}

// instance turns YAML into what a schema validates.
func instance(t *testing.T, src string) any {
	t.Helper()
	var value any
	require.NoError(t, yaml.Unmarshal([]byte(src), &value), src)
	asJSON, err := json.Marshal(value)
	require.NoError(t, err)
	out, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
	require.NoError(t, err)
	return out
}

var yamlBlock = regexp.MustCompile("(?ms)^```yaml\n(.*?)^```$")

// configurations returns the texts of the repository that are configurations: the files, and the examples on pages that have a key of it.
func configurations(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{"prodlint init": start.Config(start.Project{})}
	keys := regexp.MustCompile(`(?m)^(version: 1\npreset|preset|enable|disable|exclude|severity|overrides|options|replicas|services|catalog|migrations):`)
	for _, dir := range []string{"docs", "examples", "testdata"} {
		require.NoError(t, filepath.WalkDir(filepath.Join(root(t), dir), func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			page := strings.HasSuffix(name, ".md")
			if !page && d.Name() != config.Name {
				return nil
			}
			src, err := os.ReadFile(name)
			if !page {
				out[name] = string(src)
			} else {
				for _, m := range yamlBlock.FindAllStringSubmatch(string(src), -1) {
					if keys.MatchString(m[1]) {
						out[name+": "+m[1]] = m[1]
					}
				}
			}
			return err
		}))
	}
	readme, err := os.ReadFile(filepath.Join(root(t), "README.md"))
	require.NoError(t, err)
	for _, m := range yamlBlock.FindAllStringSubmatch(string(readme), -1) {
		if keys.MatchString(m[1]) {
			out["README.md: "+m[1]] = m[1]
		}
	}
	return out
}

// TestExamplesAreConfigurations: what the documentation shows is what prodlint and the schema take.
func TestExamplesAreConfigurations(t *testing.T) {
	rules, err := readRules(root(t))
	require.NoError(t, err)
	var names []string
	for _, m := range rules {
		names = append(names, m.Name)
	}
	text, err := configSchema(rules)
	require.NoError(t, err)
	schema := schemaFor(t, text)
	all := configurations(t)
	require.Greater(t, len(all), 8)
	for name, src := range all {
		_, err := config.Parse("c.yml", []byte(src), names)
		assert.NoError(t, err, name)
		assert.NoError(t, schema.Validate(instance(t, src)), name)
	}
}

// TestKeys: the schema has the keys that the parser has, docs/configuration.md shows each of them, and says what it is.
func TestKeys(t *testing.T) {
	rules, err := readRules(root(t))
	require.NoError(t, err)
	text, err := configSchema(rules)
	require.NoError(t, err)
	var schema struct {
		Properties map[string]any
	}
	require.NoError(t, json.Unmarshal(text, &schema))
	page, err := os.ReadFile(filepath.Join(root(t), "docs", "configuration.md"))
	require.NoError(t, err)
	example := yamlBlock.FindStringSubmatch(string(page))
	require.NotNil(t, example)
	all, err := yaml.Marshal(config.Config{
		Version: 1, Preset: "x", Enable: []string{"x"}, Disable: []string{"x"}, FailOn: "x", Tests: true, Exclude: []string{"x"}, Severity: map[string]string{"x": "x"},
		Overrides: []config.Override{{}}, Catalog: "x", Options: map[string]map[string]any{"x": nil}, Replicas: []string{"x"}, Services: []config.Service{{}},
		Baseline: "x", Migrations: []config.Migrations{{}},
	})
	require.NoError(t, err)
	var keys map[string]any
	require.NoError(t, yaml.Unmarshal(all, &keys))
	assert.Len(t, keys, len(schema.Properties))
	for key := range schema.Properties {
		assert.Contains(t, keys, key)
		assert.Regexp(t, "(?m)^"+key+":", example[1])
		assert.Regexp(t, "(?m)^\\| [^|]*`"+key+"`", string(page))
	}
}

// TestOptions: each option is asked for by the code of its rule, and the page of the rule shows it.
func TestOptions(t *testing.T) {
	rules, err := readRules(root(t))
	require.NoError(t, err)
	for _, o := range setting.Options() {
		i := slices.IndexFunc(rules, func(m rule.Meta) bool { return m.Name == o.Rule })
		require.GreaterOrEqual(t, i, 0, "there is no rule %s", o.Rule)
		files, err := filepath.Glob(filepath.Join(root(t), "analyzers", o.Rule, "*.go"))
		require.NoError(t, err)
		asked := slices.ContainsFunc(files, func(f string) bool {
			src, err := os.ReadFile(f)
			return err == nil && strings.Contains(string(src), `"`+o.Rule+`", "`+o.Name+`"`)
		})
		assert.True(t, asked, "%s does not ask for its option %s", o.Rule, o.Name)
		page, err := os.ReadFile(filepath.Join(root(t), "docs", "rules", o.Rule+".md"))
		require.NoError(t, err)
		assert.Contains(t, string(page), o.Name+":", "docs/rules/%s.md does not show the option %s", o.Rule, o.Name)
	}
}
