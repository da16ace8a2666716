package config

import (
	"fmt"
	"regexp"
	"strings"
)

// compile turns a glob into a regular expression over slash-separated relative paths. "*" and "?" stay within a directory,
// "**" crosses directories, "[a-z]" and "{a,b}" are choices. A glob without a slash matches at any depth; one that matches a directory
// takes everything below it. Backslashes, absolute paths and ".." are errors.
func compile(glob string) (*regexp.Regexp, error) {
	g := strings.TrimSuffix(strings.TrimPrefix(glob, "./"), "/")
	if g == "" || strings.HasPrefix(g, "/") || strings.Contains(g, `\`) || g == ".." || strings.HasPrefix(g, "../") {
		return nil, fmt.Errorf("glob %q: want a path below the configuration file, with slashes", glob)
	}
	var b strings.Builder
	b.WriteString("^")
	if !strings.Contains(g, "/") {
		b.WriteString("(?:.*/)?")
	}
	depth := 0
	for i := 0; i < len(g); i++ {
		switch c := g[i]; {
		case strings.HasPrefix(g[i:], "**/"):
			b.WriteString("(?:.*/)?")
			i += 2
		case strings.HasPrefix(g[i:], "**"):
			b.WriteString(".*")
			i++
		case c == '*':
			b.WriteString("[^/]*")
		case c == '?':
			b.WriteString("[^/]")
		case c == '[':
			end := strings.IndexByte(g[i:], ']')
			if end < 2 {
				return nil, fmt.Errorf("glob %q: \"[\" without \"]\"", glob)
			}
			class := g[i+1 : i+end]
			if rest, ok := strings.CutPrefix(class, "!"); ok {
				class = "^/" + rest
			}
			b.WriteString("[" + strings.ReplaceAll(class, "[", `\[`) + "]")
			i += end
		case c == '{':
			depth++
			b.WriteString("(?:")
		case c == '}' && depth > 0:
			depth--
			b.WriteString(")")
		case c == ',' && depth > 0:
			b.WriteString("|")
		default:
			b.WriteString(regexp.QuoteMeta(string(c)))
		}
	}
	if depth > 0 {
		return nil, fmt.Errorf("glob %q: \"{\" without \"}\"", glob)
	}
	b.WriteString("(?:/.*)?$")
	re, err := regexp.Compile(b.String())
	if err != nil {
		return nil, fmt.Errorf("glob %q: malformed", glob)
	}
	return re, nil
}

// matchers compiles globs that Parse has checked.
func matchers(globs []string) []*regexp.Regexp {
	var out []*regexp.Regexp
	for _, g := range globs {
		if re, err := compile(g); err == nil {
			out = append(out, re)
		}
	}
	return out
}

func matches(res []*regexp.Regexp, file string) bool {
	for _, re := range res {
		if re.MatchString(file) {
			return true
		}
	}
	return false
}
