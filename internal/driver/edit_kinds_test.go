package driver_test

import (
	"go/ast"
	"go/token"
	"math/rand/v2"
	"strconv"
	"strings"
)

// kindOfEdit is something that people do to a file. What it leaves need not type-check.
type kindOfEdit struct {
	name  string
	apply func(r *rand.Rand, f *goFile) (src string, ok bool)
}

// around is an edit that puts something around a statement that is a call.
func around(before, after string) func(r *rand.Rand, f *goFile) (string, bool) {
	return func(r *rand.Rand, f *goFile) (string, bool) {
		s, ok := pick[*ast.ExprStmt](r, f, nil)
		if !ok {
			return "", false
		}
		return f.put(s.Pos(), s.End(), before+f.text(s)+after)
	}
}

// inFunc is an edit that puts something at the start of a body.
func inFunc(text string) func(r *rand.Rand, f *goFile) (string, bool) {
	return func(r *rand.Rand, f *goFile) (string, bool) {
		d, ok := pick(r, f, func(d *ast.FuncDecl) bool { return d.Body != nil })
		if !ok {
			return "", false
		}
		return f.put(d.Body.Lbrace+1, d.Body.Lbrace+1, text)
	}
}

// atEnd is an edit that adds a declaration; NEW stands for a name that is not in use.
func atEnd(text string) func(r *rand.Rand, f *goFile) (string, bool) {
	return func(_ *rand.Rand, f *goFile) (string, bool) {
		return f.src + "\n" + strings.ReplaceAll(text, "NEW", f.fresh) + "\n", true
	}
}

