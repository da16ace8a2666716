// Package setting holds what a configuration tells rules: their options, the services of a workspace, and which connections lead to a replica.
// Which options there are stands in options.txt.
package setting

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

//go:embed options.txt
var table string

// Type says what values an option takes.
type Type string

// The types.
const (
	Names  Type = "names"  // a list of globs
	Number Type = "number" // from 1 on
)

// Option is an option of a rule.
type Option struct {
	Rule, Name string
	Type       Type
	Default    int // of a number
	Doc        string
}

// Options lists the options of all rules, sorted by rule and name.
var Options = sync.OnceValue(func() []Option {
	out, err := parse(table)
	if err != nil {
		panic("options.txt: " + err.Error()) // a test reads it
	}
	return out
})

func parse(text string) ([]Option, error) {
	var out []Option
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		head, doc, ok := strings.Cut(line, ": ")
		words := strings.Fields(head)
		if !ok || len(words) < 3 {
			return nil, fmt.Errorf("%q: want rule, option, type: text", line)
		}
		o := Option{Rule: words[0], Name: words[1], Type: Type(words[2]), Doc: doc}
		switch {
		case o.Type == Names && len(words) == 3:
		case o.Type == Number && len(words) == 4:
			n, err := strconv.Atoi(words[3])
			if err != nil {
				return nil, fmt.Errorf("%q: %w", line, err)
			}
			o.Default = n
		default:
			return nil, fmt.Errorf("%q: unknown type", line)
		}
		out = append(out, o)
	}
	return out, nil
}

// Of returns the options of a rule.
func Of(rule string) []Option {
	return slices.DeleteFunc(slices.Clone(Options()), func(o Option) bool { return o.Rule != rule })
}

// Service is a program that is deployed by itself.
type Service struct {
	Name string
	// Dirs match the directories of packages that belong to it, relative to Settings.Dir.
	Dirs []*regexp.Regexp
}

// Settings are what rules are told. A nil *Settings has no options set.
type Settings struct {
	// Services are those that the configuration names, in its order.
	Services []Service
	// Dir is the absolute directory of the configuration.
	Dir string

	names    map[string][]*regexp.Regexp // by rule and option
	numbers  map[string]int
	replicas []*regexp.Regexp
	key      string
}

// New returns the settings for options by rule and name, globs of names of connections, and services; key tells the services from others. What is
// wrong with the options is an error; Check says where.
func New(options map[string]map[string]any, replicas []string, services []Service, key string) (*Settings, error) {
	s := &Settings{Services: services, names: map[string][]*regexp.Regexp{}, numbers: map[string]int{}}
	for rule, values := range options {
		for name, value := range values {
			o, err := Check(rule, name, value)
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", rule, name, err)
			}
			if o.Type == Number {
				s.numbers[rule+"."+name], _ = number(value)
			} else {
				list, _ := texts(value)
				s.names[rule+"."+name] = globs(list)
			}
		}
	}
	s.replicas = globs(replicas)
	if len(options)+len(replicas)+len(services) > 0 {
		text, err := json.Marshal([]any{options, replicas, key}) // keys of maps are sorted
		if err != nil {
			return nil, err
		}
		s.key = string(text)
	}
	return s, nil
}

// Check returns the option of a rule, or an error that says why there is none, or why it cannot have the value, as YAML or JSON gives it.
func Check(rule, name string, value any) (Option, error) {
	var known []string
	for _, o := range Of(rule) {
		known = append(known, o.Name)
		if o.Name != name {
			continue
		}
		if o.Type == Number {
			if n, ok := number(value); !ok || n < 1 {
				return o, fmt.Errorf("want a whole number from 1 on")
			}
		} else if _, ok := texts(value); !ok {
			return o, fmt.Errorf("want a list of names")
		}
		return o, nil
	}
	if len(known) == 0 {
		return Option{}, fmt.Errorf("the rule has no options")
	}
	return Option{}, fmt.Errorf("unknown option: want one of %s", strings.Join(known, ", "))
}

func number(value any) (int, bool) {
	switch v := value.(type) {
	case int:
		return v, true
	case int64:
		return int(v), true
	case uint64:
		return int(v), v < math.MaxInt32
	case float64: // of JSON
		return int(v), v == math.Trunc(v) && math.Abs(v) < math.MaxInt32
	}
	return 0, false
}

func texts(value any) ([]string, bool) {
	list, ok := value.([]any)
	if !ok {
		return nil, false
	}
	var out []string
	for _, v := range list {
		s, ok := v.(string)
		if !ok || s == "" {
			return nil, false
		}
		out = append(out, s)
	}
	return out, true
}

// globs compiles names in which * stands for any part. Letters match whatever their case.
func globs(names []string) []*regexp.Regexp {
	var out []*regexp.Regexp
	for _, n := range names {
		parts := strings.Split(n, "*")
		for i := range parts {
			parts[i] = regexp.QuoteMeta(parts[i])
		}
		out = append(out, regexp.MustCompile("(?i)^"+strings.Join(parts, ".*")+"$"))
	}
	return out
}

func matches(list []*regexp.Regexp, name string) bool {
	return slices.ContainsFunc(list, func(re *regexp.Regexp) bool { return re.MatchString(name) })
}

// Listed reports whether an option of a rule lists a name, or the name without its schema or package.
func (s *Settings) Listed(rule, option, name string) bool {
	if s == nil || len(s.names) == 0 {
		return false
	}
	list := s.names[rule+"."+option]
	name = strings.NewReplacer("`", "", `"`, "").Replace(name)
	return matches(list, name) || matches(list, name[strings.LastIndexByte(name, '.')+1:])
}

// Number returns the value of an option of a rule, or its default.
func (s *Settings) Number(rule, option string) int {
	if s != nil {
		if n, ok := s.numbers[rule+"."+option]; ok {
			return n
		}
	}
	for _, o := range Options() {
		if o.Rule == rule && o.Name == option {
			return o.Default
		}
	}
	return 0
}

// Replica reports whether the configuration says that something called by one of the names leads to a replica, or to a database that no requests
// wait for.
func (s *Settings) Replica(names []string) bool {
	return s != nil && len(s.replicas) > 0 && slices.ContainsFunc(names, func(n string) bool { return matches(s.replicas, n) })
}

// Service returns the name of the first service that the package in a directory belongs to, "" where there is none.
func (s *Settings) Service(dir string) string {
	if s == nil || len(s.Services) == 0 {
		return ""
	}
	rel, err := filepath.Rel(s.Dir, dir)
	if real, broken := filepath.EvalSymlinks(s.Dir); err != nil || !filepath.IsLocal(rel) && broken == nil {
		rel, err = filepath.Rel(real, dir)
	}
	if err != nil || !filepath.IsLocal(rel) {
		return ""
	}
	for _, service := range s.Services {
		if slices.ContainsFunc(service.Dirs, func(re *regexp.Regexp) bool { return re.MatchString(filepath.ToSlash(rel)) }) {
			return service.Name
		}
	}
	return ""
}

// Key tells these settings from others; it is empty where nothing is set.
func (s *Settings) Key() string {
	if s == nil {
		return ""
	}
	return s.key
}

var current atomic.Pointer[Settings]

// Use makes settings those of the process, for drivers that judge for one configuration: go vet, golangci-lint.
func Use(s *Settings) { current.Store(s) }

// Current returns the settings of the process, nil where none were set.
func Current() *Settings { return current.Load() }
