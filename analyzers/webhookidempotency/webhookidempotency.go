// Package webhookidempotency finds handlers of webhooks that do something a second time when the provider sends an event a second time. Providers
// do: after a timeout, after an answer that was lost, and sometimes for no reason at all.
package webhookidempotency

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/inloop"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/route"
	"github.com/prodlint/prodlint/internal/rowflow"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports what handlers of webhooks do again for an event that they have seen before.
var Rule = rule.New("webhookidempotency", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	j := of(p.Program)
	for _, f := range j.hooks {
		if f.Pkg == p.Summary {
			if found, ok := j.judge(f); ok {
				p.Report(found)
			}
		}
	}
}

type key struct{}

// of returns what is known of the webhooks of a program. It is worked out once.
func of(prog *summary.Program) *index {
	return prog.Memo(key{}, func() any {
		j := &index{Program: prog, statements: query.Of(prog), effects: effect.Of(prog), races: rowflow.Of(prog), keyed: map[*summary.Function]bool{}}
		j.findHooks()
		if len(j.hooks) > 0 {
			j.findKeys()
		}
		return j
	}).(*index)
}

type index struct {
	*summary.Program
	statements *query.Index
	effects    *effect.Index
	races      *rowflow.Index
	hooks      []summary.FuncRef          // handlers of webhooks
	keyed      map[*summary.Function]bool // functions that send an idempotency key
}

// findHooks looks for the handlers of webhooks: by their routes, their names, and what they call.
func (j *index) findHooks() {
	seen := map[*summary.Function]bool{}
	add := func(f summary.FuncRef) {
		if !f.IsZero() && !seen[f.Func] && !f.Func.Test && !j.TestSupport(f.Pkg) {
			seen[f.Func] = true
			j.hooks = append(j.hooks, f)
		}
	}
	routes := route.Of(j.Program)
	known := map[*summary.Function]bool{}
	for _, e := range routes.Entries {
		if f := e.Handler.Func; !f.IsZero() && (e.Kind == route.HTTP || e.Kind == route.Lambda) {
			known[f.Func] = true
			if receives(e) && !once(e) {
				add(f)
			}
		}
	}
	requests := handler.Of(j.Program)
	for _, pkg := range j.Packages {
		for i := range pkg.Funcs {
			f := summary.FuncRef{Pkg: pkg, Func: &pkg.Funcs[i]}
			if f.Func.Request != summary.None && !f.Func.Lit && !known[f.Func] && len(routes.Entering(f)) == 0 && incoming(f.Func.Name, "") {
				add(f)
			}
		}
		for i := range pkg.Calls {
			c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
			if c.Call.Callee == "" || !j.Catalog.Webhook(c.Call.Callee) {
				continue
			}
			for _, f := range j.hosts(requests, j.Enclosing(c), 3) {
				if es := routes.Entering(f); len(es) == 0 || slices.ContainsFunc(es, func(e *route.Entry) bool { return !once(e) && posts(e) }) {
					add(f)
				}
			}
		}
	}
}

// hosts returns the handlers that a function is, stands in or is called by.
func (j *index) hosts(requests *handler.Index, f summary.FuncRef, depth int) []summary.FuncRef {
	if h := requests.Host(f); !h.IsZero() || depth == 0 || f.IsZero() {
		return []summary.FuncRef{h}
	}
	var out []summary.FuncRef
	for _, c := range j.Callers(handler.Root(f)) {
		out = append(out, j.hosts(requests, j.Enclosing(c), depth-1)...)
	}
	return out
}

// posts reports whether a route answers to POST, by which providers send.
func posts(e *route.Entry) bool {
	return len(e.Methods) == 0 || slices.Contains(e.Methods, "POST") || slices.Contains(e.Methods, "PUT")
}

// signing are words beside callback by which it is one that a browser is sent back to.
var signing = words("oauth oauth2 oidc saml sso login signin auth external idp google facebook discord apple provider")

// receives reports whether a provider calls a route when something has happened there.
func receives(e *route.Entry) bool { return posts(e) && incoming(e.Handler.Name, e.Path) }

// once reports whether middleware of a route lets an event through once.
func once(e *route.Entry) bool {
	return slices.ContainsFunc(e.Chain, func(s route.Step) bool { return dedupes(s.Name) })
}

// manages are words in the names of handlers by which users set their webhooks up, or have events sent to them.
var manages = words("get list create update delete add remove edit save test retry redeliver resend send fire trigger enable disable toggle new register unregister subscribe settings configure show view rotate index destroy put patch dispatch emit")

// callbacks are words beside callback by which it is one that a provider of payments and the like calls, and not a browser.
var callbacks = words("payment payments pay status delivery refund order invoice transfer payout charge transaction notify notification alipay wechat sms billing")

func words(list string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		out[w] = true
	}
	return out
}

// incoming reports whether a handler takes what a provider sends, by its name and path.
func incoming(name, path string) bool {
	name = name[strings.LastIndexByte(name, '/')+1:]
	named := handler.Words(name)
	if _, own, ok := strings.Cut(name, "."); ok && len(handler.Words(own)) > 0 {
		named = handler.Words(own)
	}
	all := append(slices.Clone(named), handler.Words(path)...)
	if i := slices.IndexFunc(named, func(w string) bool { return manages[w] }); i >= 0 && !slices.Contains(named, "handle") && !slices.Contains(named, "receive") {
		return false
	}
	for i, w := range all {
		switch {
		case w == "webhook" || w == "webhooks" || w == "ipn" || w == "hook" && i > 0 && all[i-1] == "web":
			return true
		case w == "callback" && !slices.ContainsFunc(all, func(w string) bool { return signing[w] }) && slices.ContainsFunc(all, func(w string) bool { return callbacks[w] }):
			return true
		}
	}
	return false
}

// judge looks for the first thing that a handler does again.
func (j *index) judge(f summary.FuncRef) (rule.Finding, bool) {
	for _, c := range j.calls(f) {
		if strings.HasSuffix(c.Call.Pos.File, "_test.go") {
			continue
		}
		for _, e := range j.effects.At(c) {
			if e.Guard&summary.OnError != 0 || c.Call.Guard&summary.OnError != 0 || !e.Into.IsZero() && e.Into.Func.Lit && handler.Root(e.Into).Func == handler.Root(f).Func {
				continue
			}
			what, ok := j.repeats(e)
			if !ok || j.gated(e) || e.Kind == effect.Write && j.races.Handled(c, e) {
				continue
			}
			return rule.Finding{Pos: c.Call.Pos, Function: c.Pkg.FunctionName(c.Call.Fn), Key: what, Path: inloop.Way(e),
				Message: inloop.Fit("the provider sends events again, and the "+what+" is then done twice", "store the event id under a unique key first")}, true
		}
	}
	return rule.Finding{}, false
}

// calls returns the calls of a handler and of the literals in it, in the order of the text.
func (j *index) calls(f summary.FuncRef) []summary.CallRef {
	out := slices.Clone(handler.Calls(j.Program, f))
	slices.SortStableFunc(out, func(a, b summary.CallRef) int {
		if a.Call.Pos.Line != b.Call.Pos.Line {
			return a.Call.Pos.Line - b.Call.Pos.Line
		}
		return a.Call.Pos.Col - b.Call.Pos.Col
	})
	return out
}
