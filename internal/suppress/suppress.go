// Package suppress reads the comments by which code keeps a finding from being reported:
//
//	//prodlint:ignore rule[,rule] -- reason
//	//nolint:prodlint // reason
//
// The first stands at the end of the line, on the line above, or in the doc comment of a function, which it then covers whole. The second has
// the ranges that golangci-lint gives it: its line, or the whole declaration or statement below a comment in the same column.
// Files of SQL have comments of the first kind: see ParseSQL.
// A comment that gives no reason, names an unknown rule or hides nothing is a problem of its own.
package suppress

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"path/filepath"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// Rule is the name under which problems with suppressions are reported.
const Rule = "suppression"

// Directive is one suppressing comment.
type Directive struct {
	Pos      summary.Pos // of the comment
	Function string      // around the comment, as in findings: "(*Feed).Load"
	// Rules are the rules it names. Empty with All means every rule.
	Rules  []string
	All    bool
	Reason string
	// From and To are the lines it covers, in its file.
	From, To int
	// Trailing says that code stands before it on its line; it also covers a call that ends there.
	Trailing bool
	// SQL says that the comment stands in a file of SQL.
	SQL bool
	// Foreign marks comments that are addressed to all linters ("//nolint"). They are honoured, and nothing is asked of them.
	Foreign bool

	used map[string]bool
}

// covers reports whether the directive speaks about rule at pos.
func (d *Directive) covers(rule string, pos summary.Pos) bool {
	if d.Pos.Pkg != pos.Pkg || d.Pos.File != pos.File || !d.All && !slices.Contains(d.Rules, rule) {
		return false
	}
	return d.From <= pos.Line && pos.Line <= d.To || d.Trailing && pos.EndLine == d.From
}

// Set is the directives of the files that are judged.
type Set struct{ directives []*Directive }

// NewSet returns a set of the directives.
func NewSet(ds []Directive) *Set {
	s := &Set{}
	for i := range ds {
		d := ds[i]
		d.used = map[string]bool{}
		s.directives = append(s.directives, &d)
	}
	return s
}

// Match reports whether a finding of rule at pos is suppressed, and for which reason. It remembers the directives that were of use.
func (s *Set) Match(rule string, pos summary.Pos) (reason string, ok bool) {
	for _, d := range s.directives {
		if d.covers(rule, pos) {
			d.used[rule] = true
			if !ok || reason == "" {
				reason = d.Reason
			}
			ok = true
		}
	}
	return reason, ok
}

// Problem is something wrong with a directive.
type Problem struct {
	Pos      summary.Pos
	Function string
	Key      string
	Message  string
}

// Problems returns what is wrong with the directives, after every finding has been offered to Match. known tells the names of rules;
// certain reports whether a rule has been run in such a way that it would have reported what it is said to hide in package pkg.
func (s *Set) Problems(known func(rule string) bool, certain func(rule, pkg string) bool) []Problem {
	var out []Problem
	for _, d := range s.directives {
		if d.Foreign {
			continue
		}
		add := func(key, format string, args ...any) {
			out = append(out, Problem{d.Pos, d.Function, key, fmt.Sprintf(format, args...)})
		}
		if len(d.Rules) == 0 && !d.All {
			add("", "suppression names no rule: %s", d.want())
			continue
		}
		if d.Reason == "" {
			add(strings.Join(d.Rules, ","), "suppression gives no reason: %s", d.want())
		}
		if d.All {
			if len(d.used) == 0 && certain("", d.Pos.Pkg) {
				add("", "nothing is reported here: remove the suppression")
			}
			continue
		}
		for _, name := range d.Rules {
			switch {
			case !known(name):
				add(name, "suppression names %q, which is not a rule: see prodlint rules", name)
			case !d.used[name] && certain(name, d.Pos.Pkg):
				add(name, "%s reports nothing here: remove the suppression", name)
			}
		}
	}
	return out
}

// want shows how the directive is written with a reason.
func (d *Directive) want() string {
	if d.All {
		return "write //nolint:prodlint // reason"
	}
	return "write " + Comment(cmp.Or(strings.Join(d.Rules, ","), "rule"), d.SQL) + "reason"
}

// Comment returns the comment that suppresses a rule, or several with commas between them, in Go or in SQL. The reason is to follow it.
func Comment(rules string, sql bool) string {
	if sql {
		return "-- prodlint:ignore " + rules + " -- "
	}
	return "//prodlint:ignore " + rules + " -- "
}

// Parse returns the directives of a file of package pkg, in the order of the file. Generated files have none.
func Parse(fset *token.FileSet, pkg string, f *ast.File) []Directive {
	if ast.IsGenerated(f) {
		return nil
	}
	p := reader{fset: fset, pkg: pkg, file: f}
	for _, g := range f.Comments {
		for _, c := range g.List {
			text, ok := strings.CutPrefix(c.Text, "//")
			if !ok {
				continue
			}
			text = strings.TrimLeft(text, " \t")
			if rest, ok := strings.CutPrefix(text, "prodlint:ignore"); ok && (rest == "" || strings.ContainsRune(" \t", rune(rest[0]))) {
				p.ignore(g, c, rest)
			} else if rest, ok := strings.CutPrefix(text, "nolint"); ok {
				p.nolint(g, c, rest)
			}
		}
	}
	return p.out
}

type reader struct {
	fset *token.FileSet
	pkg  string
	file *ast.File
	out  []Directive
	code map[int]int // column of the first code on a line
}