// kindsOfEdits are edits of bodies first, then those of what importers see, then of the rest.
var kindsOfEdits = []kindOfEdit{
	{"call in a loop", around("for _, each := range []string{\"a\", \"b\"} {\n_ = each\n", "\n}")},
	{"call in a loop of one turn", around("for range 1 {\n", "\n}")},
	{"call in a closure", around("func() {\n", "\n}()")},
	{"call in a goroutine", around("go func() {\n", "\n}()")},
	{"call behind a condition", around("if len(\"x\") > 0 {\n", "\n}")},
	{"statement twice", func(r *rand.Rand, f *goFile) (string, bool) {
		s, ok := pick[*ast.ExprStmt](r, f, nil)
		if !ok {
			return "", false
		}
		return f.put(s.End(), s.End(), "\n"+f.text(s))
	}},
	{"statement removed", func(r *rand.Rand, f *goFile) (string, bool) {
		s, ok := pick[*ast.ExprStmt](r, f, nil)
		if !ok {
			return "", false
		}
		return f.put(s.Pos(), s.End(), "")
	}},
	{"statement added", inFunc("\n\tprintln()\n")},
	{"body that panics", inFunc("\n\tif len(\"\") > 1 {\n\t\tpanic(\"never\")\n\t}\n")},
	{"range statement doubled", func(r *rand.Rand, f *goFile) (string, bool) {
		s, ok := pick[*ast.RangeStmt](r, f, nil)
		if !ok {
			return "", false
		}
		return f.put(s.Pos(), s.End(), "for range 2 {\n"+f.text(s)+"\n}")
	}},
	{"assignment twice", func(r *rand.Rand, f *goFile) (string, bool) {
		s, ok := pick(r, f, func(s *ast.AssignStmt) bool { return s.Tok == token.ASSIGN })
		if !ok {
			return "", false
		}
		return f.put(s.End(), s.End(), "\n"+f.text(s))
	}},
	{"text of a literal", func(r *rand.Rand, f *goFile) (string, bool) {
		imports := map[*ast.BasicLit]bool{}
		for _, i := range f.file.Imports {
			imports[i.Path] = true
		}
		l, ok := pick(r, f, func(l *ast.BasicLit) bool { return l.Kind == token.STRING && !imports[l] && l.Value[0] == '"' })
		if !ok {
			return "", false
		}
		text := []string{`"SELECT * FROM ` + strings.ToLower(f.fresh) + ` WHERE a LIKE '%x'"`, `""`, `"x"`, l.Value[:len(l.Value)-1] + `!"`}[r.IntN(4)]
		return f.put(l.Pos(), l.End(), text)
	}},
	{"number", func(r *rand.Rand, f *goFile) (string, bool) {
		l, ok := pick(r, f, func(l *ast.BasicLit) bool { return l.Kind == token.INT })
		if !ok {
			return "", false
		}
		return f.put(l.Pos(), l.End(), strconv.Itoa(r.IntN(100)))
	}},

	{"parameter", func(r *rand.Rand, f *goFile) (string, bool) {
		d, ok := pick(r, f, func(d *ast.FuncDecl) bool {
			list := d.Type.Params.List
			if d.Body == nil || d.Name.Name == "main" || d.Name.Name == "init" || len(list) > 0 && len(list[0].Names) == 0 {
				return false
			}
			if len(list) == 0 {
				return true
			}
			_, dots := list[len(list)-1].Type.(*ast.Ellipsis)
			return !dots
		})
		if !ok {
			return "", false
		}
		text := "_ ...int"
		if d.Type.Params.NumFields() > 0 {
			text = ", _ ...int"
			if before := strings.TrimSpace(f.src[:f.at(d.Type.Params.Closing)]); before[len(before)-1] == ',' {
				text = "_ ...int,"
			}
		}
		return f.put(d.Type.Params.Closing, d.Type.Params.Closing, text)
	}},
	{"receiver", func(r *rand.Rand, f *goFile) (string, bool) {
		d, ok := pick(r, f, func(d *ast.FuncDecl) bool {
			if d.Recv == nil || len(d.Recv.List) != 1 {
				return false
			}
			_, star := d.Recv.List[0].Type.(*ast.StarExpr)
			return star
		})
		if !ok {
			return "", false
		}
		star := d.Recv.List[0].Type.(*ast.StarExpr)
		return f.put(star.Pos(), star.Pos()+1, "")
	}},
	{"field", func(r *rand.Rand, f *goFile) (string, bool) {
		s, ok := pick[*ast.StructType](r, f, nil)
		if !ok {
			return "", false
		}
		return f.put(s.Fields.Closing, s.Fields.Closing, "\n\t"+f.fresh+" []string\n")
	}},
	{"type of a field", func(r *rand.Rand, f *goFile) (string, bool) {
		s, ok := pick(r, f, func(s *ast.Field) bool { return f.text(s.Type) == "int" })
		if !ok {
			return "", false
		}
		return f.put(s.Type.Pos(), s.Type.End(), "int64")
	}},
	{"method of an interface", func(r *rand.Rand, f *goFile) (string, bool) {
		s, ok := pick[*ast.InterfaceType](r, f, nil)
		if !ok {
			return "", false
		}
		return f.put(s.Methods.Closing, s.Methods.Closing, "\n\t"+f.fresh+"()\n")
	}},
	{"method", func(r *rand.Rand, f *goFile) (string, bool) {
		s, ok := pick(r, f, func(s *ast.TypeSpec) bool {
			_, is := s.Type.(*ast.StructType)
			return is && s.TypeParams == nil
		})
		if !ok {
			return "", false
		}
		return f.src + "\nfunc (*" + s.Name.Name + ") " + f.fresh + "() {}\n", true
	}},
	{"name of a declaration", func(r *rand.Rand, f *goFile) (string, bool) {
		d, ok := pick(r, f, func(d *ast.FuncDecl) bool { return d.Name.IsExported() })
		if !ok {
			return "", false
		}
		return f.put(d.Name.Pos(), d.Name.End(), f.fresh)
	}},
	{"function", atEnd("// NEW is new.\nfunc NEW(a int, b string) (int, error) { return a, nil }")},
	{"generic function", atEnd("func NEW[T any](list []T, do func(T)) {\n\tfor _, x := range list {\n\t\tdo(x)\n\t}\n}")},
	{"private function", atEnd("func lowerNEW() {}")},
	{"constant", atEnd("const NEW = \"DELETE FROM accounts\"")},
	{"variable", atEnd("var NEW = map[string][]byte{\"a\": nil}")},
	{"type", atEnd("type NEW struct{ A, B int }\n\nfunc (NEW) String() string { return \"\" }")},
	{"alias", atEnd("type NEW = []error")},

	{"comment", func(r *rand.Rand, f *goFile) (string, bool) {
		d, ok := pick[*ast.FuncDecl](r, f, nil)
		if !ok {
			return "", false
		}
		return f.put(d.Type.Func, d.Type.Func, []string{"// A line.\n", "\n\n", "//prodlint:ignore nplusone,missingtimeout -- few\n", "//prodlint:ignore all\n", "//nolint:prodlint // few\n"}[r.IntN(5)])
	}},
	{"lines on top", func(r *rand.Rand, f *goFile) (string, bool) {
		return strings.Repeat("// A line.\n", r.IntN(3)) + "\n" + f.src, true
	}},
	{"import", func(r *rand.Rand, f *goFile) (string, bool) {
		return f.put(f.file.Name.End(), f.file.Name.End(), "\n\nimport _ \""+[]string{"embed", "net/http/pprof", "crypto/sha256", "example.com/nowhere"}[r.IntN(4)]+"\"\n")
	}},
	{"constraint", func(r *rand.Rand, f *goFile) (string, bool) {
		return []string{"//go:build !never\n\n", "//go:build never\n\n"}[r.IntN(2)] + f.src, true
	}},
	{"undefined name", inFunc("\n\tnowhere()\n")},
	{"syntax error", inFunc("\n\tif {\n")},
}
