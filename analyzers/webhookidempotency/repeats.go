package webhookidempotency

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/summary"
)

// repeats says what is done again when an effect happens again, if anything is.
func (j *index) repeats(e *effect.Effect) (string, bool) {
	last := e.Last()
	switch e.Kind {
	case effect.Write:
		return e.What(), j.writes(e, last)
	case effect.Publish, effect.Mail:
		return e.What(), !j.sendsKey(e)
	case effect.Call:
		return e.What(), j.orders(e, last) && !j.sendsKey(e)
	case effect.CacheSet:
		return e.What(), counts(last.Via)
	}
	return "", false
}

// writes reports whether a write adds a row, or to what a row holds, each time that it happens.
func (j *index) writes(e, last *effect.Effect) bool {
	known := false
	for _, s := range j.statements.At(last.Via) {
		if s.Verb != "INSERT" && s.Verb != "UPDATE" {
			continue
		}
		known = true
		if s.Verb == "INSERT" && !s.Conflict && !bounded(s) && !record(s.Target()) {
			return true
		}
		if s.Verb == "UPDATE" && adds(s) && !states(s) {
			return true
		}
	}
	if known {
		return false
	}
	return e.Verb == "INSERT" && !record(e.On)
}

// bounded reports whether an INSERT takes its rows from a query that asks whether they are there.
func bounded(s *query.Statement) bool {
	return slices.ContainsFunc(s.Inner, func(in query.Scope) bool { return len(in.Where) > 0 })
}

// adds reports whether an UPDATE calculates a column from itself.
func adds(s *query.Statement) bool {
	return slices.ContainsFunc(s.Set, func(a query.Assignment) bool {
		return slices.ContainsFunc(a.Reads, func(c query.Column) bool { return strings.EqualFold(c.Name, a.Column.Name) }) && !versions().MatchString(a.Column.Name)
	})
}

var versions = lazyre.New(`(?i)^(version|revision|rev|attempts?|retries|retry_count|tries)$`)

// state matches names of columns and fields that say how far something has come.
var state = lazyre.New(`(?i)(stat(e|us)|paid|process|handl|complet|done|fulfil|confirm|deliver|captur|refund|credit|settle|version|event_?id|last_event|_?at$|_?on$|dedup|idempoten)`)

// states reports whether an UPDATE only changes rows that are still in a certain state.
func states(s *query.Statement) bool {
	return slices.ContainsFunc(s.Where, func(w query.Predicate) bool { return state().MatchString(w.Column.Name) })
}

// records matches names of tables that keep what was sent, or what has happened: a row that is there twice does no harm, or is refused.
var records = lazyre.New(`(?i)(log|audit|histor|trace|raw|event|webhook|processed|idempot|dedup|deliver|inbox|nonce|metric|stat(s|istics)$)`)

func record(table string) bool { return records().MatchString(table) }

// ordering are words in the names of functions that have another service do something.
var ordering = words("create charge send post capture refund transfer issue invite notify ship fulfil fulfill pay credit debit place grant provision submit book purchase enqueue publish emit activate deposit withdraw payout confirm order new add redeem dispatch")

// reading are words in the names of functions that only ask.
var reading = words("get list find fetch load retrieve read lookup query search check verify validate parse")

// orders reports whether a call has another service do something, by the names of the functions on the way to it.
func (j *index) orders(e, last *effect.Effect) bool {
	if strings.Contains(strings.ToUpper(e.Verb), "GET") {
		return false
	}
	for n := last; n != nil; n = j.before(e, n) {
		ws := handler.Words(n.Via.Name())
		if slices.ContainsFunc(ws, func(w string) bool { return reading[w] }) {
			return false
		}
		if slices.ContainsFunc(ws, func(w string) bool { return ordering[w] }) {
			return true
		}
	}
	return slices.ContainsFunc(handler.Words(e.On), func(w string) bool { return ordering[w] })
}

// before returns the effect by which n is reached from e.
func (j *index) before(e, n *effect.Effect) *effect.Effect {
	for ; e != nil; e = e.Next {
		if e.Next == n {
			return e
		}
	}
	return nil
}

// counts reports whether a command of a key-value store adds to what the key holds.
func counts(c summary.CallRef) bool {
	n := c.Name()
	return slices.ContainsFunc([]string{"Incr", "Decr", "HIncr", "ZIncr", "LPush", "RPush"}, func(p string) bool { return strings.HasPrefix(n, p) })
}

// findKeys notes, by names and texts, the functions that send a key by which the receiver knows what it has done already.
func (j *index) findKeys() {
	is := func(s string) bool {
		s = strings.ToLower(s)
		return len(s) < 60 && (strings.Contains(s, "idempotency") || strings.Contains(s, "nats-msg-id") || strings.Contains(s, "dedup") || s == "taskid" || s == "unique" || s == "uniqueopts")
	}
	note := func(pkg *summary.Package, fn int32) {
		if fn >= 0 {
			j.keyed[handler.Root(summary.FuncRef{Pkg: pkg, Func: &pkg.Funcs[fn]}).Func] = true
		}
	}
	for _, pkg := range j.Packages {
		for i := range pkg.Nodes {
			v := &pkg.Nodes[i]
			hit := v.Kind == summary.Const && is(v.Value) || v.Kind == summary.Load && is(v.Field)
			for k := range v.Fields {
				hit = hit || is(v.Fields[k].Name)
			}
			if hit {
				note(pkg, v.Fn)
			}
		}
		for i := range pkg.Stores {
			if is(pkg.Stores[i].Field) {
				note(pkg, pkg.Stores[i].Fn)
			}
		}
		for i := range pkg.Calls {
			if is(summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}.Name()) {
				note(pkg, pkg.Calls[i].Fn)
			}
		}
	}
}

// sendsKey reports whether a function on the way to an effect sends a key by which the receiver knows what it has done already.
func (j *index) sendsKey(e *effect.Effect) bool {
	for n := e; n != nil; n = n.Next {
		if f := handler.Root(j.Enclosing(n.Via)); !f.IsZero() && j.keyed[f.Func] {
			return true
		}
	}
	return false
}
