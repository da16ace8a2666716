package rule

import (
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"strconv"
	"strings"
)

// Offset returns the byte offset of a position in the file.
func (p *FixPass) Offset(pos token.Pos) int { return p.Fset.Position(pos).Offset }

// AddField returns the edit that puts "name: value" first into a composite literal with keys, or in place of the number or nil that name has there.
// It returns nil where the literal has no keys, or the value there is more than that: something else might be left unused.
// The result is valid Go; the driver formats it.
func (p *FixPass) AddField(lit *ast.CompositeLit, name, value string) []Edit {
	for _, elt := range lit.Elts {
		kv, ok := elt.(*ast.KeyValueExpr)
		if !ok {
			return nil
		}
		if types.ExprString(kv.Key) == name {
			_, number := kv.Value.(*ast.BasicLit)
			if id, ok := kv.Value.(*ast.Ident); !number && (!ok || id.Name != "nil") {
				return nil
			}
			return []Edit{{Start: p.Offset(kv.Value.Pos()), End: p.Offset(kv.Value.End()), New: value}}
		}
	}
	at := p.Offset(lit.Lbrace) + 1
	text := name + ": " + value
	next := lit.Rbrace
	if len(lit.Elts) > 0 {
		next = lit.Elts[0].Pos()
		text += ", "
	}
	if p.Fset.Position(lit.Lbrace).Line != p.Fset.Position(next).Line {
		at = p.LineEnd(lit.Lbrace + 1)
		text = "\n" + name + ": " + value + ","
	}
	return []Edit{{Start: at, End: at, New: text}}
}

// LineEnd returns the offset behind what ends at end and the comments that follow it on its line, so that they stay there when a line is
// added. Code that follows on the line is not looked for.
func (p *FixPass) LineEnd(end token.Pos) int {
	at := p.Offset(end)
	for _, c := range p.File.Comments {
		if c.Pos() >= end && p.Fset.Position(c.Pos()).Line == p.Fset.Position(end).Line {
			at = p.Offset(c.End())
		}
	}
	return at
}

// Import returns the edits that make a package of the standard library usable in the file and the name it has there.
// ok is false where the name is taken by a blank or dot import, or means something else somewhere in the file.
func (p *FixPass) Import(pkg string) (name string, edits []Edit, ok bool) {
	name, edits, ok = p.importOf(pkg)
	return name, edits, ok && !declares(p.File, name)
}

// declares reports whether a file declares a function, a type, a variable, a constant or a parameter with a name.
func declares(file *ast.File, name string) bool {
	found := false
	is := func(ids ...*ast.Ident) {
		for _, id := range ids {
			found = found || id != nil && id.Name == name
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.StructType, *ast.InterfaceType:
			return false // fields and methods have names of their own
		case *ast.FuncDecl:
			if n.Recv == nil {
				is(n.Name)
			}
		case *ast.TypeSpec:
			is(n.Name)
		case *ast.ValueSpec:
			is(n.Names...)
		case *ast.Field:
			is(n.Names...)
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				if id, ok := l.(*ast.Ident); ok && n.Tok == token.DEFINE {
					is(id)
				}
			}
		case *ast.RangeStmt:
			for _, l := range []ast.Expr{n.Key, n.Value} {
				if id, ok := l.(*ast.Ident); ok && n.Tok == token.DEFINE {
					is(id)
				}
			}
		}
		return true
	})
	return found
}

func (p *FixPass) importOf(pkg string) (name string, edits []Edit, ok bool) {
	name = path.Base(pkg)
	for _, spec := range p.File.Imports {
		if got, err := strconv.Unquote(spec.Path.Value); err != nil || got != pkg {
			continue
		}
		if spec.Name == nil {
			return name, nil, true
		}
		return spec.Name.Name, nil, spec.Name.Name != "_" && spec.Name.Name != "."
	}
	for _, d := range p.File.Decls {
		if g, isGen := d.(*ast.GenDecl); isGen && g.Tok == token.IMPORT && g.Lparen.IsValid() {
			at, text := p.importPlace(g, pkg)
			return name, []Edit{{Start: at, End: at, New: text}}, true
		}
	}
	at := p.LineEnd(p.File.Name.End())
	return name, []Edit{{Start: at, End: at, New: "\n\nimport " + strconv.Quote(pkg)}}, true
}

// importPlace finds where a path sorts among the first group of an import block.
func (p *FixPass) importPlace(g *ast.GenDecl, pkg string) (int, string) {
	at := p.LineEnd(g.Lparen + 1)
	for _, s := range g.Specs {
		spec := s.(*ast.ImportSpec)
		if got, err := strconv.Unquote(spec.Path.Value); err != nil || got > pkg || strings.Contains(got, ".") {
			break
		}
		at = p.LineEnd(spec.End())
	}
	return at, "\n\t" + strconv.Quote(pkg)
}
