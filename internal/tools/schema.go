package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/invopop/jsonschema"

	"github.com/prodlint/prodlint/internal/config"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/setting"
)

// configSchema returns the JSON schema of .prodlint.yml. It takes what internal/config takes: names of rules are spelt out,
// so that editors can complete them. Globs and catalog lines are checked by prodlint alone.
func configSchema(rules []rule.Meta) ([]byte, error) {
	reflector := jsonschema.Reflector{DoNotReference: true, ExpandedStruct: true}
	s := reflector.Reflect(&config.Config{})
	s.ID, s.Title = "", config.Name
	s.Description = "Configuration of prodlint."
	var names []any
	for _, m := range rules {
		names = append(names, m.Name)
	}
	orAll := func() *jsonschema.Schema {
		return &jsonschema.Schema{Type: "string", Enum: append([]any{config.All}, names...)}
	}
	get := func(s *jsonschema.Schema, key string) *jsonschema.Schema {
		v, _ := s.Properties.Get(key)
		return v
	}
	for _, key := range []string{"enable", "disable"} {
		get(s, key).Items = orAll()
		get(get(s, "overrides").Items, key).Items = orAll()
	}
	var levels []any
	for _, l := range config.Levels {
		levels = append(levels, l)
	}
	options := get(s, "options")
	options.PropertyNames = &jsonschema.Schema{Enum: names}
	options.AdditionalProperties = jsonschema.FalseSchema
	options.Properties = jsonschema.NewProperties()
	for _, m := range rules {
		if list := setting.Of(m.Name); len(list) > 0 {
			options.Properties.Set(m.Name, optionsOf(list))
		}
	}
	get(s, "replicas").Items.MinLength = ptr(1)
	for _, severity := range []*jsonschema.Schema{get(s, "severity"), get(get(s, "overrides").Items, "severity")} {
		severity.PropertyNames = &jsonschema.Schema{Enum: names}
		severity.AdditionalProperties = &jsonschema.Schema{Type: "string", Enum: levels}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(s); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// optionsOf is the schema of the options of a rule.
func optionsOf(list []setting.Option) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties(), AdditionalProperties: jsonschema.FalseSchema}
	for _, o := range list {
		v := &jsonschema.Schema{Description: o.Doc}
		switch o.Type {
		case setting.Number:
			v.Type, v.Minimum, v.Default = "integer", "1", o.Default
		case setting.Names:
			v.Type, v.Items = "array", &jsonschema.Schema{Type: "string", MinLength: ptr(1)}
		}
		s.Properties.Set(o.Name, v)
	}
	return s
}

func ptr(n uint64) *uint64 { return &n }

// The marks around the table of options in docs/configuration.md.
const optionsHead, optionsMark = "| rule | option | takes | says |\n|---|---|---|---|\n", "<!-- options -->\n"

// configurationPage returns docs/configuration.md with the table of options brought up to date. The rest of it is written by hand.
func configurationPage(root string) ([]byte, error) {
	page, err := os.ReadFile(filepath.Join(root, "docs", "configuration.md"))
	if errors.Is(err, fs.ErrNotExist) {
		return []byte(optionsHead + optionsMark), nil
	} else if err != nil {
		return nil, err
	}
	before, rest, ok := bytes.Cut(page, []byte(optionsHead))
	_, after, ok2 := bytes.Cut(rest, []byte(optionsMark))
	if !ok || !ok2 {
		return nil, errors.New("docs/configuration.md has lost the marks around its table of options")
	}
	var b bytes.Buffer
	b.Write(before)
	b.WriteString(optionsHead)
	for _, o := range setting.Options() {
		takes := "a list of names"
		if o.Type == setting.Number {
			takes = fmt.Sprintf("a number (%d)", o.Default)
		}
		fmt.Fprintf(&b, "| [%s](rules/%s.md) | `%s` | %s | %s |\n", o.Rule, o.Rule, o.Name, takes, o.Doc)
	}
	b.WriteString(optionsMark)
	b.Write(after)
	return b.Bytes(), nil
}
