// Package goroutineleak finds goroutines that can wait for ever: for a receiver that has left, for a channel that nobody closes, in a loop that
// nothing ends, and contexts that nobody cancels. Each one stays with all it refers to, until the process is out of memory.
package goroutineleak

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/own"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports goroutines that may never end.
var Rule = rule.NewWithSyntax("goroutineleak", check, syntax)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

func init() { Rule.Fix = fix }

// check judges the goroutines that have no end, by what starts them anywhere in the program.
func check(p *rule.Pass) {
	if p.Program.TestSupport(p.Summary) {
		return
	}
	for i := range p.Summary.Calls {
		c := summary.CallRef{Pkg: p.Summary, Call: &p.Summary.Calls[i]}
		if !strings.HasSuffix(c.Call.Pos.File, "_test.go") {
			endless(p, c)
		}
	}
}

// syntax judges what goroutines, channels and contexts are to each other in one function, or in a few of one package.
func syntax(p *rule.Pass) {
	if p.Program.TestSupport(p.Summary) {
		return
	}
	cancels(p)
	streams(p)
	for _, f := range p.Files {
		if strings.HasSuffix(p.At(f.Name).File, "_test.go") {
			continue
		}
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && fd.Body != nil && concurrent(fd.Body) && !tool(p, fd) {
				channels(p, fd)
				breaks(p, fd)
				rearmed(p, fd)
				deaf(p, fd)
				fields(p, fd)
			}
		}
	}
}

// tool reports whether a function is that of a program which does its work and ends, or runs once when a program starts, or is main itself, or belongs to
// a command of a command line.
func tool(p *rule.Pass, fd *ast.FuncDecl) bool {
	if f, ok := p.Info.Defs[fd.Name].(*types.Func); ok && f.Signature().Recv() != nil && commands(f.Signature().Recv().Type()) {
		return true
	}
	if p.Summary.Main && fd.Recv == nil && fd.Name.Name == "main" {
		return true
	}
	at := p.At(fd.Name)
	i := slices.IndexFunc(p.Summary.Funcs, func(f summary.Function) bool { return f.Pos == at })
	if i < 0 {
		return false
	}
	c := summary.CallRef{Pkg: p.Summary, Call: &summary.Call{Fn: int32(i), In: -1, Pos: at}}
	return p.Summary.Main && p.Program.OneShot(c) || effect.Of(p.Program).Once(c) != ""
}

// concurrent reports whether a body starts goroutines or waits for channels.
func concurrent(body *ast.BlockStmt) (found bool) {
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt, *ast.SelectStmt:
			found = true
		case *ast.CallExpr:
			sel, ok := n.Fun.(*ast.SelectorExpr)
			found = found || ok && strings.HasSuffix(sel.Sel.Name, "Go")
		}
		return !found
	})
	return found
}

// commands reports whether a type is a command as go-flags knows it: it has a method Execute that is given the arguments of the command line.
func commands(t types.Type) bool {
	m, _, _ := types.LookupFieldOrMethod(t, true, nil, "Execute")
	f, ok := m.(*types.Func)
	return ok && types.TypeString(f.Type(), nil) == "func(args []string) error"
}

// cancels reports the functions that end a context and are not called.
func cancels(p *rule.Pass) {
	prog := p.Program
	for _, l := range own.Of(prog).Leaks(p.Summary) {
		if l.What != "cancel" || l.Func.Func.Test || prog.OneShot(l.Call) || effect.Of(prog).Once(l.Call) != "" {
			continue
		}
		name := catalog.ShortName(l.Open.Call.Callee)
		how := "not called on every path"
		if l.Never {
			how = "never called"
		}
		f := rule.Finding{Pos: l.Call.Call.Pos, Function: l.Func.Func.Name, Key: name, Path: []rule.Hop{rule.HopAt(l.Call, "derived here")},
			Message: "the cancel function of " + name + " is " + how + ", and what waits for the context stays: defer it"}
		if call, ok := own.Of(prog).Deferrable(l); ok {
			f.Names = []string{call}
		}
		p.Report(f)
	}
}
