package goroutineleak

import (
	"go/ast"
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

// buffer gives the channel of one send a buffer of one. A goroutine that sends to it no longer waits, which nobody could count on: the receiver may have left.
func buffer(p *rule.FixPass) []rule.Edit {
	call, ok := p.Node.(*ast.CallExpr)
	if !ok || !strings.HasPrefix(p.Finding.Key, "send ") || len(p.Finding.Names) == 0 || len(call.Args) != 1 {
		return nil
	}
	at := p.Offset(call.Args[0].End())
	return []rule.Edit{{Start: at, End: at, New: ", 1"}}
}
