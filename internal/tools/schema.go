package main

import (
	"bytes"
	"encoding/json"

	"github.com/invopop/jsonschema"

	"github.com/prodlint/prodlint/internal/config"
	"github.com/prodlint/prodlint/internal/rule"
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
	severity := get(s, "severity")
	severity.PropertyNames = &jsonschema.Schema{Enum: names}
	severity.AdditionalProperties = &jsonschema.Schema{Type: "string", Enum: levels}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(s); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
