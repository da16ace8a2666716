package query

import (
	"strings"
	"unicode"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// naming is how an object mapper calls tables and columns: a word of the catalog.
type naming string

// table returns the name of the table of a struct type, empty where it is not known.
func (x *Index) table(typeKey string, n naming) string {
	if !x.isModel(typeKey) {
		return ""
	}
	dot := strings.LastIndexByte(typeKey, '.')
	for _, method := range []string{"TableName", "Table"} {
		for _, key := range []string{"(" + typeKey + ")." + method, "(*" + typeKey + ")." + method} {
			f, ok := x.Program.Function(key)
			if !ok || len(f.Func.Results) != 1 {
				continue
			}
			result := x.Program.ID(f.Pkg, f.Func.Results[0])
			if name, ok := x.Program.ConstOf(result); ok {
				return name
			}
			if texts := x.finder.Texts(result); len(texts) == 1 && !texts[0].HasHole() {
				return string(texts[0]) // a variable that is set before
			}
			return ""
		}
	}
	for _, f := range x.Program.StructFields(typeKey) {
		tag := x.Program.Value(f).Value
		for part := range strings.SplitSeq(tagValue(tag, "bun")+","+tagValue(tag, "pg")+","+tagValue(tag, "sql"), ",") {
			if name, ok := strings.CutPrefix(strings.TrimSpace(part), "table:"); ok {
				return name
			}
		}
	}
	name := snake(typeKey[dot+1:])
	if n == "xorm" || n == "dbx" {
		return name
	}
	return plural(name)
}

// isModel reports whether a type is a struct of the program.
func (x *Index) isModel(typeKey string) bool {
	return strings.Contains(typeKey, ".") && x.Program.Package(catalog.PackageOf(typeKey)) != nil && len(x.Program.StructFields(typeKey)) > 0
}

// columnOf returns the name of the column of a struct field.
func (x *Index) columnOf(field summary.ID, n naming) string {
	v := x.Program.Value(field)
	tag := v.Value
	name := v.Key[strings.LastIndexByte(v.Key, '.')+1:]
	for part := range strings.SplitSeq(tagValue(tag, "gorm"), ";") {
		if key, val, ok := strings.Cut(part, ":"); ok && strings.EqualFold(strings.TrimSpace(key), "column") {
			return strings.TrimSpace(val)
		}
	}
	if n == "xorm" {
		if _, rest, ok := strings.Cut(tagValue(tag, "xorm"), "'"); ok {
			if col, _, ok := strings.Cut(rest, "'"); ok {
				return col
			}
		}
	}
	for _, key := range []string{"bun", "pg", "db"} {
		if col := tagName(tag, key); col != "" && col != "-" && !strings.Contains(col, ":") {
			return col
		}
	}
	return snake(name)
}

// fieldColumn is columnOf for a field by its name in the code.
func (x *Index) fieldColumn(typeKey, name string, n naming) string {
	for _, f := range x.Program.StructFields(typeKey) {
		if v := x.Program.Value(f); v.Key[strings.LastIndexByte(v.Key, '.')+1:] == name {
			return x.columnOf(f, n)
		}
	}
	return snake(name)
}

// softDeleted reports whether a mapper leaves out rows of a type that are marked as deleted.
func (x *Index) softDeleted(typeKey string) bool {
	for _, f := range x.Program.StructFields(typeKey) {
		v := x.Program.Value(f)
		if _, ok := x.Program.Catalog.Get(v.Type, "softdelete"); ok || strings.Contains(v.Value, "soft_delete") || strings.Contains(tagValue(v.Value, "xorm"), "deleted") {
			return true
		}
	}
	return false
}

// snake writes a name as mappers do: UserID is user_id, HTTPServer is http_server.
func snake(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 && (unicode.IsLower(runes[i-1]) || unicode.IsDigit(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1]) && runes[i-1] != '_') {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// uncountable and irregular are words whose plural follows no rule, as the inflection libraries of mappers have them.
var (
	uncountable = map[string]bool{"equipment": true, "information": true, "rice": true, "money": true, "species": true, "series": true, "fish": true, "sheep": true, "jeans": true, "police": true}
	irregular   = map[string]string{"person": "people", "man": "men", "child": "children", "sex": "sexes", "move": "moves", "ox": "oxen", "quiz": "quizzes", "matrix": "matrices", "vertex": "vertices", "index": "indices", "mouse": "mice", "octopus": "octopi", "virus": "viri", "status": "statuses", "alias": "aliases", "bus": "buses", "buffalo": "buffaloes", "tomato": "tomatoes"}
)

// plural is the plural of the last word of a name.
func plural(name string) string {
	head, word := "", name
	if i := strings.LastIndexByte(name, '_'); i >= 0 {
		head, word = name[:i+1], name[i+1:]
	}
	if p, ok := irregular[word]; ok {
		return head + p
	}
	switch {
	case uncountable[word] || word == "":
	case strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss") && !strings.HasSuffix(word, "us") && !strings.HasSuffix(word, "is"):
	case strings.HasSuffix(word, "sis"):
		word = word[:len(word)-2] + "es"
	case strings.HasSuffix(word, "ss"), strings.HasSuffix(word, "sh"), strings.HasSuffix(word, "ch"), strings.HasSuffix(word, "x"), strings.HasSuffix(word, "us"):
		word += "es"
	case strings.HasSuffix(word, "y") && len(word) > 1 && !strings.ContainsRune("aeiou", rune(word[len(word)-2])):
		word = word[:len(word)-1] + "ies"
	case strings.HasSuffix(word, "fe"):
		word = word[:len(word)-2] + "ves"
	case strings.HasSuffix(word, "lf"), strings.HasSuffix(word, "rf"):
		word = word[:len(word)-1] + "ves"
	default:
		word += "s"
	}
	return head + word
}
