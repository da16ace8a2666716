package rule

import (
	"go/ast"
	"go/token"
	"path"
	"strconv"
	"strings"
)

// Offset returns the byte offset of a position in the file.
func (p *FixPass) Offset(pos token.Pos) int { return p.Fset.Position(pos).Offset }

// AddField returns the edit that puts "name: value" first into a composite literal with keys, or in place of the value that name has there.
// It returns nil where the literal has no keys.
// The result is valid Go; the driver formats it.
func (p *FixPass) AddField(lit *ast.CompositeLit, name, value string) []Edit {
	for _, elt := range lit.Elts {
		kv, ok := elt.(*ast.KeyValueExpr)
		if !ok {
			return nil
		}
		if key, ok := kv.Key.(*ast.Ident); ok && key.Name == name {
			return []Edit{{Start: p.Offset(kv.Value.Pos()), End: p.Offset(kv.Value.End()), New: value}}
		}
	}
	at := p.Offset(lit.Lbrace) + 1
	text := name + ": " + value
	switch {
	case len(lit.Elts) == 0:
	case p.Fset.Position(lit.Lbrace).Line != p.Fset.Position(lit.Elts[0].Pos()).Line:
		text = "\n" + text + ","
	default:
		text += ", "
	}
	return []Edit{{Start: at, End: at, New: text}}
}

// Import returns the edits that make a package of the standard library usable in the file and the name it has there.
// ok is false where the name is taken by a blank or dot import.
func (p *FixPass) Import(pkg string) (name string, edits []Edit, ok bool) {
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
	at := p.Offset(p.File.Name.End())
	return name, []Edit{{Start: at, End: at, New: "\n\nimport " + strconv.Quote(pkg)}}, true
}

// importPlace finds where a path sorts among the first group of an import block.
func (p *FixPass) importPlace(g *ast.GenDecl, pkg string) (int, string) {
	at := p.Offset(g.Lparen) + 1
	for _, s := range g.Specs {
		spec := s.(*ast.ImportSpec)
		if got, err := strconv.Unquote(spec.Path.Value); err != nil || got > pkg || strings.Contains(got, ".") {
			break
		}
		at = p.Offset(spec.End())
	}
	return at, "\n\t" + strconv.Quote(pkg)
}
