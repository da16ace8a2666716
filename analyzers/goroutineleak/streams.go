package goroutineleak

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/own"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// streams reports the streams of clients that a function leaves before their end, again and again, on a context that goes on.
func streams(p *rule.Pass) {
	prog := p.Program
	told := map[*summary.Function]bool{} // one context of its own ends all streams of a function
	for _, l := range own.Of(prog).Leaks(p.Summary) {
		f := l.Func.Func
		if l.What != "stream" || told[f] || f.Test || slices.Contains(p.Summary.Generated, l.Call.Call.Pos.File) || prog.OneShot(l.Call) || prog.Commanded(l.Call) || effect.Of(prog).Once(l.Call) != "" {
			continue
		}
		exits := unforced(p, f, l.Exits)
		why := goesOn(prog, l.Call)
		if len(exits) == 0 && !l.Again || why == nil || closed(prog, l.Call) {
			continue
		}
		told[f] = true
		name := catalog.ShortName(l.Open.Call.Callee)
		name = name[strings.LastIndexByte(name, '.')+1:]
		path := []rule.Hop{*why}
		for _, line := range exits {
			at := l.Call.Call.Pos
			at.Line, at.EndLine, at.Col, at.EndCol = line, line, 1, 1
			path = append(path, rule.Hop{Pos: at, Function: f.Name, Note: "leaves before the end of the stream"})
		}
		p.Report(rule.Finding{Pos: l.Call.Call.Pos, Function: f.Name, Key: "stream " + name, Path: path,
			Message: "the stream of " + name + " is left before its end and keeps its goroutine: run it on a context that is cancelled here"})
	}
}

// goesOn says why the context of a call that requests, messages or a clock make outlasts it, nil where it may not: it is one of those that nothing ends, or
// that of a loop, which hands it to the call in each turn.
func goesOn(prog *summary.Program, c summary.CallRef) *rule.Hop {
	ctx := contextOf(prog, c)
	if ctx == summary.NoID {
		return nil
	}
	ways := prog.Reached(c, nil)
	for _, by := range []summary.Reach{summary.ByClock, summary.ByRequest} {
		if way := ways[by]; len(way) > 0 && way[0].Call.In >= 0 && older(prog, way[0], ctx) {
			hop := rule.HopAt(way[0], "in each turn of a loop, with the same context")
			return &hop
		}
	}
	if root := unending(prog, ctx); !root.IsZero() && (c.Call.Endless || ways.Has(summary.ByRequest, summary.ByClock)) {
		hop := rule.HopAt(root, "nothing ends this context")
		return &hop
	}
	return nil
}

// contextOf returns the context that a call is given.
func contextOf(prog *summary.Program, c summary.CallRef) summary.ID {
	for k, n := range c.Call.Args {
		if n != summary.None && c.Pkg.Nodes[n].Type == "context.Context" {
			return prog.Arg(c, k)
		}
	}
	return summary.NoID
}

// older reports whether a loop hands one and the same context to a call in it, from which another is no more than derived by what does not end it.
func older(prog *summary.Program, turn summary.CallRef, ctx summary.ID) bool {
	sources := prog.Sources(ctx)
	given := contextOf(prog, turn)
	if given == summary.NoID || !slices.Contains(sources, given) {
		return false
	}
	for _, s := range sources {
		d := prog.CallOf(s)
		if d.IsZero() || prog.Value(s).Type != "context.Context" || !shorter(prog, d) && !roots(prog, d) {
			continue
		}
		if d.Call.Fn == turn.Call.Fn && d.Pkg == turn.Pkg && d.Call.In < 0 {
			continue // before the loop
		}
		if slices.Contains(prog.Sources(given), s) && d.Call.Fn != turn.Call.Fn {
			continue // by whoever calls the function
		}
		return false
	}
	return true
}

// roots reports whether a call gives a context that is derived from none.
func roots(prog *summary.Program, c summary.CallRef) bool {
	_, ok := prog.Catalog.Get(c.Call.Callee, "root")
	return ok
}

