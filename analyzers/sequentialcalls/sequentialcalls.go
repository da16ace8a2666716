// Package sequentialcalls finds queries and calls of other services that a request waits for one after another, though none of them needs what another
// gives: the answer takes the sum of their times where it could take the longest of them.
package sequentialcalls

import (
	"slices"
	"strconv"
	"strings"

	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/route"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
	"github.com/prodlint/prodlint/internal/txn"
)

// Rule reports what could be asked for together and is not.
var Rule = rule.New("sequentialcalls", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

// maxMessage is how long a message may be.
const maxMessage = 140

// enough is how many calls have to wait for one another for a finding.
const enough = 3

func check(p *rule.Pass) {
	if p.Program.TestSupport(p.Summary) {
		return
	}
	for i := range p.Summary.Funcs {
		f := summary.FuncRef{Pkg: p.Summary, Func: &p.Summary.Funcs[i]}
		if f.Func.Test || slices.Contains(p.Summary.Generated, f.Func.Pos.File) {
			continue
		}
		ranked := slices.DeleteFunc(slices.Clone(p.Program.Calls(f)), func(c summary.CallRef) bool { return c.Call.Rank == 0 })
		if len(ranked) < enough {
			continue
		}
		var j *judge
		for _, group := range groups(p.Program, f, ranked, &j) {
			if handler.Waits(p.Program, f) == route.HTTP && !p.Program.OneShot(group[0].call) {
				report(p, f, group)
			}
		}
	}
}

// step is a call that waits for an answer.
type step struct {
	call summary.CallRef
	*effect.Effect
}

func report(p *rule.Pass, f summary.FuncRef, group []step) {
	first := group[0].call
	var names []string
	out := rule.Finding{Pos: first.Call.Pos, Function: f.Func.Name, Key: "together"}
	for _, s := range group {
		names = append(names, name(s))
		out.Path = append(out.Path, rule.HopAt(s.call, s.What()))
	}
	out.Key += " " + strings.Join(names, " ")
	told := names
	if len(told) > enough {
		told = append(slices.Clone(names[:2]), strconv.Itoa(len(names)-2)+" more")
	}
	if names[0] == names[1] {
		told = []string{"them"}
	}
	list := told[len(told)-1]
	if len(told) > 1 {
		list = strings.Join(told[:len(told)-1], ", ") + " and " + list
	}
	out.Message = strconv.Itoa(len(names)) + " calls wait for one another, and none needs what another gives: run "
	if out.Message += list + " in an errgroup"; len(out.Message) > maxMessage {
		out.Message = strconv.Itoa(len(names)) + " calls wait for one another, and none needs what another gives: run them in an errgroup"
	}
	p.Report(out)
}

func name(s step) string {
	if n := s.call.Name(); n != "" && s.Depth > 0 {
		return n
	}
	return s.What()
}

// groups returns the calls of a function that run one after another, three or more of which none depends on another.
func groups(prog *summary.Program, f summary.FuncRef, ranked []summary.CallRef, made **judge) (out [][]step) {
	x := effect.Of(prog)
	var run []step
	cut := func() {
		out = append(out, independent(run)...)
		run = nil
	}
	for _, c := range ranked {
		e, ok := waits(x, c)
		if !ok {
			if e != nil && !quiet(c) {
				cut() // it changes something, or says whether to go on
			}
			continue
		}
		if *made == nil {
			*made = &judge{prog: prog, f: f, tx: txn.Of(prog), local: query.Of(prog).Only(query.SQLite), after: make([][]bool, len(f.Func.Flow))}
		}
		if e.Kind == effect.Read && (*made).local {
			continue
		}
		if (*made).bound(c, e) {
			cut()
			continue
		}
		if len(run) > 0 && !(*made).follows(run[len(run)-1].call, c) {
			cut()
		}
		run = append(run, step{c, e})
	}
	cut()
	return out
}

// quiet reports whether a call runs beside the others: in a goroutine, or when the function returns.
func quiet(c summary.CallRef) bool { return c.Call.Go || c.Call.Defer }

// waits returns what a call waits for, if it asks for something and does nothing else; else the gravest that it does, nil for nothing.
func waits(x *effect.Index, c summary.CallRef) (*effect.Effect, bool) {
	var asks, other *effect.Effect
	for _, e := range x.At(c) {
		switch {
		case e.Guard&(summary.Async|summary.OnError) != 0:
		case e.Kind == effect.CacheGet, e.Kind == effect.CacheSet:
		case e.Kind != effect.Read && e.Kind != effect.Call || e.Kind == effect.Call && handler.HasWord(c.Name(), changes):
			other = e
		case e.Guard&(summary.OnMiss|summary.OnMemo|summary.SharedRun) != 0:
			return nil, false // most of the time nothing is asked
		case asks == nil || e.Depth < asks.Depth:
			asks = e
		}
	}
	switch {
	case other != nil:
		return other, false
	case asks == nil:
		return nil, false
	case quiet(c) || c.Call.In >= 0 || c.Call.Guard != 0:
		return nil, false
	case perhaps(asks):
		return nil, false
	case c.Call.Use == 0, handler.HasWord(c.Name(), decides):
		return asks, false
	}
	return asks, true
}

// changes are words in the names of calls that change something where they are answered; decides those of calls that say whether to go on.
var (
	changes = []string{"create", "update", "delete", "remove", "add", "put", "post", "set", "send", "charge", "cancel", "save", "insert", "publish", "notify", "register", "reserve", "pay", "refund",
		"upload", "write", "store", "submit", "approve", "revoke", "issue", "start", "stop", "enqueue", "push", "patch", "upsert", "capture", "sync"}
	decides = []string{"auth", "authorize", "authorise", "authenticate", "authorized", "permission", "permissions", "permitted", "allowed", "allow", "can", "verify", "validate", "check", "ensure", "require", "session", "token",
		"login", "limit", "lock", "exists", "begin", "introspect", "claims", "acl", "policy", "admin", "superuser", "owns", "owner"}
)

// independent returns the largest set of calls of which none depends on another, if it is large enough: those that wait for the same others.
func independent(run []step) [][]step {
	if len(run) < enough {
		return nil
	}
	levels := map[int][]step{}
	level := make([]int, len(run))
	best := 0
	for i, s := range run {
		for k, o := range run[:i] {
			if s.call.Call.After&(1<<(o.call.Call.Rank-1)) != 0 {
				level[i] = max(level[i], level[k]+1)
			}
		}
		levels[level[i]] = append(levels[level[i]], s)
		if n := len(levels[level[i]]); n > len(levels[best]) || n == len(levels[best]) && level[i] < best {
			best = level[i]
		}
	}
	if len(levels[best]) < enough {
		return nil
	}
	return [][]step{levels[best]}
}
