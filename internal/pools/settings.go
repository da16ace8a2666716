package pools

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// Lifted reports whether a limit is none: nothing but 0 and less, by a constant or as the default of a setting. What is not known is a limit.
func Lifted(prog *summary.Program, id summary.ID) bool {
	origins := prog.Origins(id)
	zeros, fallback, parsed := 0, false, 0
	for _, o := range origins {
		switch v := prog.Value(o); {
		case v.Kind == summary.Const && none(v.Value):
			zeros++
			fallback = fallback || len(prog.Uses(o)) > 0 // handed to a helper that reads the setting
		case v.Kind == summary.Result && unchecked(prog, prog.CallOf(o)):
			zeros++
		case v.Kind == summary.Result && isSetting(prog, prog.CallOf(o)):
			parsed++
		case v.Kind == summary.Field && none(tagDefault(v.Value)):
			zeros++
		}
	}
	return zeros > 0 && (zeros == len(origins) || fallback && zeros+parsed == len(origins))
}

// none reports whether a number, as text, is 0 or less.
func none(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n <= 0
}

// unchecked reports whether a call turns the text of a setting into a number, and gives 0 where there is none because nobody looks at the error.
func unchecked(prog *summary.Program, c summary.CallRef) bool {
	if _, ok := prog.Catalog.Get(c.Call.Callee, "parse"); !ok || len(prog.Aliases(prog.Result(c, 1))) > 1 || len(prog.Uses(prog.Result(c, 1))) > 0 {
		return false
	}
	text := prog.Origins(prog.Arg(c, 0))
	return len(text) > 0 && !slices.ContainsFunc(text, func(o summary.ID) bool {
		if prog.Value(o).Kind != summary.Result {
			return true
		}
		_, ok := prog.Catalog.Get(prog.CallOf(o).Call.Callee, "setting")
		return !ok
	})
}

// isSetting reports whether a call reads a setting or turns its text into a number.
func isSetting(prog *summary.Program, c summary.CallRef) bool {
	_, parses := prog.Catalog.Get(c.Call.Callee, "parse")
	_, reads := prog.Catalog.Get(c.Call.Callee, "setting")
	return parses || reads
}

// tagDefault returns the default in a struct tag of a configuration library, "" where it has none.
func tagDefault(tag string) string {
	for _, key := range []string{"default", "envDefault", "env-default"} {
		if v, ok := reflect.StructTag(strings.Trim(tag, "`")).Lookup(key); ok {
			return v
		}
	}
	return ""
}
