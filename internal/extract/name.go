package extract

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"
	"unicode"
)

// maxText bounds how much of the code a name repeats.
const maxText = 40

// text writes an expression as the code does.
func text(e ast.Expr) string {
	s := ""
	switch e := e.(type) {
	case nil:
		return ""
	case *ast.Ident:
		s = e.Name
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok {
			s = x.Name + "." + e.Sel.Name
			break
		}
		s = types.ExprString(e)
	default:
		s = types.ExprString(e)
	}
	if len(s) > maxText {
		s = s[:maxText-3] + "..."
	}
	return s
}

// vague are names of variables that say nothing of what they hold.
var vague = []string{"item", "elem", "element", "val", "value", "row", "entry", "obj", "object", "cur", "curr", "each", "tmp", "one", "key", "rec", "raw", "props", "fields", "result", "data", "delete"}

// item names the element of a collection: after the variable that holds it, or in the singular of what the collection is called.
func (w *walker) item(xs, value ast.Expr) string {
	plural := singular(lastWord(nameOf(xs)))
	if id, ok := value.(*ast.Ident); ok && len(id.Name) > 2 && !slices.Contains(vague, id.Name) && !strings.HasPrefix(plural, id.Name) {
		o := w.object(id)
		if plural == "" && (o == nil || !isError(o.Type())) || o != nil && len(id.Name) > 3 && (typeName(o.Type()) != "" || !overMap(w.typeOf(xs))) && !isError(o.Type()) {
			return id.Name
		}
	}
	if plural != "" {
		return plural
	}
	if name := typeName(elemOf(w.typeOf(xs))); name != "" {
		return name
	}
	if id, ok := value.(*ast.Ident); ok && id.Name == "id" {
		return id.Name
	}
	return "item"
}

// elemOf returns the type of what a loop over a collection gives, nil for what is no collection.
func elemOf(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return u.Elem()
	case *types.Array:
		return u.Elem()
	case *types.Map:
		return u.Elem()
	case *types.Chan:
		return u.Elem()
	case *types.Signature: // an iterator
		if u.Params().Len() == 1 {
			if yield, ok := u.Params().At(0).Type().Underlying().(*types.Signature); ok && yield.Params().Len() > 0 {
				return yield.Params().At(yield.Params().Len() - 1).Type()
			}
		}
	}
	return nil
}

// typeName returns the last word of the name of a type, "" for types without a name of their own and those that every program has.
func typeName(t types.Type) string {
	if t == nil {
		return ""
	}
	n := namedOf(t)
	if n == nil || n.Obj().Pkg() == nil || slices.Contains(vague, strings.ToLower(n.Obj().Name())) {
		return ""
	}
	return strings.TrimSpace(lastWord(n.Obj().Name()))
}

// nameOf returns the name under which an expression is known: the last identifier, that of a function without its verb.
func nameOf(e ast.Expr) string {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.IndexExpr:
		return nameOf(e.X)
	case *ast.SliceExpr:
		return nameOf(e.X)
	case *ast.StarExpr:
		return nameOf(e.X)
	case *ast.CallExpr:
		if len(e.Args) == 1 {
			switch text(e.Fun) {
			case "slices.Values", "slices.All", "maps.Keys", "maps.Values", "maps.All", "slices.Sorted", "lo.Uniq", "lo.Keys", "lo.Values":
				return nameOf(e.Args[0])
			}
		}
		name := nameOf(e.Fun)
		for _, verb := range []string{"List", "Get", "Find", "Fetch", "Load", "Query", "Select", "All", "list", "get", "find", "fetch", "load"} {
			if rest, ok := strings.CutPrefix(name, verb); ok && rest != "" && unicode.IsUpper(rune(rest[0])) {
				return rest
			}
		}
		return name
	}
	return ""
}

// lastWord returns the last word of a name in camel case, with the one before it where it is an ID.
func lastWord(name string) string {
	name = strings.TrimRight(strings.ReplaceAll(name, "_", ""), "0123456789")
	if i := strings.Index(name, "By"); i >= 0 && i+2 < len(name) && unicode.IsUpper(rune(name[i+2])) { // usersByID
		name = name[:i]
	} else if strings.HasPrefix(name, "by") && len(name) > 2 && unicode.IsUpper(rune(name[2])) {
		return ""
	}
	for _, id := range []string{"UUIDs", "UUID", "IDs", "Ids", "ID", "Id"} {
		if rest, ok := strings.CutSuffix(name, id); ok {
			if rest = lastWord(rest); rest == "" {
				return "id"
			}
			return rest + " id"
		}
	}
	if strings.EqualFold(name, "ids") {
		return "id"
	}
	i := len(name)
	for i > 0 && !unicode.IsUpper(rune(name[i-1])) {
		i--
	}
	if i > 0 && i < len(name) {
		i--
	}
	if i == len(name) {
		i = 0
	}
	return strings.ToLower(name[i:])
}

// irregular are plurals that the endings do not tell the singular of, and words that are no plurals ("").
var irregular = map[string]string{
	"children": "child", "people": "person", "indices": "index", "vertices": "vertex", "statuses": "status", "aliases": "alias", "caches": "cache",
	"movies": "movie", "cookies": "cookie", "series": "", "species": "", "news": "", "args": "argument",
}

// singular returns one of what a plural names, "" for a word that is none.
func singular(word string) string {
	if one, ok := irregular[word]; ok {
		return one
	}
	switch {
	case word == "id", strings.HasSuffix(word, " id"):
		return word
	case strings.HasSuffix(word, "ies") && len(word) > 4:
		return strings.TrimSuffix(word, "ies") + "y"
	case strings.HasSuffix(word, "sses"), strings.HasSuffix(word, "xes"), strings.HasSuffix(word, "ches"), strings.HasSuffix(word, "shes"):
		return strings.TrimSuffix(word, "es")
	case strings.HasSuffix(word, "ss"), strings.HasSuffix(word, "us"), strings.HasSuffix(word, "is"), len(word) < 3:
		return ""
	case strings.HasSuffix(word, "s"):
		return strings.TrimSuffix(word, "s")
	}
	return ""
}

// rowName names what a reader gives.
func rowName(reader ast.Expr) string {
	switch name := strings.ToLower(nameOf(reader)); {
	case strings.Contains(name, "scan"), strings.Contains(name, "line"):
		return "line"
	case strings.Contains(name, "cur"):
		return "document"
	case strings.Contains(name, "csv"), strings.Contains(name, "read"):
		return "record"
	}
	return "row"
}

// isPart reports whether a name is that of the pieces that something is cut into to be sent: part, partInfo; of a collection of them: uploadParts,
// PartInfoList.
func isPart(name string, collection bool) bool {
	start := 0
	for i := 1; i <= len(name); i++ {
		if i < len(name) && (!unicode.IsUpper(rune(name[i])) || unicode.IsUpper(rune(name[i-1]))) {
			continue
		}
		switch strings.ToLower(name[start:i]) {
		case "part", "chunk", "batch":
			if !collection || i < len(name) {
				return true
			}
		case "parts", "chunks", "batches":
			return collection
		}
		start = i
	}
	return false
}

// overMap reports whether a collection is a map, whose values are seldom what it is called after.
func overMap(t types.Type) bool { return t != nil && isMap(t) }
