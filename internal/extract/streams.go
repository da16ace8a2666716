package extract

import (
	"go/ast"
	"go/types"

	"github.com/prodlint/prodlint/internal/summary"
)

// reader returns the stream that a call takes the next piece of, and what it reads that into, nil where it returns the piece.
func (w *walker) reader(e *ast.CallExpr) (from, into ast.Expr) {
	f := w.callee(e)
	if f == nil {
		return nil, nil
	}
	if f.Pkg() != nil && f.Pkg().Path() == "io" && f.Signature().Recv() == nil {
		switch f.Name() {
		case "LimitReader", "NewSectionReader":
			return e.Args[0], nil
		case "ReadFull", "ReadAtLeast":
			return e.Args[0], e.Args[1]
		case "CopyN":
			return e.Args[1], e.Args[0]
		}
		return nil, nil
	}
	sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
	if !ok || f.Name() != "Read" && f.Name() != "ReadAt" || len(e.Args) == 0 {
		return nil, nil
	}
	if t := w.typeOf(e.Args[0]); t == nil || types.TypeString(t.Underlying(), nil) != "[]byte" {
		return nil, nil
	}
	return sel.X, e.Args[0]
}

// piece returns the source that stands for the pieces that the turns of the loop around a call take of a stream which is older than the loop.
func (w *walker) piece(e *ast.CallExpr) (into ast.Expr, d summary.Deps) {
	from, into := w.reader(e)
	l := w.around(e)
	if from == nil || l == nil {
		return nil, 0
	}
	if o := w.rootOf(from); o != nil && l.stmt.Pos() <= o.Pos() && o.Pos() < l.stmt.End() {
		return nil, 0
	}
	return into, w.b.out.Loops[l.index].Piece
}

// streams makes what the turns of a loop read of a stream a source, if they do.
func (w *walker) streams(l *loop) {
	reads := false
	ast.Inspect(l.body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && !reads {
			from, _ := w.reader(call)
			reads = from != nil
		}
		return !reads
	})
	if reads {
		d := w.source(summary.Source{Loop: l.index, Param: -4})
		w.b.out.Loops[l.index].Piece = d
	}
}

// starts notes of a loop that starts goroutines whether the function waits for them, and whether it may return before it has all they give.
func (w *walker) starts(l *loop, out *summary.Loop) {
	spawns := false
	ast.Inspect(l.body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			spawns = true
		case *ast.CallExpr:
			if f := w.callee(n); f != nil {
				spawns = spawns || f.Name() == "Go" || f.Name() == "TryGo" || f.Name() == "Submit"
			}
		}
		return !spawns
	})
	if !spawns {
		return
	}
	out.Joined, out.Capped = w.joins(l.body), w.caps(l)
	ast.Inspect(w.body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.UnaryExpr:
			out.Awaited = out.Awaited || isReceive(n)
		case *ast.RangeStmt:
			if t := w.typeOf(n.X); t != nil {
				_, ch := t.Underlying().(*types.Chan)
				out.Awaited = out.Awaited || ch
			}
			out.Cut = out.Cut || n != l.stmt && w.cuts(n.Body)
		case *ast.ForStmt:
			out.Cut = out.Cut || n != l.stmt && w.cuts(n.Body)
		case *ast.CallExpr:
			if f := w.callee(n); f != nil {
				out.Awaited = out.Awaited || f.Name() == "Wait"
			}
		}
		return true
	})
}

// cuts reports whether the body of a loop receives something and returns a part of it.
func (w *walker) cuts(body *ast.BlockStmt) bool {
	var got []types.Object
	ast.Inspect(body, func(n ast.Node) bool {
		as, ok := n.(*ast.AssignStmt)
		if !ok || len(as.Rhs) != 1 {
			return true
		}
		if u, ok := ast.Unparen(as.Rhs[0]).(*ast.UnaryExpr); ok && isReceive(u) {
			if o := w.object(as.Lhs[0]); o != nil {
				got = append(got, o)
			}
		}
		return true
	})
	return len(got) > 0 && w.mentions(body, func(n ast.Node) bool {
		ret, ok := n.(*ast.ReturnStmt)
		if !ok {
			return false
		}
		for _, e := range ret.Results {
			if t := w.typeOf(e); t == nil || isError(t) {
				continue
			}
			for _, o := range got {
				if w.uses(e, o) {
					return true
				}
			}
		}
		return false
	})
}

// followed reports whether a scanner or reader gives lines as somebody writes them: the pipe of a process that runs, or a network connection.
func (w *walker) followed(it types.Object) bool {
	call := w.madeBy(it)
	if call == nil || len(call.Args) == 0 {
		return false
	}
	if f := w.callee(call); f == nil || f.Pkg() == nil || f.Pkg().Path() != "bufio" {
		return false
	}
	if named, ok := types.Unalias(w.typeOf(call.Args[0])).(*types.Named); ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "net" {
		return true
	}
	pipe := w.madeBy(w.object(call.Args[0]))
	if pipe == nil {
		return false
	}
	f := w.callee(pipe)
	return f != nil && f.Pkg() != nil && f.Pkg().Path() == "os/exec" && (f.Name() == "StdoutPipe" || f.Name() == "StderrPipe")
}

// madeBy returns the call whose first result a local variable is made with, nil if it is made in another way.
func (w *walker) madeBy(o types.Object) (out *ast.CallExpr) {
	if o == nil {
		return nil
	}
	ast.Inspect(w.body, func(n ast.Node) bool {
		if as, ok := n.(*ast.AssignStmt); ok && len(as.Rhs) == 1 && w.object(as.Lhs[0]) == o {
			if call, ok := ast.Unparen(as.Rhs[0]).(*ast.CallExpr); ok {
				out = call
			}
		}
		return out == nil
	})
	return out
}
