package goroutineleak

import (
	"go/ast"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/rule"
)

// fix repairs what can be repaired: a cancel function is deferred, a channel gets room for the one value that is sent to it.
func fix(p *rule.FixPass) []rule.Edit {
	if len(p.Finding.Names) == 1 && strings.HasPrefix(p.Finding.Key, "context.") {
		return p.Defer(1, p.Finding.Names[0], "cancel")
	}
	return buffer(p)
}

// buffer gives the channel of one send a buffer of one. A goroutine that sends to it no longer waits, so what it does behind the send no longer
// comes after the receiver has the value: that is safe where there is nothing.
func buffer(p *rule.FixPass) []rule.Edit {
	call, ok := p.Node.(*ast.CallExpr)
	if !ok || !strings.HasPrefix(p.Finding.Key, "send ") || len(p.Finding.Names) == 0 || len(call.Args) != 1 {
		return nil
	}
	p.Unsafe = !last(p.Parents, strings.TrimPrefix(p.Finding.Key, "send "))
	at := p.Offset(call.Args[0].End())
	return []rule.Edit{{Start: at, End: at, New: ", 1"}}
}

// last reports whether the innermost function starts a goroutine, as a literal without deferred calls, whose last statement sends to a channel.
func last(around []ast.Node, channel string) bool {
	i := slices.IndexFunc(around, func(n ast.Node) bool { _, ok := n.(*ast.BlockStmt); return ok })
	if i < 0 {
		return false
	}
	sends, lasts := 0, 0
	ast.Inspect(around[i], func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SendStmt:
			if sendsTo(n, channel) {
				sends++
			}
		case *ast.GoStmt:
			lit, ok := n.Call.Fun.(*ast.FuncLit)
			if ok && len(lit.Body.List) > 0 && sendsTo(lit.Body.List[len(lit.Body.List)-1], channel) && !defers(lit.Body) {
				lasts++
			}
		}
		return true
	})
	return sends == 1 && lasts == 1
}

func sendsTo(s ast.Stmt, channel string) bool {
	send, ok := s.(*ast.SendStmt)
	if !ok {
		return false
	}
	id, ok := send.Chan.(*ast.Ident)
	return ok && id.Name == channel
}

func defers(body *ast.BlockStmt) (found bool) {
	ast.Inspect(body, func(n ast.Node) bool {
		_, is := n.(*ast.DeferStmt)
		found = found || is
		return !found
	})
	return found
}
