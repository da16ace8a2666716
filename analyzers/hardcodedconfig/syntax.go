package hardcodedconfig

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strconv"
	"strings"

	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// literal is a string literal in the body of a function.
type literal struct {
	text string
	pos  summary.Pos
	fn   string
	decl summary.Pos // of the function's name
}

// literals returns the string literals in the bodies of the package's functions.
func literals(p *rule.Pass) []literal {
	var out []literal
	for _, f := range p.Files {
		for _, d := range f.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if !ok || fd.Body == nil {
				continue
			}
			name, decl := functionName(p, fd), p.At(fd.Name)
			ast.Inspect(fd.Body, func(n ast.Node) bool {
				if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					if s, err := strconv.Unquote(lit.Value); err == nil && s != "" {
						out = append(out, literal{s, p.At(lit), name, decl})
					}
				}
				return true
			})
		}
	}
	return out
}

// functionName is the display name of a declared function, as in findings.
func functionName(p *rule.Pass, fd *ast.FuncDecl) string {
	at := p.At(fd.Name)
	for i := range p.Summary.Funcs {
		if p.Summary.Funcs[i].Pos == at {
			return p.Summary.Funcs[i].Name
		}
	}
	return fd.Name.Name
}

// find returns the literal that value id comes from: the first that fits in function fn, or in another that the value comes through and
// that is not a home of configuration.
func (j *judge) find(id summary.ID, fn int32, fits func(string) bool) *literal {
	in := map[summary.Pos]bool{}
	for _, s := range j.sources(id, 4) {
		if j.Program.Owner(s) == j.Summary {
			in[j.declaration(j.Program.Value(s).Fn)] = true
		}
	}
	var other *literal
	for i := range j.literals {
		l := &j.literals[i]
		switch {
		case !fits(l.text) || home().MatchString(simpleName(l.fn)):
		case l.decl == j.declaration(fn):
			return l
		case other == nil && in[l.decl]:
			other = l
		}
	}
	return other
}

// declaration returns the position of the declared function that function fn is, or stands in.
func (j *judge) declaration(fn int32) summary.Pos {
	if fn < 0 {
		return summary.Pos{}
	}
	for j.Summary.Funcs[fn].Parent >= 0 {
		fn = j.Summary.Funcs[fn].Parent
	}
	return j.Summary.Funcs[fn].Pos
}

// joined returns where a text is put together of literals alone, or nil if a part has a name at package level.
func (j *judge) joined(id summary.ID) *literal {
	prog := j.Program
	origins := prog.Origins(id)
	if len(origins) == 0 {
		return nil
	}
	v := prog.Value(origins[0])
	if v.Kind != summary.Text || prog.Owner(origins[0]) != j.Summary {
		return nil
	}
	for _, part := range v.Parts {
		if part.Node != summary.None && !j.fixed(prog.ID(j.Summary, part.Node)) {
			return nil
		}
		for _, c := range prog.Origins(prog.ID(j.Summary, part.Node)) {
			if p := prog.Value(c); p.Kind != summary.Const || p.Key != "" || p.Fn < 0 {
				return nil
			}
		}
	}
	return &literal{pos: v.Pos, fn: j.Summary.FunctionName(v.Fn)}
}

var (
	feature = lazyre.New(`^(?i:enable|disable|feature|toggle)|^(?:use|Use|allow|Allow)[A-Z]|(?i:enabled|disabled|feature|toggle)$`)
	// development matches switches that developers flip while they work on the code.
	development = lazyre.New(`(?i)debug|trace|verbose|test|race|log|assert|profil|bench|dump`)
)

// switches reports features that are switched by constants, and code that is switched off with if false.
func switches(p *rule.Pass) {
	conditions := map[types.Object]bool{}
	for _, f := range p.Files {
		if constrained(f) {
			continue
		}
		for _, d := range f.Decls {
			fd, _ := d.(*ast.FuncDecl)
			ast.Inspect(d, func(n ast.Node) bool {
				var asked []ast.Expr
				switch s := n.(type) {
				case *ast.IfStmt:
					asked = append(asked, s.Cond)
				case *ast.SwitchStmt:
					for _, c := range s.Body.List {
						if s.Tag == nil {
							asked = append(asked, c.(*ast.CaseClause).List...)
						}
					}
				}
				for _, cond := range asked {
					ast.Inspect(cond, func(n ast.Node) bool {
						if id, ok := n.(*ast.Ident); ok {
							conditions[p.Info.Uses[id]] = true
						}
						return true
					})
				}
				s, ok := n.(*ast.IfStmt)
				if !ok {
					return true
				}
				if id, ok := ast.Unparen(s.Cond).(*ast.Ident); ok && fd != nil && id.Name == "false" && p.Info.Uses[id] == types.Universe.Lookup("false") {
					p.Report(rule.Finding{Pos: p.At(s.Cond), Function: functionName(p, fd), Key: "if",
						Message: "code behind if false can only be switched on by a deploy: remove it or configure the switch"})
				}
				return true
			})
		}
	}
	for _, f := range p.Files {
		if constrained(f) {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			for i, name := range spec.Names {
				c, ok := p.Info.Defs[name].(*types.Const)
				if !ok || i >= len(spec.Values) || c.Val().Kind() != constant.Bool || !conditions[c] || !feature().MatchString(c.Name()) || development().MatchString(c.Name()) {
					continue
				}
				if id, ok := spec.Values[i].(*ast.Ident); ok && (id.Name == "true" || id.Name == "false") {
					p.Report(rule.Finding{Pos: p.At(name), Function: enclosing(p, f, name), Key: name.Name,
						Message: name.Name + " is a switch that only a deploy can turn: configure it, or drop it and the code it guards"})
				}
			}
			return true
		})
	}
}

// enclosing returns the name of the function around a node.
func enclosing(p *rule.Pass, f *ast.File, n ast.Node) string {
	for _, d := range f.Decls {
		if fd, ok := d.(*ast.FuncDecl); ok && fd.Pos() <= n.Pos() && n.End() <= fd.End() {
			return functionName(p, fd)
		}
	}
	return ""
}

// constrained reports whether a file is for some builds only: its constants are switched by the build.
func constrained(f *ast.File) bool {
	for _, g := range f.Comments {
		if g.Pos() > f.Package {
			break
		}
		for _, c := range g.List {
			if strings.HasPrefix(c.Text, "//go:build") || strings.HasPrefix(c.Text, "// +build") {
				return true
			}
		}
	}
	return false
}