// ignore reads "//prodlint:ignore a,b -- reason".
func (p *reader) ignore(g *ast.CommentGroup, c *ast.Comment, rest string) {
	names, reason, _ := strings.Cut(rest, "--")
	if i := strings.Index(names, "//"); i >= 0 { // a comment on the comment, as tests write them
		names = names[:i]
	}
	d := p.directive(c)
	d.Rules = strings.FieldsFunc(names, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' })
	d.Reason = strings.TrimSpace(reason)
	line := d.Pos.Line
	switch fd := p.docOf(g); {
	case d.Trailing:
		d.From, d.To = line, line
	case fd != nil:
		d.From, d.To = p.line(fd.Pos()), p.line(fd.End())
	default:
		d.From = p.line(g.End()) + 1
		d.To = p.simpleEnd(d.From)
	}
	d.To = max(d.From, d.To) // a declaration that does not parse may have no end
	p.out = append(p.out, d)
}

// nolint reads "//nolint", "//nolint:a,b" and "//nolint:prodlint // reason".
func (p *reader) nolint(g *ast.CommentGroup, c *ast.Comment, rest string) {
	if rest != "" && rest[0] != ':' && rest[0] != ' ' && rest[0] != '/' {
		return
	}
	list, reason, _ := strings.Cut(rest, "//")
	d := p.directive(c)
	d.All, d.Foreign = true, true
	if names, ok := strings.CutPrefix(list, ":"); ok {
		linters := strings.FieldsFunc(strings.ToLower(names), func(r rune) bool { return r == ',' || r == ' ' || r == '\t' })
		switch {
		case slices.Contains(linters, "prodlint"):
			d.Foreign = false
		case !slices.Contains(linters, "all"):
			return
		}
	}
	d.Reason = strings.TrimSpace(reason)
	d.From, d.To = d.Pos.Line, d.Pos.Line
	if !d.Trailing {
		// The comment group ends on the line above a node that starts in its column.
		last, col := p.line(g.End()), d.Pos.Col
		ast.Inspect(p.file, func(n ast.Node) bool {
			if n == nil {
				return false
			}
			if at := p.fset.Position(n.Pos()); at.Line == last+1 && at.Column == col {
				d.To = max(d.To, p.line(n.End()))
			}
			return true
		})
	}
	p.out = append(p.out, d)
}

// directive fills in what all directives have.
func (p *reader) directive(c *ast.Comment) Directive {
	d := Directive{Pos: summary.Span(p.fset, p.pkg, c.Pos(), c.End())}
	d.Pos.File = filepath.Base(d.Pos.File)
	for _, decl := range p.file.Decls {
		if fd, ok := decl.(*ast.FuncDecl); ok && fd.Pos() <= c.Pos() && c.Pos() < fd.End() {
			d.Function = funcName(fd)
		}
	}
	first, ok := p.columns()[d.Pos.Line]
	d.Trailing = ok && first < d.Pos.Col
	return d
}

// columns notes where code starts on each line.
func (p *reader) columns() map[int]int {
	if p.code != nil {
		return p.code
	}
	p.code = map[int]int{}
	note := func(pos token.Pos) {
		if at := p.fset.Position(pos); at.Line > 0 {
			if c, ok := p.code[at.Line]; !ok || at.Column < c {
				p.code[at.Line] = at.Column
			}
		}
	}
	ast.Inspect(p.file, func(n ast.Node) bool {
		switch n.(type) {
		case nil:
			return false
		case *ast.Comment, *ast.CommentGroup:
			return false
		case *ast.File:
			note(n.Pos())
		default:
			note(n.Pos())
			if end := n.End() - 1; end > n.Pos() {
				note(end)
			}
		}
		return true
	})
	return p.code
}

// docOf returns the function whose doc comment g is.
func (p *reader) docOf(g *ast.CommentGroup) *ast.FuncDecl {
	for _, decl := range p.file.Decls {
		if fd, ok := decl.(*ast.FuncDecl); ok && fd.Doc == g {
			return fd
		}
	}
	return nil
}

// simpleEnd returns the last line of the statement or declaration that starts on a line, or where its block opens.
func (p *reader) simpleEnd(line int) int {
	end := line
	ast.Inspect(p.file, func(n ast.Node) bool {
		if n == nil {
			return false
		}
		if _, ok := n.(*ast.File); ok {
			return true
		}
		if p.line(n.Pos()) != line {
			return p.line(n.Pos()) < line && p.line(n.End()) >= line
		}
		switch n.(type) {
		case ast.Stmt, ast.Spec, *ast.KeyValueExpr, *ast.Field:
		default:
			return true
		}
		last := p.line(n.End())
		ast.Inspect(n, func(m ast.Node) bool {
			if b, ok := m.(*ast.BlockStmt); ok {
				last = min(last, p.line(b.Lbrace))
			}
			return true
		})
		end = max(end, last)
		return false
	})
	return end
}

func (p *reader) line(pos token.Pos) int { return p.fset.Position(pos).Line }

// funcName names a declaration as findings do: "Load", "(*Feed).Load".
func funcName(fd *ast.FuncDecl) string {
	if fd.Recv == nil || len(fd.Recv.List) == 0 {
		return fd.Name.Name
	}
	t, star := fd.Recv.List[0].Type, ""
	if s, ok := t.(*ast.StarExpr); ok {
		t, star = s.X, "*"
	}
	switch x := t.(type) {
	case *ast.IndexExpr:
		t = x.X
	case *ast.IndexListExpr:
		t = x.X
	}
	name := "?"
	if id, ok := t.(*ast.Ident); ok {
		name = id.Name
	}
	return "(" + star + name + ")." + fd.Name.Name
}