// unending returns the call that gave a context, if nothing on the way from there ends it before the program ends.
func unending(prog *summary.Program, ctx summary.ID) (root summary.CallRef) {
	var begins []summary.ID
	for _, o := range prog.Origins(ctx) {
		from := prog.CallOf(o)
		if from.IsZero() {
			continue
		}
		if e, ok := prog.Catalog.Get(from.Call.Callee, "root"); ok && slices.Contains([]string{"background", "todo", "detached"}, e.Attrs["of"]) {
			begins = append(begins, o)
		}
	}
	for _, s := range prog.Sources(ctx) {
		if d := prog.CallOf(s); shorter(prog, d) {
			for i := range d.Call.Args {
				above := prog.Origins(prog.Arg(d, i))
				begins = slices.DeleteFunc(begins, func(r summary.ID) bool { return slices.Contains(above, r) })
			}
		}
	}
	if len(begins) == 0 {
		return root
	}
	return prog.CallOf(begins[0])
}

// shorter reports whether a call derives a context that ends before the program does.
func shorter(prog *summary.Program, c summary.CallRef) bool {
	if c.IsZero() || len(c.Call.Results) < 2 {
		return false
	}
	if _, ok := prog.Catalog.Get(c.Call.Callee, "deadline"); ok {
		return true
	}
	gives := slices.ContainsFunc(c.Call.Results, func(n summary.Node) bool { return n != summary.None && c.Pkg.Nodes[n].Type == "context.Context" })
	return gives && effect.Of(prog).Once(c) == ""
}

// closed reports whether the client of a call is made by a function that closes something when it is left: the connection, and so all of its streams.
func closed(prog *summary.Program, c summary.CallRef) bool {
	for _, s := range prog.Sources(prog.Arg(c, -1)) {
		made := prog.CallOf(s)
		if made.IsZero() || effect.Of(prog).Once(made) != "" {
			continue
		}
		f := prog.Enclosing(made)
		for i := range f.Pkg.Calls {
			if in := &f.Pkg.Calls[i]; strings.HasSuffix(in.Callee, ".Close") && in.Fn == made.Call.Fn && in.Defer {
				return true
			}
		}
	}
	return false
}

// unforced returns the lines at which a function is left while its context may go on. Where it stops to go through something since the context has ended,
// that is not told from the other ways that lead on from there: none is returned.
func unforced(p *rule.Pass, f *summary.Function, lines []int) (out []int) {
	fd := declaredAt(p, f)
	if fd == nil {
		return lines
	}
	var over []ast.Node
	breaks := false
	ast.Inspect(fd, func(n ast.Node) bool {
		var body ast.Node
		switch n := n.(type) {
		case *ast.CommClause:
			if done(n.Comm) {
				body = n
			}
		case *ast.IfStmt:
			if asksContext(n.Cond) {
				body = n.Body
			}
		}
		if body != nil {
			over = append(over, body)
			ast.Inspect(body, func(n ast.Node) bool {
				b, ok := n.(*ast.BranchStmt)
				breaks = breaks || ok && (b.Tok == token.BREAK || b.Tok == token.GOTO)
				return true
			})
		}
		return true
	})
	if breaks {
		return nil
	}
	for _, line := range lines {
		if !slices.ContainsFunc(over, func(n ast.Node) bool {
			return p.Fset.Position(n.Pos()).Line <= line && line <= p.Fset.Position(n.End()).Line
		}) {
			out = append(out, line)
		}
	}
	return out
}

// asksContext reports whether a condition asks for the error of something by a method Err, as a context has.
func asksContext(cond ast.Expr) (found bool) {
	ast.Inspect(cond, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		found = found || ok && sel.Sel.Name == "Err" && len(call.Args) == 0
		return !found
	})
	return found
}

// declaredAt returns the declaration or literal that a function is.
func declaredAt(p *rule.Pass, f *summary.Function) (found ast.Node) {
	for _, file := range p.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if p.At(n.Name) == f.Pos {
					found = n
				}
			case *ast.FuncLit:
				if at := p.At(n); at.File == f.Pos.File && at.Line == f.Pos.Line && at.Col == f.Pos.Col {
					found = n
				}
			}
			return found == nil
		})
	}
	return found
}
